"""The tables of a store, by area: each stream that is a list, and those that come with it."""

from tap_bigcommerce.sdk import SingerStream
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.customers import CustomerAddresses, Customers
from tap_bigcommerce.streams.marketing import Coupons
from tap_bigcommerce.streams.orders import (
    OrderConsignments,
    OrderCoupons,
    OrderFees,
    OrderProducts,
    Orders,
    OrderShippingAddresses,
)
from tap_bigcommerce.streams.products import (
    Brands,
    ProductCustomFields,
    ProductImages,
    Products,
    ProductVariants,
)

STREAMS: tuple[type[RootStream | ChildStream], ...] = (
    Orders,
    OrderProducts,
    OrderShippingAddresses,
    OrderConsignments,
    OrderFees,
    OrderCoupons,
    Customers,
    CustomerAddresses,
    Products,
    ProductVariants,
    ProductImages,
    ProductCustomFields,
    Brands,
    Coupons,
)

__all__ = ["STREAMS", "ChildStream", "RootStream", "SingerStream"]
