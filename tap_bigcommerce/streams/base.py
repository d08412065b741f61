"""What a stream states of itself. The feed reads it, and the adapter tells the SDK."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from singer_sdk import typing as th

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.owned import Place
from tap_bigcommerce.reading.parts import IDS_AT_ONCE, Bulk
from tap_bigcommerce.sdk import MODES_WITH_TABLES, SingerStream
from tap_bigcommerce.values import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.arrivals import Arrival
    from tap_bigcommerce.reading.changes import ChangeList
    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.reading.parts import Lack, Part
    from tap_bigcommerce.streams.by_channel import ByChannel
    from tap_bigcommerce.streams.scopes import Scope
    from tap_bigcommerce.values import Record


class Owners(NamedTuple):
    """A list whose records each have a list of their own, which the stream reads.

    Args:
        path: without the version.
        dialect: how to ask for it.
        field: the name that its records' id has in the stream's rows.
        has_any: tells whether a record can have elements.
        channels: how its records belong to channels; None if they do not.
        scope: what the API account must be allowed for it beside what the stream needs.
    """

    path: str
    dialect: Dialect
    field: str
    has_any: Callable[[Record], bool] = bool
    channels: ByChannel | None = None
    scope: Scope | None = None


class RootStream(SingerStream):
    """A list of the store; its records bring the rows of other streams with them."""

    path: ClassVar[str]
    """The list, without the version; `{id}` stands for the id of its owner, if it has one."""

    dialect: ClassVar[Dialect]

    owners: ClassVar[Owners | None] = None
    """The list whose records have a list of this kind each; None if there is one of this kind."""

    channels: ClassVar[ByChannel | None] = None
    """How records belong to channels; None if they do not, and are delivered whatever is chosen."""

    properties: ClassVar[th.PropertiesList]

    has_row_per_record: ClassVar[bool] = True
    """Whether a record is one row, so that the store's count of records is one of rows."""

    reads_whole_first: ClassVar[bool] = False
    """Whether the first run reads everything, whatever `start_date` says."""

    includes: ClassVar[Mapping[str, Sequence[str]]] = {}
    """What `include` takes for each field that does not come unasked."""

    completed_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that `missing` and `assemble` are about."""

    rearranges: ClassVar[bool] = False
    """Whether `assemble` changes records for which nothing was fetched."""

    completed_at_once: ClassVar[int] = 1
    """How many records to complete together, where a request can be about several of them."""

    costly_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out unless they are selected by name."""

    undated_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that may change without moving the record's date: they make it need refreshes."""

    change_lists: ClassVar[tuple[ChangeList, ...]] = ()
    """Lists that show which records' parts changed."""

    hidden_field: ClassVar[str] = ""
    """The field that is true in records that the list may leave out unless a filter of that name
    asks for them; empty if there are none."""

    fewest_params: ClassVar[Params] = {}
    """What to ask for if a record's id and date are enough."""

    shared_fields: ClassVar[Mapping[str, str]] = {}
    """Fields of the record that the rows of other streams carry, by their names there."""

    @classmethod
    def property_list(cls) -> th.PropertiesList:
        """Return the fields of a record."""
        return cls.properties

    @classmethod
    def is_by_channel(cls) -> bool:
        """Return whether `channel_ids` has a say in what the stream delivers."""
        return bool(cls.channels or (cls.owners and cls.owners.channels))

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
        return frozenset(filter(self.selects, self.fields))

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

    @property
    def fields_to_complete(self) -> frozenset[str]:
        """Fields that pages may not bring whole."""
        return self.completed_fields | self.own_lists.keys()

    @cached_property
    def completed_together(self) -> int:
        """How many records to complete together: as many as a request for parts can name."""
        children = (one for one in self.child_streams if isinstance(one, ChildStream))
        names_some = any(one.selected and isinstance(one.own_list, Bulk) for one in children)
        return max(self.completed_at_once, IDS_AT_ONCE if names_some else 1)

    @cached_property
    def own_lists(self) -> Mapping[str, type[ChildStream]]:
        """The tables of parts that have lists of their own, by the part."""
        children = (type(one) for one in self.child_streams if isinstance(one, ChildStream))
        return {one.field: one for one in children if one.own_list}

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the rows that a record stands for: itself, unless it is about several things."""
        if self.own_lists:  # their elements are rows of other streams
            record = {name: one for name, one in record.items() if name not in self.own_lists}
        return (record,)

    def lacks(self, record: Record, wanted: Wanted, found: Found) -> Iterator[Lack]:
        """Return what is to be fetched for a record: what it misses, and lists of its own."""
        yield from self.missing(record, wanted - self.own_lists.keys(), found)
        for field, child in self.own_lists.items():
            if field in wanted and child.has_any(record):
                yield from child.lists_of(record, found)

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

    def complete(self, record: Record, wanted: Wanted, found: Found) -> None:
        """Put each part where it is looked for."""
        self.assemble(record, wanted - self.own_lists.keys(), found)
        for field, child in self.own_lists.items():
            if field in wanted:
                record[field] = child.gathered(found)

    def arrival(self, wanted: Wanted) -> Arrival | None:  # noqa: ARG002 - for those that lack something
        """Return how records come whole, which then need no `missing` and `assemble`.

        Args:
            wanted: which fields must be there.
        """
        return None

    def places(self, owners: Iterable[Record]) -> Iterable[Place]:
        """Return the lists that the stream reads.

        Args:
            owners: the records that have one each.
        """
        for owner in owners:
            if self.owners and self.owners.has_any(owner):
                yield Place(self.path.format_map(owner), {}, {self.owners.field: owner["id"]})


class ChildStream(SingerStream):
    """Rows that come with the records of another stream."""

    parent_stream_type: type[RootStream]
    field: ClassVar[str]
    """The field of the parent's record whose elements are the rows."""

    properties: ClassVar[Sequence[th.Property[Any]]]
    """Fields of a row, beside those that it has from its parent."""

    own_list: ClassVar[Part | Bulk | None] = None
    """The list with the rows of a record, or of several, unless the parent's page brings them."""

    default_in = MODES_WITH_TABLES
    price = "0"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Need what the parent needs, unless the stream says otherwise."""
        super().__init_subclass__(**kwargs)
        if "scopes" not in vars(cls):
            cls.scopes = cls.parent_stream_type.scopes

    @classmethod
    def property_list(cls) -> th.PropertiesList:
        """Return the fields of a row: its parent's first."""
        parent = cls.parent_stream_type
        theirs = {one.name: one for one in parent.properties}
        shared = {name: theirs[field] for name, field in parent.shared_fields.items()}
        own = {one.name: one for one in cls.properties}
        return th.PropertiesList(
            *(
                th.Property(
                    name, one.wrapped, required=name in cls.keys, description=one.description
                )
                for name, one in (shared | own).items()
            )
        )

    @classmethod
    def has_any(cls, parent: Record) -> bool:  # noqa: ARG003 - for those that can tell
        """Return whether a record of the parent can have rows, so that its list is worth asking."""
        return True

    @classmethod
    def lists_of(cls, parent: Record, found: Found) -> Iterable[Part | Bulk]:  # noqa: ARG003 - for those that have several
        """Return the lists that have the rows of a record of the parent.

        Args:
            parent: the record.
            found: what was fetched for it already.
        """
        return (cls.own_list,) if cls.own_list else ()

    @classmethod
    def gathered(cls, found: Found) -> list[Record]:
        """Return the rows among what was fetched for a record of the parent."""
        rows: list[Record] = found.get(cls.field, [])
        return rows

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
