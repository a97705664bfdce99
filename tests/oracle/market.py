"""A market: its size at three destinations, the choice of buyers, the outside brands."""

from __future__ import annotations

from math import exp, log, log2
from typing import TYPE_CHECKING, Any, ClassVar

import mesa

from tests.oracle.line import NOTHING, Line

if TYPE_CHECKING:
    from tests.oracle.places import Segment

DESTINATIONS = range(3)
SPILL_ROUNDS = 3


class Market(mesa.Agent):
    """One use. Lists of three are by destination: city, rest, export."""

    TRAITS = (
        "rd_reference",
        "adopted",
        "size",
        "price_index",
        "outside_quality",
        "outside_price",
        "outside_reach",
        "outside_units",
        "lost_units",
        "frontier",
        "input_price",
        "national_made",
        "learning",
        "openness",
        "openness_reference",
        "content",
        "content_reference",
        "reference_stock",
        "pool",
        "mean_quality",
        "outside_input_price",
        "input_base",
        "supplied",
        "orders",
        "local_part",
        "local_materials",
        "import_materials",
        "material_cost",
    )
    TERMS = ("price_support", "trade_in", "reserved")
    """What policy bends for it."""
    USUAL: ClassVar = {
        "ceiling_usual": "ceiling",
        "content_usual": "content",
        "support_usual": "price_support",
        "trade_in_usual": "trade_in",
    }
    """The same under the plan that its path contains, by the name of the term."""
    STATIC = (
        "reference_price",
        "reference_cost",
        "price_weight",
        "brand_weight",
        "hit_share",
        "hosted_share",
        "starts",
        "grows",
        "elasticity",
        "innovation",
        "imitation",
        "ceiling",
        "content_base",
        "life",
        "growth",
        "outside_growth",
        "size_start",
        "is_vehicle",
        "is_nev",
        "by_fleets",
        "labour_share",
        "energy_share",
        "scale",
        "learning_rate",
    )

    def __init__(self, model: mesa.Model, segment: Segment, traits: dict[str, Any]) -> None:
        super().__init__(model)
        vars(self).update(traits)
        self.segment = segment
        self.lines: list[Line] = []
        self.mean_value = 0.0
        self.held_start: dict[int, float] = {}
        self.held: dict[int, float] = {}
        """Yuan of this component in a unit of each use that holds it."""
        self.level2_cost = 0.0
        self.outside_share = [0.0, 0.0, 0.0]

    def move_frontier(self) -> None:
        """F' = max(F·e^(g/4), best outside); nothing moves before the market opens."""
        grown = self.frontier * exp(self.outside_growth / 4.0 if self.is_open else 0.0)
        self.frontier = max(grown, self.outside_quality)

    @property
    def is_open(self) -> bool:
        """Whether it has opened."""
        return self.starts <= self.model.quarter

    @property
    def pull(self) -> float:
        """What it is worth to who looks for a market: w·ln(value at home)."""
        value = (self.size[0] + self.size[1]) * self.reference_price
        return self.model.parameters.entry.market_weight * log(max(value, 1e-300))

    @property
    def year_at_home(self) -> float:
        """Four such quarters of all makers at home, at the start's price, million yuan."""
        return 4.0 * (self.size[0] + self.size[1]) * self.reference_price / 1e6

    def permit_wait(self) -> int:
        """Quarters until a new model may be sold. The city's part is eased by grades and hastened
        by approval; supervision takes its time."""
        grade, own = max(self.permit_grade - self.permit_eased, 0), self.permit_local
        checks = self.model.parameters.safety.supervision_wait * self.segment.supervision
        p = self.model.parameters.research
        wait = (0.0, p.permit_wait_1, p.permit_wait_2, p.permit_wait_3)
        mine = wait[grade] * (self.model.approval_delay * (1.0 + checks))
        return round((1.0 - own) * wait[self.permit_grade] + own * mine)

    def grow(self) -> None:
        """Adoption with replacement (Bass), or a path of growth; seasons and events.

        K = K₀(1+g)^t·p^−ε·income·events·openness·trust, p by consumer prices, t from its opening;
        ΔA = (p/4 + q/4·min(1, A/K))·(K − A)⁺;
        replacement = min(A, K)/(4·life);  lost = (A − K)⁺/(4·life).
        """
        model, segment = self.model, self.segment
        years = max(0, model.quarter - max(self.starts, model.start)) / 4.0
        self.season = season = self.seasonal[model.quarter % 4]
        for d in DESTINATIONS:
            if self.follows and d < 2:
                continue
            if not self.is_open:
                self.size[d] = 0.0
                continue
            price, elasticity = self.price_index, self.elasticity[d]
            price /= exp(model.parameters.price.inflation * years)  # of what incomes buy
            if d == 0:  # a government bears a part of what buyers in the city pay
                price *= 1.0 - self.price_support
            growth = (1.0 + self.growth[d]) ** years
            events = self.demand_factor[d]
            if self.grows:
                path = self.size_start[d] * growth * price**-elasticity
                if d == 0:  # whoever buys in a grown market replaces
                    path *= (1.0 - self.trade_in) ** -elasticity
                self.size[d] = path * season * events
                continue
            top = self.ceiling[d] * growth * price**-elasticity
            top *= exp(model.parameters.demand.income_growth * years) * self.ceiling_factor[d]
            top *= self.openness[d]
            if d < 2:
                top *= self.worth_of_content
            if d == 0:
                top *= (segment.trust if self.permit_grade > 0 else 1.0) * (1.0 + self.ceiling_lift)
            adopted, slow = self.adopted[d], 4.0 * self.life[d]
            fill = min(1.0, adopted / max(top, 1e-12))
            new = (self.innovation[d] + self.imitation[d] * fill) / 4.0 * max(0.0, top - adopted)
            replaced = min(adopted, max(top, 0.0)) / slow
            if d == 0:  # a device is replaced sooner where a government bears a part of the price
                replaced *= (1.0 - self.trade_in) ** -elasticity
            self.size[d] = (new + replaced) * season * events
            self.adopted[d] = adopted + new * events - max(0.0, adopted - top) / slow
        self.size[2] *= self.exports
        if self.follows:
            self.hold_to_path()
        if segment.is_component or self.by_fleets:  # what the city's buyers ordered
            self.size[0] = self.orders
        if self.by_fleets:
            self.adopted[0] = self.fleet
        self.national = max(self.size[0] + self.size[1], 1e-9)

    def hold_to_path(self) -> None:
        """The path, and what policy adds: (A − A*)/(4L) + κ(f·A* − A), κ = 1/(4τ), f = F/F*.

        F = openness·(1 + ceiling)·(1 − support)^−ε in the city, openness elsewhere, both by what
        content makes of it; elsewhere no more is added than in the city. Trade-in draws
        min(A*/(4L), path)·(g/g* − 1) forward and pays pool/(2L) back. A' = A(1 − 1/(4L)) + size,
        and A*' with the path in place of the size.
        """
        segment, epsilon = self.segment, self.elasticity[0]
        units = self.path / (self.price_index if self.in_money else 1.0)
        beyond = self.demand_factor[0] * self.ceiling_factor[0]
        beyond /= self.demand_factor[1] * self.ceiling_factor[1]
        if self.permit_grade > 0:
            beyond *= segment.trust
        here = min(self.city_part * beyond, 1.0) * units
        bent = self.openness[0] * (1.0 + self.ceiling_lift) * (1.0 - self.price_support) ** -epsilon
        usual = self.openness_reference[0] * (1.0 + self.ceiling_usual)
        usual *= (1.0 - self.support_usual) ** -epsilon
        worth, shown_openness = self.worth_of_content, self.openness[1] / self.openness_reference[1]
        ratios = bent / usual * worth, shown_openness * worth
        adjustment = 4.0 * self.model.parameters.national.adjustment_years
        shown = 0.0
        for d, (path, ratio) in enumerate(zip((here, units - here), ratios, strict=True)):
            slow, stock, kept = 4.0 * self.life[d], self.adopted[d], self.reference_stock[d]
            extra = (stock - kept) / slow + (ratio * kept - stock) / adjustment
            if d == 0:
                shown = abs(extra)
                gain = ((1.0 - self.trade_in) / (1.0 - self.trade_in_usual)) ** -epsilon
                forward = min(kept / slow, path) * (gain - 1.0)
                back = 2.0 * self.pool / slow
                self.pool += forward - back
                extra += forward - back
            else:
                extra = max(-shown, min(extra, shown))
            self.size[d] = max(0.0, path + extra)
            self.adopted[d] = stock * (1.0 - 1.0 / slow) + self.size[d]
            self.reference_stock[d] = kept * (1.0 - 1.0 / slow) + path

    @property
    def worth_of_content(self) -> float:
        """(T/T*)^γ: what titles beyond those of the path's plan make of what could be in use."""
        value = self.model.parameters.demand.content_value
        return float((self.content / self.content_reference) ** value)

    def bring_out(self) -> None:
        """T' = T + ((A/A₀)^β·(1 + s) − T)/(4L), of goods that live on titles; T* with A* and s*."""
        p = self.model.parameters.demand
        if not self.content_base:
            return
        slow = 4.0 * p.content_life

        def after(titles: float, stock: list[float], support: float) -> float:
            users = (stock[0] + stock[1]) / self.content_base
            return titles + (users**p.content_entry * (1.0 + support) - titles) / slow

        self.content = after(self.content, self.adopted, self.content_lift)
        if self.follows:
            usual = self.reference_stock
            self.content_reference = after(self.content_reference, usual, self.content_usual)

    def price_inputs(self) -> None:
        """What a unit of the outside brands' quality costs a maker of productivity one."""
        materials = self.input_price * self.cost_factor
        self.labour = self.labour_share * self.model.relative_wage
        self.other_inputs = (
            self.energy_share + (1.0 - self.labour_share - self.energy_share) * materials
        )
        elsewhere = self.outside_input_price * self.cost_factor
        self.outside_inputs = (
            self.energy_share + (1.0 - self.labour_share - self.energy_share) * elsewhere
        )
        self.cost_norm = self.reference_cost / self.input_base * self.learning

    def choose(self) -> None:
        """Share of each line: weight by all weights, the outside brands' included."""
        pi = self.model.parameters.national.rivals_price
        rise = exp((1.0 - pi) * self.rivals_gain)
        home_city, home_rest, abroad = self.outside_reach
        self.outside_reach = [home_city * rise, home_rest * rise, abroad]
        self.leave_to_makers()
        city, rest, export = self.outside_reach
        for line in self.lines:
            weight = line.weight
            city += weight[0]
            rest += weight[1]
            export += weight[2]
        size_city, size_rest, size_export = self.size
        favoured = [line for line in self.lines if line.weight[0] > 0.0 and line.is_favoured()]
        kept = sum(line.weight[0] for line in favoured)
        reserved = self.reserved if kept > 0.0 else 0.0
        mean = 0.0
        national = max(size_city + size_rest, 1e-12)
        for line in self.lines:
            weight = line.weight
            to_city = (1.0 - reserved) * weight[0] / city * size_city
            if reserved > 0.0 and line in favoured:
                to_city += reserved * weight[0] / kept * size_city
            to_rest = weight[1] / rest * size_rest
            line.demand = (to_city, to_rest, weight[2] / export * size_export)
            mean += (to_city + to_rest) * line.value
            share = (to_city + to_rest) / national * (1.0 - line.hosted)
            line.hit = any(share * model.within >= self.hit_share for model in line.offer)
        self.mean_value = mean / national
        totals = (city, rest, export)
        self.outside_share = [self.outside_reach[d] / totals[d] for d in DESTINATIONS]
        self.outside_share[0] *= 1.0 - reserved
        self._order()

    def _order(self) -> None:
        """Goods made to order are part of what the outside brands sell, and no more than that."""
        makers = [line for line in self.lines if line.contracted]
        for d in DESTINATIONS:
            ordered = sum(line.ordered[d] for line in makers)
            room = min(1.0, self.outside_share[d] * self.size[d] / max(ordered, 1e-9))
            for line in makers:
                demand = list(line.demand)
                demand[d] += line.ordered[d] * room
                line.demand = (demand[0], demand[1], demand[2])

    def leave_to_makers(self) -> None:
        """Outside brands get the part of the city's orders that was not meant for its makers."""
        makers = sum(line.weight[0] for line in self.lines)
        part = self.local_part
        if self.segment.is_component and part > 0.0 and makers > 0.0:
            _, rest, export = self.outside_reach
            self.outside_reach = [makers * (1.0 - part) / part, rest, export]

    def deliver(self) -> None:
        """Lines serve their own buyers pro rata; who finds nothing looks on, in three rounds.

        The part ``recapture`` of the unserved asks the lines that have goods left, and the outside
        brands, by weight; the others give up.
        """
        recapture = self.model.parameters.demand.recapture
        unserved = [0.0, 0.0, 0.0]
        hurt = 1.0 - self.capacity_factor * self.supplied
        for line in self.lines:
            line.able = line.capacity * max(0.0, 1.0 - line.firm.local_share * hurt)
            line.left = line.stock + line.able
            line.sold = NOTHING
            asked = line.demand
            if line.contracted:  # orders beyond its means stay with the outside brands
                part = min(1.0, line.left / max(sum(asked), 1e-9))
                asked = (asked[0] * part, asked[1] * part, asked[2] * part)
            self._serve(line, asked, unserved)
        lost, outside = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        for _ in range(SPILL_ROUNDS):
            if not any(unserved):
                break
            searching = [u * recapture for u in unserved]
            for d in DESTINATIONS:
                lost[d] += unserved[d] - searching[d]
            unserved = self._look_on(searching, outside)
        self.lost_units = [lost[d] + unserved[d] for d in DESTINATIONS]
        to_order = [sum(x.sold[d] for x in self.lines if x.contracted) for d in DESTINATIONS]
        self.outside_units = [
            max(0.0, self.outside_share[d] * self.size[d] - to_order[d]) + outside[d]
            for d in DESTINATIONS
        ]

    def _look_on(self, searching: list[float], outside: list[float]) -> list[float]:
        """One round; adds what outside brands sell to ``outside``, returns who is unserved."""
        open_ = [line for line in self.lines if line.left > 0.0]
        city, rest, export = self.outside_reach
        for line in open_:
            weight = line.weight
            city += weight[0]
            rest += weight[1]
            export += weight[2]
        totals = (city, rest, export)
        # Buyers for each unit of weight; where nobody sells, they stay unserved.
        rate = [s / t if t > 0.0 else 0.0 for s, t in zip(searching, totals, strict=True)]
        unserved = [0.0 if t > 0.0 else s for s, t in zip(searching, totals, strict=True)]
        for d in DESTINATIONS:
            outside[d] += self.outside_reach[d] * rate[d]
        to_city, to_rest, to_export = rate
        for line in open_:
            weight = line.weight
            asked = (weight[0] * to_city, weight[1] * to_rest, weight[2] * to_export)
            self._serve(line, asked, unserved)
        return unserved

    @staticmethod
    def _serve(line: Line, asked: tuple[float, float, float], unserved: list[float]) -> None:
        """Sell what a line has left; adds whom it can't serve to ``unserved``."""
        city, rest, export = asked
        total = city + rest + export
        left = line.left
        sold = line.sold
        if total <= left:
            line.left = left - total
            line.sold = (sold[0] + city, sold[1] + rest, sold[2] + export)
            return
        part = left / total
        line.left = 0.0
        line.sold = (sold[0] + city * part, sold[1] + rest * part, sold[2] + export * part)
        unserved[0] += city - city * part
        unserved[1] += rest - rest * part
        unserved[2] += export - export * part

    def learn(self) -> None:
        """Everybody's cost by national output, a line's own beyond it."""
        added = sum(self.outside_units) + sum(sum(line.sold) for line in self.lines)
        national = max(self.national_made, 1.0)
        after = national + added
        for line in self.lines:
            line.learn(after / national, national, after)
        self.learning *= (after / national) ** log2(1.0 - self.learning_rate)
        self.national_made = after

    def answer(self) -> None:
        """Outside brands follow cost in price and the city's makers in quality.

        Δln q = g/4 + χ·(ln q_city − ln q)⁺. The index is the mean price against the start.
        """
        mix = self.labour_share * self.model.outside_relative_wage + self.outside_inputs
        if not self.is_open:
            self.input_base = mix
        self.outside_price = self.reference_price * mix / self.input_base * self.learning
        pi, weight = self.model.parameters.national.rivals_price, self.price_weight
        weight *= self.model.parameters.demand.alpha_price
        self.outside_price *= exp(-pi * self.rivals / weight)
        units = value = quality = 0.0
        for line in self.lines:
            for model in line.offer:
                sold = model.units
                units += sold
                value += sold * model.price
                quality += sold * log(model.quality)
        known = units > 0.0
        self.mean_quality = exp(quality / max(units, 1e-12)) if known else self.outside_quality
        gap = max(0.0, log(self.mean_quality / self.outside_quality))
        chi = self.model.parameters.demand.outside_answer
        better = self.outside_growth / 4.0 if self.is_open else 0.0
        self.outside_quality *= exp(better + chi * gap)
        outside = sum(self.outside_units)
        value += outside * self.outside_price
        mean_price = value / max(units + outside, 1e-12) if self.is_open else self.outside_price
        self.price_index = max(mean_price / self.reference_price, 1e-3)
