"""The questions, each with what the tap assumes and what it does otherwise."""

from __future__ import annotations

from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.survey import beside, filters, lists, parts
from tap_bigcommerce.survey.finding import Question

ALL = ("coupons", "customers", "orders", "products")
DATED = ALL[1:]
V3 = ("customers", "products")

QUESTIONS = (
    Question(
        "order without a sort",
        "customers newest first, all others oldest first",
        "it reads either direction",
        lists.order,
        ALL,
    ),
    Question(
        "sort by date_modified",
        "both directions are obeyed",
        "it reads the whole list by id and compares dates itself",
        lists.sort,
        DATED,
    ),
    Question(
        "records without date_modified",
        "there are none",
        "it stops where one cannot be placed, and advises FULL_TABLE",
        lists.undated,
        DATED,
    ),
    Question(
        "precision of dates",
        "whole seconds",
        "it cuts fractions off, and reads a second more at both ends",
        lists.fractions,
        DATED,
    ),
    Question(
        "bounds of date_modified",
        "exact to the second, their own second included or not",
        "it compares dates itself, and reads by id where the filter loses records",
        filters.date_bounds,
        DATED,
    ),
    Question(
        "encoded dates",
        "taken like others",
        "it leaves the colons of dates as they are",
        filters.encoded_dates,
        ("customers",),
    ),
    Question(
        "lowest and highest id",
        "exact, their own id included or not",
        "it drops repeats, and stops if records could be lost",
        filters.id_bounds,
        ("coupons", "orders", "products"),
    ),
    Question(
        "id:greater",
        "exact, its own id included or not",
        "it stops if records could be lost",
        filters.id_greater,
        ("products",),
    ),
    Question(
        f"page for limit={LARGEST_PAGE}",
        f"{LARGEST_PAGE} records",
        "it reads on until a response proves the end of a list",
        lists.page_size,
        ALL,
    ),
    Question(
        f"page for limit={LARGEST_PAGE} with include",
        f"{LARGEST_PAGE} records",
        "it reads on until a response proves the end of a list",
        lists.page_size_with_parts,
        DATED,
    ),
    Question(
        "last page by number",
        "it comes",
        "it reads on by id, with fewer requests at once",
        lists.last_page,
        DATED,
    ),
    Question(
        "page past the end",
        "it is empty",
        "it reads on by id, which leads to no such page",
        lists.page_past_the_end,
        DATED,
    ),
    Question(
        "counts",
        "as many as listed",
        "it goes on without them, or reads a second time and warns",
        beside.counts,
        ALL,
    ),
    Question(
        "meta of a page",
        "total, per_page, and cursors or links",
        "it reads on until a page is empty",
        beside.meta,
        V3,
    ),
    Question(
        "link to a next page",
        "only where one follows",
        "it goes by totals",
        beside.next_link,
        V3,
    ),
    Question(
        "cursor",
        "the id of a record",
        "it reads a gap again until as many came as its total says",
        lists.cursor,
        ("customers",),
    ),
    Question(
        "filters behind a cursor",
        "dates and include hold",
        "it compares dates itself, but would lack dropped parts: please report that",
        filters.behind_cursor,
        ("customers",),
    ),
    Question(
        "include on a list",
        "all parts come",
        "it asks for less where it can, and else stops and says so",
        parts.included,
        DATED,
    ),
    Question(
        "include of channels and parent_relations",
        "taken",
        "it asks for the others only, and warns",
        parts.fewer_included,
        ("products",),
    ),
    Question(
        "consignment_structure=object",
        "obeyed",
        "it reads either form",
        parts.structure,
        ("orders",),
    ),
    Question(
        "an order's own line items",
        "complete",
        "it reads on until an empty page, and then warns",
        parts.line_items,
        ("orders",),
    ),
    Question(
        "archived orders",
        "listed, found by is_deleted=true, or neither",
        "it asks for them all the same",
        parts.archived,
        ("orders",),
    ),
    Question(
        "exclude_fields",
        "obeyed",
        "it leaves the fields out itself",
        parts.excluded,
        ("products",),
    ),
    Question(
        "parts dated later than their record",
        "they exist, hence refresh_hours",
        "it reads whole lists again all the same",
        parts.later_parts,
        V3,
    ),
    Question(
        "Date header",
        "as the clock that dates records",
        "it stops settling_time before that header's clock",
        beside.clock,
        DATED,
    ),
    Question(
        "headers",
        "X-Rate-Limit-* tell what is left of the quota",
        "it sends requests until one is refused, and then waits",
        beside.headers,
        ALL,
    ),
)
