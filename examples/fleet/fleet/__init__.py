"""Many BigCommerce stores, loaded into one database."""
