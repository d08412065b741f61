"""Pages, posts, redirects, templates and banners of storefronts."""

from bigcommerce_sandbox.generator import content
from bigcommerce_sandbox.generator.banners import banner
from bigcommerce_sandbox.generator.values import iso
from bigcommerce_sandbox.table import Table, by_seed

PAGES = Table(
    name="pages",
    draw=content.page,
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=12,
    size_by_hand=30,
)

BLOG_POSTS = Table(
    name="blog_posts",
    draw=by_seed(content.blog_post),
    touch=lambda row: {"title": f"{row['title']}✓"},
    size=10,
    size_by_hand=30,
)

REDIRECTS = Table(
    name="redirects",
    draw=content.redirect,
    touch=lambda row: {"from_path": f"{row['from_path']}✓"},
    size=20,
    size_by_hand=60,
)

TEMPLATE_ASSOCIATIONS = Table(
    name="custom_template_associations",
    draw=content.template_association,
    touch=lambda row: {"is_valid": not row["is_valid"]},
    size=8,
    size_by_hand=12,
    write_date=iso,
)

BANNERS = Table(
    name="banners",
    draw=banner,
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=8,
    size_by_hand=12,
)
