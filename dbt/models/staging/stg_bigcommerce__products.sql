{%- set amounts = [
    'price', 'cost_price', 'retail_price', 'sale_price', 'map_price', 'calculated_price',
] -%}

with products as (
    {{ current_records('products') }}
)

select
    {{ store_first('products') }}id as product_id,
    name,
    type,
    sku,
    nullif(brand_id, 0) as brand_id,
    is_visible,
    availability,
    condition,
    inventory_tracking,
    inventory_level,
    date_created as created_at,
    date_modified as modified_at
    {%- for amount in amounts %},
    {{ exact(amount) }} as {{ amount }}
    {%- endfor %}
from products
