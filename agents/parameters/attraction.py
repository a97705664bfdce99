"""Mobile projects."""

from __future__ import annotations

from agents.parameters.group import (
    Group,
    Inside,
    NonNegative,
    Part,
    Positive,
    Share,
    assumed,
    of_city,
)


class Attraction(Group):
    """Mobile projects."""

    projects_per_year: NonNegative = of_city("projects/year")
    """mobile projects of all segments on the market"""
    base_chance: Inside = of_city("share")
    """chance of the city at equal packages"""
    package_weight: NonNegative = assumed(4.0, 1.0, 8.0, "utility by share of capital")
    """weight of the package by capital outlay. Source: packages of 10-25 % decide projects
    elsewhere (Kou 2019, abstract)"""
    mass_weight: NonNegative = assumed(0.3, 0.0, 0.6, "1")
    """θ, weight of ln jobs of the segment in the city"""
    rival_answer: Share = assumed(0.5, 0.0, 1.0, "1")
    """ρ, part of a raised package that rivals match. Source: governments that depend on footloose
    capital race to the bottom"""
    capex_median: Positive = of_city("million yuan")
    """median capital outlay of a project"""
    capex_log_sd: NonNegative = assumed(1.2, 0.8, 1.6, "ln")
    """spread of outlays"""
    headquarters_share: Share = assumed(0.3, 0.1, 0.5, "share")
    """projects that bring a headquarters"""
    centre_share: Share = assumed(0.1, 0.05, 0.3, "share")
    """research centres among mobile projects"""
    centre_budget: NonNegative = assumed(0.3, 0.15, 0.6, "share of capital a year")
    """R&D of a research centre by its capital outlay"""
    market_cap: Share = assumed(0.04, 0.02, 0.06, "share of the national market")
    """most of a national market that a project off the list takes. Source: most that one project
    off the list sells at full capacity; larger ones are dated data"""
    horizon: NonNegative = assumed(5.0, 3.0, 8.0, "years")
    """years of running cost that a project counts. Source: years of cost that a project counts"""
    delay_cost: NonNegative = assumed(0.5, 0.0, 1.0, "utility of twice the time")
    """weight of the time that approval takes"""
    bidding: Share = assumed(0.8, 0.0, 1.0, "1")
    """how far districts' generosity differs; 0: all offer the ceiling. Source: 0: every district
    offers the ceiling; 1: as its generosity goes"""
    bid_specialisation: NonNegative = assumed(0.7, 0.0, 1.5, "1")
    """weight of what a district stands out in. Source: districts court what they know"""
    bid_spare: NonNegative = assumed(4.0, 0.0, 8.0, "by share of floor")
    """weight of a district's spare floor in its bid. Source: districts court when they have room"""
    district_budget: Positive = assumed(0.02, 0.005, 0.05, "share of its firms' revenue")
    """promises that a district can bear at a time"""
    claw_back: Share = assumed(0.5, 0.0, 1.0, "share of what was paid")
    """part of a package asked back from who breaks its word. Source: contracts ask packages back;
    part is enforced"""
    promise_kept: Share = assumed(0.4, 0.2, 0.8, "share of promised jobs")
    """part of the promised jobs that keeps a promise. Source: from this on a promise counts as
    kept; works start at half of capacity"""
    bound_years: NonNegative = assumed(5.0, 3.0, 10.0, "years")
    """years that an investment contract binds. Source: usual term of an investment contract"""
    leader_effect: NonNegative = assumed(0.3, 0.0, 0.6, "1")
    """θ, entry in the chain of an arrived leader. Source: entry in the chain of an arrived leader,
    (1 + its share)^θ"""
    leader_share: Share = assumed(0.05, 0.02, 0.1, "share of the segment's output")
    """share of the segment from which an arrived firm leads. Source: from this on an arrived firm
    leads"""
    bid_overlooked: Positive = assumed(0.01, 0.003, 0.03, "share of jobs")
    """share of jobs that a bidder overlooks, so that the logarithm of a quotient is finite"""
    gain_most: Positive = assumed(0.5, 0.3, 1.0, "share of capital")
    """bound of a place's advantage in cost"""
    headquarters_local: Share = assumed(0.5, 0.3, 0.8, "share")
    """part of its goods that a headquarters makes in the city; one of cars none"""
    capex_most: Positive = of_city("million yuan")
    """outlay at which projects are cut off; larger ones are dated data"""
    maker_age: NonNegative = assumed(20.0, 8.0, 40.0, "quarters")
    """how much older a maker is than its project"""
    centre_quarters: NonNegative = assumed(40.0, 20.0, 60.0, "quarters")
    """how long a parent keeps a research centre"""
    parent_quarters: NonNegative = assumed(12.0, 8.0, 20.0, "quarters")
    """how long a parent stands by a plant or headquarters"""
    centre_facility: Positive = assumed(2.0, 1.5, 3.0, "quarters of its R&D")
    """what the parent of a research centre gives a quarter at most"""
    parent_facility: NonNegative = assumed(0.1, 0.05, 0.2, "share of revenue at full capacity")
    """what the parent of another project gives a quarter at most"""
    start_part: Part = assumed(0.5, 0.3, 0.8, "share of capacity")
    """part of its capacity with which a project starts"""
    quality_log_sd: NonNegative = assumed(0.1, 0.05, 0.2, "ln quality")
    """spread of projects' goods"""
    reach_taken: Inside = assumed(0.1, 0.05, 0.2, "share")
    """most of outside brands' reach that a quarter's arrivals take"""
    grace_quarters: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """time from arrival until jobs count against the promise"""
