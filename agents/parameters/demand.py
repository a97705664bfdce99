"""Choice among products, and the stocks behind it."""

from __future__ import annotations

from agents.parameters.group import (
    Group,
    Inside,
    NonNegative,
    Part,
    Positive,
    Real,
    Share,
    assumed,
    derived,
)


class Demand(Group):
    """Choice among products, and the stocks behind it."""

    alpha_quality: NonNegative = assumed(1.5, 0.75, 2.5, "1")
    """weight of ln quality against outside brands in choice. Source: prior; fixes the scale of
    quality"""
    alpha_price: NonNegative = assumed(2.5, 1.5, 4.0, "1")
    """weight of ln price against outside brands in choice. Source: own-price elasticities of
    −1.5…−4 for phone brands, −3…−6 for cars (general knowledge)"""
    alpha_brand: NonNegative = assumed(0.25, 0.1, 0.6, "1")
    """weight of the brand stock in choice"""
    nest_scale: Part = assumed(0.4, 0.2, 0.8, "1")
    """λ of the nests: 1 a plain logit, near 0 a firm's models are one. Source: nests by firm, so
    that clones win little"""
    variety: NonNegative = assumed(0.1, 0.0, 0.3, "1")
    """τ, worth of ln number of models of a line. Source: worth of a longer list of models"""
    reach_speed: NonNegative = assumed(0.06, 0.04, 0.08, "1/quarter")
    """κ, growth of ln reach by value above the market's mean. Source: replicator speed on ln
    reach"""
    reach_marketing: NonNegative = derived(0.03, 0.01, 0.06, "1/quarter")
    """growth of ln reach by √ marketing above the norm. Source: half of it is a quarter's answer of
    sales to ln marketing: with goodwill an elasticity of about .09 in a year and .24 in three and a
    half, as published (Sethuraman, Tellis and Briesch 2011: .12 and .24)"""
    reach_newcomer: Positive = assumed(0.0002, 5e-05, 0.002, "outside brands = 1")
    """reach of a new line, the median. Source: a newcomer sells about as much as a small
    incumbent"""
    alpha_ecosystem: NonNegative = assumed(0.02, 0.0, 0.05, "utility by ln products")
    """weight of ln products in other segments that a line works with. Source: fifty products that
    work together are worth about 3 % of the price"""
    alliance_spread: Positive = assumed(0.004, 0.001, 0.01, "share of revenue")
    """scale of luck in joining an alliance. Source: scale of Gumbel noise in joining: few join an
    alliance that does not pay yet"""
    host_consent: Share = assumed(0.3, 0.1, 0.7, "share")
    """firms whom the host of an ecosystem lets in. Source: hosts choose few among those that ask;
    alliances are open to whoever pays dues"""
    adapting: NonNegative = assumed(0.01, 0.003, 0.03, "share of own-brand sales")
    """cost of adapting goods to a common interface and certifying them. Source: a part of the dues
    of alliances, which stand for it too"""
    brand_decay: Share = assumed(0.05, 0.03, 0.1, "1/quarter")
    """δ, part of goodwill lost in a quarter. Source: advertising goodwill fades within a few years
    (Nerlove and Arrow 1962 give the form)"""
    brand_gain: Share = assumed(0.02, 0.01, 0.05, "1/quarter")
    """γ, goodwill gained by marketing at the norm"""
    brand_hit: Share = assumed(0.02, 0.0, 0.06, "1/quarter")
    """ω, goodwill gained by a hit. Source: a hit makes a name as much as the norm of marketing
    does"""
    recapture: Share = assumed(0.7, 0.4, 0.95, "share")
    """part of unserved buyers who look for another maker. Source: buyers who find a shelf empty and
    look on"""
    shock_probability: Share = assumed(0.1, 0.05, 0.2, "1/quarter")
    """chance that a customer moves a firm's reach. Source: rare lumpy luck gives growth rates that
    are Laplace-like"""
    shock_scale: NonNegative = assumed(0.25, 0.1, 0.5, "ln reach")
    """scale of the Laplace shock for a firm with one customer"""
    customers_elasticity: Share = derived(0.5, 0.3, 0.7, "1")
    """η, customers by sales. Source: the number of customers is about a half of the spread of sales
    among Belgian firms (Bernard, Dhyne, Magerman, Manova and Moxnes 2022)"""
    customers_most: Positive = assumed(200.0, 100.0, 400.0, "customers")
    """customers of a firm that are told apart"""
    outside_answer: NonNegative = assumed(0.15, 0.05, 0.3, "1/quarter")
    """χ, part of a lag in quality that outside brands close. Source: outside brands close this part
    of a quality gap"""
    demonstration: Share = assumed(0.1, 0.0, 0.3, "1/quarter")
    """part of the city's lead in openness that others follow. Source: other places follow what they
    see at work; at full penetration a tenth of the gap a quarter"""
    income_growth: Real = assumed(0.0, 0.0, 0.05, "1/year")
    """growth of ceilings by real income. Source: the cells' own growth carries income"""
    marketing_most: Positive = assumed(4.0, 2.0, 8.0, "norm = 1")
    """intensity of marketing beyond which more does nothing"""
    reach_bound: Positive = assumed(0.25, 0.15, 0.5, "1/quarter")
    """most growth of ln reach by value and marketing"""
    reach_home: Positive = assumed(2.0, 1.0, 4.0, "rest of China = 1")
    """reach of a new line in its city"""
    reach_export: NonNegative = assumed(0.25, 0.1, 0.5, "rest of China = 1")
    """reach of a new line abroad"""
    share_most: Inside = assumed(0.97, 0.9, 0.99, "share")
    """most of a cell that the city's makers can be given by the data"""
    shock_most: Positive = assumed(1.5, 0.75, 2.5, "ln reach")
    """largest shock to the reach of a firm with one customer"""
    models_per_brand: Positive = assumed(5.0, 3.0, 10.0, "models")
    """outside models that make an outside brand, where brands are ranked by Zipf's law"""
    first_set_quarters: NonNegative = assumed(8.0, 4.0, 12.0, "quarters")
    """how long a model counts as a first set"""
    content_value: NonNegative = assumed(0.3, 0.1, 0.5, "1")
    """γ, elasticity of what could be in use by titles of content. Source: studies of game consoles
    and disc players find a few tenths to a half of sales by variety (general knowledge)"""
    content_entry: NonNegative = assumed(0.6, 0.3, 1.0, "1")
    """β, elasticity of new titles by installed units. Source: studies of game consoles find titles
    to follow users less than in proportion (general knowledge); with γ the loop stays below one"""
    content_life: Positive = assumed(2.0, 1.0, 4.0, "years")
    """L, how long a title draws users. Source: games sell mostly in their first two years (general
    knowledge)"""
