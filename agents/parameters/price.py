"""Markups and cost."""

from __future__ import annotations

from agents.parameters.group import Group, NonNegative, Positive, Real, Share, assumed, read


class Price(Group):
    """Markups and cost."""

    markup_speed: NonNegative = read(0.04, 0.02, 0.08, "1")
    """answer of the markup to change of share. Source: Dosi, Fagiolo and Roventini 2010"""
    markup_min: Real = assumed(-0.3, -0.5, 0.0, "share of cost")
    """lowest markup. Source: own-brand vehicle margins have been below zero"""
    markup_max: Positive = assumed(3.0, 1.0, 5.0, "share of cost")
    """highest markup"""
    learning_own: Share = assumed(0.4, 0.25, 0.5, "part of the published exponent")
    """part of the published learning rate on a line's own output"""
    learning_spill: Positive = assumed(0.05, 0.02, 0.2, "part of national experience")
    """experience that a newcomer has from the nation's"""
    stock_target: NonNegative = assumed(0.1, 0.0, 0.3, "quarters of demand")
    """finished goods that a maker wants on stock"""
    productivity_trend: Real = assumed(0.05, 0.02, 0.07, "1/year")
    """growth of everybody's labour productivity. Source: labour productivity of manufacturing,
    about the growth of wages"""
    input_inflation: Real = assumed(0.02, 0.0, 0.04, "1/year")
    """rise of the price of materials. Source: current prices: drift of the price of materials"""
    inflation: Real = read(0.021, 0.0, 0.035, "1/year")
    """rise of consumer prices. Source: China's consumer price index rose by 2.9, 2.5 and .9 % in
    2019, 2020 and 2021 (National Bureau of Statistics)"""
    expectation: Share = assumed(0.4, 0.2, 0.8, "1/quarter")
    """weight of the latest quarter in expected demand. Source: adaptive expectations"""
    share_change_most: Positive = assumed(0.5, 0.25, 1.0, "share")
    """most change of its share that a maker answers"""
    markup_floor: NonNegative = assumed(0.02, 0.01, 0.05, "share of cost")
    """markup that moves as if it were no smaller"""
