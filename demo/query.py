"""Answer questions in SQL about a DuckDB file: as tables, or with `--json` as JSON.

The target's Python runs this script, so that one version of DuckDB writes and reads the file.
"""

import json
import sys

import duckdb  # type: ignore[import-not-found]  # only the target's environment has it

AS_JSON = "--json"

database, *statements = [word for word in sys.argv[1:] if word != AS_JSON]
try:
    with duckdb.connect(database, read_only=True) as connection:
        # A statement such as CREATE TEMP VIEW has no answer.
        answers = [one for sql in statements if (one := connection.sql(sql)) is not None]
        if AS_JSON in sys.argv:
            tables = [{"columns": one.columns, "rows": one.fetchall()} for one in answers]
            json.dump(tables, sys.stdout, default=str)
        else:
            for one in answers:
                one.show()
except duckdb.Error as error:
    sys.exit(str(error))
