"""Rows of an invented shop, each a pure function of the store's seed, its collection and its id."""
