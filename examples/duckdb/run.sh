#!/usr/bin/env bash
# Load what changed since the last run into a DuckDB file, or into Parquet files:
#   run.sh store.duckdb
#   run.sh --parquet lake
# Run it in the folder that has config.json. It keeps the state there.
set -euo pipefail
PATH="$PWD/duckdb/bin:$PWD/tap/bin:$PATH"

exec 9> state.lock
flock --nonblock 9 || { echo 'Another run is still loading.' >&2; exit 1; }

[ -e state.json ] || echo '{}' > state.json
tap-bigcommerce --config config.json --state state.json |
    python "$(dirname "$0")/load.py" "$@" > states.jsonl
tail -n 1 states.jsonl > next_state.json
[ ! -s next_state.json ] || mv next_state.json state.json
