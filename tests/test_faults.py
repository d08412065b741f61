"""Faults that pass are waited for; others end the stream with one line that says what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bigcommerce_sandbox import Fault
from tap_bigcommerce.api.attempts import Attempts, Retry
from tap_bigcommerce.api.client import Params, Request, Response, TooHeavyError
from tap_bigcommerce.api.wire import Body
from tap_bigcommerce.errors import SettingsError, StreamError, TapError
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.dialects import V2, V3, V3_CURSOR, Dialect
from tap_bigcommerce.reading.page import EVERYTHING
from tap_bigcommerce.summary import GIVE_SCOPES
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import attempt, config, read
from tests.serving import encrypted, serving

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

PASSING: list[dict[str, Any]] = [
    {"status": 429},
    {"status": 408},
    {"status": 500},
    {"status": 502},
    {"status": 503},
    {"status": 504},
    {"kind": "reset"},
    {"kind": "truncate"},
    {"kind": "html"},
    {"kind": "wrong_body"},
    {"kind": "empty"},
    {"kind": "slow", "seconds": 0.8},
]


def name(fault: dict[str, Any]) -> str:
    """What a test is called."""
    return str(fault.get("status") or fault["kind"])


def failure(shop: Sandbox, *streams: str, **settings: Any) -> str:
    """What a run says that fails."""
    _, error = attempt(shop, *streams, **settings)
    assert error is not None
    return error.message


@pytest.mark.cases(1)
@pytest.mark.promise("transient")
@pytest.mark.parametrize(
    ("stream", "fault"),
    [("orders", fault) for fault in PASSING] + [("products", fault) for fault in PASSING[-5:]],
    ids=lambda value: value if isinstance(value, str) else name(value),
)
def test_a_fault_that_passes_costs_no_record(
    stream: str, fault: dict[str, Any], open_shop: OpenShop
) -> None:
    """At every kind of request, of either version, it is waited for and asked again."""
    shop = open_shop(**{stream: 100})
    # The first request, a page by number, and one in the middle of a window.
    for query, nth in (("limit=10", 1), ("limit=8", 1), ("limit=10", 4)):
        shop.faults.append(Fault(query=query, nth=nth, **fault))
    output = read(shop, stream, page_size=10, request_timeout=0.5, select={"orders.coupons": False})
    assert [one.struck for one in shop.faults] == [1, 1, 1]
    assert sorted(output.ids(stream)) == getattr(shop.store, stream).ids()
    assert len(output.ids(stream)) == 100


@pytest.mark.cases(1)
@pytest.mark.promise("transient-part")
@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"kind": "reset"}, {"kind": "empty"}, {"kind": "truncate"}], ids=name
)
def test_a_fault_in_a_nested_request_costs_nothing(
    fault: dict[str, Any], open_shop: OpenShop
) -> None:
    """Line items, coupons and addresses that are asked for one by one come whole as well."""
    shop = open_shop(orders=120, customers=80, products=20, coupons=10)
    for path in (r"/orders/\d+/products", r"/orders/\d+/coupons", "customers/addresses"):
        shop.faults.append(Fault(path=path, **fault))
    output = read(shop, "orders", "customers", request_timeout=0.5)
    assert [one.struck for one in shop.faults] == [1, 1, 1]
    for record in output.records("orders"):
        truth = shop.store.orders.get(record["id"])
        assert len(record["products"]) == len(truth["products"])
        assert len(record["coupons"]) == len(truth["coupons"])
    assert all(len(r["addresses"]) == r["address_count"] for r in output.records("customers"))


@pytest.mark.promise("heavy-page")
@pytest.mark.parametrize(
    ("stream", "path"),
    [
        ("orders", "orders$"),
        ("customers", "customers$"),
    ],
)
def test_a_page_that_is_too_heavy_is_asked_for_in_pieces(
    stream: str, path: str, open_shop: OpenShop
) -> None:
    """What the API cannot give at once, it gives in smaller pages; that is remembered."""
    shop = open_shop(**{stream: 3})
    shop.faults.append(Fault(path=path, query=r"limit=4(&|$)", status=504, times=None))
    output = read(shop, stream, page_size=4, select={"orders.coupons": False})
    assert shop.faults[0].struck == 2
    assert sorted(output.ids(stream)) == getattr(shop.store, stream).ids()


def test_what_is_too_heavy_is_not_asked_for_again_at_another_place(open_shop: OpenShop) -> None:
    """Pages by number have another size, but no larger one than the API has proved to bear."""
    shop = open_shop(products=60)
    shop.faults.append(Fault(path="products$", query="limit=(10|9)(&|$)", status=504, times=None))
    output = read(shop, "products", page_size=10, max_parallel_requests=1)
    assert shop.faults[0].struck == 2
    assert any("page" in one.query for one in shop.requests)
    assert sorted(output.ids("products")) == shop.store.products.ids()


def test_a_nested_list_that_is_too_heavy_is_asked_for_in_pieces(open_shop: OpenShop) -> None:
    """Though its pages have numbers: the smaller page begins where the larger one did."""
    shop = open_shop(orders=60, products=20)
    shop.faults.append(
        Fault(path=r"orders/\d+/products", query="limit=(250|125)", kind="truncate", times=6)
    )
    output = read(shop, "orders", select={"orders.coupons": False})
    assert shop.faults[0].struck
    for record in output.records("orders"):
        assert len(record["products"]) == len(shop.store.orders.get(record["id"])["products"])


def test_a_page_that_shrinks_under_the_apis_own_limit_loses_nothing() -> None:
    """Where each page begins follows from what pages could hold, not from what was asked for."""
    rows = [{"id": one} for one in range(1, 321)]
    asked: list[Params] = []

    class Capped:
        def get(self, request: Request[Any], _: Retry | None = None) -> Response[Any]:
            if len(asked) == 1 and request.limit == 100:
                message = "It timed out."
                raise TooHeavyError(message, Retry(Attempts(1), 0, message, ""))
            asked.append(request.query)
            size, page = min(int(request.query["limit"]), 100), int(request.query["page"])
            paging = {"total": len(rows), "per_page": size}
            body = {"data": rows[(page - 1) * size : page * size], "meta": {"pagination": paging}}
            text = json.dumps(body).encode()
            kept = Body.of(text, is_compressed=False)
            return Response(request.read(text), request.limit, datetime.now(UTC), kept)

    pages = Collection(Capped(), "customers/addresses", V3).pages()  # type: ignore[arg-type]  # a model
    assert [one for page in pages for one in page.ids] == [row["id"] for row in rows]
    assert asked[1]["limit"] == 50


def test_a_quota_is_waited_for(open_shop: OpenShop) -> None:
    """Requests stop when nothing is left, until the store's window is over; none is refused."""
    shop = open_shop(products=60, quota=3, quota_window=0.5)
    output = read(shop, "products", page_size=10)
    assert sorted(output.ids("products")) == shop.store.products.ids()
    assert all(one.status == 200 for one in shop.requests)


@pytest.mark.promise("quota")
def test_waiting_for_the_quota_does_not_use_up_the_time_for_retries(open_shop: OpenShop) -> None:
    """A fault after a long wait is still a first one."""
    shop = open_shop(products=5)
    refusal = {"X-Rate-Limit-Time-Reset-Ms": "1200", "X-Rate-Limit-Requests-Left": "0"}
    shop.faults.append(Fault(status=429, headers=refusal))
    shop.faults.append(Fault(status=500, nth=1))
    assert len(read(shop, "products", retry_time=1).ids("products")) == 5


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    "body",
    [
        b'{"data": [], "meta": []}',
        b'{"data": [null], "meta": {"pagination": {"per_page": 250}}}',
        b'{"data": {}, "meta": {"pagination": {"per_page": 250}}}',
        b'["x"]',
        b"null",
        b"NaN",
    ],
)
@pytest.mark.parametrize("version", [V2, V3, V3_CURSOR])
def test_an_answer_of_another_form_is_not_believed(version: Dialect, body: bytes) -> None:
    """It is a fault that may pass; it is neither a traceback nor the end of the list."""
    promise = pytest.raises(StreamError, match="not what BigCommerce's reference promises")
    with serving(body) as client, promise:
        Collection(client, "things", version).seek(EVERYTHING)


def test_a_scope_that_several_streams_lack_is_named_once(open_shop: OpenShop) -> None:
    """In a line with these streams, and below all such lines how to grant it."""
    shop = open_shop(coupons=5, orders=5)
    streams = ("countries", "currencies", "products", "brands", "customers", "coupons")
    token = shop.token("store_v2_marketing_read_only")
    message = failure(shop, *streams, access_token=token)
    own, catalog, settings, remedy = message.splitlines()
    assert own.startswith("customers could not be read: the access token may not read customers")
    named = "Scope 'Products' (store_v2_products_read_only) is missing for: "
    assert catalog == f"{named}brands, products."
    named = "Scope 'Information & Settings' (store_v2_information_read_only) is missing for: "
    assert settings == f"{named}countries, currencies."
    assert remedy == GIVE_SCOPES


@pytest.mark.parametrize(
    ("fault", "settings", "remedy"),
    [
        (None, {"start_date": "2999-01-01"}, "Changes made until then would be missed: "),
        (Fault(kind="html", status=403, times=None), {}, "BigCommerce's API answers in JSON, "),
    ],
    ids=["future", "firewall"],
)
def test_what_to_do_is_said_once(
    fault: Fault | None, settings: dict[str, Any], remedy: str, open_shop: OpenShop
) -> None:
    """Below a line for each stream, if several fail in the same way."""
    shop = open_shop(orders=5, customers=5)
    shop.faults += [fault] if fault else []
    message = failure(shop, "orders", "customers", retry_time=0, **settings)
    *reasons, last = message.splitlines()
    assert message.count(remedy) == 1
    named = {one for line in reasons or [last] for one in line.partition(" could")[0].split(", ")}
    assert named == {"orders", "customers"}
    assert remedy in last


def test_a_fault_that_lasts_fails_the_stream_and_says_so(open_shop: OpenShop) -> None:
    """The message names the request, the last answer and what to do."""
    shop = open_shop(orders=30)
    shop.faults.append(Fault(path="orders$", status=503, nth=2, times=None))
    message = failure(shop, "orders", page_size=10, retry_time=0.5)
    assert message.startswith(
        "orders could not be read: GET v2/orders kept failing (tried for 0.5 s"
    )
    assert "503 Service Unavailable" in message
    assert "Rerun the tap later" in message


def test_what_was_read_before_a_failure_is_kept(open_shop: OpenShop) -> None:
    """The state is that of the last record delivered, and the next run completes it."""
    shop = open_shop(products=400)
    shop.faults.append(Fault(path="products$", status=500, nth=35, times=None))
    first, error = attempt(shop, "products", page_size=10, retry_time=0, max_parallel_requests=1)
    assert error is not None
    assert 0 < len(first.ids("products")) < 400
    shop.faults.clear()
    second = read(shop, "products", page_size=10, state=first.state)
    assert set(first.ids("products")) | set(second.ids("products")) == set(
        shop.store.products.ids()
    )


@pytest.mark.promise("one-stream")
def test_one_streams_failure_does_not_rob_the_others(open_shop: OpenShop) -> None:
    """The others are read; the run fails in the end and says which stream failed."""
    shop = open_shop(coupons=5, customers=5, orders=5, products=5)
    shop.faults.append(Fault(path="customers", status=500, times=None))
    output, error = attempt(shop, retry_time=0)
    assert error is not None
    assert error.message.startswith("customers could not be read: ")
    assert "\n" not in error.message
    for stream in ("coupons", "orders", "products"):
        assert len(output.ids(stream)) == 5


@pytest.mark.promise("wrong-token")
def test_a_wrong_token_is_named(open_shop: OpenShop) -> None:
    """It fails all streams alike, so that only the first is tried."""
    shop = open_shop()
    output, error = attempt(shop, access_token="wrong-token")
    message = str(error)
    assert {one["type"] for one in output.messages} == {"STATE"}, "no table is made for it"
    assert "does not accept the access token for the store 'sandbox1' (401;" in message
    assert "wrong-token" not in message
    assert len(shop.requests) == 1
    assert "coupons" not in message


@pytest.mark.promise("scope-skipped")
def test_a_stream_without_access_may_be_left_out(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """With a warning that names the scope; the others are read, and the run succeeds."""
    shop = open_shop(orders=5, customers=5, coupons=5)
    token = shop.token("store_v2_marketing_read_only")
    output = read(shop, "customers", "coupons", access_token=token, missing_access="skip")
    assert output.records("customers") == []
    assert len(output.records("coupons")) == 5
    assert "customers is skipped, as missing_access says" in caplog.text
    assert "set the scope 'Customers'" in caplog.text


@pytest.mark.promise("scope")
def test_a_missing_scope_is_named_as_the_control_panel_does(open_shop: OpenShop) -> None:
    """And other streams are read."""
    shop = open_shop(coupons=5, orders=5)
    token = shop.token("store_v2_marketing_read_only", "store_v2_products_read_only")
    output, error = attempt(shop, access_token=token)
    assert error is not None
    lines = error.message.splitlines()
    assert [line.split()[0] for line in lines] == ["customers", "orders"]
    assert "set the scope 'Orders' of its API account to read-only" in lines[1]
    assert len(output.ids("coupons")) == 5


def test_an_unknown_store_is_named(open_shop: OpenShop) -> None:
    """With the setting that says which store."""
    message = failure(open_shop(), store_hash="nosuchstore")
    assert "there is no store 'nosuchstore'" in message
    assert "store_hash" in message


def test_an_unreachable_api_is_named() -> None:
    """With the setting that says where it is."""
    tap = TapBigCommerce(
        config={
            "store_hash": "abc123",
            "access_token": "token",
            "api_url": "http://127.0.0.1:9",
            "retry_time": 0,
        }
    )
    with pytest.raises(
        TapError,
        match=r"http://127\.0\.0\.1:9 could not be reached \(tried once\): Failed .*refused",
    ):
        tap.sync_all()


@pytest.mark.promise("redirect")
def test_a_redirect_is_not_followed(open_shop: OpenShop) -> None:
    """The token goes to the configured address only; the message says where it was to go."""
    shop, elsewhere = open_shop(orders=5), open_shop(orders=5)
    location = f"{elsewhere.url}/stores/{shop.store_hash}/v2/orders?secret=1"
    shop.faults.append(
        Fault(path="orders$", status=302, headers={"Location": location}, times=None)
    )
    message = failure(shop, "orders", retry_time=0)
    assert "302 Found: a redirect to 127.0.0.1, which is not followed" in message
    assert "setting api_url" in message
    assert "secret" not in message
    assert elsewhere.requests == []


@pytest.mark.promise("rejected")
def test_a_request_that_is_turned_down_is_not_sent_again(open_shop: OpenShop) -> None:
    """It would be rejected again."""
    shop = open_shop(orders=5)
    shop.faults.append(Fault(path="orders$", status=422, times=None))
    assert "GET v2/orders was rejected (422 Unprocessable" in failure(shop, "orders")
    assert len(shop.requests) == 1


@pytest.mark.promise("maintenance")
def test_a_suspended_store_is_named(open_shop: OpenShop) -> None:
    """BigCommerce answers 503 for it, as it does while it is being maintained."""
    shop = open_shop(orders=5)
    shop.faults.append(Fault(status=503, times=None))
    assert "a store that is suspended" in failure(shop, "orders", retry_time=0)


def test_a_rerun_is_asked_for_only_when_the_tap_gives_up(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Until then, the log says where to look meanwhile."""
    shop = open_shop(orders=5)
    shop.faults.append(Fault(path="orders$", status=503, times=1))
    read(shop, "orders")
    assert "a store that is suspended" in caplog.text
    assert "Rerun" not in caplog.text


def test_a_certificate_that_is_not_trusted_is_named() -> None:
    """With the variable that says which certificates are."""
    with encrypted() as url:
        tap = TapBigCommerce(
            config={"store_hash": "a1", "access_token": "t", "api_url": url, "retry_time": 0}
        )
        with pytest.raises(TapError, match=r"certificate.*REQUESTS_CA_BUNDLE"):
            tap.sync_all()


@pytest.mark.promise("unreachable")
def test_a_name_that_cannot_be_resolved_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be mistyped, or the network may be down."""
    for name in ("NO_PROXY", "no_proxy"):  # a proxy would try in the tap's place
        monkeypatch.setenv(name, "*")
    config = {"store_hash": "a1", "access_token": "t", "retry_time": 0}
    tap = TapBigCommerce(config=config | {"api_url": "https://no-such-host.invalid"})
    with pytest.raises(TapError, match=r"could not be reached \(tried once\): .*resolve.* api_url"):
        tap.sync_all()


@pytest.mark.promise("proxy")
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_this_machine_is_not_reached_through_a_proxy(
    variable: str, open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy elsewhere would look for the sandbox on its own machine."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "http://127.0.0.1:9")  # where nothing listens
    shop = open_shop(coupons=3)
    for url in (shop.url, shop.url.replace("127.0.0.1", "localhost")):
        assert read(shop, "coupons", api_url=url, retry_time=0).ids("coupons")


@pytest.mark.parametrize("proxy", ["http://user:hunt#er2@proxy:8080", "http://user:hunter2@"])
def test_a_proxy_that_cannot_be_understood_is_named_but_not_shown(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its address may hold a password."""
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    tap = TapBigCommerce(config={"store_hash": "a1", "access_token": "t", "retry_time": 0})
    with pytest.raises(TapError, match="HTTPS_PROXY") as caught:
        tap.sync_all()
    assert "hunt" not in caught.value.message


def test_broken_gzip_is_not_believed() -> None:
    """It is a fault that may pass, like any answer of another form."""
    promise = pytest.raises(StreamError, match="not what BigCommerce's reference promises")
    with serving(b"\x1f\x8b broken", encoding="gzip") as client, promise:
        Collection(client, "things", V2).seek(EVERYTHING)


@pytest.mark.parametrize(
    "value",
    [b"1e99999999999999999999", b'"\\ud800"', b'"\xff"', b"[" * 100_000 + b"]" * 100_000],
    ids=["huge", "surrogate", "bytes", "deep"],
)
def test_a_record_that_cannot_be_decoded_is_named(value: bytes) -> None:
    """Or its page is not believed; neither is a traceback."""
    body = b'[{"id": 7, "date_modified": "2024-01-31", "value": ' + value + b"}]"
    known = pytest.raises(
        StreamError, match=r"record 7 came as JSON that cannot|not what BigCommerce's ref"
    )
    with serving(body) as client, known:
        for row in Collection(client, "things", V2).seek(EVERYTHING).rows():
            row.record()


BEYOND = [
    ("products", "price", msgspec.Raw(b"1e400")),
    ("products", "cost_price", msgspec.Raw(b"-1e400")),
    ("orders", "subtotal_ex_tax", "1E+400"),
]
"""Amounts that no double can hold, as numbers and as text."""


def with_amount(open_shop: OpenShop, stream: str, field: str, amount: Any) -> tuple[Sandbox, int]:
    """Open a store with this amount in the last of three records, and return the record's id."""
    shop = open_shop(**{stream: 3})
    collection = getattr(shop.store, stream)
    record_id = collection.ids()[-1]
    collection.edit(record_id, **{field: amount})
    shop.store.clock.advance(90)
    return shop, record_id


@pytest.mark.parametrize(("stream", "field", "amount"), BEYOND)
def test_an_amount_beyond_any_double_is_named(
    stream: str, field: str, amount: Any, open_shop: OpenShop
) -> None:
    """Targets would read it as infinity, or refuse the line."""
    shop, record_id = with_amount(open_shop, stream, field, amount)
    output, error = attempt(shop, stream)
    assert error is not None
    assert f"{stream} record {record_id}: field '{field}' is " in error.message
    assert "which is not a number that fits into a double" in error.message
    assert record_id not in output.ids(stream)


@pytest.mark.parametrize(("stream", "field", "amount"), BEYOND)
def test_null_may_stand_for_an_amount_beyond_any_double(
    stream: str, field: str, amount: Any, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """A warning names stream, record and field; all records come."""
    shop, record_id = with_amount(open_shop, stream, field, amount)
    records = read(shop, stream, invalid_values="null").records(stream)
    assert len(records) == 3
    assert [one["id"] for one in records if one[field] is None] == [record_id]
    [warning] = [one for one in caplog.messages if "null is delivered in its place" in one]
    assert warning.startswith(f"{stream} record {record_id}: field '{field}' is ")


def test_deep_nesting_is_not_a_traceback() -> None:
    """Nobody can say what such an answer means."""
    promise = pytest.raises(StreamError, match="not what BigCommerce's reference promises")
    with serving(b"[" * 100_000) as client, promise:
        Collection(client, "things", V2).seek(EVERYTHING)


def test_a_wrong_setting_is_refused_before_any_request(open_shop: OpenShop) -> None:
    """Also one of the SDK's own."""
    shop = open_shop(orders=5)
    with pytest.raises(SettingsError, match="stream_maps"):
        TapBigCommerce(config=config(shop, stream_maps="orders"))
    with pytest.raises(SettingsError, match="start_date"):
        TapBigCommerce(config=config(shop, start_date="soon"))
    assert shop.requests == []
