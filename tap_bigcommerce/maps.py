"""Stream maps, which may hide what is personal: each name in them must be what the user meant.

The SDK ignores a map of a stream that does not exist, and takes a field that does not exist for a
new one. The field that was meant to be masked would be delivered in the clear.
"""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import MapExpressionError
from singer_sdk.mapper import (
    MAPPER_ALIAS_OPTION,
    MAPPER_ELSE_OPTION,
    MAPPER_FILTER_OPTION,
    MAPPER_KEY_PROPERTIES_OPTION,
    MAPPER_SOURCE_OPTION,
    NULL_STRING,
    CustomStreamMap,
    SameRecordTransform,
    StreamMap,
)

from tap_bigcommerce import names
from tap_bigcommerce.errors import SettingsError
from tap_bigcommerce.settings import may_be_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_sdk import Stream

OPTIONS = frozenset(
    {
        MAPPER_ALIAS_OPTION,
        MAPPER_ELSE_OPTION,
        MAPPER_FILTER_OPTION,
        MAPPER_KEY_PROPERTIES_OPTION,
        MAPPER_SOURCE_OPTION,
    }
)
"""What a map may hold beside fields."""

EXAMPLE = '"customers": {"email": "md5(email)"}'

Properties = dict[str, Any]


def check(maps: Any, streams: Mapping[str, Stream], separator: str) -> None:
    """Refuse maps that name streams or fields that do not exist, and what is no expression.

    Args:
        maps: the setting `stream_maps`.
        streams: by name.
        separator: what joins the names of nested fields when they are flattened.

    Raises:
        SettingsError: naming each, one line each.
    """
    problems = []
    if not isinstance(maps, dict):
        shown = repr(maps) if may_be_shown(maps) else "wrong (it is not shown here)"
        problems.append(f"is {shown}; expected an object, as in {{{EXAMPLE}}}.")
        maps = {}
    for name, definition in maps.items():
        if name == MAPPER_ELSE_OPTION:
            continue
        if not isinstance(definition, dict) and not _removes(definition):
            problems.append(
                f"has {definition!r} for {name!r}; expected an object, as in {EXAMPLE}, or null."
            )
            continue
        options = definition if isinstance(definition, dict) else {}
        source = options.get(MAPPER_SOURCE_OPTION, name)
        matching = [one for one in streams if fnmatch(one, str(source))]
        if not matching:
            problems.append(_unknown_stream(source, streams))
        known = {
            field: one
            for stream in matching
            for field, one in streams[stream].schema["properties"].items()
        }
        for field, value in options.items() if matching else ():
            problems += _field_problems(f"{name}.{field}", field, value, known, separator)
    if problems:
        raise SettingsError("\n".join(f"Setting 'stream_maps' {problem}" for problem in problems))


def changes_nothing(stream_map: StreamMap) -> bool:
    """Return whether records leave a stream map as they are."""
    return type(stream_map) is SameRecordTransform and not stream_map.flattening_enabled


def culprit(error: BaseException) -> str:
    """Say which expression of a map raised an error, and for which field, without its value."""
    reason = type(error).__name__
    if isinstance(error, MapExpressionError) and error.__cause__:
        # Which names an expression has is no secret; what it was applied to may be.
        unknown = getattr(error.__cause__, "name", getattr(error.__cause__, "func_name", None))
        reason = type(error.__cause__).__name__ + (f": {unknown}" if unknown else "")
    for frame, _ in walk_tb(error.__traceback__):
        if frame.f_code is CustomStreamMap._eval.__code__:  # noqa: SLF001 - the only one to know
            field = frame.f_locals["property_name"] or MAPPER_FILTER_OPTION
            return f"{field!r} is {frame.f_locals['expr']!r}, which fails ({reason})"
    return reason


def _unknown_stream(name: Any, streams: Mapping[str, Stream]) -> str:
    found = names.meant(str(name), streams)
    hint = f"did you mean '{found}'?" if found else f"there are {sorted(streams)}."
    return f"names the stream {name!r}, which does not exist; {hint}"


def _field_problems(
    place: str, name: str, value: Any, known: Properties, separator: str
) -> Iterator[str]:
    """Say what is wrong with one field of a map, or one of its options.

    Args:
        place: where it stands.
        name: the field's.
        value: what the map makes of it.
        known: the properties that the map is applied to.
        separator: of nested names.
    """
    if name in OPTIONS:
        if name == MAPPER_FILTER_OPTION and value is not None:
            yield from _expression_problems(place, value)
        return
    if name.startswith("__") and name not in known:
        found = names.meant(name, OPTIONS, names.DISTANT)
        yield f"has {place!r}, which is no option; did you mean '{found or MAPPER_ELSE_OPTION}'?"
    elif whole := _whole_field(name, known, separator):
        yield (
            f"has {place!r}, which is a part of the field '{whole}'; maps apply to whole fields, "
            f"before they are flattened. Map '{whole}', or deselect the part in the catalog."
        )
    elif _removes(value):
        if name not in known:
            found = names.meant(name, known, names.DISTANT)
            hint = f"did you mean '{found}'?" if found else "--discover shows the fields there are."
            yield f"removes {place!r}, which does not exist; {hint}"
    else:
        if name not in known and (found := names.mistyped(name, known)):
            yield (
                f"adds {place!r}; did you mean '{found}'? A new field needs a name that does not "
                "look like a slip."
            )
        yield from _expression_problems(place, value)


def _removes(value: Any) -> bool:
    return value is None or value == NULL_STRING


def _expression_problems(place: str, value: Any) -> Iterator[str]:
    try:
        parsed = ast.parse(value).body if isinstance(value, str) else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        parsed = []
    if len(parsed) != 1 or not isinstance(parsed[0], ast.Expr):
        yield (
            f"has {value!r} as {place!r}, which is no expression; expected, for example, "
            "'md5(email)', or null to remove the field."
        )


def _whole_field(name: str, known: Properties, separator: str) -> str | None:
    """Return the field that a name such as `billing_address.email` means a part of."""
    dotted = re.sub(rf"\[\w*\]\.?|__|{re.escape(separator)}", ".", name)
    return dotted.split(".")[0] if "." in dotted and dotted in _nested(known) else None


def _nested(properties: Properties, path: str = "") -> Iterator[str]:
    """Yield the names of all fields, those inside objects and lists as `addresses.city`."""
    for name, schema in properties.items():
        yield path + name
        inner = schema.get("items", schema).get("properties", {})
        yield from _nested(inner, f"{path}{name}.")
