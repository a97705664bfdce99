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
    closing_use: Share = assumed(0.5, 0.3, 0.7, "share of capacity")
    """part of a plant that has to be wanted, at the desired use, or it counts as idle. Source: a
    maker of engine cars in the city sold 435,000 of 1.9 million that it could make before it closed
    halls"""
    closing_quarters: Positive = assumed(8.0, 4.0, 12.0, "quarters")
    """quarters after which what stands idle is closed. Source: the ministry lists car makers that
    hardly produced for two years, and takes their licence if that lasts (general knowledge)"""
    least_capital: Positive = assumed(0.05, 0.02, 0.1, "years of revenue")
    """least capital by revenue that a project brings"""
    newcomer: Positive = assumed(2.0, 1.0, 3.0, "first sales")
    """capacity of a new line"""
