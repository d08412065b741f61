"""Customers, their groups and attributes, subscribers and wishlists."""

from functools import partial

from bigcommerce_sandbox.collection import Collection
from bigcommerce_sandbox.generator.customer_attributes import ATTRIBUTES, customer_attribute
from bigcommerce_sandbox.generator.customer_groups import customer_group, group_date
from bigcommerce_sandbox.generator.customers import attribute, customer
from bigcommerce_sandbox.generator.history import NO_HISTORY
from bigcommerce_sandbox.generator.segments import segment
from bigcommerce_sandbox.generator.subscribers import subscriber
from bigcommerce_sandbox.generator.values import Row, iso
from bigcommerce_sandbox.generator.wishlists import wishlist
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.metafields import metafields


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

    def _edited(self, _row: Row, fields: Row) -> Row:
        counted = {"addresses": "address_count", "attributes": "attribute_count"}
        counts = {counted[part]: len(fields[part]) for part in counted.keys() & fields.keys()}
        return counts | fields


CUSTOMERS = Table(
    name="customers",
    draw=customer,
    touch=lambda row: {"notes": f"{row['notes'] or ''}✓"},
    size=100,
    size_by_hand=500,
    write_date=iso,
    trades=True,
    kept=Customers,
)

CUSTOMER_METAFIELDS = metafields("customer", CUSTOMERS)

CUSTOMER_GROUPS = Table(
    name="customer_groups",
    draw=by_seed(customer_group),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=6,
    size_by_hand=6,
    write_date=group_date,
)

CUSTOMER_ATTRIBUTES = Table(
    name="customer_attributes",
    draw=by_seed(customer_attribute),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=len(ATTRIBUTES),
    size_by_hand=len(ATTRIBUTES),
    write_date=iso,
)

SUBSCRIBERS = Table(
    name="subscribers",
    draw=subscriber,
    touch=lambda row: {"first_name": f"{row['first_name']}✓"},
    size=40,
    size_by_hand=400,
    write_date=partial(iso, zone="+00:00"),
)

WISHLISTS = Table(
    name="wishlists",
    draw=wishlist,
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=25,
    size_by_hand=100,
    past=lambda shop, past: past if shop.created["customers"] else NO_HISTORY,
)

SEGMENTS = Table(
    name="segments",
    draw=by_seed(segment),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=6,
    size_by_hand=12,
)
