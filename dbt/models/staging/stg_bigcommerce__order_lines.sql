{%- set amounts = [
    'price_ex_tax', 'price_inc_tax', 'price_tax',
    'total_ex_tax', 'total_inc_tax', 'total_tax', 'discounted_total_inc_tax',
    'cost_price_ex_tax', 'cost_price_inc_tax', 'cost_price_tax',
] -%}

with order_lines as (
    {{ current_parts('order_products', 'stg_bigcommerce__orders', 'order_id', 'order_date_modified') }}
)

select
    {{ store_first('order_lines') }}order_id,
    id as line_id,
    nullif(product_id, 0) as product_id,
    nullif(variant_id, 0) as variant_id,
    nullif(parent_order_product_id, 0) as parent_line_id,
    type,
    name,
    sku,
    quantity as units,
    quantity_shipped as units_shipped,
    quantity_refunded as units_refunded
    {%- for amount in amounts %},
    {{ exact(amount) }} as {{ amount }}
    {%- endfor %}
from order_lines
