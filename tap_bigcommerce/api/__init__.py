"""The store's API over HTTP: requests, their pace, and what failures mean."""
