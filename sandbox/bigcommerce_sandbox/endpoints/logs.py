"""What the store logs."""

from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import TEXT, WHOLE, Filter, by
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.logs import LEVELS
from bigcommerce_sandbox.tables import SYSTEM_LOGS


def _level(_: Call, logs: Rows, log_id: int) -> int:
    return LEVELS[logs.row(log_id)["severity"]]


RESOURCES = (
    Resource(
        "v3",
        "/store/systemlogs",
        "logs",
        SYSTEM_LOGS,
        filters=(
            *by("type", TEXT, "", "not"),
            *by("module", TEXT, "", "not"),
            Filter("severity", WHOLE, _level),
            Filter("severity:min", WHOLE, _level, "min"),
            Filter("severity:max", WHOLE, _level, "max"),
            *by("id", WHOLE, "in"),
        ),
        sorts={"date_created"},
    ),
)
