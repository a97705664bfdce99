"""Capacity for hire: who makes goods for brands without a plant."""
