{#- Rows of a store differ in some of these columns. -#}
{% test unique_combination(model, columns) %}
    {%- set key = store_columns() + columns %}
    select {{ key | join(', ') }}
    from {{ model }}
    group by {{ key | join(', ') }}
    having count(*) > 1
{% endtest %}
