"""Orders, and their refunds."""

from array import array
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from bigcommerce_sandbox import consignments, refunds
from bigcommerce_sandbox.collection import Collection, Rows, State
from bigcommerce_sandbox.generator import orders as order_rows
from bigcommerce_sandbox.generator.gift_certificates import is_sold
from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.kinds import Included
from bigcommerce_sandbox.generator.shop import FIRST_ORDER, Shop
from bigcommerce_sandbox.generator.values import Row, rfc2822
from bigcommerce_sandbox.index import Index
from bigcommerce_sandbox.messages import messages
from bigcommerce_sandbox.pickups import pickups
from bigcommerce_sandbox.shipments import shipments
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.metafields import metafields
from bigcommerce_sandbox.taxes import taxes
from bigcommerce_sandbox.transactions import transactions

if TYPE_CHECKING:
    from bigcommerce_sandbox.store import Store


class Orders(Collection):
    """Orders: a deleted one is archived, and parts can be edited like fields."""

    def __init__(self, store: "Store", table: Table, past: History) -> None:
        super().__init__(store, table, past)
        self._archived: set[int] = set()

    def remains(self, _state: State) -> bool:
        """Whether an order still has its own address: archived or not, it has."""
        return True

    def complete(self, row: Row) -> Row:
        """A raw row with its line items in their consignments, and what has a list of its own."""
        return consignments.complete(row) | {
            "shipments": shipments(row),
            "taxes": taxes(row),
            "messages": messages(row),
            "pickups": pickups(row),
            "transactions": self.transactions(row),
        }

    def transactions(self, row: Row) -> list[Row]:
        """What was paid for an order, and paid back."""
        kept = self._store.collection(REFUNDS.name)
        with self._store.lock:
            refunded = [kept.row(one) for one in kept.ids()]
        return transactions(row, [one for one in refunded if one["order_id"] == row["id"]])

    def delete(self, *row_ids: int) -> None:
        """Archive orders: they leave the lists and counts; their own address still answers."""
        with self._store.lock:
            self._change(row_ids, self._store.clock.second(), lambda _: {"is_deleted": True})
            self._remove(row_ids)
            self._archived.update(row_ids)

    def archived(self) -> Index:
        """The archived orders."""
        return self._indexed(self._archived)

    def with_archived(self) -> Index:
        """All orders."""
        return self._indexed({*self.index.ids, *self._archived})

    def _indexed(self, row_ids: set[int]) -> Index:
        with self._store.lock:
            return Index((one, self.second(one)) for one in sorted(row_ids))

    def show_line_items(self, row_id: int, how: Included) -> None:
        """Decide how completely answers include the order's line items in its consignments.

        The order keeps all of them, as ``/orders/{id}/products`` tells, and its date of change.

        Args:
            row_id: The order.
            how: ``whole``; ``empty``, without any; ``partial``, without the first of each
                consignment; or ``unmeasured``, without their weights and measures.
        """
        self._change([row_id], self.second(row_id), lambda _: {"_included": how})

    def ship(self, order_id: int, moment: datetime) -> None:
        """Ship all that an order is of: its lines and consignments count it, and it is shipped."""
        row = self.row(order_id)
        kinds = row["consignments"]
        parcels = [
            parcel | {"items_shipped": parcel["items_total"]} for parcel in kinds["shipping"]
        ]
        self.edit(
            order_id,
            status_id=order_rows.SHIPPED,
            products=[line | {"quantity_shipped": line["quantity"]} for line in row["products"]],
            consignments=kinds | {"shipping": parcels},
            items_shipped=row["items_total"],
            date_shipped=rfc2822(int(moment.timestamp())),
            date_modified=moment,
        )

    def refund(
        self,
        order_id: int,
        quantities: Mapping[int, int] | None = None,
        *,
        moves_date: bool = False,
    ) -> int:
        """Refund units of an order at the store's current second.

        Args:
            order_id: The order.
            quantities: How many units of each line item, by its id; all that are left unless
                given.
            moves_date: Whether the order's date of change is that of the refund; else it stays.

        Returns:
            The refund's id.
        """
        with self._store.lock:
            order = self.row(order_id)
            if quantities is None:
                quantities = refunds.refundable(order)
            kept = self._store.collection(REFUNDS.name)
            [refund_id] = kept.insert()
            second = kept.created(refund_id)
            kept.edit(refund_id, **refunds.refund(refund_id, order, second, quantities))
            edit = self.edit if moves_date else self.edit_silently
            edit(order_id, **refunds.refunded(order, quantities))
            return refund_id

    def _insert(self, count: int, second: int) -> list[int]:
        """Add orders, and the gift certificates that they sell."""
        with self._store.lock:
            new = super()._insert(count, second)
            for row_id in new:
                if is_sold(self._store.seed, row_id):
                    self._store.gift_certificates.issue(row_id, second)
            return new

    def _edited(self, _row: Row, fields: Row) -> Row:
        extra: Row = {}
        if "status_id" in fields:
            name = order_rows.STATUSES.get(fields["status_id"], "")
            extra = {"status": name, "custom_status": name}
        if "products" in fields:
            extra["items_total"] = sum(line["quantity"] for line in fields["products"])
        return extra | fields


def status_id(shop: Shop, orders: Rows, order_id: int) -> int:
    """The status of one of these orders without drawing the whole order."""
    edited = orders.edits(order_id).get("status_id")
    if edited is not None:
        return int(edited)
    return order_rows.order_status(shop, order_id, orders.created(order_id))


ORDERS = Table(
    name="orders",
    draw=order_rows.order,
    touch=lambda row: {"staff_notes": f"{row['staff_notes'] or ''}✓"},
    size=200,
    size_by_hand=2000,
    first_id=FIRST_ORDER,
    write_date=rfc2822,
    trades=True,
    kept=Orders,
)

ORDER_METAFIELDS = metafields("order", ORDERS)


class Refunds(Collection):
    """Refunds, which are made and never changed."""

    def touch(self, *_row_ids: int) -> None:
        """Change nothing."""

    def delete(self, *_row_ids: int) -> None:
        """Delete nothing."""


def _refund_history(shop: Shop, past: History) -> History:
    """When the first of the shop's refunded orders were refunded, as many as are wanted."""
    wanted = islice(refunds.refunded_orders(shop), len(past.created))
    seconds = array("q", [second for _, second in wanted])
    return History(seconds, seconds)


REFUNDS = Table(
    name="order_refunds",
    draw=refunds.drawn,
    touch=lambda _: {},
    size=20,
    size_by_hand=40,
    past=_refund_history,
    kept=Refunds,
)


class Statuses(Collection):
    """Statuses: the shop may give them names, and that is all."""

    def insert(self, *_: object, **__: object) -> list[int]:
        """Add nothing."""
        return []

    def delete(self, *_row_ids: int) -> None:
        """Delete nothing."""


def _status_history(_: Shop, __: History) -> History:
    """Every status has been there since before the shop's history."""
    seconds = array("q", [0] * len(order_rows.STATUSES))
    return History(seconds, seconds)


ORDER_STATUSES = Table(
    name="order_statuses",
    draw=by_seed(order_rows.status),
    touch=lambda row: {"custom_label": f"{row['custom_label']}✓"},
    size=None,
    first_id=0,
    past=_status_history,
    kept=Statuses,
)
