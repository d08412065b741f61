"""Rules of products as ``/v3/catalog/products/{id}/complex-rules`` answers them."""

from bigcommerce_sandbox.generator.values import Row

_PER_PRODUCT = 2


def complex_rules(product: Row) -> list[Row]:
    """The rules of a product: of every third, and of each whose modifiers have values.

    Args:
        product: The product, with variants and modifiers.
    """
    chosen = [
        {"modifier_id": modifier["id"], "modifier_value_id": value["id"], "variant_id": None}
        for modifier in product["modifiers"]
        for value in modifier["option_values"]
    ]
    if product["id"] % 3 == 0:
        variant_id = product["variants"][-1]["id"]
        chosen.append({"modifier_id": None, "modifier_value_id": None, "variant_id": variant_id})
    return [_rule(product["id"], place, one) for place, one in enumerate(chosen[:_PER_PRODUCT])]


def _rule(product_id: int, place: int, chosen: Row) -> Row:
    rule_id = product_id * _PER_PRODUCT + place
    return {
        "id": rule_id,
        "product_id": product_id,
        "sort_order": place,
        "enabled": True,
        "stop": place > 0,
        "price_adjuster": {"adjuster": "relative", "adjuster_value": 8} if rule_id % 4 else {},
        "weight_adjuster": {} if rule_id % 4 else {"adjuster": "relative", "adjuster_value": 3},
        "purchasing_disabled": False,
        "purchasing_disabled_message": "",
        "purchasing_hidden": False,
        "image_url": "",
        "conditions": [{"id": rule_id, "rule_id": rule_id, **chosen, "combination_id": 0}],
    }
