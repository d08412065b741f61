"""What all targets have in common, as the tests see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from tests.ecosystem.environments import program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Record = dict[str, Any]
Schema = dict[str, Any]


class Target(Protocol):
    """A target, and a way to see what it stored."""

    name: ClassVar[str]
    config: Mapping[str, Any]

    column_types: ClassVar[Mapping[str, str]]
    """The type of the column for each kind of field; empty where columns have none."""

    def command(self, config: Path) -> Sequence[str | Path]:
        """What to run, with a file that has its config."""

    def rows(self, stream: str) -> list[Record]:
        """What is stored of a stream, in the form in which the tap delivers it."""

    def columns(self, stream: str) -> dict[str, str]:
        """The type of each column."""

    def stored(self, record: Record) -> Record:
        """What is stored of a record that is delivered: the record, unless the target has a bug."""


class Database(Target, Protocol):
    """A target that fills tables, each with the times at which its rows were read."""

    @property
    def profile(self) -> Mapping[str, str]:
        """The environment variables from which dbt's profile knows where the tables are."""

    def ask(self, sql: str) -> list[Record]:
        """The rows of a query, dates as the database writes them."""


class Published:
    """A target that others publish. Its environment and its command have its name."""

    name: ClassVar[str]

    def command(self, config: Path) -> Sequence[str | Path]:
        """The command, as Singer has it."""
        return (program(self.name, self.name), "--config", config)


def kind(schema: Schema) -> str:
    """The type of a field in one word, or in two for the elements of an array."""
    (name,) = {*([schema["type"]] if isinstance(schema["type"], str) else schema["type"])} - {
        "null"
    }
    if name == "array":
        return f"array {kind(schema['items'])}"
    return "moment" if schema.get("format") == "date-time" else name


def own(columns: Record) -> Record:
    """Without the columns that targets add."""
    return {name: value for name, value in columns.items() if not name.startswith("_sdc_")}


def moments(schema: Schema) -> list[str]:
    """The fields that are dates."""
    return [name for name, field in schema["properties"].items() if kind(field) == "moment"]
