"""What the store itself is made of: currencies, channels, sites, and what tax and shipping need."""

from bigcommerce_sandbox.generator import channels, currencies, shipping, tax_properties, taxes
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
