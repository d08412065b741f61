"""Orders, and their refunds."""

from collections.abc import Mapping
from datetime import datetime

from bigcommerce_sandbox import consignments, refunds
from bigcommerce_sandbox.collection import Collection, Rows, State
from bigcommerce_sandbox.generator import orders as order_rows
from bigcommerce_sandbox.generator.kinds import Included
from bigcommerce_sandbox.generator.shop import FIRST_ORDER, Shop
from bigcommerce_sandbox.generator.values import Row, rfc2822
from bigcommerce_sandbox.table import Table
from bigcommerce_sandbox.tables.metafields import metafields


class Orders(Collection):
    """Orders: a deleted one is archived, and parts can be edited like fields."""

    def remains(self, _state: State) -> bool:
        """Whether an order still has its own address: archived or not, it has."""
        return True

    def complete(self, row: Row) -> Row:
        """A raw row with its line items in their consignments."""
        return consignments.complete(row)

    def delete(self, *row_ids: int) -> None:
        """Archive orders: they leave the lists and counts; their own address still answers."""
        self._change(row_ids, self._store.clock.second(), lambda _: {"is_deleted": True})
        self._remove(row_ids)

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

REFUNDS = Table(
    name="refunds",
    draw=lambda _, refund_id, __: {"id": refund_id},
    touch=lambda row: {"reason": f"{row['reason']}✓"},
    size=None,
)
