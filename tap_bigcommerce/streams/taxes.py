"""What taxes are computed with: classes of goods, zones of shoppers, and rates."""

from __future__ import annotations

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES, V3_WHOLE
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import INFORMATION
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects


class TaxClasses(RootStream):
    """A class of goods or services that is taxed at rates of its own.

    https://developer.bigcommerce.com/docs/rest-management/tax-classes
    """

    name = "tax_classes"
    path = "tax_classes"
    dialect = V2_PAGES
    scopes = (INFORMATION,)
    price = "2"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "id",
            INTEGER,
            required=True,
            description="Other tables refer to it as tax_class_id; 0 is the default class, which "
            "the API may not list",
        ),
        th.Property("name", th.StringType),
        th.Property("created_at", th.DateTimeType),
        th.Property("updated_at", th.DateTimeType),
    )


class TaxZones(RootStream):
    """A group of shoppers who see and pay the same taxes, by where they are or by their group.

    https://developer.bigcommerce.com/docs/rest-management/tax-zones
    """

    name = "tax_zones"
    path = "tax/zones"
    dialect = V3_WHOLE
    scopes = (INFORMATION,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType, description="Name in the control panel"),
        th.Property("enabled", th.BooleanType),
        th.Property(
            "price_display_settings",
            closed_object(
                th.Property(
                    "show_inclusive",
                    th.BooleanType,
                    description="Whether prices are shown with tax",
                ),
                th.Property(
                    "show_both_on_detail_view",
                    th.BooleanType,
                    description="Whether a product's page shows prices with and without tax",
                ),
                th.Property(
                    "show_both_on_list_view",
                    th.BooleanType,
                    description="Whether lists of products show prices with and without tax",
                ),
            ),
            description="How prices are shown; says nothing of how tax is computed",
        ),
        th.Property(
            "shopper_target_settings",
            closed_object(
                th.Property(
                    "locations",
                    objects(
                        th.Property(
                            "country_code", th.StringType, description="Two-letter ISO 3166-1 code"
                        ),
                        th.Property(
                            "subdivision_codes",
                            th.ArrayType(th.StringType),
                            description="ISO 3166-2 codes of its states; empty for all of them",
                        ),
                        th.Property(
                            "postal_codes",
                            th.ArrayType(th.StringType),
                            description="Postal codes; empty for all of them",
                        ),
                    ),
                    description="Where its shoppers are",
                ),
                th.Property(
                    "customer_groups",
                    th.ArrayType(INTEGER),
                    description="Groups of its customers (customer_groups.id); empty for everybody",
                ),
            ),
            description="Who is in the zone; the default zone has everybody who is in no other",
        ),
    )


class TaxRates(RootStream):
    """A tax of a zone, with its rate for each class of goods.

    https://developer.bigcommerce.com/docs/rest-management/tax-rates
    """

    name = "tax_rates"
    path = "tax/rates"
    dialect = V3_WHOLE
    scopes = (INFORMATION,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("tax_zone_id", INTEGER, description="Whom it is for (tax_zones.id)"),
        th.Property("name", th.StringType, description="Name of the tax, which shoppers may see"),
        th.Property("enabled", th.BooleanType),
        th.Property(
            "priority",
            INTEGER,
            description="Place in the order of the zone's taxes: one of a later place is also on "
            "those before it",
        ),
        th.Property(
            "class_rates",
            objects(
                th.Property("rate", th.NumberType, description="Percent: 8.25 is 8.25 %"),
                th.Property(
                    "tax_class_id", INTEGER, description="The class (tax_classes.id; 0: default)"
                ),
            ),
            description="The rate of each class of goods",
        ),
    )
