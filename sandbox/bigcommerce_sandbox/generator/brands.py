"""Brands as ``/v3/catalog/brands`` answers them."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.values import Row, dice

_CDN = "https://cdn11.bigcommerce.com/s-sandbox1/brands"


def brand(seed: int, brand_id: int, _created: int) -> Row:
    """One brand; the first of them are those that products name."""
    roll = dice(seed, "brand", brand_id)
    number, place = divmod(brand_id - 1, len(words.BRANDS))
    name = f"{words.BRANDS[place]} {number + 1}" if number else words.BRANDS[place]
    return {
        "id": brand_id,
        "name": name,
        "page_title": name if roll.chance(0.3) else "",
        "meta_keywords": roll.pick(([""], ["outdoor", "durable"])),
        "meta_description": f"{name} is made to last." if roll.chance(0.3) else "",
        "image_url": f"{_CDN}/{brand_id}.png" if roll.chance(0.4) else "",
        "search_keywords": roll.pick(("", "trail, camp")),
        "custom_url": {"url": f"/brands/{brand_id}/", "is_customized": roll.chance(0.2)},
    }
