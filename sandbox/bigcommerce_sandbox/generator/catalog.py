"""Products as ``/v3/catalog/products`` answers with every sub-resource included."""

# ruff: noqa: PLR2004 - the numbers are shares of all rows, named by what they decide

from functools import lru_cache
from typing import NamedTuple

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.reviews import APPROVED, reviews
from bigcommerce_sandbox.generator.values import DAY, Dice, Row, dice, iso, number

PER_PRODUCT = 20
"""Ids of variants, options, values, images... are the product's id times this, plus their place."""

_CDN = "https://cdn11.bigcommerce.com/s-sandbox1/products"


class Merchandise(NamedTuple):
    """What an order line needs to know of a product; ``price`` and ``cost`` in ten-thousandths."""

    name: str
    sku: str
    goods: words.Goods
    brand_id: int
    price: int
    cost: int
    colors: int
    sizes: int
    upc: str
    is_digital: bool
    is_taxed: bool = True


@lru_cache(maxsize=8192)
def merchandise(seed: int, product_id: int) -> Merchandise:
    """The facts of a product that its own row and the order lines share."""
    roll = dice(seed, "goods", product_id)
    goods = roll.pick(words.GOODS)
    is_digital = roll.chance(0.03)
    style = roll.pick(words.STYLES)
    price = max(5, round(goods.price * (0.7 + 0.7 * roll.random()))) * 10_000
    price -= roll.pick((100, 500, 0, 5_000))
    choices = roll.random()
    return Merchandise(
        name=f"{style} {goods.name} Pattern (PDF)" if is_digital else f"{style} {goods.name}",
        sku=f"{goods.name[:3].upper().strip()}-{style[:3].upper()}-{product_id}",
        goods=goods,
        brand_id=1 + roll.upto(len(words.BRANDS)),
        price=price,
        cost=price * (35 + roll.upto(20)) // 100 // 100 * 100,
        colors=0 if choices < 0.5 or is_digital else 2 + roll.upto(3),
        sizes=0 if choices < 0.75 or is_digital else 2 + roll.upto(3),
        upc=roll.digits(12) if roll.chance(0.4) else "",
        is_digital=is_digital,
    )


def product(seed: int, product_id: int, created: int) -> Row:
    """One product, without ``date_modified`` and ``total_sold``, which the store keeps."""
    roll = dice(seed, "product", product_id)
    what = merchandise(seed, product_id)
    goods = what.goods
    variants = _variants(roll, what, product_id)
    images = _images(roll, what, product_id, created)
    sale = what.price * 8 // 10 if roll.chance(0.1) else 0
    reviewed = reviews(seed, product_id, created, product_id * PER_PRODUCT)
    ratings = [one["rating"] for one in reviewed if one["status"] == APPROVED]
    row: Row = {
        "id": product_id,
        "name": what.name,
        "type": "digital" if what.is_digital else "physical",
        "sku": what.sku,
        "description": f"<p>{what.name} by {words.BRANDS[what.brand_id - 1]}. Built to last.</p>",
        "weight": 0 if what.is_digital else goods.weight,
        "width": goods.width,
        "depth": goods.depth,
        "height": goods.height,
        "price": number(what.price),
        "cost_price": number(what.cost),
        "retail_price": number(what.price + 100_000) if roll.chance(0.3) else 0,
        "sale_price": number(sale),
        "map_price": 0,
        "tax_class_id": 0,
        "product_tax_code": "",
        "calculated_price": number(sale or what.price),
        "categories": [17, 17 + goods.category],
        "brand_id": what.brand_id,
        "option_set_id": 10 + product_id if what.colors else None,
        "option_set_display": "right",
        "inventory_level": sum(variant["inventory_level"] for variant in variants),
        "inventory_warning_level": roll.pick((0, 5)),
        "inventory_tracking": "variant" if what.colors else roll.pick(("none", "product")),
        "reviews_rating_sum": sum(ratings),
        "reviews_count": len(ratings),
        "total_sold": 0,
        "fixed_cost_shipping_price": roll.pick((0, 0, 0, 10, 7.95)),
        "is_free_shipping": roll.chance(0.05),
        "is_visible": roll.chance(0.92),
        "is_featured": roll.chance(0.1),
        "related_products": [-1],
        "warranty": roll.pick(("", "", "Two years, no questions asked.")),
        "bin_picking_number": f"B-{roll.upto(400)}" if roll.chance(0.3) else "",
        "layout_file": "product.html",
        "upc": what.upc,
        "mpn": f"M{roll.digits(6)}" if roll.chance(0.3) else "",
        "gtin": "",
        "date_last_imported": iso(created, "+00:00") if roll.chance(0.1) else None,
        "search_keywords": f"{goods.name.lower()}, outdoor",
        "availability": "available" if roll.chance(0.95) else "disabled",
        "availability_description": roll.pick(("", "Usually ships in 24 hours.")),
        "gift_wrapping_options_type": "any",
        "gift_wrapping_options_list": [],
        "sort_order": roll.upto(10),
        "condition": "New" if roll.chance(0.97) else roll.pick(("Used", "Refurbished")),
        "is_condition_shown": False,
        "order_quantity_minimum": 0,
        "order_quantity_maximum": 0,
        "page_title": "",
        "meta_keywords": [],
        "meta_description": "",
        "date_created": iso(created, "+00:00"),
        "view_count": roll.upto(5000),
        "preorder_release_date": iso(created + 30 * DAY, "+00:00") if roll.chance(0.03) else None,
        "preorder_message": roll.pick(("", "", "0")),
        "is_preorder_only": False,
        "is_price_hidden": False,
        "price_hidden_label": roll.pick(("", "", "0")),
        "custom_url": {"url": f"/{what.sku.lower()}/", "is_customized": False},
        "base_variant_id": None if what.colors else variants[0]["id"],
        "open_graph_type": "product",
        "open_graph_title": "",
        "open_graph_description": "",
        "open_graph_use_meta_description": True,
        "open_graph_use_product_name": True,
        "open_graph_use_image": True,
        "variants": variants,
        "images": images,
        "primary_image": images[-1] if images else None,
        "custom_fields": _custom_fields(roll, product_id),
        "bulk_pricing_rules": _bulk_pricing_rules(roll, product_id),
        "videos": _videos(roll, what, product_id),
        "options": _options(what, product_id),
        "modifiers": _modifiers(roll, product_id),
        "reviews": reviewed,
        "channels": [1, 2] if roll.chance(0.3) else [1],
        "parent_relations": [
            {"type": "modifier", "product_id": max(1, product_id - 1), "attribute_id": product_id}
        ]
        if roll.chance(0.03)
        else [],
    }
    return row


def variants_of(seed: int, product_id: int) -> list[Row]:
    """The variants of a product, without the rest of it."""
    return _variants(dice(seed, "product", product_id), merchandise(seed, product_id), product_id)


def _variants(roll: Dice, what: Merchandise, product_id: int) -> list[Row]:
    """The base variant alone, or one variant for every colour and size."""
    choices: list[list[Row]] = [[]]
    for option in _options(what, product_id):
        choices = [
            [
                *chosen,
                {
                    "id": value["id"],
                    "label": value["label"],
                    "option_id": option["id"],
                    "option_display_name": option["display_name"],
                },
            ]
            for chosen in choices
            for value in option["option_values"]
        ]
    return [_variant(roll, what, product_id, place, chosen) for place, chosen in enumerate(choices)]


_INHERITED: Row = dict.fromkeys(
    (
        *("price", "sale_price", "retail_price", "map_price", "fixed_cost_shipping_price"),
        *("weight", "width", "height", "depth"),
    )
)
"""What a variant with options takes from its product unless it has its own: null."""


def _variant(roll: Dice, what: Merchandise, product_id: int, place: int, chosen: list[Row]) -> Row:
    labels = "".join(f"-{value['label'][:3].upper()}" for value in chosen)
    own = _INHERITED if chosen else _base_values(what)
    if chosen and roll.chance(0.2):
        own = own | {"price": number(what.price + 30_000 * place)}
    return {
        "id": product_id * PER_PRODUCT + place,
        "product_id": product_id,
        "sku": what.sku + labels,
        "sku_id": product_id * PER_PRODUCT + place if chosen else None,
        **own,
        "calculated_price": number(what.price) if own["price"] is None else own["price"],
        "cost_price": number(what.cost),
        "calculated_weight": what.goods.weight,
        "is_free_shipping": False,
        "purchasing_disabled": roll.chance(0.03),
        "purchasing_disabled_message": roll.pick(("", "0")),
        "image_url": f"{_CDN}/{product_id}/variant-{place}.jpg" if chosen and place else "",
        "upc": what.upc if not chosen else "",
        "mpn": "",
        "gtin": "",
        "inventory_level": roll.upto(120),
        "inventory_warning_level": 0,
        "bin_picking_number": "",
        "option_values": chosen,
    }


def _base_values(what: Merchandise) -> Row:
    """What the only variant of a product without options says of price and size: all of it."""
    goods = what.goods
    unset = dict.fromkeys(_INHERITED, 0)
    sizes = {name: getattr(goods, name) for name in ("weight", "width", "height", "depth")}
    return unset | sizes | {"price": number(what.price)}


def _options(what: Merchandise, product_id: int) -> list[Row]:
    first = product_id * PER_PRODUCT
    options: list[Row] = []
    if what.colors:
        options.append(
            _option(product_id, first, "Color", "swatch")
            | {
                "option_values": [
                    _value(first + place, name, place) | {"value_data": {"colors": [code]}}
                    for place, (name, code) in enumerate(words.COLORS[: what.colors])
                ]
            }
        )
    if what.sizes:
        options.append(
            _option(product_id, first + 1, "Size", "rectangles")
            | {
                "option_values": [
                    _value(first + 10 + place, name, place)
                    for place, name in enumerate(words.SIZES[: what.sizes])
                ]
            }
        )
    return options


def _option(product_id: int, option_id: int, name: str, kind: str) -> Row:
    return {
        "id": option_id,
        "product_id": product_id,
        "name": f"{name}{option_id}",
        "display_name": name,
        "type": kind,
        "config": {},
        "sort_order": option_id % PER_PRODUCT,
    }


def _value(value_id: int, label: str, place: int) -> Row:
    return {
        "id": value_id,
        "label": label,
        "sort_order": place,
        "value_data": None,
        "is_default": place == 0,
    }


def _modifiers(roll: Dice, product_id: int) -> list[Row]:
    first = product_id * PER_PRODUCT
    modifiers: list[Row] = []
    if roll.chance(0.15):
        modifiers.append(
            {
                "id": first + 5,
                "product_id": product_id,
                "name": f"Engraving{first}",
                "display_name": "Engraving",
                "type": "text",
                "required": False,
                "sort_order": 5,
                "config": {
                    "default_value": "",
                    "text_characters_limited": True,
                    "text_min_length": 0,
                    "text_max_length": 30,
                },
                "option_values": [],
            }
        )
    if roll.chance(0.05):
        wrapping = _value(first + 16, "Yes", 0) | {
            "value_data": {"checked_value": True},
            "option_id": first + 6,
            "adjusters": {
                "price": {"adjuster": "relative", "adjuster_value": 5},
                "weight": {"adjuster": None, "adjuster_value": 0},
                "image_url": "",
                "purchasing_disabled": {"status": False, "message": ""},
            },
        }
        modifiers.append(
            {
                "id": first + 6,
                "product_id": product_id,
                "name": f"Gift wrap{first}",
                "display_name": "Gift wrap",
                "type": "checkbox",
                "required": False,
                "sort_order": 6,
                "config": {"checkbox_label": "Wrap it", "checked_by_default": False},
                "option_values": [wrapping],
            }
        )
    return modifiers


def _images(roll: Dice, what: Merchandise, product_id: int, created: int) -> list[Row]:
    images = []
    for place in range(roll.upto(4)):
        image_id = product_id * PER_PRODUCT + place
        folder = f"{_CDN}/{product_id}/images/{image_id}/photo"
        images.append(
            {
                "id": image_id,
                "product_id": product_id,
                "is_thumbnail": place == 0,
                "sort_order": place,
                "description": what.name if place == 0 else "",
                "image_file": f"p/{product_id:03d}/photo__{image_id}.jpg",
                "url_zoom": f"{folder}.1280.1280.jpg?c=1",
                "url_standard": f"{folder}.386.513.jpg?c=1",
                "url_thumbnail": f"{folder}.220.290.jpg?c=1",
                "url_tiny": f"{folder}.44.58.jpg?c=1",
                "date_modified": iso(created + place, "+00:00"),
            }
        )
    # As seen: the thumbnail comes last, and the places in the shop are those of nobody's order.
    return images[1:] + images[:1]


def _custom_fields(roll: Dice, product_id: int) -> list[Row]:
    pairs = [
        ("Material", roll.pick(("Waxed canvas", "Stål", "Merino"))),
        ("Made in", roll.pick(("Portugal", "日本", "Maine"))),
        ("Care", "Wipe clean"),
    ]
    first = product_id * PER_PRODUCT
    return [
        {"id": first + place, "name": name, "value": value}
        for place, (name, value) in enumerate(pairs[: roll.upto(4)])
    ]


def _bulk_pricing_rules(roll: Dice, product_id: int) -> list[Row]:
    if not roll.chance(0.1):
        return []
    first = product_id * PER_PRODUCT
    return [
        {"id": first, "quantity_min": 5, "quantity_max": 9, "type": "percent", "amount": 5},
        {"id": first + 1, "quantity_min": 10, "quantity_max": 0, "type": "price", "amount": 2.5},
    ]


def _videos(roll: Dice, what: Merchandise, product_id: int) -> list[Row]:
    if not roll.chance(0.05):
        return []
    return [
        {
            "id": product_id * PER_PRODUCT,
            "product_id": product_id,
            "title": f"Caring for your {what.goods.name.lower()}",
            "description": "",
            "sort_order": 0,
            "type": "youtube",
            "video_id": roll.hexadecimal(11),
            "length": "02:1" + roll.digits(1),
        }
    ]
