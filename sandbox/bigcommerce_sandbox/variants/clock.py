"""What the Date header tells under variants."""

from datetime import UTC, datetime, timedelta

from bigcommerce_sandbox.variants import Variants


def altered_date(now: datetime, started: datetime, variants: Variants) -> datetime:
    """The moment that the Date header tells in place of the store's.

    Args:
        now: The store's moment.
        started: When the sandbox was made.
        variants: Those that are on.
    """
    if "clock-of-1970" in variants:
        return datetime.fromtimestamp(0, UTC)
    if "clock-stopped" in variants:
        return started
    ahead = 20 * ("clock-20-s-ahead" in variants) - 20 * ("clock-20-s-behind" in variants)
    return now + timedelta(seconds=ahead)
