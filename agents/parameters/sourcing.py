"""Where plants buy components. ``speed`` 0 freezes the start's shares."""

from __future__ import annotations

from agents.parameters.group import (
    Group,
    Inside,
    NonNegative,
    Positive,
    Share,
    assumed,
    derived,
    of_city,
)


class Sourcing(Group):
    """Where plants buy components. ``speed`` 0 freezes the start's shares."""

    substitution: NonNegative = assumed(2.5, 1.2, 4.0, "1")
    """elasticity of substitution between origins. Source: elasticities between origins of 2–4 are
    usual in trade models"""
    speed: Share = assumed(0.2, 0.05, 0.4, "1/quarter")
    """part of the way to wanted shares in a quarter. Source: a new supplier is qualified in about a
    year"""
    volume_weight: NonNegative = assumed(0.8, 0.3, 1.3, "1")
    """weight of a buyer's volume in local sourcing. Source: large buyers call their suppliers near;
    to be fitted"""
    volume_reference: Positive = of_city("million yuan/year")
    """purchases at which nearness begins to pay"""
    mass_weight: NonNegative = assumed(0.2, 0.0, 0.5, "1")
    """weight of local suppliers' mass in sourcing"""
    risk_strength: NonNegative = assumed(1.0, 0.5, 1.5, "exponent on events")
    """strength of import risk; 0 switches it off. Source: 1 as the events have it; 0 switches
    import risk off"""
    risk_price: Share = assumed(0.4, 0.2, 0.8, "share of ln risk")
    """part of a scarcity that shows in the price. Source: part of a scarcity that is paid; the rest
    is waiting"""
    risk_aversion: NonNegative = assumed(1.0, 0.0, 3.0, "ln share by ln risk")
    """answer of shares to import risk. Source: buyers who expect trouble keep a second source"""
    risk_memory: Share = assumed(0.2, 0.1, 0.4, "1/quarter")
    """weight of the latest quarter in expected risk. Source: adaptive expectations over about a
    year"""
    shortage: NonNegative = assumed(1.0, 0.3, 1.5, "1")
    """deliveries by the effective price. Source: deliveries fall as the effective price rises"""
    demand_pull: NonNegative = derived(0.3, 0.1, 0.5, "1")
    """learning of suppliers from buyers nearby. Source: first-time suppliers of multinationals gain
    4–9 % of TFP in four years (Alfaro-Ureña, Manelici and Vasquez 2022): where purchases double
    half the suppliers are new, which adds .5–1.1 % a year to suppliers' own 3.7 % a year by sales
    (2019–2021): 2^φ = 1.14–1.3"""
    backed_growth: NonNegative = assumed(0.5, 0.0, 0.6, "1/quarter")
    """growth of capacity that plants' long orders back. Source: growth of capacity beyond
    capacity.growth_limit that plants' long orders back; to be fitted"""
    local_most: Inside = assumed(0.97, 0.9, 0.99, "share")
    """most of a class that comes from the city: outside brands stay in the choice"""
