"""Coupons."""

from bigcommerce_sandbox.generator.coupons import coupon
from bigcommerce_sandbox.table import Table, by_seed

COUPONS = Table(
    name="coupons",
    draw=by_seed(coupon),
    touch=lambda row: {"num_uses": row["num_uses"] + 1},
    size=20,
    size_by_hand=40,
    trades=True,
)
