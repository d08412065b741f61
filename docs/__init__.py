"""What is written from the code: pages and tables of streams, the table of scopes, and sizing."""
