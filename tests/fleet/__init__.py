"""The example of a fleet, and `make fleet`, which takes it for a trial run."""
