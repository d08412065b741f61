"""The resources that the sandbox declares."""

import pytest

from bigcommerce_sandbox import Store
from bigcommerce_sandbox.endpoints import RESOURCES
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.queries import LARGEST_LIMIT
from conftest import Client

LISTS = [one for one in RESOURCES if one.paging is not None and "{" not in one.path]


def test_no_address_is_declared_twice() -> None:
    """Each version and path has one endpoint."""
    routes = [(route.version, route.path) for resource in RESOURCES for route in resource.routes()]
    assert len(routes) == len(set(routes)) > 30


@pytest.mark.cases(2)
@pytest.mark.parametrize("resource", LISTS, ids=lambda one: f"{one.version}{one.path}")
def test_a_list_keeps_its_declaration(resource: Resource, shared_client: Client) -> None:
    """Its key tells its rows apart, its sorts are accepted, and its count is its number of rows."""
    path = f"/{resource.version}{resource.path}"
    needed = {resource.needs: "1,2,3"} if resource.needs else {}
    answer = shared_client.read(path, limit=LARGEST_LIMIT, **needed)
    rows = answer["data"] if resource.version == "v3" else answer
    assert rows
    assert len({str([row.get(name) for name in resource.key]) for row in rows}) == len(rows)
    for name in resource.sorts:
        assert shared_client.ask(path, params={"sort": name}).status_code == 200
    if resource.count:
        counted = shared_client.read(f"{path}/count")["count"]
        assert min(counted, LARGEST_LIMIT) == len(rows)


def test_a_store_refuses_the_size_of_a_table_it_does_not_have() -> None:
    """The error names the argument."""
    with pytest.raises(TypeError, match="no history of brand, refunds"):
        Store(brand=3, refunds=1)
    with pytest.raises(AttributeError, match="'Store' object has no attribute 'brand'"):
        Store(orders=1).brand  # noqa: B018 - asking for it is the test
