{#- An amount as an exact number. target-duckdb stores DOUBLE, which is exact to 15 digits. -#}
{% macro exact(amount) %}
    {{- return(adapter.dispatch('exact', 'bigcommerce')(amount)) -}}
{% endmacro %}

{% macro default__exact(amount) %}
    {{- return('cast(' ~ amount ~ ' as numeric)') -}}
{% endmacro %}

{% macro duckdb__exact(amount) %}
    {{- return('cast(' ~ amount ~ ' as decimal(28, 4))') -}}
{% endmacro %}
