"""`tap-bigcommerce`, which is `python -m tap_bigcommerce`."""

import errno
import gc
import os
import signal
import sys
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What a file says that takes no more."""


def main() -> None:
    """Run the command line."""
    gc.disable()  # what is being loaded is there to stay
    # Until the tap is there to end the run in good order, an interrupt just ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    if sys.stderr is None:  # closed, as daemons do
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - it is never read
    if sys.stdout is None:
        sys.exit("Error: Standard output is closed. Send it to a target, or to a file.")

    from tap_bigcommerce import memory  # noqa: PLC0415 - loading them takes a while
    from tap_bigcommerce.tap import TapBigCommerce  # noqa: PLC0415 - as above

    memory.adjust()
    try:
        TapBigCommerce.check_log_level()
        try:
            TapBigCommerce.cli()
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        # What is still to be written Python would try again, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        problem = f"Standard output cannot be written: {error.strerror}."
        sys.exit(f"Error: {problem} Fix that and rerun the tap.")


if __name__ == "__main__":
    main()
