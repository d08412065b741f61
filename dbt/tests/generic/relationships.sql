{#- As dbt's own, but within a store. -#}
{% test relationships(model, column_name, to, field) %}
    with child as (
        select * from {{ model }} where {{ column_name }} is not null
    )

    select child.*
    from child
    where not exists (
        select 1
        from {{ to }} as parent
        where parent.{{ field }} = child.{{ column_name }}{{ same_store('parent', 'child') }}
    )
{% endtest %}
