"""A folder to put on another program's path."""
