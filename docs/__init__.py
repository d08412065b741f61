"""The generated pages: streams, scopes and sizing from the code, and copies of root files."""
