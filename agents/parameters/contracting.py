"""Principals' orders and what contract makers ask."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agents.parameters.group import (
    Below,
    Group,
    Inside,
    NonNegative,
    Positive,
    Share,
    Year,
    assumed,
)


class Contracting(Group):
    """Principals' orders and what contract makers ask."""

    fee_weight: NonNegative = assumed(2.5, 1.0, 5.0, "1")
    """θ, weight of ln fee in principals' choice. Source: logit weight of ln fee; with a fee of 15 %
    of the price about 17 by the whole price: principals bargain over tenths of a per cent"""
    margin: Inside = assumed(0.065, 0.04, 0.09, "share of revenue")
    """gross margin of contract makers at most. Source: gross margin of contract makers where the
    market's own is larger; published 5.8-9.6 % for designing makers, 3.6-6.2 % for Pegatron and
    Quanta"""
    margin_response: NonNegative = assumed(0.6, 0.0, 1.5, "1")
    """γ, answer of the margin to use of plants. Source: margin over use of plants; from idle to
    full it moves within the published 3-10 %"""
    markup_min: NonNegative = assumed(0.02, 0.0, 0.03, "share of cost")
    """lowest markup of orders. Source: lowest published gross margins are about 3 %"""
    markup_max: Positive = assumed(0.12, 0.1, 0.2, "share of cost")
    """highest markup of orders. Source: highest published gross margins are about 10 %"""
    fullest: Share = assumed(0.95, 0.9, 1.0, "share")
    """use of plants up to which orders are taken"""
    fee_margin: NonNegative = assumed(0.15, 0.08, 0.25, "share of the fee's cost")
    """margin on the fee where brands bring their components. Source: margin on assembly for brands
    that bring their components"""
    hire_renewal: Share = assumed(0.75, 0.5, 0.9, "share")
    """chance that a brand keeps its maker. Source: chance that a brand keeps its maker, and part of
    its orders that stay where they are"""
    prepayment: Below = assumed(0.5, 0.2, 0.8, "share")
    """part of components that principals advance. Source: part of components that principals
    advance or consign"""
    overhead: Share = assumed(0.02, 0.01, 0.04, "share of revenue")
    """overhead of makers to order at most. Source: operating margins of 0-4 % at gross margins of
    3-10 % (published)"""
    marketing: Share = assumed(0.001, 0.0, 0.005, "share of revenue")
    """marketing of makers to order at most. Source: who works to order has no brand to keep"""
    rd_share: Share = assumed(0.025, 0.01, 0.04, "share of revenue")
    """R&D of contract makers that arrive"""
    incentive: Share = assumed(0.02, 0.0, 0.05, "share of the fee")
    """part of the fee that a place of incentive 1 bears. Source: what a place of incentive index 1
    bears of making costs"""
    geopolitics_rise: NonNegative = assumed(0.2, 0.0, 0.4, "utility/year")
    """growing wish to spread orders over countries. Source: China's share of American goods imports
    fell from 21.6 % in 2017 to 16.3 % in 2022 and 13.9 % in 2023 (customs data): .34 and .54 of
    log-odds; with a tenth of orders out to tender a year that takes .3 a year from 2018 on, less
    for phones and computers, which tariffs spared"""
    geopolitics_from: Year = assumed(2020.0, 2018.0, 2022.0, "year")
    """first year of that growth"""
    geopolitics_until: Year = assumed(2026.0, 2026.0, 2031.0, "year")
    """the year in which that growth ends: what is spread by then stays so. Source: the published
    fall ends with 2023; ten years of it would make places abroad seven times as likely as they
    were, which nobody has published"""
    hire_edge: Annotated[float, Field(gt=0.0, lt=0.5)] = assumed(0.02, 0.005, 0.05, "share")
    """how near 0 or 1 the start's part made in the city may be for who hires to answer fees"""
    lots: Positive = assumed(16.0, 8.0, 24.0, "orders")
    """orders into which the largest maker's turnover is divided at the start"""
    affinity: NonNegative = assumed(8.0, 4.0, 12.0, "1")
    """weight of export shares that differ when the start's orders are matched"""
    start_share_most: Inside = assumed(0.8, 0.6, 0.9, "share")
    """most of a principal's orders that lie with the city's makers at the start"""
    lots_elsewhere: Positive = assumed(100.0, 50.0, 200.0, "orders")
    """orders into which a principal without orders here divides its own"""
    lot_log_sd: NonNegative = assumed(1.0, 0.5, 1.5, "ln")
    """spread of orders that come from elsewhere"""
    lot_bound: Positive = assumed(2.0, 1.5, 3.0, "standard deviations")
    """where that spread is cut off"""
    fresh_most: Annotated[float, Field(gt=0.0, le=0.125)] = assumed(0.125, 0.05, 0.125, "share")
    """most of a principal's orders elsewhere that one order out to tender has: of eight at once no
    more than all"""
    brought_most: Share = assumed(0.1, 0.05, 0.2, "share")
    """most of a principal's orders elsewhere that an arriving plant brings"""
    fee_margin_most: Positive = assumed(0.4, 0.3, 0.6, "share of the fee's cost")
    """highest margin on a fee"""
    brand_spread: NonNegative = assumed(0.1, 0.05, 0.2, "1/year")
    """σ, spread of brands' growth by what buyers see in them. Source: of the ten brands of phones
    and computers by name whose shares of 2019-21 are given (IDC), without Huawei, which sanctions
    felled, ln of the share moved by .1 a year (root mean square)"""
    brand_persistence: Share = assumed(0.7, 0.4, 0.9, "share")
    """ρ, what is left after a year of what buyers see in a brand. Source: .7 of a change of ln
    share in 2020 came again in 2021 (the same ten brands, two years: weakly known)"""
