"""Runs: what a run is, who carries runs out, and the folder that keeps them."""
