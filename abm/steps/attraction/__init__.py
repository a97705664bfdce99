"""Attraction (招商引资): mobile projects, where they go, and what those pay back who leave."""
