"""Answer a question in SQL on a DuckDB file: as a table, or with `--json` as JSON.

Run by the target's Python, so that one version of DuckDB writes and reads the file.
"""

import json
import sys

import duckdb  # type: ignore[import-not-found]  # only the target's environment has it

*options, database, sql = sys.argv[1:]
try:
    with duckdb.connect(database, read_only=True) as connection:
        answer = connection.sql(sql)
        if "--json" in options:
            json.dump(answer.fetchall(), sys.stdout, default=str)
        else:
            answer.show()
except duckdb.Error as error:
    sys.exit(str(error))
