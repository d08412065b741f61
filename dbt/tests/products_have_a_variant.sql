-- A product without options has one as well, its only variant.
{{ config(severity='warn') }}

select product_id
from {{ ref('stg_bigcommerce__products') }}
where product_id not in (select product_id from {{ ref('stg_bigcommerce__variants') }})
