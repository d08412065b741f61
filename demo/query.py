"""Answer a question in SQL on a DuckDB file, as JSON.

Run by the target's Python, so that one version of DuckDB writes and reads the file.
"""

import json
import sys

import duckdb  # type: ignore[import-not-found]  # only the target's environment has it

database, sql = sys.argv[1:]
with duckdb.connect(database, read_only=True) as connection:
    json.dump(connection.execute(sql).fetchall(), sys.stdout, default=str)
