"""Cells of national paths, and the strength of makers outside the city behind the cut."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Real, Share, assumed


class National(Group):
    """Cells of national paths, and the strength of makers outside the city behind the cut."""

    adjustment_years: Positive = assumed(2.0, 1.0, 4.0, "years")
    """τ, time in which a stock follows what policy has made of the units that could be in use"""
    outlook_years: Positive = assumed(3.0, 1.0, 5.0, "years")
    """years ahead for which entrants read what is published of a market"""
    outlook_past: Share = assumed(0.5, 0.0, 1.0, "share")
    """weight of last year's growth in what they expect; the rest is what is published"""
    rivals_response: Share = assumed(0.5, 0.2, 0.8, "1")
    """β, growth of ln strength of outside makers by ln of a market above its forecast. Source: a
    market that grows fast grows by its new makers; the fit years do not identify it"""
    rivals_loyalty: Share = assumed(0.5, 0.0, 1.0, "1")
    """part of that response where a market falls behind its forecast. Source: makers stay in a
    market longer than they take to come"""
    rivals_spread: NonNegative = assumed(0.35, 0.15, 0.6, "ln by root of years")
    """s, standard deviation of ln strength of outside makers a year behind the cut. Source: so that
    a city's share of a young market may end anywhere between a quarter and twice what it was"""
    rivals_trend: Real = assumed(0.0, -0.2, 0.4, "1/year")
    """μ, trend of ln strength of outside makers behind the cut. Source: solved where a city's share
    was known at the cut"""
    rivals_trend_later: Real = assumed(0.0, -0.2, 0.4, "1/year")
    """the same behind a later cut. Source: solved where a city's share was known at that cut"""
    rivals_price: Share = assumed(0.3, 0.0, 0.6, "share")
    """π, part of that strength that shows in prices rather than in reach"""
