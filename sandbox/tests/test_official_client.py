"""BigCommerce's own Python client works with the sandbox, given its address."""

import warnings
from collections.abc import Iterator

import pytest
import requests
from requests.adapters import HTTPAdapter

with warnings.catch_warnings():
    # The client warns of its own age when it is imported.
    warnings.simplefilter("ignore")
    from bigcommerce.api import BigcommerceApi
    from bigcommerce.connection import OAuthConnection
    from bigcommerce.exception import ClientRequestException, RateLimitingException
    from bigcommerce.resources import Products

from bigcommerce_sandbox import Fault, Sandbox, Store

HOST = "api.bigcommerce.com"


class Detour(HTTPAdapter):
    """Sends what is meant for BigCommerce's host to the sandbox: the client speaks https only."""

    def __init__(self, url: str) -> None:
        self._url = url
        super().__init__()

    def send(
        self, request: requests.PreparedRequest, *args: object, **options: object
    ) -> requests.Response:
        """Send a request to the sandbox."""
        assert request.url
        request.url = request.url.replace(f"https://{HOST}", self._url)
        options["proxies"] = {}  # which are for the host that was meant
        return super().send(request, *args, **options)  # type: ignore[arg-type]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox on a Pro plan."""
    store = Store(seed=4, orders=300, customers=260, products=30, coupons=8)
    with Sandbox(store, quota=450) as sandbox:
        yield sandbox


@pytest.fixture
def api(sandbox: Sandbox) -> Iterator[BigcommerceApi]:
    """The client, with its way out led to the sandbox and nothing else changed."""
    api = BigcommerceApi(
        client_id="any", store_hash=sandbox.store_hash, access_token=sandbox.access_token
    )
    session = api.connection._session  # noqa: SLF001 - the client offers no other way in
    session.mount(f"https://{HOST}", Detour(sandbox.url))
    yield api
    session.close()


def test_it_reads_all_orders(api: BigcommerceApi, sandbox: Sandbox) -> None:
    """Its paging ends at the 204 behind the last page; counts agree; it sees the quota."""
    assert [order.id for order in api.Orders.iterall()] == sandbox.store.orders.ids()
    assert api.Orders.count() == 300
    assert api.Orders.all(min_id=395, limit=3)[0].id == 395
    assert api.connection.rate_limit["requests_quota"] == 450


def test_it_reads_the_parts_of_an_order(api: BigcommerceApi, sandbox: Sandbox) -> None:
    """Line items, coupons and shipping addresses of one order."""
    orders = sandbox.store.orders
    one = next(i for i in orders.ids() if orders.get(i)["coupons"])
    true, order = orders.get(one), api.Orders.get(one)
    assert [line.id for line in order.products()] == [line["id"] for line in true["products"]]
    assert order.coupons()[0].code == true["coupons"][0]["code"]
    assert len(order.shipping_addresses()) == true["shipping_address_count"]


def test_it_reads_customers_and_coupons(api: BigcommerceApi, sandbox: Sandbox) -> None:
    """Both are v2 for this client."""
    customers = sandbox.store.customers
    assert [one.id for one in api.Customers.iterall()] == customers.ids()
    assert api.Customers.count() == 260
    with_address = next(i for i in customers.ids() if customers.get(i)["address_count"])
    assert api.Customers.get(with_address).addresses()[0].customer_id == with_address
    assert [one.id for one in api.Coupons.iterall()] == sandbox.store.coupons.ids()
    assert api.Coupons.get(2).code == sandbox.store.coupons.get(2)["code"]


def test_it_reads_products_from_v3(sandbox: Sandbox) -> None:
    """The client's products are v2, which the reference no longer has; its v3 path serves them."""
    connection = OAuthConnection(
        "any", sandbox.store_hash, sandbox.access_token, api_path="/stores/{}/v3/catalog/{}"
    )
    connection._session.mount(f"https://{HOST}", Detour(sandbox.url))  # noqa: SLF001 - as above
    answer = Products.all(connection=connection, limit=50)
    assert [row["id"] for row in answer.data] == sandbox.store.products.ids()
    connection._session.close()  # noqa: SLF001 - as above


def test_it_understands_the_errors(api: BigcommerceApi, sandbox: Sandbox) -> None:
    """404 and 429 are what it takes them for."""
    with pytest.raises(ClientRequestException, match="404"):
        api.Orders.get(99_999)
    sandbox.faults.append(Fault("status", status=429))
    with pytest.raises(RateLimitingException):
        api.Orders.all()
