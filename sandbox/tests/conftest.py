"""A running sandbox, and a client for it that speaks plain HTTP."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests

from bigcommerce_sandbox import Sandbox, Store

Json = Any


def pytest_configure() -> None:
    """Reach this machine's servers directly, whatever proxy is set."""
    for name in ("NO_PROXY", "no_proxy"):
        others = os.environ.get(name)
        os.environ[name] = ",".join(filter(None, ["127.0.0.1,localhost", others]))


class Client:
    """Requests to one sandbox, addressed by what follows the store's hash."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.store = sandbox.store
        self._session = requests.Session()
        self._session.headers.update(
            {"X-Auth-Token": sandbox.access_token, "Accept": "application/json"}
        )

    def ask(
        self, path: str, headers: Mapping[str, str | None] | None = None, **options: Any
    ) -> requests.Response:
        """Send one GET request; a path may carry its query string."""
        url = f"{self.sandbox.url}/stores/{self.sandbox.store_hash}{path}"
        return self._session.get(url, headers=headers, timeout=10, **options)

    def read(self, path: str, **query: object) -> Json:
        """The JSON of a successful answer; ``__`` in a name stands for a colon."""
        answer = self.ask(path, params={k.replace("__", ":"): v for k, v in query.items()})
        assert answer.status_code in {200, 204}, answer.text
        return answer.json() if answer.content else []

    def ids(self, path: str, **query: object) -> list[int]:
        """The ids that a list answers."""
        answer = self.read(path, **query)
        rows = answer["data"] if isinstance(answer, dict) else answer
        return [row["id"] for row in rows]

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


@pytest.fixture
def store() -> Store:
    """A small store of its own for each test."""
    return Store(seed=7, orders=400, customers=300, products=60, coupons=20, order_refunds=0)


@pytest.fixture
def client(store: Store) -> Iterator[Client]:
    """A client of a running sandbox that a test may change."""
    with Sandbox(store) as sandbox:
        client = Client(sandbox)
        yield client
        client.close()


@pytest.fixture(scope="session")
def shared_client() -> Iterator[Client]:
    """A client of one running sandbox for all tests that only read."""
    store = Store(seed=7, orders=400, customers=300, products=60, coupons=20)
    store.orders.refund(140)
    with Sandbox(store) as sandbox:
        client = Client(sandbox)
        yield client
        client.close()
