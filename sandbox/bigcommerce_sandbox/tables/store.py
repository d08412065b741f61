"""What the store itself is made of: currencies, channels, sites, countries, and ways to deal."""

from bigcommerce_sandbox.generator import (
    abandoned_carts,
    channels,
    currencies,
    geography,
    listings,
    methods,
    shipping,
    tax_properties,
    taxes,
)
from bigcommerce_sandbox.generator.history import NO_HISTORY
from bigcommerce_sandbox.generator.values import iso
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.metafields import metafields, store_metafields

CURRENCIES = Table(
    name="currencies",
    draw=by_seed(currencies.currency),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=currencies.SIZE,
    size_by_hand=currencies.SIZE,
)

CHANNELS = Table(
    name="channels",
    draw=by_seed(channels.channel),
    touch=lambda row: {"name": f"{row['name']}-"},
    size=channels.SIZE,
    size_by_hand=channels.SIZE,
    write_date=iso,
)

SITES = Table(
    name="sites",
    draw=channels.site,
    touch=lambda row: {"is_checkout_url_customized": not row["is_checkout_url_customized"]},
    size=channels.STOREFRONTS,
    size_by_hand=channels.STOREFRONTS,
    first_id=channels.FIRST_SITE,
)

SITE_ROUTES = Table(
    name="site_routes",
    draw=channels.site_route,
    touch=lambda row: {"route": f"{row['route']}/"},
    size=channels.ROUTES,
    size_by_hand=channels.ROUTES,
    past=lambda shop, past: past if shop.created["sites"] else NO_HISTORY,
)

CHANNEL_LISTINGS = Table(
    name="channel_listings",
    draw=listings.listing,
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=listings.SIZE,
    size_by_hand=listings.SIZE,
    first_id=listings.FIRST_LISTING,
    write_date=iso,
    past=lambda shop, past: past if shop.created["products"] else NO_HISTORY,
)

ABANDONED_CART_EMAILS = Table(
    name="abandoned_cart_emails",
    draw=abandoned_carts.email,
    touch=lambda row: {"sent_num": row["sent_num"] + 1},
    size=abandoned_carts.SIZE,
    size_by_hand=abandoned_carts.SIZE,
)

TAX_CLASSES = Table(
    name="tax_classes",
    draw=by_seed(taxes.tax_class),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=taxes.CLASSES,
    size_by_hand=taxes.CLASSES,
    first_id=0,
)

TAX_ZONES = Table(
    name="tax_zones",
    draw=by_seed(taxes.tax_zone),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=taxes.ZONES,
    size_by_hand=taxes.ZONES,
)

TAX_RATES = Table(
    name="tax_rates",
    draw=taxes.tax_rate,
    touch=lambda row: {"priority": row["priority"] + 1},
    size=taxes.RATES,
    size_by_hand=taxes.RATES,
)

TAX_PROPERTIES = Table(
    name="tax_properties",
    draw=by_seed(tax_properties.tax_property),
    touch=lambda row: {"display_name": f"{row['display_name']}✓"},
    size=tax_properties.SIZE,
    size_by_hand=tax_properties.SIZE,
)

CHANNEL_METAFIELDS = metafields("channel", CHANNELS)

STORE_METAFIELDS = store_metafields()

SHIPPING_ZONES = Table(
    name="shipping_zones",
    draw=by_seed(shipping.shipping_zone),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=shipping.ZONES,
    size_by_hand=shipping.ZONES,
)

SHIPPING_METHODS = Table(
    name="shipping_methods",
    draw=shipping.shipping_method,
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=shipping.METHODS,
    size_by_hand=shipping.METHODS,
)

PAYMENT_METHODS = Table(
    name="payment_methods",
    draw=by_seed(methods.payment_method),
    touch=lambda row: {"test_mode": not row["test_mode"]},
    size=methods.PAYMENTS,
    size_by_hand=methods.PAYMENTS,
)

PICKUP_METHODS = Table(
    name="pickup_methods",
    draw=methods.pickup_method,
    touch=lambda row: {"collection_instructions": f"{row['collection_instructions']}✓"},
    size=4,
    size_by_hand=4,
    write_date=iso,
)

COUNTRIES = Table(
    name="countries",
    draw=by_seed(geography.country),
    touch=lambda row: {"country": f"{row['country']}✓"},
    size=geography.COUNTRIES,
    size_by_hand=geography.COUNTRIES,
)

COUNTRY_STATES = Table(
    name="country_states",
    draw=geography.state,
    touch=lambda row: {"state": f"{row['state']}✓"},
    size=geography.STATES,
    size_by_hand=geography.STATES,
    past=lambda shop, past: past if shop.created["countries"] else NO_HISTORY,
)
