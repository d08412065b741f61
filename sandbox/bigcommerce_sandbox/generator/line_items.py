"""The line items of an order, with their options and discounts; amounts in ten-thousandths."""

# ruff: noqa: PLR2004 - the numbers are shares of all lines, named by what they decide

from dataclasses import dataclass

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.baskets import Basket, Pick
from bigcommerce_sandbox.generator.catalog import PER_PRODUCT, Merchandise, merchandise
from bigcommerce_sandbox.generator.kinds import Kind
from bigcommerce_sandbox.generator.parcels import Parcels
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Dice, Row, money, tax_on

_LINES_PER_ORDER = 200
"""Ids of line items are the order's id times this, plus their place."""

_KEPT_TOGETHER = 55
"""Lines of a long order that lie in its first consignment: more than a list shows of one."""

_WRAPPING = 35_000


@dataclass(slots=True)
class Line:
    """A line item: its row, and the amounts that the order's sums are made of.

    ``open`` is how much of its total with tax may still be discounted; ``address`` the id of its
    shipping consignment, 0 if it is not shipped.
    """

    row: Row
    quantity: int
    ex_tax: int
    tax: int
    open: int
    address: int
    wrapping: int = 0


class LineItems:
    """Writes the line items of one order.

    Args:
        roll: The order's dice.
        shop: What there is to buy.
        order_id: The order.
        rate: The tax rate in hundredths of a percent.
    """

    def __init__(self, roll: Dice, shop: Shop, order_id: int, rate: int) -> None:
        self._roll = roll
        self._shop = shop
        self._order_id = order_id
        self._rate = rate

    def draw(self, kind: Kind, basket: Basket, parcels: Parcels) -> list[Line]:
        """Fill the consignments of an order."""
        if kind.is_gift_certificate:
            return [self._gift_certificate()]
        places = parcels.shipping
        lines = []
        for place, pick in enumerate(basket.picks):
            what = merchandise(self._shop.seed, pick.product_id)
            line = self._line(place, pick.product_id, what, pick.quantity)
            if places:
                stays = kind.is_long and place < _KEPT_TOGETHER
                line.address = places[0 if stays else place % len(places)].id
                line.row["order_address_id"] = line.address
            if parcels.pickup:
                line.row["order_pickup_method_id"] = parcels.pickup["id"]
            if kind.is_digital:
                line.row["type"] = "digital"
            self._adorn(line, what)
            lines.append(line)
        if kind.is_wrapped:
            self._wrap(lines[0])
        return lines + self._bundle_parts(lines[0], basket.parts, len(lines))

    def _line(self, place: int, product_id: int, what: Merchandise, quantity: int) -> Line:
        price, goods = what.price, what.goods
        tax = tax_on(price, self._rate) if what.is_taxed else 0
        total_inc_tax = (price + tax) * quantity
        total_text, total_inc_text = money(price * quantity), money(total_inc_tax)
        price_text, cost_text = money(price), money(what.cost)
        row = {
            **_PLAIN_LINE,
            "id": self._order_id * _LINES_PER_ORDER + place,
            "order_id": self._order_id,
            "product_id": product_id,
            "variant_id": product_id * PER_PRODUCT,
            "name": what.name,
            "name_customer": what.name,
            "name_merchant": what.name,
            "sku": what.sku,
            "upc": what.upc,
            "base_price": price_text,
            "price_ex_tax": price_text,
            "price_inc_tax": money(price + tax),
            "price_tax": money(tax),
            "base_total": total_text,
            "total_ex_tax": total_text,
            "total_inc_tax": total_inc_text,
            "total_tax": money(tax * quantity),
            "quantity": quantity,
            "base_cost_price": cost_text,
            "cost_price_inc_tax": cost_text,
            "cost_price_ex_tax": cost_text,
            "weight": f"{goods.weight}.0000",
            "width": f"{goods.width}.0000",
            "height": f"{goods.height}.0000",
            "depth": f"{goods.depth}.0000",
            "option_set_id": 10 + product_id if what.colors else None,
            "brand": words.BRANDS[what.brand_id - 1],
            "applied_discounts": [],
            "product_options": [],
            "discounted_total_inc_tax": total_inc_text,
        }
        return Line(row, quantity, price * quantity, tax * quantity, total_inc_tax, 0)

    def _adorn(self, line: Line, what: Merchandise) -> None:
        """Give a line its options and, here and there, an id in another system."""
        roll, row = self._roll, line.row
        options = []
        if what.colors:
            place = roll.upto(what.colors)
            value = str(row["product_id"] * PER_PRODUCT + place)
            options.append(("Color", words.COLORS[place][0], value, "Swatch"))
        if what.sizes:
            place = roll.upto(what.sizes)
            options.append(("Size", words.SIZES[place], str(700 + place), "Multiple choice"))
        luck = roll.random()
        if luck < 0.03:
            text = roll.pick(words.ENGRAVINGS)
            options.append(("Engraving", text, text, "Text field"))
        elif luck < 0.035:
            path = f"{row['id']}_{roll.digits(9)}"
            upload = f'{{"originalName":"logo.png","temporaryPath":"{path}"}}'
            options.append(("Your logo", "logo.png", upload, "File Upload"))
        row["product_options"] = [
            _product_option(row, place, option) for place, option in enumerate(options)
        ]
        luck = roll.random()
        if luck < 0.02:
            row["external_id"] = int("9" + roll.digits(8))
        elif luck < 0.04:
            row["external_id"] = f"ext-{roll.digits(5)}"
        elif luck > 0.97:
            row["bin_picking_number"] = f"B-{roll.upto(400)}"

    def _wrap(self, line: Line) -> None:
        tax = tax_on(_WRAPPING, self._rate)
        line.wrapping = _WRAPPING
        line.row |= {
            "wrapping_id": 1,
            "wrapping_name": "Kraft paper & twine",
            "base_wrapping_cost": money(_WRAPPING),
            "wrapping_cost_ex_tax": money(_WRAPPING),
            "wrapping_cost_inc_tax": money(_WRAPPING + tax),
            "wrapping_cost_tax": money(tax),
            "wrapping_message": "Joyeux anniversaire 🎂",
            "event_name": "Delivery date",
            "event_date": "2026-05-10",
        }

    def _bundle_parts(self, parent: Line, picks: list[Pick], first: int) -> list[Line]:
        """Free lines that belong to the first one; each counts among the order's items."""
        parts = []
        for place, pick in enumerate(picks, first):
            what = merchandise(self._shop.seed, pick.product_id)._replace(price=0)
            part = self._line(place, pick.product_id, what, pick.quantity)
            part.address = parent.address
            part.row |= {
                "order_address_id": parent.address,
                "parent_order_product_id": parent.row["id"],
                "is_bundled_product": True,
            }
            parts.append(part)
        return parts

    def _gift_certificate(self) -> Line:
        """A gift certificate: no product, no tax, no measures."""
        value = self._roll.pick((250_000, 500_000, 1_000_000))
        paper = _GIFT_CERTIFICATE._replace(name=f"${value // 10_000} Gift Certificate", price=value)
        line = self._line(0, 0, paper, 1)
        line.row |= {
            "type": "giftcertificate",
            "gift_certificate_id": self._order_id,
            "brand": "",
        }
        return line


def spread(lines: list[Line], discount: int, label: Row) -> None:
    """Hand a discount down to the line items, as much as each can bear, in their order.

    Args:
        lines: The line items.
        discount: The amount.
        label: ``id``, ``name`` and ``code`` of the discount.
    """
    for line in lines:
        share = min(discount, line.open)
        if share > 0:
            applied = label | {"amount": money(share), "target": "order"}
            line.row["applied_discounts"].append(applied)
            line.open -= share
            line.row["discounted_total_inc_tax"] = money(line.open)
            discount -= share


def _product_option(line: Row, place: int, option: tuple[str, str, str, str]) -> Row:
    name, label, value, kind = option
    return {
        "id": line["id"] * 4 + place,
        "option_id": 18 + place,
        "order_product_id": line["id"],
        "product_option_id": line["product_id"] * PER_PRODUCT + place,
        "display_name": name,
        "display_name_customer": name,
        "display_name_merchant": name,
        "display_value": label,
        "display_value_customer": label,
        "display_value_merchant": label,
        "value": value,
        "type": kind,
        "name": f"{name}{18 + place}",
        "display_style": "Rectangle" if name == "Size" else "",
    }


_GIFT_CERTIFICATE = Merchandise(
    name="Gift Certificate",
    sku="",
    goods=words.Goods("Gift Certificate", 0, 0, 0, 0, 0, 0),
    brand_id=1,
    price=0,
    cost=0,
    colors=0,
    sizes=0,
    upc="",
    is_digital=True,
    is_taxed=False,
)

_PLAIN_LINE: Row = {
    "type": "physical",
    "order_pickup_method_id": 0,
    "order_address_id": 0,
    "cost_price_tax": "0.0000",
    "is_refunded": False,
    "quantity_refunded": 0,
    "refund_amount": "0.0000",
    "return_id": 0,
    "wrapping_id": 0,
    "wrapping_name": "",
    "base_wrapping_cost": "0.0000",
    "wrapping_cost_ex_tax": "0.0000",
    "wrapping_cost_inc_tax": "0.0000",
    "wrapping_cost_tax": "0.0000",
    "wrapping_message": "",
    "quantity_shipped": 0,
    "event_name": None,
    "event_date": None,
    "fixed_shipping_cost": "0.0000",
    "ebay_item_id": "",
    "ebay_transaction_id": "",
    "parent_order_product_id": None,
    "is_bundled_product": False,
    "bin_picking_number": "",
    "external_id": None,
    "configurable_fields": [],
    "gift_certificate_id": None,
}
