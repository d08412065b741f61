"""What a release is checked with, before anybody can install it."""
