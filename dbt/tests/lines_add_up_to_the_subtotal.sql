-- The side on which a store enters its prices is exact; the other one is derived, and rounded.
{{ config(severity='warn') }}

select
    {{ store_first('orders') }}orders.order_id,
    max(case when is_tax_inclusive_pricing then subtotal_inc_tax else subtotal_ex_tax end) as subtotal,
    sum(case when is_tax_inclusive_pricing then lines.total_inc_tax else lines.total_ex_tax end) as lines
from {{ ref('stg_bigcommerce__orders') }} as orders
inner join {{ ref('stg_bigcommerce__order_lines') }} as lines
    on lines.order_id = orders.order_id{{ same_store('lines', 'orders') }}
group by {{ store_first('orders') }}orders.order_id
having
    max(case when is_tax_inclusive_pricing then subtotal_inc_tax else subtotal_ex_tax end)
    <> sum(case when is_tax_inclusive_pricing then lines.total_inc_tax else lines.total_ex_tax end)
