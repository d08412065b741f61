{%- set amounts = [
    'price', 'cost_price', 'retail_price', 'sale_price', 'map_price', 'calculated_price',
] -%}

with variants as (
    {{ current_parts('product_variants', 'stg_bigcommerce__products', 'product_id', 'product_date_modified') }}
)

select
    {{ store_first('variants') }}id as variant_id,
    product_id,
    sku,
    purchasing_disabled,
    inventory_level
    {%- for amount in amounts %},
    {{ exact(amount) }} as {{ amount }}
    {%- endfor %}
from variants
