"""What settings accept, and what is said when one is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_bigcommerce import settings
from tap_bigcommerce.errors import SettingsError

KNOWN = frozenset(setting.name for setting in settings.SETTINGS) | {"stream_maps"}
REQUIRED = {"store_hash": "abc123", "access_token": "secret-token"}


def parse(*, complete: bool = True, **config: Any) -> settings.Settings:
    """Parse a config that has what is required, unless discovery asks."""
    return settings.parse(
        {**(REQUIRED if complete else {}), **config},
        known=KNOWN,
        complete=complete,
        prefix="TAP_BIGCOMMERCE_",
    )


def refusal(**config: Any) -> str:
    """What is said of a config."""
    with pytest.raises(SettingsError) as caught:
        parse(**config)
    return caught.value.message


@pytest.mark.parametrize(
    "written",
    [
        "abc123",
        " abc123\n",
        "ABC123",
        "https://api.bigcommerce.com/stores/abc123/v3/",
        "https://api.bigcommerce.com/stores/abc123/v2",
        "api.bigcommerce.com/stores/abc123",
        "https://store-abc123.mybigcommerce.com/",
        "store-abc123.mybigcommerce.com",
        "http://store-abc123-2.mybigcommerce.com/manage/dashboard",
    ],
)
def test_a_store_is_found_however_it_is_named(written: str) -> None:
    """Hash, API path and store address, also of a further storefront, name the same store."""
    assert parse(store_hash=written).store_hash == "abc123"


@pytest.mark.parametrize("written", ["www.my-shop.com", "abc 123", "https://shop.com/", "stores/"])
def test_what_names_no_store_is_refused(written: str) -> None:
    """An own domain does not tell the hash; the message says what does."""
    message = refusal(store_hash=written)
    assert message.startswith(f"Setting 'store_hash' is {written!r}; expected the store hash")
    assert message.endswith("for example abc123.")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=UTC)),
        ("01/31/2024", datetime(2024, 1, 31, tzinfo=UTC)),
        ("2024-01-31T09:30:00", datetime(2024, 1, 31, 9, 30, tzinfo=UTC)),
        ("2024-01-31T09:30:00Z", datetime(2024, 1, 31, 9, 30, tzinfo=UTC)),
        ("2024-01-31 09:30:00.250+02:00", datetime(2024, 1, 31, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_start_date_is_read_in_utc_unless_it_names_a_zone(written: str, moment: datetime) -> None:
    """ISO 8601, and month, day, year as Qlik's form takes it."""
    assert parse(start_date=written).start_date == moment


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    hours=st.integers(-12, 14),
)
def test_any_iso_moment_is_read_to_the_second(moment: datetime, hours: int) -> None:
    """Whatever the zone, the moment is the same."""
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert parse(start_date=aware.isoformat()).start_date == aware.replace(microsecond=0)


def test_the_ends_of_time_leave_room_to_reckon() -> None:
    """Who writes 9999-12-31 means for ever."""
    read = parse(start_date="0001-01-01", end_date="9999-12-31")
    assert read.start_date == datetime(1970, 1, 1, tzinfo=UTC)
    assert read.end_date
    assert read.end_date.year == 9998


def test_an_end_date_includes_its_day() -> None:
    """Who asks for data until the 31st wants the 31st."""
    assert parse(end_date="2024-01-31").end_date == datetime(2024, 1, 31, 23, 59, 59, tzinfo=UTC)
    assert parse(end_date="2024-01-31T00:00:00Z").end_date == datetime(2024, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("start_date", "31/01/2024"),
        ("start_date", "yesterday"),
        ("start_date", "09:30"),
        ("start_date", "now"),
        ("user_agent", "nightly ☕"),
        ("start_date", "2024-01"),
        ("api_url", "https://example.com:port"),
        ("api_url", "https://exa mple.com"),
        ("api_url", "https://example.com/#fragment"),
        ("start_date", "P1D"),
        ("start_date", 20240131),
        ("end_date", "soon"),
        ("page_size", 0),
        ("page_size", 251),
        ("page_size", "many"),
        ("page_size", 2.5),
        ("page_size", True),
        ("request_timeout", 0),
        ("request_timeout", "nan"),
        ("settling_time", -1),
        ("lookback", -1),
        ("refresh_hours", -1),
        ("refresh_hours", "sometimes"),
        ("order_coupons", "some"),
        ("channel_ids", 1),
        ("channel_ids", "1"),
        ("channel_ids", "1, 2"),
        ("channel_ids", [0]),
        ("channel_ids", [1.5]),
        ("channel_ids", [True]),
        ("channel_ids", ["main"]),
        ("channel_ids", {"1": True}),
        ("channel_ids", [2**31]),
        ("missing_access", "ignore"),
        ("activate_versions", "maybe"),
        ("activate_versions", 2),
        ("api_url", "http://api.bigcommerce.com"),
        ("api_url", "api.bigcommerce.com"),
        ("api_url", "https://api.bigcommerce.com/stores/abc123/v3"),
        ("store_hash", 7),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(name: str, written: object) -> None:
    """The line names the setting, what was given, what is expected and an example."""
    setting = next(one for one in settings.SETTINGS if one.name == name)
    assert refusal(**{name: written}) == (
        f"Setting '{name}' is {written!r}; expected {setting.expected}, "
        f"for example {setting.example}."
    )


@pytest.mark.parametrize(
    "written", ["2026-06-31", "20260631", "2024-13-01", "2025-02-29T10:00:00Z"]
)
def test_a_day_that_does_not_exist_is_called_so(written: str) -> None:
    """Its form is right."""
    assert refusal(start_date=written).startswith(
        f"Setting 'start_date' is {written!r}, a day that does not exist; expected an ISO 8601"
    )


def test_a_missing_token_is_described() -> None:
    """There is no example of one."""
    message = refusal(access_token="")
    assert message.startswith(
        "Setting 'access_token' is missing: the text that the control panel shows once, when you "
        "create the API account. Put it into the config file, or set "
    )


def test_numbers_may_come_as_text() -> None:
    """As they do from the environment."""
    read = parse(page_size="100", settling_time="0", request_timeout="2.5")
    assert (read.page_size, read.settling_time, read.request_timeout) == (100, timedelta(0), 2.5)


@pytest.mark.parametrize("written", [[2, 1], "[1, 2]", '["2", 1, 2]'])
def test_channels_may_come_as_a_list_or_as_its_json(written: object) -> None:
    """As they do from a file, and from the environment."""
    assert parse(channel_ids=written).channel_ids == (1, 2)


@pytest.mark.parametrize("written", [None, "", [], "[]"])
def test_no_channels_are_all_channels(written: object) -> None:
    """An empty list is what Meltano passes where nothing was chosen."""
    assert parse(channel_ids=written).channel_ids is None


@pytest.mark.parametrize("written", [True, "true", "True", "1", 1])
def test_a_switch_may_come_as_text(written: object) -> None:
    """As it does from the environment."""
    assert parse(activate_versions=written).activate_versions is True
    assert parse(activate_versions="false").activate_versions is False
    assert parse().activate_versions is False


@pytest.mark.parametrize("written", [None, "never"])
def test_a_refresh_can_be_turned_off(written: str | None) -> None:
    """Null means never, and so does a word, since Meltano drops a null from the settings."""
    assert parse(refresh_hours=written).refresh_hours is None
    assert parse(refresh_hours="").refresh_hours == timedelta(days=1)
    assert parse(refresh_hours="0").refresh_hours == timedelta(0)


def test_every_example_is_accepted() -> None:
    """What a message recommends works."""
    for setting in settings.SETTINGS:
        if not setting.secret:
            parse(**{setting.name: setting.example}, complete=True)


@pytest.mark.parametrize("token", ["two words", "tökén", "line\nbreak", 42])
def test_a_wrong_token_is_never_shown(token: object) -> None:
    """Not even the one that cannot be right."""
    message = refusal(access_token=token)
    assert "access_token" in message
    assert str(token) not in message


def test_the_token_is_trimmed_and_hidden() -> None:
    """White space around a pasted token is not part of it; the settings can be logged safely."""
    read = parse(access_token=" secret-token\n")
    assert read.access_token == "secret-token"
    assert "secret-token" not in repr(read)


@pytest.mark.parametrize(
    "token", ["YOUR-ACCESS-TOKEN", "your_access_token", "<token>", "${ACCESS_TOKEN}", "{{ token }}"]
)
def test_a_placeholder_is_no_token(token: str) -> None:
    """Nor is a variable that nothing has set."""
    with pytest.raises(SettingsError, match="'access_token' is still a placeholder") as caught:
        parse(access_token=token)
    assert token not in caught.value.message


def test_a_placeholder_is_no_store() -> None:
    """Such as that of the sample config."""
    with pytest.raises(SettingsError, match="'store_hash' is still a placeholder: put in the st"):
        parse(store_hash="YOUR-STORE-HASH")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("acess_token", "access_token"),
        ("storeHash", "store_hash"),
        ("store-hash", "store_hash"),
        ("Start_Date", "start_date"),
        ("start_dat", "start_date"),
        ("pagesize", "page_size"),
        ("stream_map", "stream_maps"),
    ],
)
def test_a_mistyped_name_is_refused(typo: str, meant: str) -> None:
    """Ignoring it would read with a default that nobody asked for."""
    assert refusal(**{typo: "x"}) == f"Setting '{typo}' is not known; did you mean '{meant}'?"


def test_another_name_of_a_setting_is_refused() -> None:
    """In a config or as a variable, unless the setting is given too."""
    with pytest.raises(SettingsError, match="'token' is not known; did you mean 'access_token'"):
        settings.parse({"token": "x"}, known=KNOWN, complete=False, prefix="")
    with pytest.raises(SettingsError, match="did you mean 'activate_versions'"):
        parse(emit_activate_version_messages=True)
    with pytest.raises(SettingsError, match=r"TAP_TOKEN is not .* did you mean TAP_ACCESS_TOKEN"):
        settings.refuse_mistyped({"token"}, KNOWN, "TAP_")
    settings.refuse_mistyped({"token", "access_token"}, KNOWN, "TAP_")
    parse(token="x", store_id=7)


def test_other_taps_configs_work_unchanged() -> None:
    """What is plainly not ours is left alone."""
    parse(client_id="abc", client_secret="def", frequency_in_minutes="60", sub_type=None)


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_value_counts_as_none(empty: str | None) -> None:
    """As Meltano passes what was never set."""
    assert parse(start_date=empty, page_size=empty) == parse()


def test_missing_settings_are_all_named_at_once() -> None:
    """One line each, with the environment variable that would set it."""
    lines = refusal(store_hash=None, access_token="").splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Setting 'store_hash' is missing",
        "Setting 'access_token' is missing",
    ]
    assert "TAP_BIGCOMMERCE_STORE_HASH" in lines[0]


def test_discovery_needs_no_setting_but_refuses_wrong_ones() -> None:
    """A catalog can be made before there is an API account."""
    parse(complete=False)
    with pytest.raises(SettingsError, match="page_size"):
        parse(complete=False, page_size=9999)


def test_a_period_must_not_end_before_it_begins() -> None:
    """It would read nothing and say nothing."""
    assert "before start_date" in refusal(start_date="2024-02-01", end_date="2024-01-01")


@pytest.mark.parametrize(
    "config",
    [
        {"api_url": "https://user:s3cr3t@api.bigcommerce.com"},
        {"store_hash": "0123456789abcdef0123456789abcde"},
    ],
)
def test_a_value_that_may_hold_the_token_is_not_shown(config: dict[str, Any]) -> None:
    """Such as an address with a password, or a token where the store's hash should be."""
    with pytest.raises(SettingsError, match="is wrong \\(it is not shown here\\)") as caught:
        parse(**config)
    assert "s3cr3t" not in caught.value.message
    assert "0123456789" not in caught.value.message


@pytest.mark.promise("unencrypted")
def test_http_is_for_this_machine_only() -> None:
    """A token does not travel in the clear."""
    assert parse(api_url="http://127.0.0.1:8642/").api_url == "http://127.0.0.1:8642"
    assert parse(api_url="http://localhost:8642").api_url == "http://localhost:8642"
