"""Choice of a park."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Real, assumed, of_city


class Location(Group):
    """Choice of a park."""

    chain: Real = assumed(0.25, 0.0, 0.6, "1")
    """θ_a, weight of ln jobs of the own chain. Source: form of Yang and Ettema 2012"""
    mass_km: Positive = assumed(3.0, 2.0, 5.0, "km")
    """distance at which jobs and engineers near count a third, in all masses of location. Source:
    jobs rise within 2 km of a park (Zheng, Sun, Wu and Kahn 2017)"""
    masters: Real = assumed(0.3, 0.1, 0.6, "1")
    """θ_m, weight of ln purchases of chain masters (链主) within reach. Source: prior; a large
    buyer draws suppliers near, as Tesla's plant did"""
    master_output: Positive = of_city("million yuan/year")
    """output of a plant from which it is a chain master"""
    related: Real = assumed(0.1, 0.0, 0.3, "1")
    """weight of ln jobs of suppliers, buyers and relatives. Source: suppliers, buyers and related
    variety weigh less than the own chain"""
    knowledge: Real = assumed(0.1, 0.0, 0.3, "1")
    """θ_k, weight of ln engineers near. Source: form of Yang and Ettema 2012"""
    labour: Real = assumed(0.1, 0.0, 0.3, "1")
    """weight of ln engineers within reach"""
    labour_km: Positive = assumed(12.0, 6.0, 25.0, "km")
    """distance at which an engineer counts a third. Source: mean way to work in the city is about 9
    km (general knowledge)"""
    rent: NonNegative = assumed(0.8, 0.3, 2.0, "1")
    """θ_r, weight of ln rent after discount"""
    crowding: NonNegative = assumed(0.5, 0.0, 2.0, "1")
    """θ_c, weight of occupancy squared"""
    services: Real = assumed(0.5, 0.0, 1.5, "1")
    """θ_s, weight of services"""
    focus: Real = assumed(1.0, 0.0, 2.0, "1")
    """θ_f, weight of a matching focus"""
    home: Real = assumed(3.0, 1.0, 5.0, "1")
    """weight of the parent's park for spin-offs. Source: spin-offs settle near their parent
    (Klepper 2007)"""
    moving: NonNegative = assumed(0.5, 0.0, 1.5, "1")
    """cost of leaving the parent's district. Source: cost of leaving the district, for spin-offs"""
    incentive: NonNegative = assumed(4.0, 1.0, 8.0, "utility by share of capital")
    """weight of an incentive by capital. Source: as between regions: attraction.package_weight"""
    floor: NonNegative = assumed(0.5, 0.25, 1.0, "1")
    """weight of ln floor of a park"""
