"""The store: its collections, how they change, and its clock."""

# ruff: noqa: S311 - random picks here decide which invented rows change, nothing secret

import random
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from threading import RLock

from bigcommerce_sandbox import consignments, refunds
from bigcommerce_sandbox.clock import DEFAULT_NOW, Clock
from bigcommerce_sandbox.collection import Collection, Rows, State
from bigcommerce_sandbox.generator import orders as order_rows
from bigcommerce_sandbox.generator.catalog import product
from bigcommerce_sandbox.generator.coupons import coupon
from bigcommerce_sandbox.generator.customers import attribute, customer
from bigcommerce_sandbox.generator.history import History, history, stocked
from bigcommerce_sandbox.generator.kinds import Included
from bigcommerce_sandbox.generator.shop import (
    FIRST_COUPON,
    FIRST_CUSTOMER,
    FIRST_ORDER,
    FIRST_PRODUCT,
    Shop,
)
from bigcommerce_sandbox.generator.values import DAY, Row, iso, rfc2822

_NEW_CUSTOMERS_PER_ORDER = 0.3
_DELETIONS_PER_EDIT = 0.1


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

    def _touched(self, row: Row) -> Row:
        return {"staff_notes": _again(row["staff_notes"])}

    def _edited(self, _row: Row, fields: Row) -> Row:
        extra: Row = {}
        if "status_id" in fields:
            name = order_rows.STATUSES.get(fields["status_id"], "")
            extra = {"status": name, "custom_status": name}
        if "products" in fields:
            extra["items_total"] = sum(line["quantity"] for line in fields["products"])
        return extra | fields


class Customers(Collection):
    """Customers; their counts of addresses and attributes follow an edit of these."""

    def edit_attribute(self, customer_id: int, attribute_id: int, value: str) -> None:
        """Give a customer an attribute value, dated now; the customer's own date stays.

        Args:
            customer_id: The customer.
            attribute_id: The attribute; the customer may have had none.
            value: Its value.
        """
        now = iso(self._store.clock.second())
        attributes = [dict(one) for one in self.row(customer_id)["attributes"]]
        found = [one for one in attributes if one["attribute_id"] == attribute_id]
        if not found:
            found = [attribute(customer_id, attribute_id, now)]
            attributes += found
        found[0].update(attribute_value=value, date_modified=now)
        self.edit_silently(customer_id, attributes=attributes)

    def _touched(self, row: Row) -> Row:
        return {"notes": _again(row["notes"])}

    def _edited(self, _row: Row, fields: Row) -> Row:
        counted = {"addresses": "address_count", "attributes": "attribute_count"}
        counts = {counted[part]: len(fields[part]) for part in counted.keys() & fields.keys()}
        return counts | fields


class Products(Collection):
    """Products of the catalog."""

    def _touched(self, row: Row) -> Row:
        return {"view_count": row["view_count"] + 1}


class Coupons(Collection):
    """Coupons, which carry no date of change."""

    def _touched(self, row: Row) -> Row:
        return {"num_uses": row["num_uses"] + 1}


def _again(notes: str | None) -> str:
    """Notes with one more check mark: each touch shows."""
    return f"{notes or ''}✓"


class Store:
    """A shop with months of history behind it, the same for the same arguments.

    Args:
        seed: Another seed, another shop.
        orders: How many orders the history holds.
        customers: How many customers.
        products: How many products.
        coupons: How many coupons.
        now: The end of the history, where the store's clock starts.
        months: The length of the history.
        rows_kept: Rows of each collection to keep encoded, of which one takes up to 10 kB: the
            rest are made anew when they are asked for, which takes ten times as long.
    """

    def __init__(  # noqa: PLR0913 - one argument for each thing a shop has
        self,
        seed: int = 1,
        *,
        orders: int = 200,
        customers: int = 100,
        products: int = 50,
        coupons: int = 20,
        now: datetime = DEFAULT_NOW,
        months: float = 18,
        rows_kept: int = 24_000,
    ) -> None:
        self.lock = RLock()
        self.rows_kept = rows_kept
        self.clock = Clock(now)
        self.seed = seed
        self.months = months
        end = int(now.timestamp())

        def past(kind: str, count: int) -> History:
            return history(seed, kind, count, end, months)

        signed_up = past("customers", customers)
        sold, listed = past("orders", orders), past("products", products)
        opening = min([*sold.created[:1], *listed.created[:1], end]) - products
        listed = stocked(listed, opening)
        self.shop = Shop(seed, end, signed_up.created, listed.created, coupons)
        self.orders = Orders(
            self,
            partial(order_rows.order, self.shop),
            FIRST_ORDER,
            sold,
            rfc2822,
        )
        self.customers = Customers(self, partial(customer, seed), FIRST_CUSTOMER, signed_up, iso)
        self.products = Products(
            self,
            self._draw_product,
            FIRST_PRODUCT,
            listed,
            partial(iso, zone="+00:00"),
        )
        self.coupons = Coupons(
            self, partial(coupon, seed), FIRST_COUPON, past("coupons", coupons), None
        )
        self.refunds: list[Row] = []
        """The refunds since the history ended, by ascending id."""
        self._orders_per_day = orders / (months * 30.44) * 1.2
        self._days_lived = 0
        self._sold = sold.created

    @cached_property
    def units_sold(self) -> Counter[int]:
        """How many of each product the orders of the history are of."""
        return order_rows.units_sold(self.shop, self._sold)

    def _draw_product(self, product_id: int, created: int) -> Row:
        # As recorded: an order of today does not move what a product says of its sales at once.
        units = self.units_sold[product_id]
        return product(self.seed, product_id, created) | {"total_sold": units}

    def status_id(self, orders: Rows, order_id: int) -> int:
        """The status of one of these orders without drawing the whole order."""
        edited = orders.edits(order_id).get("status_id")
        if edited is not None:
            return int(edited)
        return order_rows.order_status(self.shop, order_id, orders.created(order_id))

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
        with self.lock:
            order = self.orders.row(order_id)
            if quantities is None:
                quantities = refunds.refundable(order)
            refund_id, second = len(self.refunds) + 1, self.clock.second()
            self.refunds.append(refunds.refund(refund_id, order, second, quantities))
            edit = self.orders.edit if moves_date else self.orders.edit_silently
            edit(order_id, **refunds.refunded(order, quantities))
            return refund_id

    def collection(self, name: str) -> Collection:
        """The collection of that name: orders, customers, products or coupons."""
        found: Collection = {
            "orders": self.orders,
            "customers": self.customers,
            "products": self.products,
            "coupons": self.coupons,
        }[name]
        return found

    def live(self, days: int = 1) -> None:
        """Let the shop trade for some days, and put its clock forward by as long.

        New orders and customers come, orders move through their statuses, rows are edited and a
        few deleted. The same store lives the same days.
        """
        for _ in range(days):
            self._days_lived += 1
            self._live_a_day(random.Random(self.seed * 1_000_003 + self._days_lived))
            self.clock.advance(DAY)

    def _live_a_day(self, chance: random.Random) -> None:
        # The first hour stays quiet: the clock ticks while somebody reads the store between two
        # days, and no change may be dated before what they have read already.
        begin = int(self.clock.set_to.timestamp()) + 3600
        new = max(1, round(self._orders_per_day))
        moments = sorted(begin + chance.randrange(DAY - 3600) for _ in range(4 * new + 6))
        deeds = [self._sell] * new + [self._progress] * (2 * new)
        deeds += [self._amend] * (len(moments) - len(deeds))
        chance.shuffle(deeds)
        with self.lock:
            for moment, deed in zip(moments, deeds, strict=True):
                deed(chance, moment)

    def _sell(self, chance: random.Random, second: int) -> None:
        self.orders._insert(1, second)  # noqa: SLF001 - the store dates its own collections
        if chance.random() < _NEW_CUSTOMERS_PER_ORDER:
            self.customers._insert(1, second)  # noqa: SLF001 - as above

    def _progress(self, chance: random.Random, second: int) -> None:
        """Move one of the latest orders on: to shipped, then to completed."""
        latest = self.orders.index.ids[-60:]
        if latest:
            row_id, moment = chance.choice(latest), datetime.fromtimestamp(second, UTC)
            status_id = self.status_id(self.orders, row_id)
            if status_id in order_rows.AWAITED:
                self.orders.ship(row_id, moment)
            elif status_id == order_rows.SHIPPED:
                self.orders.edit(row_id, status_id=order_rows.COMPLETED, date_modified=moment)

    def _amend(self, chance: random.Random, second: int) -> None:
        """Edit, or seldom delete, a row of any age in any collection."""
        collection = chance.choice((self.orders, self.customers, self.products, self.coupons))
        if not len(collection):
            return
        row_id = chance.choice(collection.index.ids)
        if chance.random() < _DELETIONS_PER_EDIT:
            collection.delete(row_id)
        else:
            collection.stamp([row_id], datetime.fromtimestamp(second, UTC))
