"""`python -m tap_bigcommerce` is `tap-bigcommerce`."""

from tap_bigcommerce.tap import TapBigCommerce

TapBigCommerce.cli()
