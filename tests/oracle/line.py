"""A firm's product line in one market, and the models in it."""

from __future__ import annotations

from collections import deque
from math import exp, log, log2, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.firm import Firm
    from tests.oracle.market import Market

NOTHING = (0.0, 0.0, 0.0)


class Model:
    """A model of a product line."""

    TRAITS = ("lane", "quality", "launched", "on_sale", "level", "price", "units")
    __slots__ = (*TRAITS, "cost", "within")

    def __init__(self, **traits: Any) -> None:
        for name, value in traits.items():
            setattr(self, name, value)


class Line:
    """What a firm sells in one market. Triples are by destination: city, rest, export."""

    TRAITS = (
        "lane",
        "reach",
        "brand",
        "fit",
        "hosted",
        "ecosystem",
        "markup",
        "cost_level",
        "unit_cost",
        "price",
        "capacity",
        "stock",
        "made",
        "made_past",
        "expected",
        "demand",
        "sold",
        "share",
        "share_year",
        "contracted",
        "ordered",
        "markup_norm",
    )
    __slots__ = (
        *TRAITS,
        "able",
        "firm",
        "hit",
        "left",
        "market",
        "material",
        "models",
        "offer",
        "output",
        "value",
        "weight",
    )

    def __init__(self, firm: Firm, market: Market, **traits: Any) -> None:
        for name, value in traits.items():
            setattr(self, name, value)
        self.share_year = deque(self.share_year, maxlen=4)
        self.firm = firm
        self.market = market
        self.models: list[Model] = []
        self.offer: list[Model] = []
        self.output = self.material = self.value = self.left = self.able = 0.0
        self.weight = NOTHING
        self.hit = False
        firm.lines.append(self)
        market.lines.append(self)

    def set_markup(self) -> None:
        """μ' = clip(μ·[1 + υ·clip(Δshare/share, ±Δ_max)], μ_min, μ_max), Δ over a year."""
        if self.contracted:
            self.ask_by_use()
            return
        p = self.firm.model.parameters.price
        before, now = self.share_year[3], self.share_year[0]
        if before > 0.0:
            # A share of almost nothing counts as 1e-15.
            past = max(before, 1e-15)
            most = p.share_change_most
            change = min(max((now - past) / past, -most), most)
            moved = self.markup + p.markup_speed * change * max(abs(self.markup), p.markup_floor)
        else:
            moved = self.markup
        self.markup = min(max(moved, p.markup_min), p.markup_max)

    def ask_by_use(self) -> None:
        """On orders: μ = clip(μ₀·[1 + γ·(u/u* − 1)], μ_min, μ_max), u orders by capacity."""
        parameters = self.firm.model.parameters
        p = parameters.contracting
        use = self.expected / max(self.capacity, 1e-9) / parameters.capacity.utilisation
        asked = self.markup_norm * (1.0 + p.margin_response * (use - 1.0))
        self.markup = min(max(asked, p.markup_min), p.markup_max)

    def appraise(self) -> None:
        """Cost, price and value of the models on sale; the line's inclusive value and weight.

        c = c_ref·(q/q̄)^s·mix·level,  U = α_q ln(q/q̄) − α_p ln(p/p̄) + α_b·b + α_e·ecosystem + fit,
        I = λ·ln(mean exp(U/λ)) + τ·ln n.
        """
        market = self.market
        quarter = market.model.quarter
        self.offer = offer = [m for m in self.models if m.on_sale <= quarter]
        if not offer:
            self.value, self.weight = 0.0, NOTHING
            return
        p = market.model.parameters.demand
        base = market.cost_norm * self.cost_level
        base *= 1.0 - self.firm.cost_relief * self.firm.local_share
        base *= self.mix(self.firm.local_share)
        markup, scale = 1.0 + self.markup, market.scale
        norm, outside_price = market.outside_quality, market.outside_price
        alpha_quality, alpha_price = p.alpha_quality, p.alpha_price * market.price_weight
        constant = p.alpha_brand * market.brand_weight * self.brand + self.fit
        constant += p.alpha_ecosystem * self.ecosystem
        worth = []
        for model in offer:
            relative = model.quality / norm
            model.cost = cost = base * relative**scale
            model.price = price = cost * markup
            worth.append(
                alpha_quality * log(relative) - alpha_price * log(price / outside_price) + constant
            )
        nest = p.nest_scale
        best = max(worth)
        weights = [exp((u - best) / nest) for u in worth]
        total = sum(weights)
        for model, weight in zip(offer, weights, strict=True):
            model.within = weight / total
        self.value = best + nest * log(total) + (p.variety - nest) * log(len(offer))
        pull = exp(self.value)
        city, rest, export = self.reach
        self.weight = (city * pull, rest * pull, export * pull)

    def mix(self, local: float) -> float:
        """Inputs against the start: wages of the city for the part ``local``, of elsewhere for the
        rest, where no park adds to what an hour makes."""
        market, firm = self.market, self.firm
        here = market.labour / firm.hourly_output
        there = market.labour_share * market.model.outside_relative_wage / firm.productivity
        return local * here + (1.0 - local) * there + market.other_inputs

    def is_favoured(self) -> bool:
        """Public buyers prefer a domestic processor, and what was launched within two years."""
        last = self.market.model.quarter
        last -= self.firm.model.parameters.demand.first_set_quarters
        return self.firm.domestic_cpu or any(model.launched > last for model in self.offer)

    def move_stocks(self, intensity: float, shock: float) -> None:
        """Reach by value against the market's mean, marketing and luck; brand by marketing, hits.

        Δln r = clip(κ(I − Ī) + κ_m(√m − 1), ± bound) + shock;
        b' = (1−δ)b + (1−b)(γ·√m + ω·hit).
        Marketing m is what the firm does and what policy adds to it.
        """
        p = self.firm.model.parameters.demand
        marketing = sqrt(intensity)
        growth = p.reach_speed * (self.value - self.market.mean_value)
        growth += p.reach_marketing * (marketing - 1.0)
        policy = self.firm.segment
        factor = exp(min(max(growth, -p.reach_bound), p.reach_bound) + shock)
        city, rest, export = self.reach
        self.reach = (city * factor, rest * factor, export * factor * exp(policy.export_reach))
        gained = p.brand_gain * marketing + (p.brand_hit if self.hit else 0.0)
        brand = (1.0 - p.brand_decay) * self.brand + (1.0 - self.brand) * gained
        self.brand = min(max(brand, 0.0), 1.0)

    def produce(self) -> float:
        """Make what was sold and what brings the stock to its target, within capacity. Sales."""
        market = self.market
        p = market.model.parameters.price
        total = sum(self.sold)
        wanted = max(0.0, total + p.stock_target * self.expected - self.stock)
        made = max(total - self.stock, min(self.able, wanted), 0.0)
        self.made = made
        self.stock = max(0.0, self.stock + made - total)
        seen = sum(self.demand) / max(market.season, 1e-6)
        self.expected += p.expectation * (seen - self.expected)
        self.share = (self.sold[0] + self.sold[1]) / market.national
        self.share_year.appendleft(self.share)
        return total

    def split(self, total: float) -> None:
        """Sales by model, the line's mean cost and price; old models that don't sell go."""
        if not self.offer:
            return
        cost = price = 0.0
        p = self.market.model.parameters.research
        last_good = self.market.model.quarter - p.model_quarters
        weak = []
        for model in self.offer:
            within = model.within
            model.units = total * within
            cost += within * model.cost
            price += within * model.price
            if within < p.model_share and model.launched <= last_good:
                weak.append(model)
        self.unit_cost, self.price = cost, price
        if weak and len(weak) < len(self.offer):  # never the last one
            self.models = [m for m in self.models if m not in weak]

    def learn(self, national_ratio: float, national: float, national_after: float) -> None:
        """cost level · [(E'/E)/(N'/N)]^(−b·part), E = own + σN, b = −log₂(1 − rate)."""
        p = self.market.model.parameters.price
        spill = p.learning_spill
        before = self.made_past + spill * national
        self.made_past += self.made
        after = self.made_past + spill * national_after
        exponent = log2(1.0 - self.market.learning_rate) * p.learning_own
        self.cost_level *= (after / before / national_ratio) ** exponent
