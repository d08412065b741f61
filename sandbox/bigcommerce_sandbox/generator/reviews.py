"""Reviews of products as ``/v3/catalog/products/{id}/reviews`` answers them."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.values import DAY, Row, dice, iso

_TEXTS = (
    ("Better than expected", "Survived a week of rain.\nWould buy again."),
    ("Très bien", "Livraison rapide, belle qualité 👍"),
    ("", "Runs small; order one size up."),
    ("Not for me", "The colour is nothing like the picture."),
)

APPROVED, PENDING = "approved", "pending"


def reviews(seed: int, product_id: int, created: int, first_id: int) -> list[Row]:
    """The reviews of a product: of one product in five some, of which the last may be pending.

    Args:
        seed: The store's seed.
        product_id: The product.
        created: When it was made, in Unix seconds.
        first_id: The id of its first review.
    """
    roll = dice(seed, "reviews", product_id)
    count = 1 + roll.upto(4) if roll.chance(0.2) else 0
    listed = []
    for place in range(count):
        written = iso(created + (place + 1) * DAY // 24, "+00:00")
        title, text = roll.pick(_TEXTS)
        first_name = roll.pick(words.FIRST_NAMES)
        listed.append(
            {
                "id": first_id + place,
                "title": title,
                "text": text,
                "status": PENDING if place and place == count - 1 else APPROVED,
                "rating": 1 + roll.upto(5),
                "email": f"reviewer{first_id + place}@example.com" if roll.chance(0.7) else "",
                "name": first_name,
                "date_reviewed": written,
                "date_created": written,
                "date_modified": written,
            }
        )
    return listed
