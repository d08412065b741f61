"""What ends a trial."""


class TrialError(Exception):
    """Something is not as it should be."""
