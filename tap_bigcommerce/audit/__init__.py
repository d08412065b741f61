"""The store's own counts of its records, for comparison with a warehouse."""

from tap_bigcommerce.audit.report import Report, audit

__all__ = ["Report", "audit"]
