"""How lists of the API differ: version, field and filter names, sorts.

A list that differs from the ones here is a value as well: `dataclasses.replace(V3,
since="created:min", until="created:max", date="created")`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from tap_bigcommerce.reading import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.reading.page import Contents


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What a list has, and how it is asked for it.

    Args:
        version: the first part of its path.
        is_wrapped: whether records come in `data` beside `meta`, not as a bare array.
        is_object: whether one record comes in place of a list.
        key: the field with a record's id, a whole number; or the fields that tell records apart.
        date: the field that says when a record was modified.
        by_id: the order of ids; empty if there is no such sort, or the list comes so anyway.
        from_top: the order in which the highest id comes first, if there is one.
        by_date: the order of dates; empty if there is no such sort.
        from_newest: the order in which the latest date comes first.
        since: the filter for dates from one on; it may include that one. Empty if there is none.
        until: the filter for dates up to one; it may include that one. Empty if there is none.
        above: the filter for ids above one; None if there is none.
        below: the filter for ids below one; it may include that one.
        includes_bound: whether `above` includes its own id.
        descends: whether ids may come from the highest down, and are then read on with `below`.
        ids: the filter for a list of ids; None if `above` and `below` have to do.
        counts: where the store says how many records there are: at the path `count`, as the
            `total` of a page, or nowhere.
        has_cursors: whether pages are read on with cursors, not with `above`.
        has_pages: whether the list comes in pages, not all at once.
        has_numbers: whether its pages have numbers; if not, they are read on with `above`, and a
            total may be that of the whole list.
        only_grows: whether records are added at the end, and none ever leaves.
        newest_first: whether records are added before all others, and only the last ones leave.
        may_be_nested: whether the array of records may hold arrays of them.
    """

    version: str
    is_wrapped: bool
    is_object: bool = False
    key: str | tuple[str, ...] = "id"
    date: str = "date_modified"
    by_id: Params = field(default_factory=dict)
    from_top: Params = field(default_factory=dict)
    by_date: Params
    from_newest: Params
    since: str
    until: str
    above: str | None = None
    below: str | None = None
    includes_bound: bool = False
    descends: bool = False
    ids: str | None = None
    counts: Literal["count", "total"] | None = None
    has_cursors: bool = False
    has_pages: bool = True
    has_numbers: bool = True
    only_grows: bool = False
    newest_first: bool = False
    may_be_nested: bool = False

    @property
    def read(self) -> Callable[[bytes], Contents]:
        """What reads a body; it raises ValueError if that has another form."""
        return page.form(
            key=self.key,
            date=self.date,
            is_wrapped=self.is_wrapped,
            is_object=self.is_object,
            may_be_nested=self.may_be_nested,
        ).read

    @property
    def is_sorted(self) -> bool:
        """Whether the list can be split by date or by id."""
        return bool(self.by_date) or self.above is not None


V2 = Dialect(
    version="v2",
    is_wrapped=False,
    by_date={"sort": "date_modified:asc"},
    from_newest={"sort": "date_modified:desc"},
    since="min_date_modified",
    until="max_date_modified",
    above="min_id",
    below="max_id",
    includes_bound=True,
    descends=True,
    counts="count",
)
"""A bare array; 204 and no body past the end.

A response does not say which limit is in force, nor how many records there are
(https://developer.bigcommerce.com/docs/rest-management/orders).
"""

V2_ORDERS = replace(V2, by_id={"sort": "id:asc"}, from_top={"sort": "id:desc"})
"""The list of orders, which can be sorted by id."""

V3 = Dialect(
    version="v3",
    is_wrapped=True,
    by_id={"sort": "id", "direction": "asc"},
    from_top={"sort": "id", "direction": "desc"},
    by_date={"sort": "date_modified", "direction": "asc"},
    from_newest={"sort": "date_modified", "direction": "desc"},
    since="date_modified:min",
    until="date_modified:max",
    above="id:greater",
    below="id:max",
    ids="id:in",
    counts="total",
)
"""`data` and `meta` (https://developer.bigcommerce.com/docs/rest-catalog/products)."""

V3_CURSOR = replace(
    V3,
    by_id={},
    from_top={},
    by_date={"sort": "date_modified:asc"},
    from_newest={"sort": "date_modified:desc"},
    above=None,
    below=None,
    has_cursors=True,
)
"""A v3 list that has cursors and no filter by id, as customers."""

V2_PAGES = replace(
    V2, by_date={}, from_newest={}, above=None, below=None, includes_bound=False, counts=None
)
"""A bare array that is read by page numbers only, in any order."""

V3_PAGES = replace(
    V3, by_id={}, from_top={}, by_date={}, from_newest={}, above=None, below=None, ids=None
)
"""A v3 list that is read by page numbers only, in any order, as wishlists."""

V3_CURSORS = replace(V3_PAGES, has_cursors=True)
"""A v3 list that is read by cursors only, in any order, as metafields."""

V2_WHOLE, V3_WHOLE = (replace(one, has_pages=False) for one in (V2_PAGES, V3_PAGES))
"""A list that comes all at once and takes no parameters for pages, as order statuses."""

V2_OBJECT, V3_OBJECT = (replace(one, is_object=True) for one in (V2_WHOLE, V3_WHOLE))
"""One object, as the store's own profile."""
