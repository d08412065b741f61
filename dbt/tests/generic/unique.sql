{#- As dbt's own, but within a store. -#}
{% test unique(model, column_name) %}
    {{ test_unique_combination(model, [column_name]) }}
{% endtest %}
