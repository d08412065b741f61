{#- The columns that tell stores apart, if the tables have rows of several. -#}
{% macro store_columns() %}
    {{- return(['store_hash'] if var('bigcommerce_several_stores', false) else []) -}}
{% endmacro %}

{#- These columns of a table, at the beginning of a list. -#}
{% macro store_first(table) %}
    {%- for column in store_columns() %}{{ table }}.{{ column }}, {% endfor -%}
{% endmacro %}

{#- The end of a condition by which rows of one store are joined. -#}
{% macro same_store(one, other) %}
    {%- for column in store_columns() %} and {{ one }}.{{ column }} = {{ other }}.{{ column }}{% endfor -%}
{% endmacro %}
