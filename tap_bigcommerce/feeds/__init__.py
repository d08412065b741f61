"""One reading of a list feeds a family of streams."""
