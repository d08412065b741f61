"""What a stream states of itself. The feed reads it, and the adapter tells the SDK."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from singer_sdk import typing as th

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.sdk import SingerStream
from tap_bigcommerce.values import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.reading.changes import ChangeList
    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.reading.parts import Lack
    from tap_bigcommerce.values import Record


class Scope(NamedTuple):
    """What an API account must be allowed.

    Args:
        title: as the control panel calls it.
        name: the OAuth scope's own name.
    """

    title: str
    name: str


class RootStream(SingerStream):
    """A list of the store; its records bring the rows of other streams with them."""

    path: ClassVar[str]
    """The list, without the version."""

    dialect: ClassVar[Dialect]
    scope: ClassVar[Scope]
    properties: ClassVar[th.PropertiesList]

    reads_whole_first: ClassVar[bool] = False
    """Whether the first run reads everything, whatever `start_date` says."""

    includes: ClassVar[Mapping[str, Sequence[str]]] = {}
    """What `include` takes for each field that does not come unasked."""

    completed_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that `missing` and `assemble` are about."""

    completed_at_once: ClassVar[int] = 1
    """How many records to complete together, where a request can be about several."""

    costly_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out unless they are selected by name."""

    undated_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that may change without moving the record's date: they make it need refreshes."""

    change_lists: ClassVar[tuple[ChangeList, ...]] = ()
    """Lists that show which records' parts changed."""

    shared_fields: ClassVar[Mapping[str, str]] = {}
    """Fields of the record that the rows of other streams carry, by their names there."""

    @classmethod
    def property_list(cls) -> th.PropertiesList:
        """Return the fields of a record."""
        return cls.properties

    @property
    def optional_fields(self) -> frozenset[str]:
        """Costly fields, and those that are tables of their own if these are asked for."""
        if self.run.settings.streams != "tables":
            return self.costly_fields
        children = (one for one in self.child_streams if isinstance(one, ChildStream))
        return self.costly_fields | {one.field for one in children}

    @property
    def wanted(self) -> Wanted:
        """The fields to deliver."""
        return frozenset(filter(self.selects, self.schema["properties"]))

    def delivers(self, field: str) -> bool:
        """Return whether the stream is selected, and this field of it."""
        return self.selected and self.selects(field)

    def params(self, wanted: Wanted) -> Params:
        """Return what to ask for of each record: what is wanted and does not come unasked."""
        names = (self.includes[field] for field in self.includes if field in wanted)
        include = dict.fromkeys(chain.from_iterable(names))
        return {"include": ",".join(include)} if include else {}

    def fewer_params(self, wanted: Wanted) -> Params | None:  # noqa: ARG002 - for those that have some
        """Return what to ask for if the API rejects `params`; None if there is no less."""
        return None

    def page_size(self, wanted: Wanted) -> int:  # noqa: ARG002 - for those that depend on it
        """Return how many records to request at once."""
        return self.run.settings.page_size

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the rows that come with a record: itself."""
        return (record,)

    def missing(self, record: Record, wanted: Wanted, found: Found) -> Iterable[Lack]:  # noqa: ARG002 - for those that lack something
        """Return what the page did not bring of a record.

        Args:
            record: as it came.
            wanted: which fields must be there.
            found: what was fetched already.
        """
        return ()

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:
        """Put each part where the record's schema has it."""


class ChildStream(SingerStream):
    """Rows that come with the records of another stream."""

    parent_stream_type: type[RootStream]
    field: ClassVar[str]
    """The field of the parent's record whose elements are the rows."""

    properties: ClassVar[Sequence[th.Property[Any]]]
    """Fields of a row, beside those that it has from its parent."""

    @classmethod
    def property_list(cls) -> th.PropertiesList:
        """Return the fields of a row: its parent's first."""
        parent = cls.parent_stream_type
        types = {one.name: one.wrapped for one in parent.properties}
        shared = {name: types[field] for name, field in parent.shared_fields.items()}
        own = {one.name: one.wrapped for one in cls.properties}
        return th.PropertiesList(
            *(
                th.Property(name, wrapped, required=name in cls.keys)
                for name, wrapped in (shared | own).items()
            )
        )

    @classmethod
    def is_default(cls, streams: str) -> bool:
        """Return whether tables are asked for."""
        return streams != "nested"

    @property
    def wanted(self) -> Wanted:
        """The field that records must have."""
        return frozenset({self.field})

    def rows(self, parent: Record) -> Iterable[Record]:
        """Return the rows that come with a record, once it is assembled."""
        shared = {
            name: parent.get(field) for name, field in self.parent_stream_type.shared_fields.items()
        }
        return [{**element, **shared} for element in self.elements(parent)]

    def elements(self, parent: Record) -> Iterable[Record]:
        """Return the rows without the fields that they have from their parent.

        Raises:
            StreamError: if the field holds anything else.
        """
        listed = elements(parent.get(self.field))
        if not all(isinstance(one, dict) for one in listed):
            message = (
                f"{self.parent_stream_type.path} record {parent.get('id')}: field '{self.field}' "
                "is not a list of objects, so its rows cannot be delivered. Deselect the stream, "
                "and please report this."
            )
            raise StreamError(message)
        return listed
