"""What is written from the code: the pages and tables of streams, and the table of scopes."""
