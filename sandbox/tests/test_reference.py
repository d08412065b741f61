"""Answers are as BigCommerce's OpenAPI files describe them."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bigcommerce_sandbox.endpoints.settings import OTHERS
from conftest import Client

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "api-reference"
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the OpenAPI files are not here")

Node = Any

EVERYTHING = "consignment_structure=object&include=consignments.line_items,fees"
ORDERS, CUSTOMERS = "orders.v2.oas2.yml", "customers.v3.yml"
PRODUCTS = "catalog/products_catalog.v3.yml"
PROMOTIONS = "promotions.v3.yml"
BRANDS = "catalog/brands_catalog.v3.yml"
VARIANTS = "catalog/product-variants_catalog.v3.yml"
TREES = "catalog/category-trees_catalog.v3.yml"
PRICE_LISTS, INVENTORY, LOCATIONS = "price_lists.v3.yml", "inventory.v3.yml", "locations.v3.yml"
CONTENT, GEOGRAPHY = "store_content.v2.yml", "geography.v2.yml"
PAYMENTS, PICKUPS = "methods_payments.v2.yml", "pickup_methods.v3.yml"
REDIRECTS = "/storefront/redirects", "/v3/storefront/redirects?include=to_url"
CATEGORIES = "catalog/categories_catalog.v3.yml"
TAX_PROPERTIES, OF_PRODUCTS = "tax_properties.v3.yml", "/tax/products/properties"
CUSTOMS = "/shipping/products/customs-information"
TAXES, SHIPPING = "tax_rates_zones.v3.yml", "shipping.v2.yml"
CARTS, CHANNELS = "abandoned_carts.v3.yml", "channels.v3.yml"
PARTS = (
    "variants,images,custom_fields,bulk_pricing_rules,primary_image,videos,reviews,channels,"
    "parent_relations"
)
CUSTOMERS_WITH_PARTS = "/v3/customers?limit=250&include=addresses,attributes,storecredit,formfields"
REVIEWS = "/v3/catalog/products/{reviewed}/reviews"
RECORDS = "/v3/pricelists/1/records?include=bulk_pricing_tiers,sku"

QUOTES = "/orders/{order_id}/shipping_addresses/{shipping_address_id}/shipping_quotes"
RULES = "/v3/catalog/products/3/complex-rules"

WHOLE_LISTS = [
    ("segments.v3.yml", "/segments", "/v3/segments"),
    ("segments.v3.yml", "/shopper-profiles", "/v3/shopper-profiles"),
    (TAX_PROPERTIES, "/tax/properties", "/v3/tax/properties"),
    (TAX_PROPERTIES, OF_PRODUCTS, f"/v3{OF_PRODUCTS}?product_id:in=1,2,3"),
    ("tax_customers.v3.yml", "/tax/customers", "/v3/tax/customers"),
    ("shipping.v3.yml", CUSTOMS, f"/v3{CUSTOMS}"),
    (BRANDS, "/catalog/brands/metafields", "/v3/catalog/brands/metafields"),
    (CATEGORIES, "/catalog/categories/metafields", "/v3/catalog/categories/metafields"),
    (LOCATIONS, "/inventory/locations/metafields", "/v3/inventory/locations/metafields"),
    ("channels.v3.yml", "/channels/metafields", "/v3/channels/metafields"),
    ("store_information.v3.yml", "/store/metafields", "/v3/store/metafields"),
]

CASES = [
    (ORDERS, "/orders", "/v2/orders?limit=100"),
    (ORDERS, "/orders", f"/v2/orders?limit=200&{EVERYTHING}"),
    (ORDERS, "/orders", f"/v2/orders?limit=100&page=4&{EVERYTHING}"),
    (ORDERS, "/orders", "/v2/orders?include=consignments&consignment_structure=object"),
    (ORDERS, "/orders/count", "/v2/orders/count"),
    (ORDERS, "/orders/{order_id}", "/v2/orders/101"),
    (ORDERS, "/orders/{order_id}/products", "/v2/orders/101/products"),
    (ORDERS, "/orders/{order_id}/shipping_addresses", "/v2/orders/{shipped}/shipping_addresses"),
    (ORDERS, "/orders/{order_id}/coupons", "/v2/orders/{discounted}/coupons"),
    (ORDERS, "/orders/{order_id}/consignments", "/v2/orders/101/consignments?include=line_items"),
    (ORDERS, "/orders/{order_id}/fees", "/v2/orders/{charged}/fees"),
    ("marketing.v2.yml", "/coupons", "/v2/coupons?limit=250"),
    ("marketing.v2.yml", "/coupons/count", "/v2/coupons/count"),
    ("customers.v2.yml", "/customers", "/v2/customers?limit=250"),
    ("customers.v2.yml", "/customers/count", "/v2/customers/count"),
    ("customers.v2.yml", "/customer_groups", "/v2/customer_groups"),
    ("customers.v2.yml", "/customer_groups/count", "/v2/customer_groups/count"),
    ("marketing.v2.yml", "/gift_certificates", "/v2/gift_certificates?limit=250"),
    (PROMOTIONS, "/promotions", "/v3/promotions?limit=250"),
    (PROMOTIONS, "/promotions/{promotion_id}/codes", "/v3/promotions/3/codes"),
    ("subscribers.v3.yml", "/customers/subscribers", "/v3/customers/subscribers?limit=250"),
    ("wishlists.v3.yml", "/wishlists", "/v3/wishlists?limit=250"),
    ("store_information.v2.yml", "/time", "/v2/time"),
    ("store_information.v2.yml", "/store", "/v2/store"),
    ("currencies.v2.yml", "/currencies", "/v2/currencies"),
    ("channels.v3.yml", "/channels", "/v3/channels?include=currencies"),
    ("channels.v3.yml", "/channels/{channel_id}", "/v3/channels/1?include=currencies"),
    ("sites.v3.yml", "/sites", "/v3/sites"),
    ("tax_classes.v2.yml", "/tax_classes", "/v2/tax_classes"),
    (TAXES, "/tax/zones", "/v3/tax/zones"),
    (TAXES, "/tax/rates", "/v3/tax/rates"),
    (SHIPPING, "/shipping/zones", "/v2/shipping/zones"),
    (SHIPPING, "/shipping/zones/{zone_id}/methods", "/v2/shipping/zones/1/methods"),
    ("marketing.v2.yml", "/banners", "/v2/banners"),
    ("marketing.v2.yml", "/banners/count", "/v2/banners/count"),
    ("redirects.v3.yml", *REDIRECTS),
    ("pages.v3.yml", "/content/pages", "/v3/content/pages?include=body"),
    ("pages.v3.yml", "/content/pages/{pageId}", "/v3/content/pages/3"),
    (CONTENT, "/blog/posts", "/v2/blog/posts"),
    (CONTENT, "/blog/posts/{id}", "/v2/blog/posts/3"),
    (CONTENT, "/blog/posts/count", "/v2/blog/posts/count"),
    (PAYMENTS, "/payments/methods", "/v2/payments/methods"),
    (PICKUPS, "/pickup/methods", "/v3/pickup/methods"),
    (GEOGRAPHY, "/countries", "/v2/countries"),
    (GEOGRAPHY, "/countries/{id}", "/v2/countries/5"),
    (GEOGRAPHY, "/countries/count", "/v2/countries/count"),
    (GEOGRAPHY, "/countries/states", "/v2/countries/states"),
    (GEOGRAPHY, "/countries/states/count", "/v2/countries/states/count"),
    (GEOGRAPHY, "/countries/{country_id}/states", "/v2/countries/5/states"),
    (GEOGRAPHY, "/countries/{country_id}/states/count", "/v2/countries/5/states/count"),
    *(
        ("settings.v3.yml", f"/settings/{name}", f"/v3/settings/{name}")
        for name in (
            *("store/locale", "store/profile", "store/units-of-measurement", "inventory"),
            *("storefront/status", *OTHERS),
        )
    ),
    ("tax_settings.v3.yml", "/tax/settings", "/v3/tax/settings"),
    ("promotion_settings.v3.yml", "/promotions/settings", "/v3/promotions/settings"),
    # For channels, others say in words only that null is inherited.
    *(
        (file, f"{path}{of_file}", f"/v3{path}{of_channel}")
        for file, path in (
            (CARTS, "/abandoned-carts/settings"),
            ("orders.v3.yml", "/orders/settings"),
        )
        for of_file, of_channel in (("", ""), ("/channels/{channel_id}", "/channels/1"))
    ),
    (CUSTOMERS, "/customers/settings", "/v3/customers/settings"),
    ("shipping.v3.yml", "/shipping/settings", "/v3/shipping/settings"),
    (CHANNELS, "/channels/currency-assignments", "/v3/channels/currency-assignments"),
    (CHANNELS, "/channels/{channel_id}/listings", "/v3/channels/5/listings"),
    ("sites.v3.yml", "/sites/{site_id}/routes", "/v3/sites/1000/routes"),
    (CUSTOMERS, "/customers", CUSTOMERS_WITH_PARTS),
    (CUSTOMERS, "/customers/addresses", "/v3/customers/addresses?limit=250&include=formfields"),
    (
        "orders.v3.yml",
        "/orders/payment_actions/refunds",
        "/v3/orders/payment_actions/refunds",
    ),
    ("orders.v3.yml", "/orders/metafields", "/v3/orders/metafields?limit=250"),
    ("pickup.v3.yml", "/orders/pickups", "/v3/orders/pickups"),
    (ORDERS, QUOTES, "/v2/orders/{quoted}/shipping_addresses/{address}/shipping_quotes"),
    ("orders.v3.yml", "/orders/{order_id}/transactions", "/v3/orders/{refunded}/transactions"),
    ("orders.v3.yml", "/orders/{order_id}/transactions", "/v3/orders/{credited}/transactions"),
    (ORDERS, "/order_statuses", "/v2/order_statuses"),
    (ORDERS, "/orders/{order_id}/shipments", "/v2/orders/{shipped}/shipments"),
    (ORDERS, "/orders/{order_id}/taxes", "/v2/orders/{charged}/taxes?details=true"),
    (ORDERS, "/orders/{order_id}/taxes", "/v2/orders/{automatic}/taxes"),
    (ORDERS, "/orders/{order_id}/messages", "/v2/orders/{discussed}/messages"),
    (CUSTOMERS, "/customers/attribute-values", "/v3/customers/attribute-values?limit=250"),
    (CUSTOMERS, "/customers/attributes", "/v3/customers/attributes"),
    (CUSTOMERS, "/customers/form-field-values", "/v3/customers/form-field-values?limit=250"),
    (CUSTOMERS, "/customers/metafields", "/v3/customers/metafields?limit=250"),
    (PRODUCTS, "/catalog/products", f"/v3/catalog/products?limit=250&include={PARTS}"),
    (PRODUCTS, "/catalog/products", "/v3/catalog/products?include=options,modifiers"),
    (PRODUCTS, "/catalog/products/{product_id}", f"/v3/catalog/products/3?include={PARTS}"),
    (PRODUCTS, "/catalog/summary", "/v3/catalog/summary"),
    (BRANDS, "/catalog/brands", "/v3/catalog/brands"),
    (BRANDS, "/catalog/brands/{brand_id}", "/v3/catalog/brands/3"),
    (
        VARIANTS,
        "/catalog/products/{product_id}/variants",
        "/v3/catalog/products/3/variants",
    ),
    (PRODUCTS, "/catalog/products/{product_id}/reviews", REVIEWS),
    (PRODUCTS, "/catalog/products/metafields", "/v3/catalog/products/metafields"),
    (VARIANTS, "/catalog/variants/metafields", "/v3/catalog/variants/metafields"),
    (TREES, "/catalog/trees", "/v3/catalog/trees"),
    (TREES, "/catalog/trees/categories", "/v3/catalog/trees/categories?limit=250"),
    (PRICE_LISTS, "/pricelists", "/v3/pricelists"),
    (PRICE_LISTS, "/pricelists/assignments", "/v3/pricelists/assignments"),
    (PRICE_LISTS, "/pricelists/{price_list_id}/records", RECORDS),
    (INVENTORY, "/inventory/items", "/v3/inventory/items?limit=250"),
    (LOCATIONS, "/inventory/locations", "/v3/inventory/locations"),
    (PRODUCTS, "/catalog/products/{product_id}/complex-rules", RULES),
    *WHOLE_LISTS,
]

# Where the store as it has been seen answers otherwise than the reference says: the field, and
# the JSON types that are right all the same.
SEEN_OTHERWISE: dict[str, tuple[str, ...]] = {
    # Seen as a number, a string and null on line items; the reference says string.
    "external_id": ("integer", "string", "null"),
    # Transactions of some providers have no id; the reference knows string and number.
    "payment_provider_id": ("string", "number", "null"),
    # `[]`, `{}` and lists of countries were seen; the reference says an object of one country.
    "restricted_to": ("object", "array"),
    # Null when a coupon is for any method; the reference says array.
    "shipping_methods": ("array", "null"),
    # Seen as null in the catalog; the reference does not say that they may be.
    "option_set_id": ("integer", "null"),
    "date_last_imported": ("string", "null"),
    "base_variant_id": ("integer", "null"),
    "primary_image": ("object", "null"),
    # Seen as null in orders whose staff and shopper wrote nothing.
    "staff_notes": ("string", "null"),
    "customer_message": ("string", "null"),
    # Seen as null in price list records that leave a price as it is, and in assignments to all
    # channels. The reference says in words that base variants have no SKU id.
    "sale_price": ("number", "null"),
    "retail_price": ("number", "null"),
    "map_price": ("number", "null"),
    "channel_id": ("integer", "null"),
    "sku_id": ("integer", "null"),
    # Seen as null in transactions that act on no other.
    "reference_transaction_id": ("integer", "null"),
    # Text in taxes, and null in those of shipping, as the reference says in words.
    "order_product_id": ("integer", "string", "null"),
    # Seen as null in most customers.
    "channel_ids": ("array", "null"),
}

# Fields of promotions that were seen as null, where the reference does not say that they may be.
SEEN_AS_NULL = {"segments", "shipping_address", "schedule", "end_date", "max_uses"}

# A field of line items that was seen, where the reference allows no others than its own.
SEEN_BESIDE = {"fulfillment_source": {"type": "string"}}


@lru_cache
def specification(file: str) -> Node:
    """An OpenAPI file."""
    return yaml.load((REFERENCE / file).read_text("utf-8"), yaml.CSafeLoader)


def schema_of(file: str, path: str) -> Node:
    """The schema of the answer to a GET, as JSON Schema."""
    document = specification(file)
    answer = resolve(document, document["paths"][path]["get"]["responses"]["200"])
    return plain(document, next(iter(answer["content"].values()))["schema"], "", ())


def resolve(document: Node, node: Node) -> Node:
    """Follow references to what they name."""
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def plain(document: Node, node: Node, name: str, above: tuple[str, ...]) -> Node:
    """An OpenAPI 3.0 schema as JSON Schema: references followed, ``nullable`` as a type.

    ``oneOf`` becomes ``anyOf``: the reference uses it for schemas that require nothing, and so
    match each other's values.
    """
    if (reference := node.get("$ref")) in above:
        return {}
    above = (*above, reference) if reference else above
    node = resolve(document, node)
    if name in SEEN_OTHERWISE:
        return {"type": list(SEEN_OTHERWISE[name])}
    schema = typed(node)
    for old, new in (("allOf", "allOf"), ("oneOf", "anyOf"), ("anyOf", "anyOf")):
        if old in node:
            schema[new] = [plain(document, part, "", above) for part in node[old]]
    if "items" in node:
        schema["items"] = plain(document, node["items"], "", above)
    if "properties" in node:
        schema["properties"] = {
            key: plain(document, value, key, above) for key, value in node["properties"].items()
        }
        schema["properties"] |= {
            key: {"anyOf": [schema["properties"][key], {"type": "null"}]}
            for key in SEEN_AS_NULL & schema["properties"].keys()
        }
    if schema.get("additionalProperties") is False:
        schema["properties"] |= SEEN_BESIDE
    if set(schema.get("properties", ())) == {"url", "resource"}:
        # Else any object would pass for a link, and no line item would be looked at.
        schema["required"] = ["url", "resource"]
    return schema


def typed(node: Node) -> Node:
    """The parts of a schema that stand alone."""
    keywords = ("required", "additionalProperties", "minimum", "maximum")
    schema = {k: node[k] for k in keywords if isinstance(node.get(k), (list, bool, int, float))}
    null = node.get("nullable", False)
    if isinstance(kind := node.get("type"), str):
        schema["type"] = [kind, "null"] if null else kind
    if "enum" in node:
        schema["enum"] = [*node["enum"], None] if null else node["enum"]
    return schema


@cache
def places(client: Client) -> dict[str, int]:
    """Ids of orders that have what an endpoint is about."""
    orders = [client.store.orders.get(i) for i in client.store.orders.ids()]
    return {
        "shipped": next(order["id"] for order in orders if order["shipments"]),
        "discounted": next(order["id"] for order in orders if order["coupons"]),
        "charged": next(order["id"] for order in orders if order["fees"] and order["taxes"]),
        "refunded": next(
            order["id"]
            for order in orders
            if any(one["event"] == "refund" for one in order["transactions"])
        ),
        "credited": next(
            order["id"]
            for order in orders
            if any(one["method"] == "store_credit" for one in order["transactions"])
        ),
        "automatic": next(
            order["id"]
            for order in orders
            if any(one["class"] == "Automatic Tax" for one in order["taxes"])
        ),
        "discussed": next(order["id"] for order in orders if order["messages"]),
        "quoted": next(
            order["id"]
            for order in orders
            if order["shipping_addresses"] and order["order_source"] == "www"
        ),
    }


def placed(client: Client, path: str) -> str:
    """A path with the ids of rows that have what it is about."""
    reviewed = next(one["id"] for one in client.store.products if one["reviews"])
    found = places(client)
    address = client.store.orders.get(found["quoted"])["shipping_addresses"][0]["id"]
    return path.format(**found, reviewed=reviewed, address=address)


@pytest.mark.cases(6)
@pytest.mark.parametrize(("file", "path", "request_path"), CASES)
def test_an_answer_fits_the_reference(
    shared_client: Client, file: str, path: str, request_path: str
) -> None:
    """Every field of an answer is of a type that the reference allows."""
    answer = shared_client.ask(placed(shared_client, request_path))
    assert answer.status_code == 200
    validator = Draft202012Validator(schema_of(file, path))
    problems = {
        f"{error.json_path}: {error.message[:200]}"
        for error in validator.iter_errors(answer.json())
    }
    assert not problems, "\n".join(sorted(problems)[:20])


@pytest.mark.parametrize(
    ("file", "path", "request_path"),
    [
        (ORDERS, "/orders", f"/v2/orders/101?{EVERYTHING}"),
        (CUSTOMERS, "/customers", CUSTOMERS_WITH_PARTS),
        (PRODUCTS, "/catalog/products", f"/v3/catalog/products?include=options,modifiers,{PARTS}"),
        (BRANDS, "/catalog/brands", "/v3/catalog/brands"),
        (PRODUCTS, "/catalog/products/{product_id}/reviews", REVIEWS),
        (PRODUCTS, "/catalog/products/metafields", "/v3/catalog/products/metafields"),
        (VARIANTS, "/catalog/variants/metafields", "/v3/catalog/variants/metafields"),
        (TREES, "/catalog/trees", "/v3/catalog/trees"),
        (TREES, "/catalog/trees/categories", "/v3/catalog/trees/categories?limit=250"),
        (PRICE_LISTS, "/pricelists", "/v3/pricelists"),
        (PRICE_LISTS, "/pricelists/assignments", "/v3/pricelists/assignments"),
        (PRICE_LISTS, "/pricelists/{price_list_id}/records", RECORDS),
        (INVENTORY, "/inventory/items", "/v3/inventory/items?limit=250"),
        (LOCATIONS, "/inventory/locations", "/v3/inventory/locations"),
        ("orders.v3.yml", "/orders/metafields", "/v3/orders/metafields"),
        ("orders.v3.yml", "/orders/payment_actions/refunds", "/v3/orders/payment_actions/refunds"),
        (ORDERS, "/order_statuses", "/v2/order_statuses"),
        ("marketing.v2.yml", "/coupons", "/v2/coupons?limit=250"),
        ("customers.v2.yml", "/customers", "/v2/customers?limit=250"),
        ("customers.v2.yml", "/customer_groups", "/v2/customer_groups"),
        (CUSTOMERS, "/customers/attributes", "/v3/customers/attributes"),
        (CUSTOMERS, "/customers/form-field-values", "/v3/customers/form-field-values"),
        (CUSTOMERS, "/customers/metafields", "/v3/customers/metafields"),
        ("marketing.v2.yml", "/gift_certificates", "/v2/gift_certificates"),
        (PROMOTIONS, "/promotions", "/v3/promotions"),
        (PROMOTIONS, "/promotions/{promotion_id}/codes", "/v3/promotions/3/codes"),
        ("subscribers.v3.yml", "/customers/subscribers", "/v3/customers/subscribers"),
        ("wishlists.v3.yml", "/wishlists", "/v3/wishlists"),
        ("currencies.v2.yml", "/currencies", "/v2/currencies"),
        ("channels.v3.yml", "/channels", "/v3/channels"),
        ("sites.v3.yml", "/sites", "/v3/sites"),
        (CHANNELS, "/channels/currency-assignments", "/v3/channels/currency-assignments"),
        (CHANNELS, "/channels/{channel_id}/listings", "/v3/channels/5/listings"),
        ("sites.v3.yml", "/sites/{site_id}/routes", "/v3/sites/1000/routes"),
        ("tax_classes.v2.yml", "/tax_classes", "/v2/tax_classes"),
        (TAXES, "/tax/zones", "/v3/tax/zones"),
        (TAXES, "/tax/rates", "/v3/tax/rates"),
        (SHIPPING, "/shipping/zones", "/v2/shipping/zones"),
        (SHIPPING, "/shipping/zones/{zone_id}/methods", "/v2/shipping/zones/1/methods"),
        ("marketing.v2.yml", "/banners", "/v2/banners"),
        ("redirects.v3.yml", *REDIRECTS),
        (CONTENT, "/blog/posts", "/v2/blog/posts"),
        (PAYMENTS, "/payments/methods", "/v2/payments/methods"),
        (PICKUPS, "/pickup/methods", "/v3/pickup/methods"),
        (GEOGRAPHY, "/countries", "/v2/countries"),
        (GEOGRAPHY, "/countries/states", "/v2/countries/states"),
        ("pickup.v3.yml", "/orders/pickups", "/v3/orders/pickups"),
        (PRODUCTS, "/catalog/products/{product_id}/complex-rules", RULES),
        *WHOLE_LISTS,
    ],
)
def test_no_field_of_the_reference_is_missing(
    shared_client: Client, file: str, path: str, request_path: str
) -> None:
    """A row carries every field that the reference gives it, but for secrets."""
    schema, answer = schema_of(file, path), shared_client.read(placed(shared_client, request_path))
    if "properties" in schema:
        schema = schema["properties"]["data"]
    rows = answer.get("data", [answer]) if isinstance(answer, dict) else answer
    shown = {name for row in rows for name in row}
    assert properties(schema["items"]) - shown <= {"_authentication"}


def test_consignments_hold_only_fields_of_the_reference(shared_client: Client) -> None:
    """Whether listed, asked for by order or handed out by the store; but for a warning seen."""
    schema = schema_of(ORDERS, "/orders/{order_id}/consignments")["properties"]
    gifts = schema["email"]["properties"]["gift_certificates"]["items"]
    known = {kind: properties(schema[kind]["items"]) for kind in ("shipping", "pickups")}
    known |= {
        "downloads": properties(schema["downloads"]["items"]),
        "gift_certificates": properties(gifts),
    }
    store = shared_client.store
    answers = [store.orders.get(i)["consignments"] for i in store.orders.ids()]
    for include in ("consignments", "consignments.line_items"):
        query = f"consignment_structure=object&include={include}&limit=250"
        for page in (1, 2):
            rows = shared_client.read(f"/v2/orders?{query}&page={page}")
            answers += [row["consignments"] for row in rows]
    for order_id in places(shared_client).values():
        for query in ("", "?include=line_items"):
            answers.append(shared_client.read(f"/v2/orders/{order_id}/consignments{query}"))
    unknown = {
        (kind, name)
        for answer in answers
        for kind, fields in known.items()
        for part in (answer | answer["email"])[kind]
        for name in part.keys() - fields
    }
    assert unknown == {("shipping", "__warning__")}


def properties(schema: Node) -> set[str]:
    """The names of a schema's own properties."""
    names = set(schema.get("properties", ()))
    for part in schema.get("allOf", ()):
        names |= properties(part)
    return names
