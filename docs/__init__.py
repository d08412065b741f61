"""What is written from the code: the tables of streams in the README and in `docs/streams.md`."""
