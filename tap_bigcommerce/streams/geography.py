"""Countries and their states, as addresses, taxes and shipping name them."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import INFORMATION
from tap_bigcommerce.streams.types import INTEGER

V2_GEOGRAPHY = replace(V2_PAGES, counts="count")
"""The lists of countries and of states, which have counts beside them."""


class Countries(RootStream):
    """A country or territory of the world, whether or not the store sells there.

    https://developer.bigcommerce.com/docs/rest-management/geography/countries
    """

    name = "countries"
    path = "countries"
    dialect = V2_GEOGRAPHY
    scopes = (INFORMATION,)
    price = "2"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True, description="BigCommerce's own number"),
        th.Property("country", th.StringType, description="English name"),
        th.Property("country_iso2", th.StringType, description="ISO 3166-1, two letters: AU"),
        th.Property("country_iso3", th.StringType, description="ISO 3166-1, three letters: AUS"),
    )


class CountryStates(RootStream):
    """A state, province or other subdivision of a country.

    https://developer.bigcommerce.com/docs/rest-management/geography/states
    """

    name = "country_states"
    path = "countries/states"
    dialect = V2_GEOGRAPHY
    scopes = (INFORMATION,)
    price = "1 per 250 rows"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("state", th.StringType, description="Name"),
        th.Property(
            "state_abbreviation", th.StringType, description="Code within the country, such as ACT"
        ),
        th.Property("country_id", INTEGER, description="The country (countries.id)"),
    )
