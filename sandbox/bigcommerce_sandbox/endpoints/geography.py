"""Countries and their states."""

from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import TEXT, equal
from bigcommerce_sandbox.endpoints.listed import part
from bigcommerce_sandbox.endpoints.resource import Resource, counted
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.tables import COUNTRIES, COUNTRY_STATES
from bigcommerce_sandbox.views import CountryView


def _states(call: Call, country: Row) -> list[Row]:
    states = call.rows(COUNTRY_STATES)
    rows = (states.row(state_id) for state_id in states.index.ids)
    return [row for row in rows if row["country_id"] == country["id"]]


RESOURCES = (
    Resource(
        "v2",
        "/countries",
        "information",
        COUNTRIES,
        filters=equal(TEXT, "country", "country_iso2", "country_iso3"),
        view=lambda call, _: CountryView(call.base),
        count=counted,
        has_rows=True,
    ),
    Resource("v2", "/countries/states", "information", COUNTRY_STATES, count=counted),
    Resource(
        "v2",
        "/countries/{id:int}/states",
        "information",
        part(COUNTRIES, _states),
        filters=equal(TEXT, "state", "state_abbreviation"),
        count=counted,
    ),
)
