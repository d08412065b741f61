"""Where the demo keeps its files, and how it stops."""

import os
import sys
from pathlib import Path

# Relative, so that what is shown can be typed.
FOLDER = Path(".demo")
DATABASE = FOLDER / "store.duckdb"
DAY = FOLDER / "day"
STATE = FOLDER / "state.json"
NEXT_STATE = FOLDER / "next_state.jsonl"
MESSAGES = FOLDER / "messages.jsonl"
CATALOG = FOLDER / "catalog.json"
TAP_CONFIG = FOLDER / "tap.json"
TARGET_CONFIG = FOLDER / "target.json"
TARGET = FOLDER / "target" / "bin"
TAP = Path(os.path.relpath(sys.executable)).with_name("tap-bigcommerce")
