#!/usr/bin/env bash
# Load what changed since the last run into a DuckDB file, or into Parquet files:
#   run.sh store.duckdb
#   run.sh --parquet lake
# Run it in the folder that has config.json. It keeps a state there for each destination.
set -euo pipefail
PATH="$PWD/duckdb/bin:$PWD/tap/bin:$PATH"
state="$(basename "${!#}").state.json"

exec 9> state.lock
# Python's flock rather than the command of that name, which macOS does not have.
python -c '
import fcntl, sys
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit("Another run is still loading.")'

[ -e "$state" ] || echo '{}' > "$state"
trap : INT # goes on here once both programs have ended
code=0
tap-bigcommerce --config config.json --state "$state" |
    python "$(dirname "$0")/load.py" "$@" > states.jsonl || code=$?
# Each state is of records that are durable, so the last one counts even if a program failed.
tail -n 1 states.jsonl > next_state.json
if python -m json.tool next_state.json > /dev/null 2>&1; then
    mv next_state.json "$state"
fi
exit "$code"
