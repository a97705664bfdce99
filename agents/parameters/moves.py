"""Leases, and firms that move within the city."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Share, assumed, of_city


class Moves(Group):
    """Leases, and firms that move within the city."""

    shortest_lease: Positive = assumed(12.0, 8.0, 16.0, "quarters")
    """shortest lease. Source: leases of business parks run three to five years (general
    knowledge)"""
    longest_lease: Positive = assumed(20.0, 16.0, 28.0, "quarters")
    """longest lease"""
    cost: NonNegative = assumed(3.5, 3.0, 5.0, "utility")
    """what a move costs in the firm's eyes beside its outlay: people who are lost, time, ties.
    Source: 2 to 4 % of firms move within a city in a year (general knowledge); a published share
    of park tenants was not found"""
    cost_km: NonNegative = assumed(0.05, 0.02, 0.1, "utility by km")
    """the same by distance: people live where it was"""
    cost_plant: NonNegative = assumed(1.0, 0.0, 2.0, "utility")
    """the same for a plant that goes along"""
    outlay: Positive = of_city("yuan/m2")
    """fitting out and removal by m² of the new floor"""
    owner_floor: Positive = assumed(50000.0, 30000.0, 100000.0, "m2")
    """floor from which a firm owns its buildings and stays"""
    owner_floor_named: Positive = assumed(20000.0, 10000.0, 50000.0, "m2")
    """the same for firms that the city names. Source: they are known for their sites"""
    cramped: Share = assumed(0.5, 0.25, 1.0, "share of floor")
    """growth of its floor since the lease began with which a firm in a full park looks for room
    once a year before the lease ends"""
