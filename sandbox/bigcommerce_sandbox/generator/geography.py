"""Countries and their states as ``/v2/countries`` and below answer them."""

from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row

_COUNTRIES = (
    *(("Afghanistan", "AF", "AFG"), ("Albania", "AL", "ALB"), ("Algeria", "DZ", "DZA")),
    *(("Argentina", "AR", "ARG"), ("Australia", "AU", "AUS"), ("Austria", "AT", "AUT")),
    *(("Brazil", "BR", "BRA"), ("Canada", "CA", "CAN"), ("Côte d'Ivoire", "CI", "CIV")),
    *(("Denmark", "DK", "DNK"), ("France", "FR", "FRA"), ("Germany", "DE", "DEU")),
    *(("India", "IN", "IND"), ("Japan", "JP", "JPN"), ("Mexico", "MX", "MEX")),
    *(("Netherlands", "NL", "NLD"), ("New Zealand", "NZ", "NZL"), ("Norway", "NO", "NOR")),
    *(("Spain", "ES", "ESP"), ("Sweden", "SE", "SWE"), ("Switzerland", "CH", "CHE")),
    *(("United Kingdom", "GB", "GBR"), ("United States", "US", "USA"), ("Viet Nam", "VN", "VNM")),
)
"""Those of the world that the store knows, by ascending id; its shoppers live in some of them."""

COUNTRIES = len(_COUNTRIES)

_STATES = (
    *(("Australian Capital Territory", "ACT", "AU"), ("New South Wales", "NSW", "AU")),
    *(("Tasmania", "TAS", "AU"), ("Victoria", "VIC", "AU"), ("Alberta", "AB", "CA")),
    *(("British Columbia", "BC", "CA"), ("Quebec", "QC", "CA"), ("Bayern", "BAY", "DE")),
    *(("Hessen", "HES", "DE"), ("A Coruña", "A Coruña", "ES"), ("Zürich", "ZH", "CH")),
    *(("California", "CA", "US"), ("Colorado", "CO", "US"), ("Minnesota", "MN", "US")),
    *(("Oregon", "OR", "US"), ("Texas", "TX", "US"), ("Vermont", "VT", "US")),
)

STATES = len(_STATES)


def country(_seed: int, country_id: int, _created: int) -> Row:
    """One country; what lies beyond the known world has a number for a name."""
    if country_id > COUNTRIES:
        name, iso2, iso3 = f"Territory {country_id}", "XX", "XXX"
    else:
        name, iso2, iso3 = _COUNTRIES[country_id - 1]
    return {"id": country_id, "country": name, "country_iso2": iso2, "country_iso3": iso3}


def state(shop: Shop, state_id: int, _created: int) -> Row:
    """One state of a country that the store has."""
    number, place = divmod(state_id - 1, STATES)
    name, code, iso2 = _STATES[place]
    country_id = next(i for i, one in enumerate(_COUNTRIES, 1) if one[1] == iso2)
    return {
        "id": state_id,
        "state": f"{name} {number + 1}" if number else name,
        "state_abbreviation": code,
        "country_id": min(country_id, len(shop.created["countries"])),
    }
