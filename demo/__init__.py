"""`make demo`: a store's data in a database, from nothing."""
