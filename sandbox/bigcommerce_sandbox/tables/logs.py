"""What the store logs."""

from bigcommerce_sandbox.collection import Collection
from bigcommerce_sandbox.generator.logs import system_log
from bigcommerce_sandbox.table import Table


class Logs(Collection):
    """Entries, which are never changed; only the oldest ever go."""

    def touch(self, *_row_ids: int) -> None:
        """Change nothing."""

    def delete(self, *row_ids: int) -> None:
        """Delete as many of the oldest."""
        super().delete(*self.ids()[: len(row_ids)])


SYSTEM_LOGS = Table(
    name="system_logs",
    draw=system_log,
    touch=lambda _: {},
    size=30,
    size_by_hand=300,
    kept=Logs,
)
