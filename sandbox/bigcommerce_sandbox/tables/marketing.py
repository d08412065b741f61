"""Coupons, promotions with their codes, and gift certificates."""

from itertools import count as numbers_from
from itertools import islice
from typing import TYPE_CHECKING

from bigcommerce_sandbox.collection import Collection
from bigcommerce_sandbox.generator.coupons import coupon
from bigcommerce_sandbox.generator.gift_certificates import gift_certificate, is_issued, is_sold
from bigcommerce_sandbox.generator.history import NO_HISTORY, History
from bigcommerce_sandbox.generator.promotions import promotion, promotion_code
from bigcommerce_sandbox.generator.shop import FIRST_ORDER
from bigcommerce_sandbox.index import Index
from bigcommerce_sandbox.table import Table, by_seed

if TYPE_CHECKING:
    from bigcommerce_sandbox.store import Store


class GiftCertificates(Collection):
    """Gift certificates, few of all ids: one that an order sells has the order's id."""

    def __init__(self, store: "Store", table: Table, past: History) -> None:
        super().__init__(store, table, past)
        self.index = Index((i, self.born(i)) for i in self.index.ids if is_issued(store.seed, i))

    def issue(self, row_id: int, second: int) -> None:
        """Issue the certificate of an id, as a deed of that second."""
        place = row_id - self._first_id
        for seconds in (self._created, self._modified):
            seconds.extend([second] * (place + 1 - len(seconds)))
            seconds[place] = second
        self._remember(row_id, None)
        self.index.add(row_id, second)

    def _insert(self, count: int, second: int) -> list[int]:
        """Issue some with ids that no order will need."""
        with self._store.lock:
            following = numbers_from(self._first_id + len(self._created))
            free = (i for i in following if not is_sold(self._store.seed, i))
            new = list(islice(free, count))
            for row_id in new:
                self.issue(row_id, second)
            return new


COUPONS = Table(
    name="coupons",
    draw=by_seed(coupon),
    touch=lambda row: {"num_uses": row["num_uses"] + 1},
    size=20,
    size_by_hand=40,
    trades=True,
)

PROMOTIONS = Table(
    name="promotions",
    draw=promotion,
    touch=lambda row: {"current_uses": row["current_uses"] + 1},
    size=12,
    size_by_hand=20,
)

PROMOTION_CODES = Table(
    name="promotion_codes",
    draw=promotion_code,
    touch=lambda row: {"current_uses": row["current_uses"] + 1},
    size=30,
    size_by_hand=200,
    past=lambda shop, past: past if shop.created["promotions"] else NO_HISTORY,
)

GIFT_CERTIFICATES = Table(
    name="gift_certificates",
    draw=gift_certificate,
    touch=lambda row: {"message": f"{row['message']}✓"},
    size=None,
    first_id=FIRST_ORDER,
    past=lambda shop, _: History(shop.created["orders"], shop.created["orders"]),
    kept=GiftCertificates,
)
