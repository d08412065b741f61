"""``python -m tap_bigcommerce.sandbox``: a store to try the tap on."""

import sys

try:
    from tap_bigcommerce.sandbox.cli import main
except ModuleNotFoundError as problem:
    if problem.name not in {"starlette", "uvicorn", "h11"}:
        raise
    sys.exit(
        f"The sandbox needs {problem.name}, which is not installed: "
        "in a clone of the project, run: pip install '.[sandbox]'"
    )

main(prog_name="python -m tap_bigcommerce.sandbox")
