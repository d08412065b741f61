with customers as (
    {{ current_records('customers') }}
)

select
    {{ store_first('customers') }}id as customer_id,
    email,
    first_name,
    last_name,
    company,
    phone,
    nullif(customer_group_id, 0) as customer_group_id,
    origin_channel_id,
    date_created as created_at,
    date_modified as modified_at
from customers
