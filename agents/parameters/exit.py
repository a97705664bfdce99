"""Deaths."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Share, assumed, derived, of_city


class Exit(Group):
    """Deaths."""

    minimal_revenue: NonNegative = of_city("million yuan/quarter")
    """revenue below which a quarter is weak"""
    weak_quarters: Positive = assumed(8.0, 4.0, 12.0, "quarters")
    """weak quarters in a row that end a firm"""
    grace_quarters: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """quarters from the first launch that do not count"""
    failed_rounds: Positive = assumed(2.0, 1.0, 4.0, "quarters")
    """quarters of looking for money in vain, since the last round, after which a startup closes"""
    closing: NonNegative = assumed(0.0075, 0.003, 0.015, "1/quarter")
    """chance that owners close a firm at best practice that has just grown out of being a startup.
    Source: firms of ten to twenty people end at 4 to 5 % a year in the US, for all reasons
    (Business Dynamics Statistics, general knowledge); the insolvent come on top"""
    closing_selection: NonNegative = derived(0.5, 0.2, 1.5, "1")
    """θ, how closing falls with technology. Source: Foster, Haltiwanger and Syverson 2008: a
    standard deviation of physical productivity, .26, lowers a five-year exit rate of .25 by about
    .012, one of demand, 1.16, by .05; a lead in quality is 1.6 times as much demand in five
    years"""
    closing_size: NonNegative = assumed(0.35, 0.2, 0.5, "1")
    """φ, how closing falls with size. Source: yearly exit in the US falls from about 13 % of firms
    of one to four people to 2 % of those of some hundreds (Business Dynamics Statistics, general
    knowledge)"""
    severance: NonNegative = assumed(0.33, 0.0, 1.0, "quarters of wages")
    """wages paid first in liquidation. Source: a month's pay, first in rank"""
    acquisition_chance: Share = assumed(0.25, 0.0, 0.6, "share")
    """failing firms worth having that buyers see. Source: of failing firms worth having that are
    offered to buyers"""
    acquisition_price: NonNegative = assumed(0.5, 0.1, 2.0, "years of revenue and R&D")
    """price of a failing firm. Source: distressed sale"""
    acquisition_behind: NonNegative = assumed(0.1, 0.0, 0.3, "ln quality")
    """technology that is worth buying. Source: technology within this of best practice is worth
    having"""
    acquisition_absorbed: Share = assumed(0.5, 0.0, 1.0, "share")
    """part of a lead that passes to the buyer"""
    acquisition_reserve: NonNegative = assumed(0.5, 0.25, 1.0, "quarters of cost")
    """cash that a buyer keeps"""
