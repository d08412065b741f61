"""What the API has, by area."""

from tap_bigcommerce.streams.base import BigCommerceStream
from tap_bigcommerce.streams.catalog import Products
from tap_bigcommerce.streams.customers import Customers
from tap_bigcommerce.streams.marketing import Coupons
from tap_bigcommerce.streams.orders import Orders

STREAMS: tuple[type[BigCommerceStream], ...] = (Coupons, Customers, Orders, Products)

__all__ = ["STREAMS", "BigCommerceStream"]
