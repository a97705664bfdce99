"""The quarter's flows: sales, what goods cost, running cost, taxes."""
