"""Pages, posts, redirects and templates as the content endpoints answer them."""

from typing import NamedTuple

from bigcommerce_sandbox.generator.categories import FIRST_CATEGORY
from bigcommerce_sandbox.generator.channels import FIRST_SITE
from bigcommerce_sandbox.generator.shop import FIRST_PRODUCT, Shop
from bigcommerce_sandbox.generator.values import Dice, Row, dice, iso

_CHANNELS = (1, 1, 2)

_TYPES = ("blog", "page", "contact_form", "raw", "link", "page")
"""The types of pages, by ascending id and then again; a store has one blog."""

_TAGS = ("camp", "cuisine", "trail", "café", "seasons")


class _Kind(NamedTuple):
    """What a redirect or a template can be about: the table, and its first id."""

    table: str
    first_id: int


_KINDS = {
    "product": _Kind("products", FIRST_PRODUCT),
    "category": _Kind("categories", FIRST_CATEGORY),
    "brand": _Kind("brands", 1),
    "page": _Kind("pages", 1),
}

_TARGETS = _KINDS | {"post": _Kind("blog_posts", 1)}


def page(shop: Shop, page_id: int, _created: int) -> Row:
    """One page, with the fields that its type has."""
    roll = dice(shop.seed, "page", page_id)
    kind = _TYPES[(page_id - 1) % len(_TYPES)] if page_id <= len(_TYPES) else roll.pick(_TYPES[1:])
    row: Row = {
        "id": page_id,
        "channel_id": roll.pick(_CHANNELS),
        "name": f"{kind.replace('_', ' ').capitalize()} № {page_id}",
        "is_visible": roll.chance(0.8),
        "parent_id": 1 + roll.upto(page_id - 1) if page_id > 1 and roll.chance(0.3) else 0,
        "sort_order": roll.upto(5),
        "type": kind,
        "is_homepage": False,
        "is_customers_only": roll.chance(0.1),
        "url": f"/page-{page_id}/",
    }
    return row | _of_type(roll, kind, page_id)


def blog_post(seed: int, post_id: int, created: int) -> Row:
    """One post, with three tags at the most."""
    roll = dice(seed, "post", post_id)
    moment = iso(created, "")
    text = roll.pick(("Sleeping under the stars", "Cuire au feu de bois", "焚き火の楽しみ"))
    return {
        "id": post_id,
        "title": f"{text} {post_id}",
        "url": f"/blog/{post_id}/",
        "preview_url": f"/blog/{post_id}/",
        "body": f"<p>{text}.</p>" * (1 + roll.upto(4)),
        "tags": sorted({roll.pick(_TAGS) for _ in range(roll.upto(4))}),
        "summary": f"{text} [...]",
        "is_published": roll.chance(0.8),
        "published_date": {
            "date": f"{moment.replace('T', ' ')}.000000",
            "timezone_type": 1,
            "timezone": "+00:00",
        },
        "published_date_iso8601": f"{moment}+0000",
        "meta_description": roll.pick((None, "", text)),
        "meta_keywords": roll.pick((None, "outdoor,durable")),
        "author": roll.pick((None, "", "Zoë")),
        "thumbnail_path": roll.pick((None, "", f"posts/{post_id}.png")),
    }


def redirect(shop: Shop, redirect_id: int, _created: int) -> Row:
    """One redirect, with the address that has to be included."""
    roll = dice(shop.seed, "redirect", redirect_id)
    kind = roll.pick(("url", *_TARGETS))
    entity_id = _entity(shop, roll, _TARGETS[kind]) if kind in _TARGETS else None
    to: Row = {"type": kind, "entity_id": entity_id}
    if entity_id is None:
        to = {"type": "url", "url": f"/new-{redirect_id}/"}
    path = to.get("url") or f"/{kind}-{entity_id}/"
    return {
        "id": redirect_id,
        "site_id": FIRST_SITE + roll.upto(len(shop.created["sites"]) or 1),
        "from_path": f"/old-{redirect_id}",
        "to": to,
        "to_url": f"https://alderfold.example.com{path}",
    }


def template_association(shop: Shop, association_id: int, created: int) -> Row:
    """One association, without ``date_modified``; entities that there are not have none."""
    roll = dice(shop.seed, "template", association_id)
    kind = roll.pick([*_KINDS])
    return {
        "id": association_id,
        "channel_id": roll.pick(_CHANNELS),
        "entity_type": kind,
        "entity_id": _entity(shop, roll, _KINDS[kind]) or _KINDS[kind].first_id,
        "file_name": f"custom-{kind}-{1 + roll.upto(3)}.html",
        "is_valid": roll.chance(0.8),
        "date_created": iso(created),
    }


def _entity(shop: Shop, roll: Dice, kind: _Kind) -> int | None:
    """The id of a row of a kind; None if there is none."""
    count = len(shop.created[kind.table])
    return kind.first_id + roll.upto(count) if count else None


def _of_type(roll: Dice, kind: str, page_id: int) -> Row:
    """The fields of a page that not all types have."""
    if kind == "link":
        return {"link": f"https://partners.example.com/{page_id}"}
    found: Row = {
        "body": "" if kind == "blog" else f"<div>Hello № {page_id}!</div>",
        "search_keywords": roll.pick(("", None, "trail, camp")),
    }
    if kind == "raw":
        return found | {"content_type": "text/html"}
    if kind == "contact_form":
        found |= {"email": "orders@example.com", "contact_fields": "fullname,phone,orderno"}
    meta = {"meta_title": "", "meta_keywords": None, "meta_description": "For every season."}
    return found if kind == "blog" else found | meta
