"""`python -m benchmarks`."""

from benchmarks.cli import main

if __name__ == "__main__":  # the sandbox's process imports this module again
    main(prog_name="python -m benchmarks")
