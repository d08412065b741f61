"""`tap-bigcommerce`, which is `python -m tap_bigcommerce`."""

import signal


def main() -> None:
    """Run the command line."""
    # Until the tap is there to end the run in good order, an interrupt just ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    from tap_bigcommerce.tap import TapBigCommerce  # noqa: PLC0415 - loading it takes a while

    TapBigCommerce.cli()


if __name__ == "__main__":
    main()
