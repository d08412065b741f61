-- Also finds orders that have units and no line.
{{ config(severity='warn') }}

select
    {{ store_first('orders') }}orders.order_id,
    orders.units,
    coalesce(sum(lines.units), 0) as units_of_lines
from {{ ref('stg_bigcommerce__orders') }} as orders
left join {{ ref('stg_bigcommerce__order_lines') }} as lines
    on lines.order_id = orders.order_id{{ same_store('lines', 'orders') }}
group by {{ store_first('orders') }}orders.order_id, orders.units
having orders.units <> coalesce(sum(lines.units), 0)
