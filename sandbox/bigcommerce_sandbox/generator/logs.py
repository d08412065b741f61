"""What the store logs, as ``/v3/store/systemlogs`` answers it."""

from typing import NamedTuple

from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row, dice, iso

LEVELS = {"success": 1, "notices": 2, "warnings": 3, "errors": 4}
"""The numbers that filters give to severities (store logs reference)."""


class _Event(NamedTuple):
    type: str
    module: str
    severity: str
    summary: str
    message: str | None


_EVENTS = (
    _Event("payment", "Test Payment Gateway", "success", "Payment processed for order", ""),
    _Event("general", "", "notices", "Marking order as deleted.", "Marking order as deleted."),
    _Event("emailintegration", "Export Only", "success", "Subscriber stored for export.", None),
    _Event("shipping", "USPS (endicia)", "errors", "No shipping quote", '{"customerId":4}'),
    _Event("notification", "Email Message", "success", "Notification sent", "<b>Zoë</b>"),
    _Event("tax", "Basic Tax", "warnings", "No rate for this address", "München"),
)


def system_log(shop: Shop, log_id: int, created: int) -> Row:
    """One entry, which nobody ever changes."""
    event = dice(shop.seed, "log", log_id).pick(_EVENTS)
    return {
        "id": log_id,
        "type": event.type,
        "module": event.module,
        "severity": event.severity,
        "summary": f"{event.summary} #{log_id}",
        "message": event.message,
        "date_created": iso(created, "+00:00"),
    }
