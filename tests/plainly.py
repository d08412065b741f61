"""What a store at rest answers, asked for without the tap: page after page, list after list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import requests

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
        part = stream.own_list
        if part:
            path = f"{stream.parent_stream_type.path}/{parent['id']}/{part.name}"
            found = list(_listed(shop, part.dialect, path, part.params))
            yield parent | {stream.field: found}
        else:
            yield parent


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
        found = [found] if dialect.is_object else found
        yield from found
        if not dialect.has_pages or not found:
            return
        number, last = number + 1, found[-1].get(dialect.key, 0)
