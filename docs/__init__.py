"""The generated pages: streams and scopes, from the code, and copies of files of the repository."""
