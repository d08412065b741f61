"""The tap beside what others publish: targets, databases and Meltano; `make ecosystem`."""
