"""Errors that the user can fix."""


class FleetError(Exception):
    """Something that stops a run; its text says what to do."""
