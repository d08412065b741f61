"""Whatever people give, the tap takes it or says in words what is wrong with it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_bigcommerce.errors import TapError
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import selection

CONFIG = {
    "store_hash": "abc123",
    "access_token": "token",
    "start_date": "2024-01-31",
    "page_size": 100,
    "retry_time": 10,
    "flattening_enabled": True,
    "flattening_max_depth": 2,
    "stream_map_config": {"seed": "a"},
    "stream_maps": {
        "customers": {"email": "md5(email)", "phone": None, "__filter__": "id > 3"},
        "people": {
            "__source__": "customers",
            "__key_properties__": ["id"],
            "__else__": None,
            "id": "id",
        },
        "coup*": {"__alias__": "vouchers"},
        "products": "__NULL__",
    },
}

STATE = {
    "bookmarks": {
        "orders": {
            "replication_key": "date_modified",
            "replication_key_value": "2024-01-31T09:30:00+00:00",
            "ids_at_bookmark": {"2024-01-31T09:30:00+00:00": [1042]},
        },
        "customers": {"date_modified": "2024-01-31"},
        "products": {"replication_key_value": "2024-01-31", "partitions": []},
    }
}

CATALOG = json.loads(json.dumps(selection("orders", "customers")))
for _entry in CATALOG["streams"]:  # smaller, so that each change has a chance to matter
    _names = [one["breadcrumb"][1] for one in _entry["metadata"] if len(one["breadcrumb"]) > 1][:3]
    _entry["schema"]["properties"] = {name: {"type": ["string", "null"]} for name in _names}
    _entry["metadata"] = [
        one for one in _entry["metadata"] if not one["breadcrumb"] or one["breadcrumb"][1] in _names
    ]

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**20),
    st.floats(),
    st.sampled_from(["", "id", "email", "__NULL__", "__else__", "orders", "2024-01-31", "1 +"]),
    st.text(max_size=3),
    st.sampled_from([[], {}, [[]], [None], {"": None}, {"properties": None}, {"selected": 1}]),
).map(copy.deepcopy)


@st.composite
def changed(draw: st.DrawFn, whole: Any) -> Any:
    """Draw a copy of JSON in which a few values are removed, replaced, renamed or wrapped."""
    result = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(result))
        container, key = draw(st.sampled_from(places)) if places else (None, None)
        match draw(st.sampled_from(["remove", "replace", "rename", "wrap"])):
            case _ if container is None:
                result = draw(ANYTHING)
            case "remove":
                del container[key]
            case "rename" if isinstance(container, dict):
                container[draw(st.text(max_size=6))] = container.pop(key)
            case "wrap":
                container[key] = draw(st.sampled_from([[container[key]], {"id": container[key]}]))
            case _:
                container[key] = draw(ANYTHING)
    return result


def _places(value: Any) -> Any:
    items = list(value.items()) if isinstance(value, dict) else []
    items = list(enumerate(value)) if isinstance(value, list) else items
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def test_what_is_changed_here_is_valid_as_it_is() -> None:
    """Else nothing would be learned from changing it."""
    TapBigCommerce(
        config=copy.deepcopy(CONFIG), catalog=copy.deepcopy(CATALOG), state=copy.deepcopy(STATE)
    )


def taken_or_refused(**options: Any) -> None:
    """Make a tap of what is given, and look at what a sync looks at before its first request."""
    try:
        tap = TapBigCommerce(**{"config": copy.deepcopy(CONFIG), **options})
        for stream in tap.streams.values():
            assert not stream.selected or (stream.stream_maps and stream.replication_method)
            assert isinstance(stream.get_starting_replication_key_value(None), str | None)
        said = "taken"
    except TapError as error:
        said = error.message
    assert said.strip()


@given(changed(CONFIG))
@settings(max_examples=60)
def test_any_config_is_taken_or_refused_in_words(config: Any) -> None:
    """Stream maps of any form included."""
    if isinstance(config, dict):  # a file that holds anything else is refused when it is read
        taken_or_refused(config=config)


@given(changed(CATALOG))
@settings(max_examples=60)
def test_any_catalog_is_taken_or_refused_in_words(catalog: Any) -> None:
    """Without metadata, without schemas, or with something else in their place."""
    taken_or_refused(catalog=catalog)


@pytest.mark.proof
@given(changed(STATE))
@settings(max_examples=60)
def test_any_state_is_taken_or_refused_in_words(state: Any) -> None:
    """Lists where objects belong, and bookmarks of any kind."""
    if isinstance(state, dict):  # as with a config
        taken_or_refused(state=state)
