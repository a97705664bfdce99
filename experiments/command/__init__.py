"""The command yuanqu: what a user types, and what is seen while it works."""
