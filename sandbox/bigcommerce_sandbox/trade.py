"""A day of trade: orders and customers come, orders move on, and rows are edited or deleted."""

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from bigcommerce_sandbox.generator.orders import AWAITED, COMPLETED, SHIPPED
from bigcommerce_sandbox.generator.values import DAY
from bigcommerce_sandbox.tables import CUSTOMERS, ORDERS, TABLES
from bigcommerce_sandbox.tables.orders import Orders, status_id

if TYPE_CHECKING:
    from bigcommerce_sandbox.store import Store

_NEW_CUSTOMERS_PER_ORDER = 0.3
_DELETIONS_PER_EDIT = 0.1


def live_a_day(store: "Store", chance: Random) -> None:
    """Change the store as a day of trade does; its clock is left alone."""
    # The first hour stays quiet: the clock ticks while somebody reads the store between two
    # days, and no change may be dated before what they have read already.
    begin = int(store.clock.set_to.timestamp()) + 3600
    sold = len(store.shop.created[ORDERS.name])
    new = max(1, round(sold / (store.months * 30.44) * 1.2))
    moments = sorted(begin + chance.randrange(DAY - 3600) for _ in range(4 * new + 6))
    deeds = [_sell] * new + [_progress] * (2 * new)
    deeds += [_amend] * (len(moments) - len(deeds))
    chance.shuffle(deeds)
    with store.lock:
        for moment, deed in zip(moments, deeds, strict=True):
            deed(store, chance, datetime.fromtimestamp(moment, UTC))


def _sell(store: "Store", chance: Random, moment: datetime) -> None:
    store.collection(ORDERS.name).insert(dated=moment)
    if chance.random() < _NEW_CUSTOMERS_PER_ORDER:
        store.collection(CUSTOMERS.name).insert(dated=moment)


def _progress(store: "Store", chance: Random, moment: datetime) -> None:
    """Move one of the latest orders on: to shipped, then to completed."""
    orders: Orders = store.orders
    latest = orders.index.ids[-60:]
    if latest:
        row_id = chance.choice(latest)
        status = status_id(store.shop, orders, row_id)
        if status in AWAITED:
            orders.ship(row_id, moment)
        elif status == SHIPPED:
            orders.edit(row_id, status_id=COMPLETED, date_modified=moment)


def _amend(store: "Store", chance: Random, moment: datetime) -> None:
    """Edit, or seldom delete, a row of any age in any table that trade changes."""
    collection = store.collection(chance.choice([one.name for one in TABLES if one.trades]))
    if not len(collection):
        return
    row_id = chance.choice(collection.index.ids)
    if chance.random() < _DELETIONS_PER_EDIT:
        collection.delete(row_id)
    else:
        collection.stamp([row_id], moment)
