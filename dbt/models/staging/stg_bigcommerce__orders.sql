{%- set amounts = [
    'subtotal_ex_tax', 'subtotal_inc_tax', 'subtotal_tax',
    'shipping_cost_ex_tax', 'shipping_cost_inc_tax', 'shipping_cost_tax',
    'handling_cost_ex_tax', 'handling_cost_inc_tax', 'handling_cost_tax',
    'wrapping_cost_ex_tax', 'wrapping_cost_inc_tax', 'wrapping_cost_tax',
    'total_ex_tax', 'total_inc_tax', 'total_tax',
    'discount_amount', 'coupon_discount', 'gift_certificate_amount', 'store_credit_amount',
] -%}

with orders as (
    {{ current_records('orders') }}
)

select
    {{ store_first('orders') }}id as order_id,
    nullif(customer_id, 0) as customer_id,
    channel_id,
    status_id,
    status,
    coalesce(is_deleted, false) as is_archived,
    not coalesce(is_deleted, false)
        and coalesce(status, '') not in ('Incomplete', 'Cancelled', 'Declined') as is_sale,
    order_source,
    payment_method,
    payment_status,
    date_created as created_at,
    date_modified as modified_at,
    date_shipped as shipped_at,
    items_total as units,
    is_tax_inclusive_pricing,
    {%- for amount in amounts %}
    {{ exact(amount) }} as {{ amount }},
    {%- endfor %}
    default_currency_code as currency_code
from orders
