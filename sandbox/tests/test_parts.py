"""What a row shows of its parts: links, includes, caps and omissions."""

from operator import itemgetter

import pytest

from bigcommerce_sandbox.generator.kinds import Included
from conftest import Client, Json

INCLUDE = {"include": "consignments.line_items,fees", "consignment_structure": "object"}
MEASURES = {"weight", "width", "height", "depth"}


def consignments_of(order: Json) -> list[Json]:
    """All consignments of an order, of all four kinds."""
    kinds = order["consignments"]
    return [
        *kinds["shipping"],
        *kinds["pickups"],
        *kinds["downloads"],
        *kinds["email"]["gift_certificates"],
    ]


def own_lines(client: Client, order_id: int, **query: object) -> list[Json]:
    """Line items from the order's own list of them, without the field that only this list has."""
    lines: list[Json] = client.read(f"/v2/orders/{order_id}/products", **query)
    assert {line.pop("fulfillment_source") for line in lines} <= {""}
    return lines


@pytest.fixture(scope="module")
def listed(shared_client: Client) -> dict[int, Json]:
    """Every order as the list shows it with line items included, by id."""
    pages = [shared_client.read("/v2/orders", limit=250, page=page, **INCLUDE) for page in (1, 2)]
    return {order["id"]: order for page in pages for order in page}


@pytest.fixture(scope="module")
def whole(shared_client: Client) -> dict[int, Json]:
    """Every order in full, by id."""
    orders = shared_client.store.orders
    return {i: orders.get(i) for i in orders.ids()}


def test_without_include_an_order_holds_links(shared_client: Client) -> None:
    """The parts of an order are links to this very sandbox, and these answer."""
    order = shared_client.read("/v2/orders", limit=1)[0]
    for part in ("products", "shipping_addresses", "coupons", "consignments", "fees"):
        url = order[part]["url"]
        assert url.startswith(f"{shared_client.sandbox.url}/stores/sandbox1/v2")
        path = url.partition("/stores/sandbox1")[2]
        assert path.endswith(order[part]["resource"])
        assert shared_client.ask(path).status_code in {200, 204}


def test_include_needs_the_structure(shared_client: Client) -> None:
    """Consignments come only with ``consignment_structure=object``; fees come anyhow."""
    order = shared_client.read("/v2/orders", limit=1, include="consignments.line_items,fees")[0]
    assert set(order["consignments"]) == {"url", "resource"}
    assert isinstance(order["fees"], list)


def test_consignments_alone_link_their_line_items(
    shared_client: Client,
) -> None:
    """``include=consignments`` shows addresses and costs, with links for line items."""
    order = shared_client.read(
        "/v2/orders/100", include="consignments", consignment_structure="object"
    )
    for consignment in consignments_of(order):
        assert consignment["line_items"][0]["resource"] == "/orders/100/products"


def test_included_line_items_stop_at_50_in_each_consignment(
    listed: dict[int, Json], whole: dict[int, Json]
) -> None:
    """A consignment of more than 50 line items shows 50 and an undocumented warning."""
    cut = 0
    for order_id, order in listed.items():
        for shown, true in zip(
            consignments_of(order), consignments_of(whole[order_id]), strict=True
        ):
            assert len(shown["line_items"]) <= 50
            if len(true["line_items"]) > 50:
                cut += 1
                assert shown["line_items"] == true["line_items"][:50]
                assert isinstance(shown["__warning__"], str)
            else:
                assert "__warning__" not in shown
    assert cut >= 4


def test_some_orders_are_included_incompletely(
    listed: dict[int, Json], whole: dict[int, Json]
) -> None:
    """About one order in a hundred comes with no line items, some of them, or no measures."""
    kinds = {"empty": 0, "partial": 0, "unmeasured": 0}
    for order_id, order in listed.items():
        shown = [line for part in consignments_of(order) for line in part["line_items"]]
        true = whole[order_id]["products"]
        if any("__warning__" in part for part in consignments_of(order)):
            continue
        if not shown:
            kinds["empty"] += 1
        elif len(shown) < len(true):
            kinds["partial"] += 1
        elif any(not line.keys() & MEASURES for line in shown):
            kinds["unmeasured"] += 1
        else:
            assert {line["id"]: line for line in shown} == {line["id"]: line for line in true}
    assert all(1 <= count <= 8 for count in kinds.values()), kinds


@pytest.mark.parametrize("how", ["whole", "empty", "partial", "unmeasured"])
def test_an_order_can_be_made_to_come_incompletely(client: Client, how: Included) -> None:
    """The list and the order's own address leave out what they are told to; nothing is lost."""
    orders = client.store.orders
    order_id = next(i for i in orders.ids() if 2 <= len(orders.get(i)["products"]) <= 50)
    before, moment = orders.get(order_id), orders.modified(order_id)
    orders.show_line_items(order_id, how)
    lines = before["products"]
    expected = {
        "whole": lines,
        "empty": [],
        "partial": lines[1:],
        "unmeasured": [
            {name: value for name, value in line.items() if name not in MEASURES} for line in lines
        ],
    }
    own = client.read(f"/v2/orders/{order_id}", **INCLUDE)
    listed = client.read("/v2/orders", min_id=order_id, limit=1, **INCLUDE)[0]
    for order in (own, listed):
        shown = [line for part in consignments_of(order) for line in part["line_items"]]
        assert shown == expected[how]
    assert own_lines(client, order_id) == lines
    assert orders.get(order_id) == before
    assert orders.modified(order_id) == moment


def test_the_order_s_own_line_items_are_complete(
    shared_client: Client, whole: dict[int, Json]
) -> None:
    """``/orders/{id}/products`` pages through all line items, whatever the list left out."""
    order = max(whole.values(), key=lambda one: len(one["products"]))
    assert len(order["products"]) > 60
    path = f"/v2/orders/{order['id']}/products"
    assert len(shared_client.read(path)) == 50
    pages = [own_lines(shared_client, order["id"], limit=50, page=page) for page in (1, 2, 3)]
    lines = [line for page in pages for line in page]
    assert lines == order["products"]
    assert sum(line["quantity"] for line in lines) == order["items_total"]


def test_sub_resources_agree_with_the_whole_order(
    shared_client: Client, whole: dict[int, Json]
) -> None:
    """Addresses, coupons, fees and consignments answer what the whole order holds."""
    with_coupon = next(one for one in whole.values() if one["coupons"])
    with_fee = next(one for one in whole.values() if one["fees"])
    split = next(one for one in whole.values() if one["shipping_address_count"] > 1)
    base = "/v2/orders/{}/{}"
    coupons = shared_client.read(base.format(with_coupon["id"], "coupons"))
    assert coupons == with_coupon["coupons"]
    fees = shared_client.read(base.format(with_fee["id"], "fees"))
    assert fees == {"fees": with_fee["fees"]}
    for alias in ("shipping_addresses", "shippingaddresses"):
        addresses = shared_client.read(base.format(split["id"], alias))
        assert [one.pop("shipping_quotes")["url"] != "" for one in addresses]
        assert addresses == split["shipping_addresses"]
    shown = shared_client.read(base.format(split["id"], "consignments"), include="line_items")
    for parcel in (*shown["shipping"], *split["consignments"]["shipping"]):
        # The two say the same of one place, but only an address names its order.
        assert split["shipping_addresses"][0].keys() - parcel.keys() == {"order_id"}
    assert [part["id"] for part in shown["shipping"]] == [
        address["id"] for address in split["shipping_addresses"]
    ]


def test_an_order_without_coupons_answers_204(
    shared_client: Client, whole: dict[int, Json]
) -> None:
    """An empty list under an order has no body, like any empty list of v2."""
    plain = next(one for one in whole.values() if not one["coupons"])
    assert shared_client.ask(f"/v2/orders/{plain['id']}/coupons").status_code == 204


def test_customers_include_ten_parts_at_most(shared_client: Client) -> None:
    """Addresses and attributes stop at ten each; the counts and the other endpoints do not."""
    store = shared_client.store
    include = "addresses,attributes,storecredit,formfields"
    rows: dict[int, Json] = {}
    for page in (1, 2):
        answer = shared_client.read("/v3/customers", limit=250, page=page, include=include)
        rows |= {row["id"]: row for row in answer["data"]}
    for part, count, path in (
        ("addresses", "address_count", "/v3/customers/addresses"),
        ("attributes", "attribute_count", "/v3/customers/attribute-values"),
    ):
        most = max(rows.values(), key=itemgetter(count))
        assert most[count] > 10
        assert len(most[part]) == 10
        every = shared_client.read(path, limit=250, customer_id__in=f"{most['id']},1")["data"]
        own = [row for row in every if row["customer_id"] == most["id"]]
        assert len(own) == most[count] == len(store.customers.get(most["id"])[part])
    assert all(len(row["store_credit_amounts"]) == 1 for row in rows.values())
    values = [field["value"] for row in rows.values() for field in row["form_fields"]]
    assert {str, list} <= {type(value) for value in values}
    assert {int, float} & {type(value) for value in values}


def test_a_plain_customer_has_no_parts(shared_client: Client) -> None:
    """A count comes only with its part, and a part only if it is included."""
    row = shared_client.read("/v3/customers", limit=1)["data"][0]
    for include, fields in {
        "addresses": {"addresses", "address_count"},
        "attributes": {"attributes", "attribute_count"},
        "formfields": {"form_fields"},
        "storecredit": {"store_credit_amounts"},
        "shopper_profile_id,segment_ids": {"shopper_profile_id", "segment_ids"},
    }.items():
        rich = shared_client.read("/v3/customers", limit=1, include=include)["data"][0]
        assert rich.keys() - row.keys() == fields


def test_only_some_customers_name_channels(shared_client: Client) -> None:
    """``channel_ids`` is null in most."""
    rows = shared_client.read("/v3/customers", limit=250)["data"]
    assert {str(row["channel_ids"]) for row in rows} == {"None", "[1]"}
    assert sum(row["channel_ids"] is None for row in rows) > 150


def test_a_variant_inherits_what_is_null(shared_client: Client) -> None:
    """With options a variant has null where the product's value holds; the base variant has all."""
    fields = {"price", "sale_price", "retail_price", "map_price", "weight", "width"}
    products = map(shared_client.store.products.get, shared_client.store.products.ids())
    inherited = set()
    for product in products:
        rows = shared_client.read(f"/v3/catalog/products/{product['id']}/variants")["data"]
        inherited |= {name for row in rows for name in fields if row[name] is None}
        if not product["options"]:
            assert [row["sku_id"] for row in rows] == [None]
            assert rows[0]["price"] == product["price"]
            assert not [name for name in fields if rows[0][name] is None]
    assert inherited == fields


def test_images_come_with_the_thumbnail_last(shared_client: Client) -> None:
    """Images are in the order of neither their ids nor their places."""
    products = map(shared_client.store.products.get, shared_client.store.products.ids())
    images = next(one["images"] for one in products if len(one["images"]) == 3)
    assert [image["sort_order"] for image in images] == [1, 2, 0]
    assert [image["is_thumbnail"] for image in images] == [False, False, True]


def test_products_show_the_parts_and_fields_asked_for(shared_client: Client) -> None:
    """Includes add parts; ``include_fields`` and ``exclude_fields`` choose, the id stays."""
    path = "/v3/catalog/products/3"
    plain = shared_client.read(path)["data"]
    assert "variants" not in plain
    rich = shared_client.read(path, include="variants,images")["data"]
    assert set(rich) - set(plain) == {"variants", "images"}
    assert set(shared_client.read(path, include_fields="name,price")["data"]) == {
        *("id", "name", "price")
    }
    assert set(plain) - set(shared_client.read(path, exclude_fields="id,name")["data"]) == {"name"}
    variants = shared_client.read(path + "/variants")["data"]
    assert variants == shared_client.store.products.get(3)["variants"]


def test_the_catalog_s_summary_counts_its_variants(shared_client: Client) -> None:
    """The summary goes over every product."""
    products = shared_client.store.products
    summary = shared_client.read("/v3/catalog/summary")["data"]
    assert summary["variant_count"] == sum(len(products.get(i)["variants"]) for i in products.ids())


def test_old_customers_are_the_same_people(shared_client: Client) -> None:
    """The deprecated v2 endpoint shows the same customers with RFC 2822 dates."""
    old = shared_client.read("/v2/customers/5")
    new = shared_client.store.customers.get(5)
    assert (old["email"], old["company"]) == (new["email"], new["company"])
    assert old["date_modified"].endswith(" +0000")
    addresses = shared_client.ask("/v2/customers/5/addresses")
    assert (addresses.status_code == 204) == (new["address_count"] == 0)


def test_what_is_not_there_is_404(shared_client: Client) -> None:
    """Unknown rows and unknown addresses answer 404 in the form of their version."""
    for path in ("/v2/orders/99999", "/v2/coupons/999", "/v2/nothing", "/v2/orders/9/products"):
        answer = shared_client.ask(path)
        assert (answer.status_code, answer.json()[0]["status"]) == (404, 404)
    for path in ("/v3/catalog/products/999", "/v3/nothing"):
        answer = shared_client.ask(path)
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
