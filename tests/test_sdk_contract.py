"""What the tap overrides in the SDK and uses of its inner parts: a new version may change these."""

from __future__ import annotations

import pytest
from singer_sdk import Stream, Tap
from singer_sdk.mapper import CustomStreamMap, PluginMapper

from tap_bigcommerce.sdk import SingerStream
from tap_bigcommerce.tap import NOT_OFFERED, TapBigCommerce

STREAM_HOOKS = {
    "TYPE_CONFORMANCE_LEVEL",
    "__init__",
    "_generate_record_messages",
    "apply_catalog",
    "get_records",
    "metadata",
    "partitions",
    "replication_key",
    "schema",
    "selected",
    "stream_maps",
    "sync",
}

TAP_HOOKS = {
    "__init__",
    "_env_var_config",
    "_handle_termination",
    "_validate_config",
    "capabilities",
    "cb_config",
    "cb_test",
    "config_jsonschema",
    "discover_streams",
    "get_singer_command",
    "invoke",
    "load_state",
    "message_writer_class",
    "package_name",
    "print_about",
    "setup_mapper",
    "sync_all",
}

OF_PYTHON = {
    "__abstractmethods__",
    "__annotations__",
    "__doc__",
    "__firstlineno__",
    "__module__",
    "__static_attributes__",
    "_abc_impl",
}
"""What every class has of its own, in one version of Python or another."""

USED = [
    (Stream, "_check_max_record_limit"),
    (Stream, "_singer_catalog_entry"),
    (Stream, "_write_record_message"),
    (Stream, "_write_schema_message"),
    (Tap, "append_builtin_config"),
    (Tap, "load_streams"),
    (PluginMapper, "register_raw_stream_schema"),
    (CustomStreamMap, "_eval"),
    (CustomStreamMap, "get_filter_result"),
]


def overridden(ours: type, theirs: type) -> set[str]:
    """The names of a class that its base class in the SDK has as well."""
    return {name for name in vars(ours) if name in dir(theirs)} - OF_PYTHON


@pytest.mark.parametrize(
    ("ours", "theirs", "hooks"),
    [(SingerStream, Stream, STREAM_HOOKS), (TapBigCommerce, Tap, TAP_HOOKS)],
    ids=["stream", "tap"],
)
def test_every_hook_is_named(ours: type, theirs: type, hooks: set[str]) -> None:
    """One that the SDK renames would no longer be called, without a word."""
    assert overridden(ours, theirs) == hooks


@pytest.mark.parametrize(("owner", "name"), USED)
def test_what_is_used_of_the_sdk_exists(owner: type, name: str) -> None:
    """These names are not part of what the SDK promises."""
    assert hasattr(owner, name)


def test_capabilities_that_are_not_offered_exist() -> None:
    """Else a new name of one would be offered."""
    assert {one.value for one in Tap.capabilities} >= NOT_OFFERED
    assert not {one.value for one in TapBigCommerce.capabilities} & NOT_OFFERED
