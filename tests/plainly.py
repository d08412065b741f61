"""What a store at rest answers, asked for without the tap: page after page, list after list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import requests

from tap_bigcommerce.reading.dialects import V2_PAGES
from tap_bigcommerce.reading.parts import Bulk, Part
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_sdk import Stream

    from bigcommerce_sandbox import Sandbox
    from tap_bigcommerce.reading.dialects import Dialect

Row = dict[str, Any]

PAGE = 50


@cache
def _streams() -> Mapping[str, Stream]:
    return TapBigCommerce(config={}, validate_config=False).streams


def rows(shop: Sandbox, name: str) -> list[Row]:
    """The rows that a stream should have, with the values that the API gives them."""
    stream = _streams()[name]
    if isinstance(stream, RootStream):
        return [row for record in _records(shop, stream) for row in stream.rows(record)]
    assert isinstance(stream, ChildStream)
    return [row for parent in _with_own(shop, stream) for row in stream.rows(parent)]


def parents(shop: Sandbox, stream: ChildStream) -> list[Row]:
    """The records that bring the rows of a stream."""
    [root] = [one for one in _streams().values() if type(one) is stream.parent_stream_type]
    assert isinstance(root, RootStream)
    return list(_records(shop, root))


def number_of_lists(shop: Sandbox, stream: RootStream) -> int:
    """How many lists a stream has to ask for."""
    assert stream.owners
    owners = _listed(shop, stream.owners.dialect, stream.owners.path, {})
    return len([*stream.places(owners)])


def _with_own(shop: Sandbox, stream: ChildStream) -> Iterator[Row]:
    for parent in parents(shop, stream):
        own = stream.own_list
        yield parent | {stream.field: list(_own(shop, own, stream, parent))} if own else parent


def _own(shop: Sandbox, part: Part | Bulk, stream: ChildStream, parent: Row) -> Iterator[Row]:
    """What a record's own list has, or the lists of its addresses."""
    path = f"{stream.parent_stream_type.path}/{parent['id']}"
    if isinstance(part, Bulk):
        yield from _listed(shop, part.dialect, part.path, {part.among: parent["id"]})
    elif stream.name == "order_shipping_quotes":
        for address in _listed(shop, V2_PAGES, f"{path}/shipping_addresses", {}):
            place = f"{path}/shipping_addresses/{address['id']}/{part.name}"
            for quote in _listed(shop, part.dialect, place, {}):
                yield quote | {"order_address_id": address["id"]}
    else:
        yield from _listed(shop, part.dialect, f"{path}/{part.name}", part.params)


def _records(shop: Sandbox, root: RootStream) -> Iterator[Row]:
    everything = frozenset(root.schema["properties"]) | {
        one.field for one in root.child_streams if isinstance(one, ChildStream)
    }
    params = root.params(everything)
    params.pop("exclude_fields", None)
    if root.owners is None:
        yield from _listed(shop, root.dialect, root.path, params)
        return
    owners = _listed(shop, root.owners.dialect, root.owners.path, {})
    for place in root.places(owners):
        dialect = place.dialect or root.dialect
        for row in _listed(shop, dialect, place.path, {**params, **place.among}):
            yield {**row, **place.fields}


def _listed(shop: Sandbox, dialect: Dialect, path: str, params: Mapping[str, Any]) -> Iterator[Row]:
    number, last = 1, 0
    while True:
        page: dict[str, int] = {"limit": PAGE, "page": number} if dialect.has_pages else {}
        if not dialect.has_numbers:
            page = {"limit": PAGE, str(dialect.above): last}
        url = f"{shop.url}/stores/{shop.store_hash}/{dialect.version}/{path}"
        headers = {"X-Auth-Token": shop.access_token, "Accept": "application/json"}
        response = requests.get(url, params={**params, **page}, headers=headers, timeout=30)
        response.raise_for_status()
        body = response.json() if response.content else []
        found = body["data"] if isinstance(body, dict) and dialect.is_wrapped else body
        found = [found] if dialect.is_object and response.content else found
        yield from found
        if not dialect.has_pages or not found:
            return
        number, last = number + 1, found[-1].get(dialect.key, 0)
