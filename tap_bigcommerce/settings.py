"""What the user can set, and what is said when a setting is wrong."""

from __future__ import annotations

import json
import logging
import re
import textwrap
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pendulum
from pendulum.parsing.exceptions import ParserError
from singer_sdk import typing as th

from tap_bigcommerce import DISTRIBUTION, names
from tap_bigcommerce.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

LARGEST_PAGE = 250
"""Records; the API's own limit."""

EARLIEST = pendulum.datetime(1970, 1, 1)
LATEST = pendulum.datetime(9998, 12, 31)
"""Moments that leave room for the seconds that are added and taken when reading."""

MOST_PARALLEL = 64
"""Requests at once; beyond that, the API's own limits on concurrency are near."""

MOST_RESERVED = 90
"""Percent; with less of the quota than the rest of it, nothing would ever be read."""

LONGEST_REFRESH = 8760
"""Hours between two refreshes; a year."""

HIGHEST_CHANNEL = 2**31 - 1
"""The highest id that a channel can have."""

_PLACEHOLDER = re.compile(r"(?i)your[-_ ].*|.*[<>{}$].*")
"""What stands in place of a token until it is filled in, or a variable that nothing has set."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_ADDRESS = re.compile(
    r"(?:https?://)?(?:"
    r"(?:[^/]+)?/?stores/(?P<path>[a-z0-9]+)(?:/.*)?"
    r"|store-(?P<host>[a-z0-9]+)(?:-\d+)?\.mybigcommerce\.com(?:/.*)?"
    r"|(?P<hash>[a-z0-9]{1,16}))"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, checked and in their final types; what each means is said in `SETTINGS`."""

    store_hash: str
    access_token: str = field(repr=False)
    client_id: str | None
    start_date: datetime | None
    end_date: datetime | None
    api_url: str
    page_size: int
    max_parallel_requests: int
    quota_reserve: float
    streams: str
    channel_ids: tuple[int, ...] | None
    order_coupons: str
    missing_access: str
    invalid_values: str
    settling_time: timedelta
    lookback: timedelta
    refresh_hours: timedelta | None
    store_hash_column: bool
    activate_versions: bool
    request_timeout: float
    retry_time: float
    user_agent: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice between words.

    Args:
        words: the words, as they are written in a config.
    """

    words: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        """Return the word."""
        if value not in self.words:
            raise ValueError
        return str(value)


class NoSuchDayError(ValueError):
    """A date has a day that its month lacks."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to set.

    Args:
        name: its key in the config.
        type: for `--about` and Meltano.
        title: its label.
        description: what it does.
        parse: gives the final value, or raises ValueError.
        expected: what `parse` takes, in words.
        example: a value that it takes, or where to find a secret one.
        default: the value if none is given, in the form a user would write it.
        required: whether a sync needs it.
        secret: whether its value must never be shown.
        takes_null: whether null is a value of its own, rather than a setting that is not given.
    """

    name: str
    type: type[th.JSONTypeHelper[Any]] | th.JSONTypeHelper[Any]
    title: str
    description: str
    parse: Callable[[Any], Any]
    expected: str
    example: str
    default: str | int | float | bool | None = None
    required: bool = False
    secret: bool = False
    takes_null: bool = False

    @property
    def what(self) -> str:
        """What it takes, in words, with an example, or where to find it if it is secret."""
        return f"{self.expected}{': ' if self.secret else ', for example '}{self.example}"

    @property
    def property(self) -> th.Property[Any]:
        """The setting as the SDK describes it."""
        return th.Property(
            self.name,
            self.type,
            title=self.title,
            description=self.description,
            default=self.default,
            required=self.required,
            secret=self.secret,
            allowed_values=list(self.parse.words) if isinstance(self.parse, OneOf) else None,
            examples=None if self.secret else [self.example],
        )


def described(prefix: str) -> str:
    """Return what can be set, with what it means and its default, for people to read.

    Args:
        prefix: of the environment variables.
    """
    return "\n".join(_described(setting, prefix) for setting in SETTINGS)


def _described(setting: Setting, prefix: str) -> str:
    default = "" if setting.default is None else f" (default: {json.dumps(setting.default)})"
    stated = " (required)" if setting.required else default
    lines = textwrap.wrap(setting.description, 88, break_on_hyphens=False)
    text = textwrap.indent("\n".join(lines), "    ")
    return f"  {setting.name}{stated}\n{text}\n    Variable: {prefix}{setting.name.upper()}"


def may_be_shown(value: object) -> bool:
    """Whether a wrong value may be shown.

    In a config whose lines have shifted, any setting may hold the access token or a password.
    """
    return not re.search(r"@|\w{17}", str(value))


ALSO_CALLED = {
    "token": "access_token",
    "api_token": "access_token",
    "auth_token": "access_token",
    "x_auth_token": "access_token",
    "hash": "store_hash",
    "store": "store_hash",
    "store_id": "store_hash",
    "emit_activate_version_messages": "activate_versions",
}
"""Names that others give to settings, and that do not look like ours."""


def _store_hash(value: Any) -> str:
    match = _ADDRESS.fullmatch(_text(value).lower())
    if match is None:
        raise ValueError
    return str(next(filter(None, match.groups())))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def _header(value: Any) -> str:
    """What may stand in the header of a request."""
    text = _text(value)
    if not text.isascii() or not text.isprintable():
        raise ValueError
    return text


def _word(value: Any) -> str:
    word = _header(value)
    if " " in word:
        raise ValueError
    return word


def _token(value: Any) -> str:
    token = _word(value)
    if _PLACEHOLDER.fullmatch(token):
        raise ValueError
    return token


def _date(value: Any) -> pendulum.Date:
    """Read a date or date-time; one without a zone is in UTC."""
    text = _text(value)
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return pendulum.from_format(text, "M/D/YYYY").date()
    day = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    if not day:
        raise ValueError  # pendulum takes "now", durations, and years
    _check_day(*map(int, day.groups()))
    moment = pendulum.parse(text, exact=True)
    if not isinstance(moment, pendulum.Date):
        raise ValueError  # noqa: TRY004 - a time or a duration is a wrong value, not a wrong type
    return moment


def _check_day(year: int, month: int, day: int) -> None:
    """Refuse a day that no calendar has.

    Raises:
        NoSuchDayError: if there is none.
    """
    try:
        date(year, month, day)
    except ValueError as error:
        raise NoSuchDayError from error


def _moment(day: pendulum.Date, otherwise: time) -> datetime:
    """A date-time as it is; a date with the time given."""
    if isinstance(day, pendulum.DateTime):
        moment = day.in_timezone("UTC").replace(microsecond=0)
    else:
        moment = pendulum.instance(datetime.combine(day, otherwise), tz="UTC")
    return min(max(moment, EARLIEST), LATEST)


def _start(value: Any) -> datetime:
    return _moment(_date(value), time.min)


def _end(value: Any) -> datetime:
    return _moment(_date(value), time(23, 59, 59))


def _api_url(value: Any) -> str:
    url = _text(value).rstrip("/")
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    beside = parts.query or parts.fragment or parts.username or "/stores/" in f"{parts.path}/"
    readable = parts.hostname and (parts.port is None or parts.port) and _word(url)
    if beside or not readable or not (parts.scheme == "https" or local):
        raise ValueError
    return url


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - every wrong value is a ValueError here
    return float(value)


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        number = _number(value)
        if number != int(number) or not least <= number <= most:
            raise ValueError
        return int(number)

    return parse


def _share(value: Any) -> float:
    percent = _number(value)
    if not 0 <= percent <= MOST_RESERVED:
        raise ValueError
    return percent / 100


def _seconds(value: Any) -> float:
    seconds = _number(value)
    if not 0 <= seconds <= timedelta(days=1).total_seconds():
        raise ValueError
    return seconds


def _timeout(value: Any) -> float:
    seconds = _seconds(value)
    if not seconds:
        raise ValueError
    return seconds


def _duration(value: Any) -> timedelta:
    return timedelta(seconds=_seconds(value))


def _hours(value: Any) -> timedelta | None:
    if value is None or value == "never":
        return None
    hours = _number(value)
    if not 0 <= hours <= LONGEST_REFRESH:
        raise ValueError
    return timedelta(hours=hours)


def _channel_ids(value: Any) -> tuple[int, ...] | None:
    """Read ids, which the environment writes as JSON; none of them means every channel."""
    given = json.loads(value) if isinstance(value, str) else value
    if not isinstance(given, list):
        raise ValueError  # noqa: TRY004 - every wrong value is a ValueError here
    return tuple(sorted({*map(_whole(1, HIGHEST_CHANNEL), given)})) or None


def _flag(value: Any) -> bool:
    words = {"true": True, "false": False, "1": True, "0": False}
    word = str(value).strip().lower()
    if word not in words:
        raise ValueError
    return words[word]


SETTINGS = (
    Setting(
        "store_hash",
        th.StringType,
        title="Store hash",
        description=(
            "Which store to read: its hash, its API path or its address, "
            "such as abc123, https://api.bigcommerce.com/stores/abc123/v3/ "
            "or https://store-abc123.mybigcommerce.com/."
        ),
        parse=_store_hash,
        expected="the store hash, the API path or the store's mybigcommerce.com address",
        example="abc123",
        required=True,
    ),
    Setting(
        "access_token",
        th.StringType,
        title="Access token",
        description="Access token of a store-level API account.",
        parse=_token,
        expected="the access token of an API account, which has no spaces",
        example="the text that the control panel shows once, when you create the API account",
        required=True,
        secret=True,
    ),
    Setting(
        "client_id",
        th.StringType,
        title="Client ID",
        description="Accepted so that configs of other taps work; the API no longer needs it.",
        parse=_text,
        expected="text",
        example="abcdefghijklmnopqrstuvwxyz01234",
    ),
    Setting(
        "start_date",
        th.StringType,
        title="Start date",
        description=(
            "Earliest date_modified of customers and orders on their first run: an ISO 8601 date "
            "or date-time (UTC unless it names a zone), or MM/DD/YYYY. Products are read whole."
        ),
        parse=_start,
        expected="an ISO 8601 date or date-time, or MM/DD/YYYY",
        example="2024-01-31",
    ),
    Setting(
        "end_date",
        th.StringType,
        title="End date",
        description=(
            "Latest date_modified to read, for backfills; takes the same forms as start_date, "
            "and a date without a time means the end of that day."
        ),
        parse=_end,
        expected="an ISO 8601 date or date-time, or MM/DD/YYYY",
        example="2024-12-31",
    ),
    Setting(
        "api_url",
        th.StringType,
        title="API URL",
        description="Where the API is; another address is a proxy's or the sandbox's.",
        parse=_api_url,
        expected="an https address (http only for this machine), without /stores and what follows",
        example="https://api.bigcommerce.com",
        default="https://api.bigcommerce.com",
    ),
    Setting(
        "page_size",
        th.IntegerType,
        title="Page size",
        description="Records to ask for at once, 1 to 250. Fewer make more requests.",
        parse=_whole(1, LARGEST_PAGE),
        expected="a whole number from 1 to 250",
        example="250",
        default=250,
    ),
    Setting(
        "max_parallel_requests",
        th.IntegerType,
        title="Parallel requests",
        description="Requests under way at once, 1 to 64; 1 reads strictly one after the other.",
        parse=_whole(1, MOST_PARALLEL),
        expected="a whole number from 1 to 64",
        example="8",
        default=8,
    ),
    Setting(
        "quota_reserve",
        th.NumberType,
        title="Quota reserve",
        description="Percent of the store's request quota to leave to other apps, 0 to 90.",
        parse=_share,
        expected="a number of percent, 0 to 90",
        example="10",
        default=10,
    ),
    Setting(
        "streams",
        th.StringType,
        title="Streams",
        description=(
            "What is selected where no catalog decides. 'nested' is orders, customers, products "
            "and coupons with their parts inside. 'tables' is a table for each kind of part, and "
            "further lists that take no request per record. 'both' is all of it."
        ),
        parse=OneOf(("nested", "tables", "both")),
        expected="'nested', 'tables' or 'both'",
        example="tables",
        default="nested",
    ),
    Setting(
        "channel_ids",
        th.ArrayType(th.IntegerType),
        title="Channels",
        description=(
            "Ids of the channels whose orders, products, customers and the like to read, such as "
            "[1, 2]; without it, those of all channels. The page of each stream says how "
            "its records belong to channels."
        ),
        parse=_channel_ids,
        expected="a list of channel ids, which are whole numbers",
        example="[1, 2]",
    ),
    Setting(
        "order_coupons",
        th.StringType,
        title="Order coupons",
        description=(
            "Which orders to ask for their coupons, one request each: 'possible' for those whose "
            "amounts say that a coupon may have been used, 'all' for every order."
        ),
        parse=OneOf(("possible", "all")),
        expected="'possible' or 'all'",
        example="possible",
        default="possible",
    ),
    Setting(
        "missing_access",
        th.StringType,
        title="Missing access",
        description=(
            "What to do with a selected stream that the access token's scopes or the store's plan "
            "do not allow: 'fail' reads the others and ends with exit code 1, 'skip' leaves it "
            "out with a warning."
        ),
        parse=OneOf(("fail", "skip")),
        expected="'fail' or 'skip'",
        example="fail",
        default="fail",
    ),
    Setting(
        "invalid_values",
        th.StringType,
        title="Invalid values",
        description=(
            "What to do with a value that its field cannot represent: 'fail' ends the stream "
            "before that record, 'null' delivers null in its place, with a warning for each."
        ),
        parse=OneOf(("fail", "null")),
        expected="'fail' or 'null'",
        example="fail",
        default="fail",
    ),
    Setting(
        "settling_time",
        th.NumberType,
        title="Settling time",
        description=(
            "Seconds before the store's clock at which a run stops reading, so that changes that "
            "are still being written are left to the next run."
        ),
        parse=_duration,
        expected="a number of seconds, 0 to 86400",
        example="60",
        default=60,
    ),
    Setting(
        "lookback",
        th.NumberType,
        title="Lookback",
        description=(
            "Seconds before the bookmark that each run reads again, to find changes that became "
            "visible late. Records that were delivered already are skipped. 0 turns it off."
        ),
        parse=_duration,
        expected="a number of seconds, 0 to 86400",
        example="300",
        default=300,
    ),
    Setting(
        "refresh_hours",
        th.CustomType({"type": ["string", "number", "null"]}),
        title="Refresh interval",
        description=(
            "Hours after which a stream is read whole again, to find changes that do not move "
            "date_modified, such as a product's new variant. 0 refreshes with every run, null or "
            "'never' never. Streams whose date shows every selected field are not refreshed."
        ),
        parse=_hours,
        expected="a number of hours, 0 to 8760, or null or 'never'",
        example="24",
        default=24,
        takes_null=True,
    ),
    Setting(
        "store_hash_column",
        th.BooleanType,
        title="Store hash column",
        description=(
            "Whether every row has the store's hash as the column store_hash, first in its table "
            "and in its key. Turn it on where several stores load into the same tables, since each "
            "store counts its own ids; activate_versions must be off then."
        ),
        parse=_flag,
        expected="true or false",
        example="true",
        default=False,
    ),
    Setting(
        "activate_versions",
        th.BooleanType,
        title="Activate versions",
        description=(
            "Whether to write ACTIVATE_VERSION messages, so that targets that know them remove the "
            "rows that are gone from the store. Only streams that each run reads whole have them."
        ),
        parse=_flag,
        expected="true or false",
        example="true",
        default=False,
    ),
    Setting(
        "request_timeout",
        th.NumberType,
        title="Request timeout",
        description=(
            "Seconds to wait for the first byte of a response, and for the rest of it (longer if "
            "it is large), before the request is sent again."
        ),
        parse=_timeout,
        expected="a number of seconds above 0, at most 86400",
        example="60",
        default=60,
    ),
    Setting(
        "retry_time",
        th.NumberType,
        title="Retry time",
        description=(
            "Seconds to retry a request that fails in a way that could pass (an overloaded or "
            "unreachable API, a broken answer), at growing intervals. Waiting for the quota is "
            "not counted. 0 means one attempt; anything else means at least two."
        ),
        parse=_seconds,
        expected="a number of seconds, 0 to 86400",
        example="300",
        default=300,
    ),
    Setting(
        "user_agent",
        th.StringType,
        title="User agent",
        description="How the tap introduces itself to the API.",
        parse=_header,
        expected="text in ASCII",
        example="nightly-sync",
        default=f"tap-bigcommerce/{version(DISTRIBUTION)}",
    ),
)


def parse(
    config: Mapping[str, Any], *, known: frozenset[str], complete: bool, prefix: str
) -> Settings:
    """Check a config and give its settings in their final types.

    Args:
        config: as the user wrote it; an empty value counts as none.
        known: every setting there is, the SDK's own included.
        complete: whether required settings must be there (discovery needs none).
        prefix: of the environment variables, for messages.

    Raises:
        SettingsError: naming each setting that is wrong, one line each.
    """
    problems = [
        f"Setting '{name}' is not known; did you mean '{meant}'?"
        for name in config
        if name not in known and (meant := _meant(name, known, config))
    ]
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = config.get(setting.name)
        if given is None or (isinstance(given, str) and not given.strip()):
            given = setting.default
        if setting.takes_null and config.get(setting.name, given) is None:
            given = None
        values[setting.name] = "" if setting.required else None
        if given is None:
            if setting.required and complete:
                lacking = setting.example if setting.secret else setting.what
                problems.append(
                    f"Setting '{setting.name}' is missing: {lacking}. Put it into the config "
                    f"file, or set {prefix}{setting.name.upper()} and use --config=ENV."
                )
            continue
        try:
            values[setting.name] = setting.parse(given)
        except (ValueError, TypeError, OverflowError, ParserError) as error:
            problems.append(_refused(setting, given, error))
    start, end = values["start_date"], values["end_date"]
    if start and end and start > end:
        problems.append(
            f"Setting 'end_date' is {config['end_date']!r}, which is before start_date "
            f"({config['start_date']!r}); expected a later date, or none, to read until now."
        )
    if values["store_hash_column"] and values["activate_versions"]:
        problems.append(
            "Setting 'activate_versions' is true, and so is store_hash_column: where stores share "
            "a table, each run would remove the rows of the other stores. Set one of them to false."
        )
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(**values)


def _refused(setting: Setting, given: Any, error: Exception) -> str:
    """Say what is wrong with a value, without one that may be a secret."""
    if setting.required and isinstance(given, str) and _PLACEHOLDER.fullmatch(given.strip()):
        what = setting.example if setting.secret else setting.what
        return f"Setting '{setting.name}' is still a placeholder: put in {what}."
    if setting.secret or not may_be_shown(given):
        shown = "wrong (it is not shown here)"
    else:
        shown = repr(given) + ", a day that does not exist" * isinstance(error, NoSuchDayError)
    return f"Setting '{setting.name}' is {shown}; expected {setting.what}."


def refuse_mistyped(given: Collection[str], known: frozenset[str], prefix: str) -> None:
    """Refuse environment variables that look like those of settings, but are not.

    Args:
        given: names of variables, without their prefix, in lower case.
        known: every setting there is, the SDK's own included.
        prefix: of the variables, for messages.

    Raises:
        SettingsError: naming each, one line each.
    """
    problems = [
        f"The variable {prefix}{name.upper()} is not known; did you mean {prefix}{meant.upper()}?"
        for name in sorted(given)
        if name not in known and (meant := _meant(name, known, given))
    ]
    if problems:
        raise SettingsError("\n".join(problems))


def check_log_level(environment: Mapping[str, str], prefix: str) -> None:
    """Refuse a log level that does not exist, where the SDK would end in a traceback.

    Raises:
        SettingsError: naming the variable.
    """
    for name in (f"{prefix}LOGLEVEL", "LOGLEVEL"):
        if level := environment.get(name):
            if level.upper() not in logging.getLevelNamesMapping():
                message = (
                    f"The variable {name} is {level!r}; expected DEBUG, INFO, WARNING, ERROR or "
                    "CRITICAL, or no such variable."
                )
                raise SettingsError(message)
            return


def _meant(name: str, known: frozenset[str], given: Collection[str]) -> str | None:
    """Return the known setting that a name stands for, if any.

    Another name is left alone where the setting is given too, as in a config for several taps.
    """
    other = ALSO_CALLED.get(name.lower())
    return names.meant(name, known) or (other if other not in given else None)
