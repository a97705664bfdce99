"""A city's data: its files, their columns, and what is checked before a run."""
