"""The table of settings: every group of them, of the store and of each channel."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from bigcommerce_sandbox.endpoints import settings as theirs
from bigcommerce_sandbox.tables import CHANNELS
from tap_bigcommerce.streams.secrets import without_secrets
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

GROUPS = {
    "profile": theirs.PROFILE,
    "units-of-measurement": theirs.UNITS,
    "inventory": theirs.INVENTORY,
    **{path.rsplit("/", 1)[-1]: settings for path, settings in theirs.OTHERS.items()},
    "abandoned-carts": theirs.ABANDONED_CARTS,
    "carts": theirs.CARTS,
    "customers": theirs.CUSTOMERS,
    "orders": theirs.ORDERS,
    "shipping": theirs.SHIPPING,
}
GROUPS["inventory-notifications"] = GROUPS.pop("notifications")
"""Those that channels can have others of, but for the one with a password."""

OF_ALL = {"locale": theirs.LOCALE, "tax": theirs.TAX, "promotions": theirs.PROMOTIONS}

CHANNEL_IDS = (1, 2, 3, 4)
"""Those that sell something."""

SCOPES = ("store_v2_information_read_only", "store_channel_settings_read_only")


@pytest.fixture
def small_shop(open_shop: OpenShop) -> Sandbox:
    """A store with channels that has sold nothing yet."""
    return open_shop(channels=CHANNELS.size)


def by_key(records: list[dict[str, Any]]) -> dict[tuple[str, int], Any]:
    """The settings of each group and channel."""
    return {(one["name"], one["channel_id"]): one["settings"] for one in records}


def inherited(value: Any) -> Any:
    """Nulls in place of all settings."""
    return (
        {name: inherited(one) for name, one in value.items()} if isinstance(value, dict) else None
    )


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was warned of."""
    return [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]


@pytest.mark.parametrize(
    "name",
    [
        *("password", "prelaunch_password", "pass_phrase", "passphrase", "key", "auth_key"),
        *("account_id", "account_number", "meter_number", "client_secret", "access_token"),
    ],
)
def test_a_secret_is_left_out_at_any_depth(name: str) -> None:
    """By the names that BigCommerce's reference has for what connects to a carrier."""
    assert without_secrets({"rate": 7, "range": [{name: "x", "upper_limit": 3}]}) == {
        "rate": 7,
        "range": [{"upper_limit": 3}],
    }


@pytest.mark.parametrize("name", [*GROUPS, *OF_ALL])
def test_no_setting_is_taken_for_a_secret(name: str) -> None:
    """Tokens of numbers are characters, and an e-mail about an account is none."""
    settings = (GROUPS | OF_ALL)[name]
    assert without_secrets(settings) == settings


def test_settings_have_a_row_for_the_store_and_for_each_channel(small_shop: Sandbox) -> None:
    """Channels that are gone have none, and a language is the whole store's."""
    found = by_key(read(small_shop, "settings").records("settings"))
    assert found.keys() == {(name, 0) for name in OF_ALL} | {
        (name, channel) for name in (*GROUPS, "status") for channel in (0, *CHANNEL_IDS)
    }
    assert {name: found[name, 0] for name in OF_ALL} == OF_ALL
    for name, settings in GROUPS.items():
        assert found[name, 0] == settings
        extra = {"allow_global_logins": None} if name == "customers" else {}
        assert found[name, 1] == inherited(settings) | extra
    assert found["profile", 2] == inherited(theirs.PROFILE) | {"store_name": "Alderfold Trade"}


def test_the_password_of_a_store_that_is_not_open_is_left_out(small_shop: Sandbox) -> None:
    """Of the store and of its channels."""
    found = by_key(read(small_shop, "settings").records("settings"))
    for channel_id in (0, *CHANNEL_IDS):
        names = found["status", channel_id].keys()
        assert names == theirs.STATUS.keys() - {"prelaunch_password"}


@pytest.mark.promise("scope-of-group")
def test_groups_that_need_other_scopes_are_left_out_with_a_warning(
    small_shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """One each, that names the scope; the run succeeds, and others are not taken along."""
    output = read(small_shop, "settings", access_token=small_shop.token(*SCOPES))
    needed = {
        "customers": "Customers",
        "orders": "Orders",
        "promotions": "Marketing",
        "shipping": "Products",
    }
    names = {name for name, _ in by_key(output.records("settings"))}
    assert names == (GROUPS | OF_ALL).keys() - needed.keys() | {"status"}
    said = sorted(warnings(caplog))  # which group is rejected first is chance
    assert len(said) == len(needed)
    for (name, title), line in zip(needed.items(), said, strict=True):
        assert f"continuing without the group '{name}', which needs the scope '{title}'" in line
        assert "403" in line
    assert "5 of 5 lists were rejected" in said[0]


def test_a_group_that_may_not_be_read_is_asked_for_once(small_shop: Sandbox) -> None:
    """Not for each channel."""
    token = small_shop.token(*SCOPES)
    read(small_shop, "settings", access_token=token, max_parallel_requests=1)
    asked = Counter(one.path.rpartition("/v3/")[2].split("/")[0] for one in small_shop.requests)
    assert (asked["orders"], asked["customers"], asked["shipping"]) == (1, 1, 1)
    assert asked["carts"] == 1 + len(CHANNEL_IDS)


@pytest.mark.cases(1)
@pytest.mark.parametrize("status", [403, 404, 422])
def test_a_group_that_the_store_does_not_have_takes_no_other_along(
    status: int, small_shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the API calls it."""
    path = "settings/storefront/seo$"
    small_shop.faults.append(Fault(path=path, status=status, times=None))
    found = by_key(read(small_shop, "settings").records("settings"))
    assert {name for name, _ in found} == (GROUPS | OF_ALL).keys() - {"seo"} | {"status"}
    [line] = warnings(caplog)
    assert "continuing without the group 'seo'" in line
    assert f"({status} " in line


def test_a_channel_without_some_settings_keeps_the_others(
    small_shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """It is still listed, so that the rows that it lacks are named."""
    path = "carts/settings/channels/4$"
    small_shop.faults.append(Fault(path=path, status=404, times=None))
    found = by_key(read(small_shop, "settings", retry_time=0.1).records("settings"))
    assert {channel for name, channel in found if name == "carts"} == {0, 1, 2, 3}
    assert ("seo", 4) in found
    assert "group 'carts'" in caplog.text
    assert "1 of 5 lists were rejected. GET v3/carts/settings/channels/4" in caplog.text


def test_a_channel_that_is_deleted_meanwhile_is_no_failure(
    small_shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether its id is a part of the path or a parameter; the others come."""
    caplog.set_level("INFO")
    small_shop.mutate(every=30, touch=0, delete=1, insert=0, collections=("channels",))
    output, error = attempt(small_shop, "settings", retry_time=0.2, max_parallel_requests=1)
    small_shop.mutate(every=0)
    assert error is None
    left = {one["id"] for one in small_shop.store.channels} & {*CHANNEL_IDS}
    assert 0 < len(left) < len(CHANNEL_IDS)
    found = by_key(output.records("settings"))
    assert {(name, channel) for name in GROUPS for channel in (0, *left)} <= found.keys()
    assert "lists of what was deleted while they were read" in caplog.text
    assert "continuing without" not in caplog.text


@pytest.mark.parametrize("missing_access", ["fail", "skip"])
def test_an_account_without_the_scope_of_the_stream_reads_none_of_it(
    missing_access: str, small_shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Which `missing_access` decides on; both scopes that are needed are named."""
    token = small_shop.token("store_channel_settings_read_only", "store_v2_orders_read_only")
    output, error = attempt(
        small_shop, "settings", access_token=token, missing_access=missing_access
    )
    assert output.records("settings") == []
    assert (error is None) == (missing_access == "skip")
    said = error.message if error else caplog.text
    assert "set the scope 'Information & Settings'" in said
    assert "It also needs 'Channel Settings' (store_channel_settings_read_only)" in said
