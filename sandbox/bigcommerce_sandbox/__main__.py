"""``python -m bigcommerce_sandbox``: a store to test a client on."""

from bigcommerce_sandbox.cli import main

main(prog_name="python -m bigcommerce_sandbox")
