"""Where results come from, and whether they come out again."""
