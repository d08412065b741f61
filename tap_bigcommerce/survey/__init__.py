"""What a store's own API does where the reference is silent, as a table that names no shopper."""

from tap_bigcommerce.survey.probe import ListeningClient
from tap_bigcommerce.survey.report import survey, table

__all__ = ["ListeningClient", "survey", "table"]
