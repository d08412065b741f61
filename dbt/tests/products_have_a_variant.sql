-- A product without options has one as well, its only variant.
{{ config(severity='warn') }}

select {{ store_first('products') }}product_id
from {{ ref('stg_bigcommerce__products') }} as products
where not exists (
    select 1
    from {{ ref('stg_bigcommerce__variants') }} as variants
    where variants.product_id = products.product_id{{ same_store('variants', 'products') }}
)
