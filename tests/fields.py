"""The names of a stream's fields."""

from __future__ import annotations

from typing import Any


def field_names(schema: dict[str, Any], name: str = "") -> list[str]:
    """All fields of a schema, nested ones as `addresses.city`."""
    names = field_names(schema["items"], name) if "items" in schema else []
    for key, value in schema.get("properties", {}).items():
        inner = f"{name}.{key}" if name else key
        names += [inner, *field_names(value, inner)]
    return names


def free_names(schema: dict[str, Any], name: str = "") -> list[str]:
    """The fields of a schema that are objects with whatever the API puts into them."""
    if "items" in schema:
        return free_names(schema["items"], name)
    properties = schema.get("properties", {})
    if not properties:
        return [name] if schema.get("additionalProperties") else []
    return [
        found
        for key, value in properties.items()
        for found in free_names(value, f"{name}.{key}" if name else key)
    ]
