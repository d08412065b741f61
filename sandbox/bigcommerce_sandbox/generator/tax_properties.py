"""Tax properties, and the values that products and customers have for them."""

from collections.abc import Callable

from bigcommerce_sandbox.generator.values import Row, dice, iso

_PROPERTIES = (
    ("A-123456789", "Alcohol by volume", "PRODUCT"),
    ("B-6731789", "Fabric weight", "PRODUCT"),
    ("C-42", "Exemption number", "CUSTOMER"),
    ("D-7", "Entity use", "CUSTOMER"),
)

SIZE = len(_PROPERTIES)


def tax_property(_seed: int, property_id: int, created: int) -> Row:
    """One tax property."""
    number, place = divmod(property_id - 1, SIZE)
    code, name, kind = _PROPERTIES[place]
    return {
        "id": property_id,
        "code": f"{code}-{number}" if number else code,
        "display_name": name,
        "description": "Shown as a tooltip" if place % 2 else "",
        "created_at": iso(created, "+00:00"),
        "updated_at": iso(created, "+00:00"),
        "type": kind,
    }


def values_of(owner: str) -> Callable[[int, int, int], Row]:
    """What draws the values of the rows that an API calls ``product`` or ``customer``."""
    codes = [code for code, _, kind in _PROPERTIES if kind == owner.upper()]

    def draw(seed: int, owner_id: int, _created: int) -> Row:
        roll = dice(seed, f"x/{owner}", owner_id)
        chosen = codes if roll.chance(0.5) else codes[:1]
        return {
            f"{owner}_id": owner_id,
            "tax_properties": {code: str(roll.upto(300)) for code in chosen},
        }

    return draw
