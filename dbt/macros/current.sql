{#- The rows of a table whose records the store still has. A target may mark others as deleted. -#}
{% macro current_records(stream) %}
    select record.*
    from {{ source('bigcommerce', stream) }} as record
    where
        record._sdc_deleted_at is null
        {%- if 'deleted_records' in var('bigcommerce_with', []) %}
        and not exists (
            select 1
            from {{ source('bigcommerce', 'deleted_records') }} as gone
            where gone.stream = '{{ stream }}' and gone.id = record.id{{ same_store('gone', 'record') }}
        )
        {%- endif %}
{% endmacro %}

{#- The rows of a table of parts that their records still have.

A part that is older than its record is gone from it. Some parts vanish and leave the record's date
as it is. The next refresh then reads the others again, all at one time.

Args:
    stream: the table.
    records: the staging model of the records.
    key: the column with the record's id, in both.
    date: the column with the record's date, in the table.
-#}
{% macro current_parts(stream, records, key, date) %}
    select part.*
    from {{ source('bigcommerce', stream) }} as part
    inner join {{ ref(records) }} as record
        on record.{{ key }} = part.{{ key }}{{ same_store('record', 'part') }}
    where
        part._sdc_deleted_at is null
        and part.{{ date }} >= record.modified_at
        and ({{ store_first('part') }}part.{{ key }}, part._sdc_extracted_at) in (
            select {{ store_first('latest') }}{{ key }}, max(_sdc_extracted_at)
            from {{ source('bigcommerce', stream) }} as latest
            group by {{ store_first('latest') }}{{ key }}
        )
{% endmacro %}
