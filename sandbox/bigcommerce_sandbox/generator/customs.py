"""What customs must know of products."""

from bigcommerce_sandbox.generator.catalog import merchandise
from bigcommerce_sandbox.generator.values import Row, dice, iso


def customs_information(seed: int, product_id: int, created: int) -> Row:
    """The customs information of one product."""
    roll = dice(seed, "customs", product_id)
    codes = {"ALL": roll.digits(6)}
    for country in ("CA", "US", "AU"):
        if roll.chance(0.4):
            codes[country] = roll.digits(10)
    return {
        "product_id": product_id,
        "country_of_origin": roll.pick(("PT", "JP", "US")),
        "commodity_description": merchandise(seed, product_id).goods.name,
        "international_shipping": roll.chance(0.8),
        "hs_codes": codes,
        "created_at": iso(created, "+00:00"),
        "updated_at": iso(created, "+00:00"),
    }
