"""How fast the tap reads a store, beside other taps and beside what is possible at all.

Run it with `python -m benchmarks`; `--help` explains what is measured.
"""
