"""Births. ``klepper`` is the share of spin-offs among entrants at the start, 0 = none."""

from __future__ import annotations

from agents.parameters.group import Below, Group, NonNegative, Positive, Share, assumed, of_city


class Entry(Group):
    """Births. ``klepper`` is the share of spin-offs among entrants at the start, 0 = none."""

    base: NonNegative = of_city("factor on entrants_per_year")
    """factor on the base rates of entry"""
    klepper: Share = assumed(0.25, 0.0, 0.5, "share")
    """part of spin-offs among entrants at the start. Source: spin-offs among entrants (Klepper 2007
    gives the mechanism); 0 switches the channel off"""
    inheritance: Share = assumed(0.5, 0.0, 1.0, "share")
    """part of its parent's lead that a spin-off keeps. Source: part of its parent's lead in
    technology that a spin-off keeps"""
    growth_response: NonNegative = assumed(1.0, 0.3, 2.0, "1")
    """a, entry by expected growth of the market. Source: Nelson and Winter's entry rises with
    profit; here with expected growth"""
    venture_response: NonNegative = assumed(0.2, 0.0, 1.0, "1")
    """entry by the flow of venture money. Source: entry by the flow of venture money against its
    start"""
    location_response: NonNegative = assumed(0.1, 0.0, 0.3, "1")
    """ψ, entry by what the city's places are worth to a newcomer. Source: prior; 0 leaves all gains
    of a park to other places of the city"""
    location_bound: Positive = assumed(2.0, 1.0, 3.0, "utility")
    """bound of that worth against its start"""
    crowding: Positive = assumed(2.0, 1.0, 4.0, "firms at the start")
    """firms by those of the start at which entry has halved"""
    technology_log_sd: NonNegative = assumed(0.15, 0.05, 0.3, "ln quality")
    """spread of entrants' technology"""
    technology_discount: Below = assumed(0.1, 0.0, 0.3, "share")
    """entrants' mean distance from best practice. Source: below best practice"""
    growth_bound: Positive = assumed(0.5, 0.3, 1.0, "1/year")
    """bound of the growth of a market that entrants expect"""
    saturation_years: Positive = assumed(3.0, 2.0, 6.0, "years")
    """time in which entrants expect a new market to fill"""
    knowledge_most: Positive = assumed(9.0, 4.0, 16.0, "the start's engineers")
    """bound of engineers as parents of spin-offs"""
    venture_most: Positive = assumed(1.6, 1.2, 2.5, "the start's entry")
    """bound of entry by the flow of venture money"""
    market_weight: NonNegative = assumed(0.5, 0.3, 1.0, "1")
    """weight of ln value of a market in entrants' choice among their segment's"""
    tail: Positive = assumed(1.8, 1.4, 2.5, "exponent")
    """α, tail of newcomers' spending and reach. Source: what becomes of firms is mostly settled at
    their birth (Sterk, Sedláček and Pugsley 2021); thinner than Axtell's 1.06 of all firms, as
    sizes of a cohort spread with age (Cabral and Mata 2003)"""
    tail_spinoff: Positive = assumed(1.4, 1.15, 2.0, "exponent")
    """the same of spin-offs. Source: they start larger than firms without parents (Muendler, Rauch
    and Tocoian 2012), by what their parents know"""
    arrival_money: NonNegative = of_city("million yuan/quarter")
    """what an arrival brings beside its parent's facility"""
