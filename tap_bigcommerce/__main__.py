"""`tap-bigcommerce`, which is `python -m tap_bigcommerce`."""

import os
import signal
import sys


def main() -> None:
    """Run the command line."""
    # Until the tap is there to end the run in good order, an interrupt just ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    from tap_bigcommerce.tap import TapBigCommerce  # noqa: PLC0415 - loading it takes a while

    try:
        try:
            TapBigCommerce.cli()
        finally:
            sys.stdout.flush()
    except OSError as error:
        # What Python still has to write, it would try again, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(f"Error: Standard output cannot be written: {error.strerror}.")


if __name__ == "__main__":
    main()
