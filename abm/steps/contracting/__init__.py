"""Contract manufacturing: orders by the year."""
