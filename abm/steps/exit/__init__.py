"""Exit: who leaves, who buys a failing firm, and how accounts are settled."""
