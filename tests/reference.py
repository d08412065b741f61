"""BigCommerce's OpenAPI files, which lie beside the project; tests skip where they do not."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "api-reference"

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="BigCommerce's OpenAPI files are not here")

Node = dict[str, Any]


@lru_cache
def specification(file: str) -> Node:
    """One of the files, parsed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: Node = yaml.load((FOLDER / file).read_text(encoding="utf-8"), loader)  # noqa: S506 - a safe loader, the fast one where it is built
    return document


def answer(file: str, path: str) -> Node:
    """The schema of the answer (200) to a GET."""
    document = specification(file)
    response = _resolve(document, document["paths"][path]["get"]["responses"]["200"])
    content: Node = next(iter(response["content"].values()))
    return content["schema"]  # type: ignore[no-any-return]


def fields(file: str, path: str) -> set[str]:
    """The dotted names of all leaves and objects in one record of the answer."""
    document = specification(file)
    return set(_names(document, _record(document, answer(file, path)), "", ()))


def _record(document: Node, schema: Node) -> Node:
    """Below `data` and arrays."""
    schema = _resolve(document, schema)
    if "data" in schema.get("properties", {}):
        return _record(document, schema["properties"]["data"])
    return _record(document, schema["items"]) if "items" in schema else schema


def _resolve(document: Node, node: Node) -> Node:
    while "$ref" in node:
        target: Node = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def _names(document: Node, node: Node, name: str, above: tuple[str, ...]) -> list[str]:
    if (reference := node.get("$ref")) in above:
        return []
    above = (*above, reference) if reference else above
    node = _resolve(document, node)
    names = []
    for combination in ("allOf", "oneOf", "anyOf"):
        for part in node.get(combination, ()):
            names += _names(document, part, name, above)
    if "items" in node:
        names += _names(document, node["items"], name, above)
    for key, value in node.get("properties", {}).items():
        inner = f"{name}.{key}" if name else key
        names += [inner, *_names(document, value, inner, above)]
    return names
