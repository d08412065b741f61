-- A refund is never changed, and stays when its order is deleted.
select
    {{ store_first('refunds') }}id as refund_id,
    order_id,
    created as created_at,
    reason,
    {{ exact('total_amount') }} as total_amount,
    {{ exact('total_tax') }} as total_tax,
    (
        select coalesce(sum({{ exact("payment ->> 'amount'") }}), 0)
        from {{ elements('payments') }} as each_payment(payment)
        where coalesce(payment ->> 'is_declined', 'false') <> 'true'
    ) as paid_back_amount
from {{ source('bigcommerce', 'order_refunds') }} as refunds
where _sdc_deleted_at is null
