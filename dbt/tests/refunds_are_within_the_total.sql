{{ config(severity='warn') }}

select
    {{ store_first('orders') }}orders.order_id,
    orders.total_inc_tax,
    sum(refunds.paid_back_amount) as paid_back_amount
from {{ ref('stg_bigcommerce__orders') }} as orders
inner join {{ ref('stg_bigcommerce__refunds') }} as refunds
    on refunds.order_id = orders.order_id{{ same_store('refunds', 'orders') }}
group by {{ store_first('orders') }}orders.order_id, orders.total_inc_tax
having sum(refunds.paid_back_amount) > orders.total_inc_tax
