"""The vocabulary of an invented outdoor and home-goods shop, its shoppers and their towns."""

# ruff: noqa: RUF001 - names and messages are spelt as shoppers spell them

from typing import NamedTuple


class Town(NamedTuple):
    """A place that shoppers live in, with enough to write an address in its own style.

    ``tax`` is the sales tax rate in hundredths of a percent (825 is 8.25 %).
    """

    city: str
    state: str
    zip: str
    country: str
    country_iso2: str
    phone: str
    tax: int


class Goods(NamedTuple):
    """One kind of product: ``price`` in whole dollars, ``weight`` in ounces, sizes in inches."""

    name: str
    category: int
    price: int
    weight: int
    width: int
    height: int
    depth: int


TOWNS = (
    Town("Austin", "Texas", "78704", "United States", "US", "512-555-01{:02d}", 825),
    Town("Portland", "Oregon", "97205", "United States", "US", "503-555-01{:02d}", 0),
    Town("Denver", "Colorado", "80202", "United States", "US", "303-555-01{:02d}", 881),
    Town("Burlington", "Vermont", "05401", "United States", "US", "802-555-01{:02d}", 700),
    Town("San José", "California", "95113", "United States", "US", "408-555-01{:02d}", 938),
    Town("Minneapolis", "Minnesota", "55401", "United States", "US", "612-555-01{:02d}", 803),
    Town("Vancouver", "British Columbia", "V6B 1A1", "Canada", "CA", "604-555-01{:02d}", 1200),
    Town("Montréal", "Quebec", "H2Y 1C6", "Canada", "CA", "514-555-01{:02d}", 1498),
    Town("Melbourne", "Victoria", "3000", "Australia", "AU", "03 5550 11{:02d}", 1000),
    Town("Hobart", "Tasmania", "7000", "Australia", "AU", "03 5550 12{:02d}", 1000),
    Town("Auckland", "Auckland", "1010", "New Zealand", "NZ", "09 555 01{:02d}", 1500),
    Town("Bristol", "", "BS1 4DJ", "United Kingdom", "GB", "0117 496 01{:02d}", 2000),
    Town("Edinburgh", "", "EH1 1YZ", "United Kingdom", "GB", "0131 496 01{:02d}", 2000),
    Town("München", "Bayern", "80331", "Germany", "DE", "089 5550 1{:02d}", 1900),
    Town("Lyon", "Rhône", "69002", "France", "FR", "04 99 55 01 {:02d}", 2000),
    Town("Göteborg", "", "411 06", "Sweden", "SE", "031-390 06 {:02d}", 2500),
    Town("東京都千代田区", "東京都", "100-0001", "Japan", "JP", "03-5550-01{:02d}", 1000),
)

FIRST_NAMES = (
    *("Amelia", "Noah", "Olivia", "Liam", "Grace", "Mateo", "Hannah", "Oliver", "Priya", "Jack"),
    *("Zoë", "François", "José", "Siân", "Jürgen", "Łukasz", "Åsa", "Nguyên", "健太", "美咲"),
    *("Ruth", "Samuel", "Aaliyah", "Tomás", "Ingrid", "Kwame", "Leilani", "Dmitri", "Fatima"),
)

LAST_NAMES = (
    *("Walker", "Nguyen", "O’Brien", "García", "Müller", "Smith", "Patel", "Tremblay", "Kowalski"),
    *("Dubois", "Johansson", "Okafor", "Brown", "Fernández", "Kaʻanāʻanā", "Wright", "佐藤", "Lee"),
    *("Schwarz", "MacLeod", "Rossi", "Taylor", "D'Angelo", "Ramírez", "Novák", "Clarke", "Silva"),
)

STREETS = (
    *("Alder Street", "Mill Lane", "Ridge Road", "Harbour View", "Cedar Avenue", "Station Road"),
    *("Rue des Érables", "Gartenstraße", "Kirkegata", "Juniper Court", "Old Quarry Road"),
    *("Lakeshore Drive", "Orchard Close", "Calle del Río", "Beacon Hill", "Summit Way"),
)

COMPANIES = (
    *("Blue Spruce Outfitters", "Kestrel & Sons", "Café Lumière", "Tidewater Rentals"),
    *("Northfold Design", "Bäckerei Huber", "Pine Barrens Scouts", "Granite Works Ltd"),
)

BRANDS = ("Alderfold", "Norrsken", "Tarn & Co", "Kestrel Peak", "Lumière", "Holloway", "Ōmi")

CATEGORIES = ("Shop All", "Camp", "Kitchen", "Pack", "Wear", "Home", "Garden", "Light")

STYLES = (
    *("Canvas", "Enamel", "Merino", "Cedar", "Trail", "Alpine", "Coastal", "Linen", "Copper"),
    *("Heirloom", "Folding", "Everyday", "Storm", "Meadow", "Öland", "Café"),
)

GOODS = (
    Goods("Two-Person Tent", 1, 289, 92, 22, 8, 8),
    Goods("Camp Stool", 1, 45, 51, 14, 14, 4),
    Goods("Sleeping Bag", 1, 159, 44, 16, 9, 9),
    Goods("Camp Stove", 1, 84, 29, 12, 6, 10),
    Goods("Mug", 2, 18, 7, 4, 4, 4),
    Goods("Skillet", 2, 52, 81, 18, 3, 11),
    Goods("Pour-Over Kettle", 2, 69, 33, 11, 9, 7),
    Goods("Tea Towel", 2, 16, 4, 9, 1, 7),
    Goods("Day Pack", 3, 98, 26, 19, 11, 6),
    Goods("Dry Bag", 3, 32, 8, 15, 2, 9),
    Goods("Water Bottle", 3, 28, 12, 11, 3, 3),
    Goods("Rain Jacket", 4, 189, 15, 13, 3, 11),
    Goods("Wool Socks", 4, 21, 3, 8, 2, 4),
    Goods("Sun Hat", 4, 38, 5, 13, 6, 13),
    Goods("Throw Blanket", 5, 119, 48, 17, 6, 14),
    Goods("Cushion", 5, 42, 22, 18, 18, 7),
    Goods("Wall Hook Set", 5, 24, 11, 9, 2, 5),
    Goods("Hand Trowel", 6, 19, 9, 13, 3, 3),
    Goods("Planter", 6, 57, 104, 12, 12, 12),
    Goods("Watering Can", 6, 48, 37, 16, 13, 8),
    Goods("Lantern", 7, 65, 21, 10, 6, 6),
    Goods("Headlamp", 7, 44, 3, 4, 3, 3),
)

COLORS = (("Moss", "#5b6b3a"), ("Ochre", "#c8892b"), ("Slate", "#4f5d66"), ("Crème", "#f4ecd8"))

SIZES = ("S", "M", "L", "XL")

CUSTOMER_MESSAGES = (
    "Please leave with the neighbour.",
    "It is a surprise, no invoice in the box please! 🎁",
    "Ring twice — the dog is friendly 🐕",
    "Merci de livrer après 18 h, s’il vous plaît.",
    "置き配でお願いします",
    'Gate code 4471#, then "up the stairs"\nand to the left',
)

STAFF_NOTES = (
    "Send Saturday",
    "Called about the colour; wants Ochre",
    "VIP, upgrade to express",
    "Address checked ✓",
)

ENGRAVINGS = ("Happy Birthday", "A & J, 2026", "Für Opa ❤", "10", "007", "Best, Zoë")

PICKUP_LOCATIONS = (
    ("Congress Avenue", "CONGRESS-1", "1100 Congress Avenue", "Austin", "Texas", "78701"),
    ("Pearl District", "PEARL-2", "412 NW 12th Avenue", "Portland", "Oregon", "97209"),
)

SHIPPING_METHODS = (
    ("Flat Rate", 90000),
    ("Ground", 124500),
    ("Two-Day Air", 239900),
    ("Post Express", 187500),
)

PAYMENT_METHODS = ("Credit Card", "PayPal", "Manual", "Bank Deposit", "Klarna. Pay later.")
