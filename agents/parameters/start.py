"""The world before the first quarter."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, assumed, derived


class Start(Group):
    """The world before the first quarter."""

    productivity_log_sd: NonNegative = derived(0.3, 0.2, 0.4, "ln")
    """spread of ln productivity among first firms. Source: a 90/10 ratio of about 2.2, between the
    US and China"""
    quality_log_sd: NonNegative = assumed(0.15, 0.1, 0.25, "ln")
    """spread of ln quality among first firms"""
    cash_quarters: NonNegative = assumed(2.0, 1.0, 4.0, "quarters of revenue")
    """cash at the start by revenue. Source: two quarters of cost"""
    experience_years: NonNegative = assumed(5.0, 3.0, 8.0, "years")
    """years of output behind a firm at the start. Source: cumulated output at the start"""
