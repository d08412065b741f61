"""Singer tap for BigCommerce."""

DISTRIBUTION = "wholestore-tap-bigcommerce"
"""The name to install the tap by; the package index has another `tap-bigcommerce`."""
