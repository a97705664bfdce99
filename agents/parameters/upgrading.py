"""What plants do with themselves; a base of 0 closes an option."""

from __future__ import annotations

from agents.parameters.group import (
    Below,
    Group,
    NonNegative,
    Part,
    Positive,
    Share,
    assumed,
    of_city,
)


class Upgrading(Group):
    """What plants do with themselves; a base of 0 closes an option."""

    automation_base: NonNegative = assumed(0.08, 0.04, 0.25, "odds/year")
    """odds of automation where it just pays. Source: odds of a further level of automation where it
    just pays: prior"""
    automation_slope: NonNegative = assumed(8.0, 3.0, 15.0, "1")
    """answer to its value. Source: response to three years' value by the yearly wage bill: prior"""
    automation_gain: NonNegative = assumed(0.15, 0.08, 0.3, "share")
    """productivity gained by a level of automation. Source: productivity gained by a smart-factory
    level"""
    automation_cost: Positive = of_city("million yuan/operator saved")
    """outlay by operator saved"""
    relocation_base: NonNegative = assumed(0.002, 0.0, 0.01, "odds/year and region")
    """odds of leaving for an equal region. Source: odds of leaving for a region of equal value:
    prior"""
    relocation_slope: NonNegative = assumed(1.5, 0.5, 3.0, "1")
    """answer to its value. Source: response to three years' value by the yearly wage bill: prior"""
    moving_cost: NonNegative = assumed(0.5, 0.3, 0.8, "share of capital")
    """cost of moving by capital. Source: equipment written off and production lost"""
    incentive: NonNegative = assumed(0.15, 0.1, 0.25, "share of capital")
    """package of a region of incentive 1. Source: package of a region of incentive index 1;
    packages of 10-25 % in published cases"""
    brand_base: NonNegative = assumed(0.01, 0.0, 0.03, "odds/year")
    """odds of an own brand where it just pays. Source: odds of an own brand where it just pays:
    prior"""
    brand_part: Share = assumed(0.2, 0.1, 0.5, "share of sales")
    """part of own goods that makes an OEM. Source: own goods from which a contract maker counts as
    an OEM"""
    brand_start: Share = assumed(0.05, 0.01, 0.15, "share of turnover")
    """sales that a new brand's distribution is made for, by turnover. Source: makers that turned to
    own brands took about ten years to half of their sales, about 5 % a year (general knowledge)"""
    brand_engineers: NonNegative = assumed(10.0, 5.0, 50.0, "engineers")
    """least engineers to start a brand. Source: least staff to design own goods: what a startup
    has, which designs them too (finance.startup_burn: some 15 people)"""
    brand_quality: NonNegative = assumed(0.9, 0.8, 1.0, "outside = 1")
    """least technology to start a brand. Source: least technology to sell under an own name"""
    growth_bound: Below = assumed(0.2, 0.1, 0.3, "1/year")
    """bound of the growth that a plant expects for three years"""
    moved: Part = assumed(0.25, 0.1, 0.5, "share of its goods")
    """what a leaving plant moves in a quarter"""
