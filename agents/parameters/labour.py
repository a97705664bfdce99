"""Wages and migration. Shares and elasticities by skill."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Part, Positive, Share, assumed, of_city


class Labour(Group):
    """Wages and migration. Shares and elasticities by skill."""

    operator_share: Part = of_city("share")
    """these firms' part of the city's operators"""
    engineer_share: Part = of_city("share")
    """these firms' part of the city's engineers"""
    supply_operators: NonNegative = assumed(3.0, 2.0, 5.0, "1")
    """ε, operators in the city by their real wage. Source: people in the city by their real wage
    against outside, in the long run; operators move easily"""
    supply_engineers: NonNegative = assumed(2.5, 2.0, 4.0, "1")
    """ε, engineers in the city by their real wage. Source: people in the city by their real wage
    against outside, in the long run; below 2 wages run away"""
    rest_elasticity: NonNegative = assumed(0.4, 0.2, 0.7, "1")
    """η, how other industries cut jobs when wages rise. Source: labour demand of the rest of the
    city; own-wage elasticities of .2 to .6 are usual (general knowledge)"""
    migration_speed: Share = assumed(0.1, 0.04, 0.2, "1/quarter")
    """part of the gap that migration closes. Source: part of the gap that people close by moving"""
    slack: NonNegative = assumed(0.05, 0.03, 0.08, "share")
    """people between jobs when wages keep their distance. Source: people between jobs at the start;
    registered unemployment was about 4 %, surveyed about 5 % (general knowledge)"""
    wage_speed: NonNegative = assumed(0.1, 0.04, 0.2, "1/quarter")
    """answer of wages to tightness; 0 leaves the data's wages. Source: ln wage by ln tightness; 0
    keeps wages on the outside path"""
    turnover: Share = assumed(0.05, 0.03, 1.0, "1/quarter")
    """engineers who change employer. Source: engineers who change employer; about a fifth a year
    (general knowledge). 1: shortage is shared pro rata"""
    housing_share: Share = of_city("share")
    """housing in the spending of people"""
    wage_bound: Positive = assumed(0.05, 0.03, 0.1, "1/quarter")
    """largest change of ln wage against outside. Source: contracts are yearly"""
    smoothing: Part = assumed(0.25, 0.1, 0.5, "1/quarter")
    """weight of the latest quarter in the operators that plants count as needed. Source: a season
    is met by overtime and agency work, not by wages"""
    employer_cost: Positive = assumed(1.35, 1.25, 1.45, "wage = 1")
    """wage bill by wage. Source: employers' contributions in the city are about a third"""
    staff_share: Share = assumed(0.5, 0.3, 0.7, "share of overhead")
    """wages of headquarters staff, at the engineers' wage"""
