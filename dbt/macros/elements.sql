{#- The elements of a nested list, as rows: JSON in DuckDB, `jsonb[]` in PostgreSQL. -#}
{% macro elements(list) %}
    {{- return(adapter.dispatch('elements', 'bigcommerce')(list)) -}}
{% endmacro %}

{% macro default__elements(list) %}
    {{- return('unnest(' ~ list ~ ')') -}}
{% endmacro %}

{% macro duckdb__elements(list) %}
    {{- return('unnest(cast(' ~ list ~ ' as json[]))') -}}
{% endmacro %}
