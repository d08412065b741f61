"""Alias of ``python -m bigcommerce_sandbox``, a distribution of its own."""

import runpy
import sys
from importlib.util import find_spec

if __name__ == "__main__":
    if find_spec("bigcommerce_sandbox") is None:
        sys.exit(
            "The sandbox is not installed. In a clone of the project, run: pip install ./sandbox"
        )
    runpy.run_module("bigcommerce_sandbox", run_name="__main__")
