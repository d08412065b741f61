"""Code that contenders run, each in an environment of its own."""
