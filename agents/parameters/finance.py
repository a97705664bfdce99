"""Cash, credit, equity, tax."""

from __future__ import annotations

from agents.parameters.group import (
    Below,
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
    screening: NonNegative = assumed(2.0, 0.0, 4.0, "1")
    """σ, funding hazard by technology against best practice. Source: venture funds choose firms
    that are more productive than others before they are backed (Chemmanur, Krishnan and Nandy 2011;
    not so in Europe, Croce, Martí and Murtinu 2013); the size is assumed"""
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
    value_multiple: Positive = assumed(10.0, 3.5, 25.0, "years of value added")
    """value of a firm by its value added. Source: price to sales near 3 at a value-added rate of 30
    %, near 1 for makers for hire, at 10 %"""
    startup_research: Share = assumed(0.5, 0.3, 0.7, "share")
    """R&D in a startup's spending; the rest is overhead"""
    parent_research: Share = assumed(0.5, 0.3, 0.7, "share of the facility")
    """R&D that a parent pays for where there are no sales"""
    thrift: Share = assumed(0.5, 0.3, 0.8, "share")
    """part of its budgets that a firm out of cash keeps to"""
    round_sought: NonNegative = assumed(2.0, 1.0, 3.0, "quarters of spending")
    """cash below which a startup seeks a round"""
    round_growth: Real = assumed(0.25, 0.0, 0.5, "ln")
    """growth of a startup's spending with a round"""
    round_log_sd: NonNegative = assumed(0.3, 0.1, 0.6, "ln")
    """spread of that growth"""
    runway_most: Positive = assumed(2.0, 1.5, 3.0, "mean = 1")
    """most of newcomers' first money"""
    guided_most: Below = assumed(0.9, 0.7, 0.95, "share")
    """largest part of a round that counts as the state's, so that its pull is finite"""
    cash_short: NonNegative = assumed(0.5, 0.25, 1.0, "quarters of cost")
    """cash below which a firm that grows sells shares, and up to which"""
    growth_quarters: NonNegative = assumed(4.0, 2.0, 6.0, "quarters")
    """quarters of loss that such a sale covers"""
    ipo_smaller: Share = assumed(0.3333333333333333, 0.2, 0.5, "share")
    """part of that revenue that is asked of one that grows so"""
    ipo_age: NonNegative = assumed(12.0, 8.0, 20.0, "quarters")
    """least age of a firm that goes public. Source: three years of accounts, as the exchanges ask
    (general knowledge)"""
    ipo_research_quarters: Positive = read(16.0, 12.0, 20.0, "quarters")
    """time in which R&D gets it. Source: Kim and Weisbach 2008: within four years"""
    municipality_share: Share = assumed(0.5, 0.3, 0.7, "share")
    """the municipality's half of local taxes; the district of the headquarters has the other"""
