"""The lists about promotions and gift certificates, and what they refer to."""

import pytest

from bigcommerce_sandbox import Store
from conftest import Client

PROMOTIONS = "/v3/promotions"
CERTIFICATES = "/v2/gift_certificates"


def test_every_coupon_promotion_has_codes(shared_client: Client) -> None:
    """One if it is a single one, which the promotion itself tells as well; automatic ones none."""
    for row in shared_client.read(PROMOTIONS)["data"]:
        codes = shared_client.read(f"{PROMOTIONS}/{row['id']}/codes", limit=250)["data"]
        assert all("promotion_id" not in code for code in codes)
        if row["redemption_type"] == "AUTOMATIC":
            assert codes == []
        elif row["coupon_type"] == "SINGLE":
            assert codes == [row["codes"]]
        else:
            assert len(codes) > 1


def test_codes_are_read_by_cursor(shared_client: Client) -> None:
    """A cursor holds the id of a code, whatever becomes of those before it."""
    path = f"{PROMOTIONS}/3/codes"
    first = shared_client.read(path, limit=2)
    cursor = first["meta"]["cursor_pagination"]["end_cursor"]
    rest = shared_client.ids(path, limit=250, after=cursor)
    ids = [row["id"] for row in first["data"]] + rest
    assert len(rest) > 2
    assert ids == shared_client.ids(path, limit=250)


def test_codes_of_an_unknown_promotion(shared_client: Client) -> None:
    """The promotion does not exist."""
    assert shared_client.ask(f"{PROMOTIONS}/999/codes").status_code == 404


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"id": 3}, [3]),
        ({"redemption_type": "coupon"}, [1, 3, 5, 7, 9, 11]),
        ({"redemption_type": "automatic", "limit": 2}, [2, 4]),
        ({"sort": "id", "direction": "desc", "limit": 2}, [12, 11]),
        ({"name": "No such promotion"}, []),
        ({"channels": "3"}, [2, 5, 9, 11, 12]),  # those that name no channel
        ({"channels": "77"}, []),
    ],
)
def test_promotions_are_filtered_and_sorted(
    shared_client: Client, query: dict[str, object], ids: list[int]
) -> None:
    """By the parameters that the reference gives the list."""
    assert shared_client.ids(PROMOTIONS, **query) == ids


def test_promotions_for_every_channel_are_for_each(shared_client: Client) -> None:
    """One that names no channel is found by any of them."""
    rows = shared_client.read(PROMOTIONS)["data"]
    everywhere = {row["id"] for row in rows if not row["channels"]}
    assert everywhere
    assert everywhere < set(shared_client.ids(PROMOTIONS, channels="1"))


def test_sold_gift_certificates_are_those_of_their_orders(shared_client: Client) -> None:
    """A line item's certificate exists, is worth its price, and names the order and the buyer."""
    store = shared_client.store
    sold = 0
    for order in store.orders:
        for line in order["products"]:
            if line["gift_certificate_id"]:
                sold += 1
                row = store.gift_certificates.get(line["gift_certificate_id"])
                assert row["order_id"] == order["id"]
                assert row["customer_id"] == order["customer_id"]
                assert row["from_email"] == order["billing_address"]["email"]
                assert row["amount"] == line["base_price"]
    assert sold > 1
    given = [row for row in store.gift_certificates if not row["order_id"]]
    assert len(given) > sold


def test_gift_certificates_are_sought_by_id(shared_client: Client) -> None:
    """Bounds include their own id; there are gaps between the ids."""
    ids = shared_client.ids(CERTIFICATES, limit=250)
    assert ids == shared_client.store.gift_certificates.ids()
    assert shared_client.ids(CERTIFICATES, min_id=ids[3], limit=2) == ids[3:5]
    assert shared_client.ids(CERTIFICATES, max_id=ids[1]) == ids[:2]
    assert shared_client.ask(f"{CERTIFICATES}/{ids[0] + 1}").status_code == 404


def test_new_orders_sell_certificates(store: Store) -> None:
    """Also if the shop has given some away meanwhile, whose ids no order takes."""
    given = store.gift_certificates.insert(10)
    orders = store.orders.insert(400)
    sold = {
        line["gift_certificate_id"]: order_id
        for order_id in orders
        for line in store.orders.get(order_id)["products"]
        if line["gift_certificate_id"]
    }
    assert len(sold) > 2
    assert sold.keys().isdisjoint(given)
    for row_id, order_id in sold.items():
        assert store.gift_certificates.get(row_id)["order_id"] == order_id
    assert store.gift_certificates.ids() == sorted(store.gift_certificates.ids())
