"""The turn to new-energy vehicles, at home and outside; driving levels."""

from __future__ import annotations

from agents.parameters.group import Group, Positive, Share, Year, assumed, of_city


class Vehicles(Group):
    """The turn to new-energy vehicles, at home and outside; driving levels."""

    transition_speed: Share = assumed(0.01, 0.0, 0.04, "1/quarter")
    """κ, part of its lag in NEVs that a maker closes. Source: part of the lag behind the national
    NEV share that a maker of engine cars closes; so that NEVs made in the city keep to the facts of
    2020 and 2021"""
    transition_opening: Share = assumed(0.1, 0.03, 0.3, "share")
    """lag at which a maker opens an NEV line. Source: lag at which a maker without NEVs opens a
    line"""
    retooling: Share = assumed(0.3, 0.1, 0.6, "cost of a new plant")
    """cost of turning a plant over. Source: turning a plant over to NEVs"""
    coproduction: Share = assumed(0.1, 0.03, 0.25, "1/quarter")
    """pace of building under others' licence. Source: pace at which brands without licence move to
    licensed plants, where that is allowed"""
    level2_midpoint: Year = of_city("year")
    """year in which half of new models reach driving level 2"""
    level2_years: Positive = of_city("years")
    """width of that path"""
