"""Plants."""

from __future__ import annotations

from agents.parameters.group import Group, Part, Positive, Share, assumed


class Capacity(Group):
    """Plants."""

    utilisation: Part = assumed(0.8, 0.7, 0.9, "share")
    """use of plants that makers aim at. Source: K+S desires .75 (Dosi, Fagiolo and Roventini
    2010)"""
    growth_limit: Share = assumed(0.2, 0.1, 0.3, "1/quarter")
    """most growth of capacity in a quarter"""
    depreciation: Share = assumed(0.02, 0.01, 0.04, "1/quarter")
    """wear of plants. Source: plants last about twelve years"""
    least_capital: Positive = assumed(0.05, 0.02, 0.1, "years of revenue")
    """least capital by revenue that a project brings"""
    newcomer: Positive = assumed(2.0, 1.0, 3.0, "first sales")
    """capacity of a new line"""
