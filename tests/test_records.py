"""BigCommerce's many forms of one thing become the one that the schema names."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_sdk import typing as th
from singer_sdk.singerlib import SelectionMask

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.page import Row
from tap_bigcommerce.records import Normaliser, as_dict
from tap_bigcommerce.streams import STREAMS
from tap_bigcommerce.streams.types import closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = th.PropertiesList(
    th.Property("id", th.IntegerType, required=True),
    th.Property("number", th.NumberType),
    th.Property("flag", th.BooleanType),
    th.Property("text", th.StringType),
    th.Property("date", th.DateTimeType),
    th.Property("object", closed_object(th.Property("inner", th.IntegerType))),
    th.Property(
        "open",
        th.ObjectType(
            th.Property("inner", th.ArrayType(th.StringType)), additional_properties=True
        ),
    ),
    th.Property("pairs", objects(*(th.Property(one, th.StringType) for one in ("name", "value")))),
    th.Property("list", th.ArrayType(closed_object(th.Property("inner", th.IntegerType)))),
).to_dict()


def selected(*fields: str) -> SelectionMask:
    """A mask with these fields and no others."""
    mask = {(): False} | {
        tuple(chain(*(("properties", f) for f in path.split(".")))): True for path in fields
    }
    return SelectionMask(mask)


def normalise(**record: Any) -> dict[str, Any]:
    """Normalise record 7 with these fields."""
    return made(Normaliser("orders", SCHEMA, selected("id", *record)), {"id": 7, **record})


ENCODER = msgspec.json.Encoder(decimal_format="number")


def made(normalise: Normaliser, record: dict[str, Any]) -> dict[str, Any]:
    """What a normaliser makes of a record: the same lines, whichever way it takes.

    By hand, or by a struct, before and after it has learned what is unusual in the record.
    """
    row = Row(None, 7, msgspec.Raw(ENCODER.encode(record)))
    before = ENCODER.encode(record)
    by_hand = normalise.by_hand(record)
    others = [one for _ in range(3) for one in (normalise(record), normalise.of_row(row))]
    assert {ENCODER.encode(one) for one in others} == {ENCODER.encode(by_hand)}
    assert ENCODER.encode(record) == before
    return as_dict(others[-1])


@pytest.mark.promise("other-type")
@pytest.mark.parametrize(
    ("field", "given_value", "delivered"),
    [
        ("id", "118", 118),
        ("id", Decimal("118.0"), 118),
        ("number", "361.9500", Decimal("361.9500")),
        ("number", "1.0000000000", Decimal("1.0000000000")),
        ("number", Decimal("0.1"), Decimal("0.1")),
        ("number", 5, 5),
        ("number", "", None),
        ("number", "NaN", None),
        ("number", "null", None),
        ("object", {"inner": "NULL"}, {"inner": None}),
        ("flag", "null", None),
        ("text", "null", "null"),
        ("flag", 1, True),
        ("flag", "false", False),
        ("flag", "", None),
        ("text", 180, "180"),
        ("text", Decimal("12.50"), "12.50"),
        ("text", "", ""),
        ("text", "a\0b", "a\0b"),
        ("number", Decimal("1E+308"), Decimal("1E+308")),
        ("number", " 361.9500 ", Decimal("361.9500")),
        ("text", ["red", "green"], '["red","green"]'),
        ("text", {"weight": Decimal("1.10")}, '{"weight":1.10}'),
        ("text", True, "true"),
        ("text", {}, None),
        ("text", [], None),
        ("text", "Happy Birthday 🎂", "Happy Birthday 🎂"),
        ("date", "", None),
        ("date", 0, None),
        ("date", "0", None),
        ("date", 1544041015, "2018-12-05T20:16:55+00:00"),
        ("date", "1544041015", "2018-12-05T20:16:55+00:00"),
        ("date", "20181205", "2018-12-05T00:00:00+00:00"),
        ("date", "0000-00-00", None),
        ("date", "0000-00-00 00:00:00", None),
        ("date", "-0001-11-30T00:00:00+00:00", None),
        ("date", "Wed, 30 Nov -0001 00:00:00 +0000", None),
        ("date", "Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00"),
        ("date", "2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("date", "20161231T235959.999Z", "2016-12-31T23:59:59+00:00"),
        ("date", "Wed, 05 Dec 2018 20:16:55 EST", "2018-12-06T01:16:55+00:00"),
        ("date", "2024-10-27T02:30:00+02:00", "2024-10-27T00:30:00+00:00"),
        ("date", "2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00+00:00"),
        ("date", "Wed, 05 Dec 2018 20:16:55 +0000", "2018-12-05T20:16:55+00:00"),
        ("date", "Wed, 05 Dec 2018 22:16:55 +0200", "2018-12-05T20:16:55+00:00"),
        ("date", "2018-08-15T14:49:05Z", "2018-08-15T14:49:05+00:00"),
        ("date", "2018-08-15T14:49:05.731+00:00", "2018-08-15T14:49:05+00:00"),
        ("date", "2018-08-15", "2018-08-15T00:00:00+00:00"),
        ("object", [], {}),
        ("object", "", None),
        ("object", {"inner": "3"}, {"inner": 3}),
        ("object", [{"inner": "3"}], {"inner": 3}),
        ("object", [{" inner": 3}], {"inner": 3}),
        ("object", [{"url": "https://…/fees", "resource": "/fees"}], None),
        ("object", {"0": {"inner": "3"}}, {"inner": 3}),
        ("object", {"inner ": "3"}, {"inner": 3}),
        ("object", {"inner": 3, " inner": 4}, {"inner": 3}),
        ("object", {"url": "https://…/consignments", "resource": "/consignments"}, None),
        ("id", 2**63 - 1, 2**63 - 1),
        ("open", {"inner": "AU", "other": 1}, {"inner": ["AU"], "other": 1}),
        ("open", {}, {}),
        ("open", {"0": {"inner": []}}, {"0": {"inner": []}}),
        ("list", "", []),
        ("list", {}, []),
        ("list", {"0": {"inner": 1}, "2": {"inner": 3}}, [{"inner": 1}, {"inner": 3}]),
        ("list", {"url": "https://…/fees", "resource": "/fees"}, None),
        ("list", {"inner": 1}, [{"inner": 1}]),
        ("list", None, None),
        ("list", [None, {"inner": 1}], [{"inner": 1}]),
        ("pairs", {"Colour": "red"}, [{"name": "Colour", "value": "red"}]),
        ("pairs", {"7": ["a", "b"]}, [{"name": "7", "value": '["a","b"]'}]),
        ("pairs", {"name": "Colour", "value": "red"}, [{"name": "Colour", "value": "red"}]),
        ("pairs", {"0": {"name": "Colour"}}, [{"name": "Colour"}]),
        ("pairs", {"url": "https://…/fields", "resource": "/fields"}, None),
    ],
)
def test_a_value_gets_its_fields_form(field: str, given_value: object, delivered: object) -> None:
    """Whatever form it came in, nothing of it is lost."""
    value = normalise(**{field: given_value})[field]
    assert value == delivered
    assert type(value) is type(delivered)
    assert str(value) == str(delivered)


@pytest.mark.promise("misfit")
@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("number", "12,50", "number"),
        ("number", {"amount": 1}, "number"),
        ("object", {"inner": Decimal("1.5")}, "object.inner"),
        ("number", "Infinity", "number"),
        ("object", {"inner": Decimal("1E+999999999")}, "object.inner"),
        ("flag", "perhaps", "flag"),
        ("date", "soon", "date"),
        ("date", "Wed, 05 Dec 99999999999 20:16:55 +0000", "date"),
        ("number", "1,000.50", "number"),
        ("number", "1_000", "number"),
        ("number", "\uff11\uff12", "number"),
        ("number", Decimal("1E+400"), "number"),
        ("number", "-1E+400", "number"),
        ("number", 10**400, "number"),
        ("open", {"other": [{"deep": Decimal("1E+400")}]}, "open.other"),
        ("object", {"inner": 2**63}, "object.inner"),
        ("object", {"inner": "-9223372036854775809"}, "object.inner"),
        ("list", [{"inner": 1}, {"inner": -(2**63) - 1}], "list.inner"),
        ("object", [{"inner": 1}, {"inner": 2}], "object"),
        ("date", 1544041015000, "date"),
        ("date", "1544041015000", "date"),
        ("date", True, "date"),
        ("object", "text", "object"),
        ("list", [{"inner": 1}, {"inner": "one"}], "list.inner"),
    ],
)
def test_what_cannot_be_represented_is_an_error(field: str, value: object, path: str) -> None:
    """It names stream, record, field and value; the record is not dropped."""
    with pytest.raises(StreamError) as caught:
        normalise(**{field: value})
    assert f"orders record 7: field '{path}' is " in caught.value.message


@pytest.mark.promise("misfit-null")
@pytest.mark.parametrize(
    ("field", "value", "delivered"),
    [
        ("number", "12,50", None),
        ("date", "soon", None),
        ("object", {"inner": "one", "other": 2}, {"inner": None}),
        ("list", [{"inner": 1}, {"inner": "one"}], [{"inner": 1}, {"inner": None}]),
        ("list", ["text"], None),
    ],
)
def test_null_may_stand_for_what_cannot_be_represented(
    field: str, value: object, delivered: object, caplog: pytest.LogCaptureFixture
) -> None:
    """If the user wants it; each is named in a warning, and the rest of the record comes whole."""
    lenient = Normaliser("orders", SCHEMA, SelectionMask({(): True}), lenient=True)
    record = made(lenient, {"id": 7, "text": "kept", field: value})
    assert (record["id"], record["text"], record[field]) == (7, "kept", delivered)
    assert f"orders record 7: field '{field}" in caplog.text
    assert "null is delivered in its place" in caplog.text


@pytest.mark.parametrize("record_id", [2**63, "one"])
def test_null_never_stands_for_an_id(record_id: object) -> None:
    """A record without its key could not be told from others, so it is refused in any case."""
    lenient = Normaliser("orders", SCHEMA, SelectionMask({(): True}), lenient=True)
    with pytest.raises(StreamError, match="field 'id' is "):
        made(lenient, {"id": record_id})


@pytest.mark.promise("unknown-field")
def test_an_unknown_field_is_left_out_and_named_once(caplog: pytest.LogCaptureFixture) -> None:
    """New fields may come without notice; one warning a field is enough."""
    normaliser = Normaliser("orders", SCHEMA, selected("id", "list"))
    for _ in range(3):
        record = {"id": 1, "novelty": 1, "list": [{"inner": 1, "extra": 2}]}
        with caplog.at_level(logging.WARNING):
            assert made(normaliser, record) == {"id": 1, "list": [{"inner": 1}]}
    assert len(caplog.records) == 2
    assert "'novelty'" in caplog.messages[0]
    assert "'list.extra'" in caplog.messages[1]


def test_a_link_to_a_part_is_not_data(caplog: pytest.LogCaptureFixture) -> None:
    """v2 puts a link where a part would be; it is no unknown field."""
    link = {"url": "https://…/orders/1/fees", "resource": "/orders/1/fees"}
    with caplog.at_level(logging.WARNING):
        assert normalise(object={"shipping_quotes": link}) == {"id": 7, "object": {}}
    assert not caplog.records


def test_a_wanted_field_that_does_not_come_is_null() -> None:
    """All records of a stream have the same fields."""
    normaliser = Normaliser("orders", SCHEMA, selected("id", "date"))
    assert made(normaliser, {"id": 1}) == {"id": 1, "date": None}


def test_deselected_fields_are_not_looked_at(caplog: pytest.LogCaptureFixture) -> None:
    """A field that nobody wants cannot fail a run, and is no unknown one."""
    with caplog.at_level(logging.WARNING):
        record = made(Normaliser("orders", SCHEMA, selected("id")), {"id": 1, "number": "broken"})
    assert record == {"id": 1}
    assert not caplog.records


LISTS = th.PropertiesList(
    th.Property("id", th.IntegerType, required=True),
    *(
        th.Property(f"list of {name}", th.ArrayType(kind))
        for name, kind in (
            ("integers", th.IntegerType),
            ("numbers", th.NumberType),
            ("flags", th.BooleanType),
            ("texts", th.StringType),
            ("dates", th.DateTimeType),
        )
    ),
    th.Property("list of lists", th.ArrayType(th.ArrayType(th.IntegerType))),
).to_dict()

ODD: list[Any] = [
    *(None, True, False, 0, 1, 2, -1, 2**63 - 1, 2**63, -(2**63), 10**30),
    *(Decimal(one) for one in ("1.0", "1.50", "1E+3", "-1.5")),
    *("", "null", "NULL", "true", "TRUE", "yes", "a", "a\0b"),
    *(
        "1",
        "01",
        "1.0",
        "1.5",
        "1e3",
        "+5",
        "-5",
        "-0",
        " 7 ",
        "1_000",
        "\u0663",
        "NaN",
        "Infinity",
    ),
    *("2024-01-31T09:30:00Z", "Wed, 05 Dec 2018 20:16:55 +0000", "0000-00-00"),
    *([], [1], ["a"], [None], [""], ["null"], [[1]], [{"inner": "2"}], [{"name": 1}]),
    *({}, {"a": 1}, {"url": "x", "resource": "y"}, {"0": {"inner": 1}}, {" inner": 1}),
    *({"inner": one} for one in (1, None, True, "null", ["a", None])),
    {"name": "a", "value": [1]},
]


@pytest.mark.parametrize("keyless", [{}, {"id": None}, {"id": ""}, {"id": 7, "text": None}])
def test_a_struct_has_its_key(keyless: dict[str, Any]) -> None:
    """So that only records that are made by hand are looked at for it."""
    normalise = Normaliser("orders", SCHEMA, SelectionMask({(): True}), keys=("text", "id"))
    assert not isinstance(normalise({"id": 7, "text": "a"}), dict)
    for _ in range(3):  # whatever it learns
        record = {"text": "a"} | keyless
        assert isinstance(normalise(record), dict)
        assert isinstance(normalise.of_row(Row(None, 7, msgspec.Raw(ENCODER.encode(record)))), dict)


@pytest.mark.parametrize("sent", [{}, {"text": "other"}, {"text": None}, {"text": {"inner": 1}}])
@pytest.mark.parametrize("unusual", [{}, {"number": "1_000"}, {"novelty": 1}])
def test_a_constant_is_the_same_in_every_record(
    sent: dict[str, Any], unusual: dict[str, Any]
) -> None:
    """Whatever the API sends under its name, and whichever way the record is read."""
    normalise = Normaliser(
        "orders",
        SCHEMA,
        SelectionMask({(): True}),
        constants={"text": "constant"},
        keys=("text", "id"),
        lenient=True,
    )
    record = made(normalise, {"id": 7, **sent, **unusual})
    assert record["text"] == "constant"
    assert list(record) == list(SCHEMA["properties"])


@pytest.mark.cases(2)
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    ("schema", "field"),
    [(schema, field) for schema in (SCHEMA, LISTS) for field in schema["properties"]],
)
def test_every_way_of_reading_a_value_agrees(
    schema: dict[str, Any], field: str, *, lenient: bool, as_json: bool
) -> None:
    """On the line that is written, or on the error: a record must not depend on others."""
    for value in ODD:
        mask = SelectionMask({(): True})
        normalise = Normaliser("orders", schema, mask, lenient=lenient, as_json=as_json)
        record = {"id": 7, field: value}
        row = Row(None, 7, msgspec.Raw(ENCODER.encode(record)))
        ways: list[tuple[Callable[[Any], Any], Any]] = [
            (normalise.by_hand, record),
            *((normalise, record), (normalise.of_row, row)) * 3,
        ]
        assert len({line_or_error(way, given) for way, given in ways}) == 1, value


def test_an_amount_keeps_its_digits_whatever_came_before() -> None:
    """Equal numbers may have different digits, and what is remembered of one is not the other."""
    sent = [*("1.0", "1.00", "1", "true", "100", "1E+2", "0.0", "-0.0"), "1" + "0" * 400]
    sent += [f'"{one}"' for one in sent] + ["1.0", '"1.00"', "1"]
    normalise = Normaliser("orders", SCHEMA, selected("id", "number"), as_json=True)
    for text in sent:
        row = Row(None, 7, msgspec.Raw(f'{{"id":7,"number":{text}}}'.encode()))
        other = Normaliser("orders", SCHEMA, selected("id", "number"))
        assert line_or_error(normalise.of_row, row) == line_or_error(other.by_hand, row.record())


def line_or_error(way: Callable[[Any], Any], given: Any) -> bytes | str:
    """What a record becomes, or what is said of it."""
    try:
        return ENCODER.encode(way(given))
    except StreamError as error:
        return error.message


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10))
def test_no_digit_of_an_amount_is_lost(amount: Decimal) -> None:
    """From text to the message's JSON, every digit stays."""
    record = normalise(number=str(amount))
    line = msgspec.json.Encoder(decimal_format="number").encode(record)
    assert str(json.loads(line, parse_float=Decimal)["number"]) == str(amount)


@given(
    moment=st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)),
    offset=st.integers(-14 * 60, 14 * 60),
)
def test_a_date_means_the_same_moment_in_either_version(moment: datetime, offset: int) -> None:
    """RFC 2822 and ISO 8601 of one moment give one text, and texts sort as moments do."""
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    expected = aware.astimezone(UTC).isoformat()
    assert normalise(date=format_datetime(aware))["date"] == expected
    assert normalise(date=aware.isoformat())["date"] == expected
    assert len(expected) == len("2024-01-31T09:30:00+00:00")
    assert dates.parse(expected) == aware


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values in any form that BigCommerce may give a field of this schema."""
    types = schema["type"]
    kind = types if isinstance(types, str) else next(one for one in types if one != "null")
    if schema.get("format") == "date-time":
        moments = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))
        return st.one_of(moments.map(format_datetime), moments.map(datetime.isoformat), st.just(""))
    if kind == "object":
        inner = {name: values(field) for name, field in schema.get("properties", {}).items()}
        return st.one_of(st.fixed_dictionaries({}, optional=inner), st.just([]), st.none())
    if kind == "array":
        return st.one_of(st.lists(values(schema["items"]), max_size=2), st.none(), st.just({}))
    integers = st.integers(-(10**12), 10**12)
    numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4)
    text = st.text(max_size=20)
    return {
        "integer": st.one_of(integers, integers.map(str), st.just("")),
        "number": st.one_of(numbers, numbers.map(str), integers, st.just("")),
        "boolean": st.one_of(st.booleans(), st.sampled_from(["0", "1", "true", "false", 0, 1, ""])),
        "string": st.one_of(text, integers, numbers, st.lists(text, max_size=2), st.booleans()),
    }[kind]


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
@given(data=st.data())
@settings(max_examples=8)  # building a strategy takes its time
def test_whatever_comes_the_record_fits_the_schema(stream: Any, data: st.DataObject) -> None:
    """Every form that the API may use gives a record that is valid against its SCHEMA."""
    schema = stream.property_list().to_dict()
    chosen = data.draw(st.sets(st.sampled_from(sorted(schema["properties"])), max_size=6))
    record = {name: data.draw(values(schema["properties"][name])) for name in chosen}
    record |= dict.fromkeys(stream.keys, data.draw(st.integers(1, 2**31)))
    if "date_modified" in schema["properties"]:
        record["date_modified"] = "Wed, 05 Dec 2018 20:16:55 +0000"
    normaliser = Normaliser(stream.name, schema, SelectionMask({(): True}), keys=stream.keys)
    assert_valid(made(normaliser, record), schema)


def assert_valid(record: dict[str, Any], schema: dict[str, Any]) -> None:
    """A record as it is written fits its SCHEMA."""
    message = json.loads(msgspec.json.Encoder(decimal_format="number").encode(record))
    jsonschema.validate(message, schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.text(max_size=30),
        st.sampled_from(["null", "true", "1", "0012", "1.0", "1e3", "+5", "NaN", " 7 "]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
@given(data=st.data())
@settings(max_examples=8)
def test_whatever_comes_is_delivered_or_named(stream: Any, data: st.DataObject) -> None:
    """Any JSON at all in any field: a valid record, or an error that says which field.

    With null allowed in its place, there is always a valid record.
    """
    schema = stream.property_list().to_dict()
    fields = sorted(schema["properties"].keys() - set(stream.keys))
    chosen = data.draw(st.lists(st.sampled_from(fields), max_size=3, unique=True))
    record = dict.fromkeys(stream.keys, 7) | {name: data.draw(JSON) for name in chosen}
    everything = SelectionMask({(): True})
    normalise = Normaliser(stream.name, schema, everything, keys=stream.keys)
    forgiving = Normaliser(stream.name, schema, everything, keys=stream.keys, lenient=True)
    lenient = made(forgiving, record)
    assert_valid(lenient, schema)
    said = None
    try:
        assert made(normalise, record) == lenient
    except StreamError as error:
        said = error.message
    if said:
        assert said.startswith(
            f"{stream.name} record {', '.join('7' for _ in stream.keys)}: field '"
        )
        assert said.split("'")[1].split(".")[0] in chosen
