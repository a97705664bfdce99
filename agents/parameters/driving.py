"""Assisted driving: what buyers pay for it, what it costs makers, alone or with others."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Real, Share, assumed, derived


class Driving(Group):
    """Makers' driving levels, in a city whose data tell what a system costs by car."""

    level2_start: Share = derived(0.05, 0.04, 0.07, "share")
    """share of the country's new cars at level 2 and above at the start. Source: beginning of
    2019, of which the mean is 7 %: half of the 15 % of 2020, which were 107 % more cars (ministry
    of industry, 15 June 2021)"""
    worth: Real = assumed(-0.74, -0.95, -0.5, "ln")
    """ln of what a system is worth to the middle buyer by its cost, at the start. Source: fitted
    with ``worth_growth`` to the country's 7, 15 and 20 % of 2019 to 2021"""
    worth_growth: Real = assumed(0.16, 0.08, 0.24, "1/year")
    """growth of that worth. Source: fitted, see ``worth``"""
    slope: Positive = assumed(2.5, 1.5, 4.0, "1")
    """k, how close buyers lie together in what they would pay. Source: prior; with it a system at
    half of its cost doubles its buyers from a fifth to three fifths"""
    price_weight: Share = assumed(0.5, 0.0, 1.0, "exponent")
    """ρ, how worth rises with a car's price. Source: levels were fitted to dear cars first (general
    knowledge); size assumed"""
    pace: Share = assumed(0.12, 0.05, 0.25, "1/quarter")
    """κ, part of its lag in level that a maker closes. Source: a new generation of models every
    two to three years (general knowledge)"""
    development: NonNegative = assumed(3000.0, 1000.0, 8000.0, "million yuan")
    """what a system of a maker's own costs, from no car to all. Source: makers with own systems
    spent one to several billion yuan on them (general knowledge)"""
    research: Share = assumed(0.2, 0.1, 0.4, "share of R&D")
    """part of a maker's R&D that goes to its driving system. Source: software and electronics took
    a third and more of makers' R&D (general knowledge); driving a part of it"""
    fee: NonNegative = assumed(0.002, 0.0005, 0.005, "million yuan a car")
    """fee for a technology firm's system, beside its parts. Source: licences of software for
    assisted driving of one to several thousand yuan a car (general knowledge)"""
    fee_years: Positive = assumed(5.0, 3.0, 8.0, "years")
    """years of fees that a maker weighs against a system of its own. Source: life of a model"""
    allied: NonNegative = assumed(0.5, 0.0, 1.0, "share of pace")
    """how much faster a technology firm's system reaches models. Source: development in 18 to 24
    months in place of 36 (general knowledge)"""
    lacking: Share = assumed(0.05, 0.0, 0.2, "share")
    """lag in level from which a maker looks for a technology firm. Source: prior"""
    chance: Share = assumed(0.05, 0.02, 0.12, "1/quarter")
    """chance that a maker which looks finds one that suits it. Source: alliances of the city's
    makers began one by one over some five years, from 2020 on (general knowledge)"""
    outside: NonNegative = assumed(5.0, 1.0, 20.0, "firms")
    """technology firms from outside that makers choose among, in firms as good as the city's mean.
    Source: a handful of names fit most of the cars with bought systems (general knowledge)"""
