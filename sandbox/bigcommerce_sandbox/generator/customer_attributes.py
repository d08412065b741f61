"""Customer attributes as ``/v3/customers/attributes`` answers them."""

from bigcommerce_sandbox.generator.values import Row, iso

_NAMES = (
    *("Preferred language", "Loyalty tier", "Club member", "Referred by", "Trade licence"),
    *("Sales rep", "Region", "Terrain", "Skill", "Gift wrap", "Invoice by post"),
    *("Height", "Source"),
)
"""Those that customers have values of, all of them texts."""

_TYPED = (("Birthday", "date"), ("Shoe width", "number"))
"""Those that no customer has a value of."""

ATTRIBUTES = tuple((name, "string") for name in _NAMES) + _TYPED


def customer_attribute(_seed: int, attribute_id: int, created: int) -> Row:
    """One attribute, without ``date_modified``, which the store keeps."""
    number, place = divmod(attribute_id - 1, len(ATTRIBUTES))
    name, kind = ATTRIBUTES[place]
    return {
        "id": attribute_id,
        "name": f"{name} {number + 1}" if number else name,
        "type": kind,
        "date_created": iso(created),
    }
