"""The tables of a store, by area: each stream that is a list, and those that come with it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tap_bigcommerce.sdk import SingerStream
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.categories import Categories, CategoryTrees
from tap_bigcommerce.streams.channels import (
    AbandonedCartEmails,
    ChannelCurrencyAssignments,
    ChannelListings,
    SiteRoutes,
)
from tap_bigcommerce.streams.complex_rules import ProductComplexRules
from tap_bigcommerce.streams.content import (
    BlogPosts,
    BlogTags,
    CustomTemplateAssociations,
    Pages,
    Redirects,
)
from tap_bigcommerce.streams.customer_lists import (
    CustomerAttributes,
    CustomerAttributeValues,
    CustomerFormFieldValues,
    CustomerGroups,
    Subscribers,
    Wishlists,
)
from tap_bigcommerce.streams.customers import CustomerAddresses, Customers
from tap_bigcommerce.streams.customs import ProductCustomsInformation
from tap_bigcommerce.streams.deletions import DeletedRecords
from tap_bigcommerce.streams.fulfilment import (
    OrderMessages,
    OrderPickups,
    OrderShipments,
    OrderStatuses,
)
from tap_bigcommerce.streams.geography import Countries, CountryStates
from tap_bigcommerce.streams.inventory import InventoryItems, InventoryLocations
from tap_bigcommerce.streams.logs import SystemLogs
from tap_bigcommerce.streams.marketing import (
    Banners,
    Coupons,
    GiftCertificates,
    PromotionCodes,
    Promotions,
)
from tap_bigcommerce.streams.metafields import (
    BrandMetafields,
    CategoryMetafields,
    ChannelMetafields,
    CustomerMetafields,
    LocationMetafields,
    OrderMetafields,
    ProductMetafields,
    StoreMetafields,
    VariantMetafields,
)
from tap_bigcommerce.streams.methods import PaymentMethods, PickupMethods
from tap_bigcommerce.streams.orders import (
    OrderConsignments,
    OrderCoupons,
    OrderFees,
    OrderProducts,
    Orders,
    OrderShippingAddresses,
)
from tap_bigcommerce.streams.payments import OrderRefunds, OrderTaxes, OrderTransactions
from tap_bigcommerce.streams.prices import PriceListAssignments, PriceListRecords, PriceLists
from tap_bigcommerce.streams.product_parts import (
    ProductBulkPricingRules,
    ProductCategoryAssignments,
    ProductChannelAssignments,
    ProductCustomFields,
    ProductImages,
    ProductModifiers,
    ProductOptions,
    ProductVariants,
    ProductVideos,
)
from tap_bigcommerce.streams.products import Brands, Products
from tap_bigcommerce.streams.reviews import ProductReviews
from tap_bigcommerce.streams.segments import Segments, ShopperProfiles
from tap_bigcommerce.streams.settings import Settings
from tap_bigcommerce.streams.shipping import ShippingMethods, ShippingZones
from tap_bigcommerce.streams.shipping_quotes import OrderShippingQuotes
from tap_bigcommerce.streams.store import Channels, Currencies, Sites, Store
from tap_bigcommerce.streams.tax_properties import (
    ProductTaxProperties,
    TaxCustomers,
    TaxProperties,
)
from tap_bigcommerce.streams.taxes import TaxClasses, TaxRates, TaxZones

if TYPE_CHECKING:
    from collections.abc import Mapping

AREAS: Mapping[str, tuple[type[RootStream | ChildStream | DeletedRecords], ...]] = {
    "Orders": (
        Orders,
        OrderProducts,
        OrderShippingAddresses,
        OrderConsignments,
        OrderFees,
        OrderShipments,
        OrderTransactions,
        OrderTaxes,
        OrderCoupons,
        OrderMessages,
        OrderPickups,
        OrderShippingQuotes,
        OrderRefunds,
        OrderMetafields,
        OrderStatuses,
    ),
    "Customers": (
        Customers,
        CustomerAddresses,
        TaxCustomers,
        CustomerGroups,
        CustomerAttributes,
        CustomerAttributeValues,
        CustomerFormFieldValues,
        CustomerMetafields,
        Subscribers,
        Wishlists,
        Segments,
        ShopperProfiles,
    ),
    "Catalog": (
        Products,
        ProductVariants,
        ProductImages,
        ProductCustomFields,
        ProductBulkPricingRules,
        ProductVideos,
        ProductOptions,
        ProductModifiers,
        ProductCategoryAssignments,
        ProductChannelAssignments,
        ProductReviews,
        ProductComplexRules,
        ProductTaxProperties,
        ProductCustomsInformation,
        ProductMetafields,
        VariantMetafields,
        Brands,
        BrandMetafields,
        CategoryTrees,
        Categories,
        CategoryMetafields,
        PriceLists,
        PriceListRecords,
        PriceListAssignments,
        InventoryItems,
        InventoryLocations,
        LocationMetafields,
    ),
    "Marketing": (
        Coupons,
        Promotions,
        PromotionCodes,
        GiftCertificates,
        Banners,
        Redirects,
        AbandonedCartEmails,
    ),
    "Content": (Pages, BlogPosts, BlogTags, CustomTemplateAssociations),
    "Store": (
        Store,
        StoreMetafields,
        Currencies,
        Channels,
        ChannelCurrencyAssignments,
        ChannelListings,
        ChannelMetafields,
        Sites,
        SiteRoutes,
        TaxClasses,
        TaxZones,
        TaxRates,
        TaxProperties,
        ShippingZones,
        ShippingMethods,
        PaymentMethods,
        PickupMethods,
        Countries,
        CountryStates,
        SystemLogs,
        Settings,
        DeletedRecords,
    ),
}
"""The streams by area; those of parts stand behind the stream that brings them."""

STREAMS = tuple(chain.from_iterable(AREAS.values()))

__all__ = ["AREAS", "STREAMS", "ChildStream", "DeletedRecords", "RootStream", "SingerStream"]
