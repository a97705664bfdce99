"""Finance: investment, equity, listing, credit, and what owners get."""
