"""Firms that move within the city: leases, who looks, where they go."""
