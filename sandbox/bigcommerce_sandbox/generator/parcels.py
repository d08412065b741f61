"""Where the goods of an order go: the four kinds of consignments, still without line items."""

from dataclasses import dataclass, field

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.customers import Shopper, draw_shopper
from bigcommerce_sandbox.generator.kinds import PARTS_PER_ORDER, Kind
from bigcommerce_sandbox.generator.values import Dice, Row, number, tax_on


@dataclass(slots=True)
class Parcel:
    """A shipping consignment; costs in ten-thousandths, ``items`` and ``shipped`` in units."""

    id: int
    who: Shopper
    method: str
    cost: int
    handling: int
    items: int = 0
    shipped: int = 0

    def row(self, rate: int) -> Row:
        """What the API says of it; its costs are numbers here, though strings on addresses."""
        cost_tax, handling_tax = tax_on(self.cost, rate), tax_on(self.handling, rate)
        return {
            "id": self.id,
            **address(self.who),
            "form_fields": [],
            "items_total": self.items,
            "items_shipped": self.shipped,
            "shipping_method": self.method,
            "base_cost": number(self.cost),
            "cost_ex_tax": number(self.cost),
            "cost_inc_tax": number(self.cost + cost_tax),
            "cost_tax": number(cost_tax),
            "cost_tax_class_id": 2,
            "base_handling_cost": number(self.handling),
            "handling_cost_ex_tax": number(self.handling),
            "handling_cost_inc_tax": number(self.handling + handling_tax),
            "handling_cost_tax": number(handling_tax),
            "handling_cost_tax_class_id": 2,
            "shipping_zone_id": 1,
            "shipping_zone_name": self.who.town.country,
        }


@dataclass(slots=True)
class Parcels:
    """All consignments of an order; ``downloads`` and ``gifts`` hold the recipients' addresses."""

    shipping: list[Parcel] = field(default_factory=list)
    pickup: Row | None = None
    downloads: list[str] = field(default_factory=list)
    gifts: list[str] = field(default_factory=list)

    def rows(self, rate: int) -> Row:
        """What the API says of them, without line items."""
        return {
            "pickups": [self.pickup] if self.pickup else [],
            "shipping": [parcel.row(rate) for parcel in self.shipping],
            "downloads": [{"recipient_email": email} for email in self.downloads],
            "email": {"gift_certificates": [{"recipient_email": email} for email in self.gifts]},
        }


def draw_parcels(roll: Dice, kind: Kind, buyer: Shopper, order_id: int) -> Parcels:
    """Decide where an order goes."""
    first = order_id * PARTS_PER_ORDER
    if kind.is_digital:
        return Parcels(downloads=[buyer.email])
    if kind.is_gift_certificate:
        return Parcels(gifts=[f"friend.of.{buyer.email}"])
    if kind.is_pickup:
        return Parcels(pickup=_pickup(roll, first))
    is_free = kind.is_free_shipping or kind.has_free_shipping_coupon
    parcels = []
    for place in range(2 + roll.upto(3) if kind.is_multi_address else 1):
        method, cost = ("Free Shipping", 0) if is_free else roll.pick(words.SHIPPING_METHODS)
        who = buyer if place == 0 else draw_shopper(roll, order_id)
        handling = 25_000 if kind.has_handling and place == 0 else 0
        parcels.append(Parcel(first + place, who, method, cost, handling))
    return Parcels(parcels)


def address(who: Shopper) -> Row:
    """Somebody's address as v2 writes it."""
    return {
        "first_name": who.first_name,
        "last_name": who.last_name,
        "company": who.company,
        "street_1": who.street,
        "street_2": "",
        "city": who.town.city,
        "state": who.town.state,
        "zip": who.town.zip,
        "country": who.town.country,
        "country_iso2": who.town.country_iso2,
        "phone": who.phone,
        "email": who.email,
    }


def _pickup(roll: Dice, pickup_id: int) -> Row:
    name, code, street, city, state, zip_code = roll.pick(words.PICKUP_LOCATIONS)
    return {
        "id": pickup_id,
        "pickup_method_id": 1,
        "pickup_method_display_name": "Pick up in store",
        "collection_instructions": "Bring your ID.",
        "collection_time_description": "9am - 6pm",
        "location": {
            "id": 1 if code.endswith("1") else 2,
            "name": name,
            "code": code,
            "address_line_1": street,
            "address_line_2": "",
            "city": city,
            "state": state,
            "postal_code": zip_code,
            "country_alpha2": "US",
            "email": f"{code.lower()}@example.com",
            "phone": "+1 512-555-0199",
        },
    }
