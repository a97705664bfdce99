"""Cash, credit, equity, tax."""

from __future__ import annotations

from agents.parameters.group import (
    Group,
    NonNegative,
    Positive,
    Real,
    Share,
    assumed,
    derived,
    of_city,
    read,
)


class Finance(Group):
    """Cash, credit, equity, tax."""

    credit_multiple: NonNegative = assumed(1.5, 0.5, 3.0, "years of gross profit")
    """debt that banks allow by gross profit"""
    loan_spread: NonNegative = assumed(0.015, 0.0, 0.04, "1/year")
    """interest above the lending rate. Source: over the one-year LPR"""
    repayment: Share = assumed(0.1, 0.05, 0.25, "1/quarter")
    """part of debt repaid"""
    cash_quarters: Positive = assumed(2.0, 1.0, 4.0, "quarters of cost")
    """cash that a firm keeps; more is paid out. Source: cash above is paid out"""
    profit_tax: Share = read(0.25, 0.2, 0.25, "share")
    """rate of profit tax. Source: 25 % by law"""
    high_tech_tax: Share = read(0.15, 0.15, 0.25, "share")
    """rate for high-tech firms. Source: 15 % for high-tech firms by law"""
    high_tech_research: Share = assumed(0.03, 0.03, 0.05, "R&D by revenue")
    """R&D by revenue that makes a high-tech firm. Source: 3 % above 200 million yuan of revenue, 4
    and 5 % below (general knowledge); one threshold for all"""
    local_tax_share: Share = read(0.4, 0.4, 0.4, "share")
    """local part of the profit tax. Source: profit tax: 60 % central, 40 % local"""
    startup_burn: Positive = of_city("million yuan/quarter")
    """median spending of a startup"""
    startup_burn_log_sd: NonNegative = assumed(0.6, 0.3, 1.0, "ln")
    """spread of startups' spending"""
    runway_quarters: Positive = assumed(6.0, 4.0, 8.0, "quarters")
    """quarters that a round of equity lasts. Source: rounds are sized for 18 months"""
    round_chance: Share = derived(0.35, 0.2, 0.55, "1/quarter sought")
    """chance that a startup finds a round. Source: fitted to the published survival of entrants: a
    fifth gone in year 1, about a half reach year 5"""
    promotion_revenue: Positive = of_city("million yuan/year")
    """revenue that makes a startup a firm"""
    growth_asked: Real = assumed(0.1, 0.0, 0.3, "share a year")
    """growth at which a loss-making firm finds equity. Source: growth that sells shares of a
    loss-maker"""
    growth_chance: Share = assumed(0.6, 0.3, 0.9, "1/quarter")
    """chance that it does. Source: NIO, MedBot and Zhaoxin were funded through years of losses"""
    runway_log_sd: NonNegative = assumed(0.7, 0.0, 1.0, "ln")
    """spread of newcomers' first money. Source: spread of newcomers' first money around the runway,
    at most twice the mean: some have two or three quarters"""
    venture_response: NonNegative = assumed(0.2, 0.0, 1.0, "1")
    """funding by the flow of venture money. Source: elasticity of funding hazards to the flow of
    venture money"""
    backer: NonNegative = assumed(0.5, 0.0, 1.5, "share")
    """rise of the chance of funding with a backer. Source: rise of the funding hazard for firms
    with a backer or on the stock market: follow-on rounds are easier"""
    growth_weight: NonNegative = assumed(0.5, 0.0, 1.5, "share")
    """rise of the chance of funding at a doubling of sales. Source: rise of the funding hazard at a
    doubling of sales"""
    guidance_pull: Share = assumed(0.5, 0.0, 1.0, "1")
    """how far private money follows the guidance fund. Source: 1: private money spared by the
    guidance fund goes into further rounds; 0: it leaves"""
    dilution: Share = assumed(0.2, 0.1, 0.3, "share")
    """shares sold in a round. Source: shares sold in a round: a fifth is usual"""
    collateral: Share = assumed(0.3, 0.0, 0.6, "share of plant")
    """loan by value of own plant. Source: loan to value of own plant"""
    ipo_revenue: Positive = of_city("million yuan/year")
    """revenue asked of a firm that goes public"""
    ipo_growth: NonNegative = assumed(0.3, 0.1, 0.6, "share a year")
    """growth asked of a smaller one. Source: growth that lists a firm with a third of that
    revenue"""
    ipo_chance: Share = assumed(0.02, 0.0, 0.06, "1/quarter")
    """chance of listing of a firm that may. Source: of firms that may: some ten listings a year in
    these segments; the city's high-tech board grew by about twenty a year in 2019–2021 (general
    knowledge)"""
    ipo_float: Share = assumed(0.25, 0.1, 0.3, "share")
    """shares sold at listing. Source: a quarter of the shares must be public (general knowledge)"""
    ipo_research: Share = read(0.78, 0.4, 0.9, "share")
    """part of the money raised at listing that R&D gets over four years. Source: Kim and Weisbach
    2008, listings in 38 countries: 78 cents of a dollar within four years"""
    value_multiple: Positive = assumed(7.5, 2.5, 20.0, "years of value added")
    """value of a firm by its value added. Source: price to sales near 3 at a value-added rate of 40
    %, near 1 for makers for hire"""
