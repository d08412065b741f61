"""What is gone: ids that the store no longer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.sdk import BY_NAME, SingerStream
from tap_bigcommerce.streams.types import INTEGER

if TYPE_CHECKING:
    from tap_bigcommerce.streams.base import RootStream


class DeletedRecords(SingerStream):
    """A record that the store no longer has, though it has some with higher ids.

    The first run writes every such id below the highest, whether it was ever in use; later runs
    write each deletion once. The streams that are selected and have bookmarks are looked after, but
    for price_list_records, order_refunds and system_logs.
    """

    name = "deleted_records"
    keys = ("stream", "id")
    replication_key = "noticed_at"
    scopes = ()
    price = "1 per 250 records of each stream, 2 if some are gone"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "stream",
            th.StringType,
            required=True,
            description="The stream that had the record, such as orders",
        ),
        th.Property("id", INTEGER, required=True, description="The id that the record had there"),
        th.Property(
            "noticed_at",
            th.DateTimeType,
            description="When the tap noticed it, by the store's clock: it was deleted after the "
            "last run before that",
        ),
    )

    @classmethod
    def property_list(cls) -> th.PropertiesList:
        """Return the fields of a row."""
        return cls.properties


def is_looked_after(root: RootStream) -> bool:
    """Return whether a stream's ids tell what is gone: each a number of one list that shrinks."""
    return (
        root.replication_key is not None
        and root.dialect.key == "id"
        and root.keys == ("id",)
        and root.owners is None
        and not root.dialect.only_grows
        and not root.dialect.newest_first  # entries of a log age out
    )
