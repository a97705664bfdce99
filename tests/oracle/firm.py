"""A firm: plans, research, launches, and every flow of its quarter."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import erfc, exp, inf, log, sqrt
from typing import TYPE_CHECKING, Any

import mesa

from abm.lines import REACH
from abm.start.founding import LINE_SPAN, PRODUCT_SPAN
from agents import kinds
from agents.columns import MEMORY
from agents.finance import HOLE
from tests.oracle.line import Line, Model
from tests.oracle.luck import poisson

if TYPE_CHECKING:
    from tests.oracle.market import Market
    from tests.oracle.places import Park, Segment

MILLION = 1e6

Luck = Callable[[int, int], list[float]]
"""Uniforms of a quarter for a luck id, so many."""


class Firm(mesa.Agent):
    """Headquarters in a park, perhaps a plant, product lines in markets."""

    TERMS = (
        "rd_subsidy",
        "tax_relief",
        "rd_deduction",
        "component_research",
        "design_help",
        "cost_relief",
    )
    """What policy bends for it."""
    MEMORIES = ("revenue_past", "profit_past", "rd_past", "share_past")
    TRAITS = (
        "cash",
        "lane",
        "kind",
        "founded",
        "spun_off",
        "local_share",
        "nev_share",
        "level2",
        "domestic_cpu",
        "debt",
        "technology",
        "productivity",
        "rd_share",
        "rd_own",
        "rd_real",
        "rd_reported",
        "engineers",
        "engineers_before",
        "operators",
        "staff",
        "office",
        "works",
        "progress",
        "launches",
        "parent",
        "parent_until",
        "burn",
        "raised_research",
        "raised_until",
        "revenue",
        "labour",
        "value_added",
        "marketing",
        "dues",
        "adapting",
        "profit",
        "loss_forward",
        "year_profit",
        "deducted",
        "contract_part",
        "making",
        "hire_capacity",
        *MEMORIES,
    )
    sector = "firms"

    def __init__(self, model: mesa.Model, traits: dict[str, Any]) -> None:
        super().__init__(model)
        vars(self).update(traits)
        for name in self.MEMORIES:
            setattr(self, name, deque(getattr(self, name), maxlen=MEMORY))
        self.lines: list[Line] = []
        for term in self.TERMS:
            setattr(self, term, 0.0)
        self.engineers_wanted = 0.0
        self.goods = self.cost = self.gross_profit = self.rent_hq = self.rent_plant = 0.0

    # Where it is and what it makes; set by whoever builds the model.
    segment: Segment
    market: Market
    home: Park
    plant: Park | None
    maker: Firm | None

    def budget_research(self) -> None:
        """Reported R = B(1 + φz)/(1 − z), real: less the relabelled part of its rise; the engineers
        it could pay."""
        p = self.model.parameters.research
        z = min(self.rd_subsidy + self.component_research, p.refunded_most)
        self.rd_reported = self.rd_own * (1.0 + p.subsidy_response * z) / (1.0 - z)
        relabelled = p.relabelled * max(0.0, self.rd_reported - self.rd_own)
        self.rd_real = self.rd_reported - relabelled
        self.engineers_wanted = p.labour_share * self.rd_real / self.model.wage_engineer

    def hire(self, engineers: float) -> None:
        """Put engineers to work; money for those that are not to be had stays."""
        if self.engineers_wanted > 0.0:
            part = engineers / self.engineers_wanted
            self.rd_reported *= part
            self.rd_real *= part
        self.engineers_before = self.engineers
        self.engineers = engineers

    def discover(self, uniform: float) -> None:
        """Innovations: Poisson of λE^η·g, worth step·√n within headroom; imitation of the best."""
        p, engineers = self.model.parameters.research, self.engineers_before
        mean = p.innovation_rate * engineers**p.engineer_elasticity * self.home.spillover
        mean *= self.segment.local_pull * (1.0 + self.segment.innovation)
        count = poisson(min(mean, 40.0), uniform)
        gap = log(self.market.frontier / self.technology)
        growth = 0.0
        if count:
            size = sqrt(count)
            headroom = max(0.0, 1.0 - max(0.0, -gap) / p.headroom)
            growth = p.quality_step * size * headroom
            lead = log(self.productivity) - self.model.best_log_productivity
            headroom = max(0.0, 1.0 - max(0.0, lead) / p.headroom)
            self.productivity *= exp(p.productivity_step * size * headroom)
        if gap > 0.0:
            growth += p.imitation_rate * engineers / (engineers + p.absorption) * gap
        self.technology *= exp(growth)

    def develop(self) -> bool:
        """Fill the project by √(R&D/reference)/T, at most half. True when it is ready to launch."""
        self.progress += self.filled()
        return self.progress >= 1.0

    def filled(self) -> float:
        """Part of a project that a quarter's R&D fills."""
        p = self.model.parameters.research
        share = sqrt(self.rd_real / self.market.rd_reference)
        return min(p.progress_most, share / p.launch_quarters)

    def launch(self, noise: float, level: float, turn: float, luck: Luck) -> None:
        """Put a new model into the line of the main market, a first line if there is none.

        A maker of engine cars puts some into its NEV line, with the same standing; who sells its
        own products may put it where a market of its segment has opened later, by its ``luck``.
        """
        model, quarter = self.model, self.model.quarter
        self.progress -= 1.0
        mine = [line for line in self.lines if line.market is self.market]
        line = mine[-1] if mine else self.open_line()
        standing = 1.0
        electric = [line for line in self.lines if line.market.is_nev]
        if electric and turn < self.nev_share:
            line = electric[-1]
            standing = line.market.outside_quality / self.market.outside_quality
        elif self.launches > 0 and not line.contracted:
            market = self.next_market(luck)
            standing = market.outside_quality / self.market.outside_quality
            there = [other for other in self.lines if other.market is market]
            line = there[-1] if there else self.open_line(market, line.brand)
        noise = min(max(noise, -3.0), 3.0)
        p = model.parameters.research
        designed = 0.0
        if self.design_help > 0.0:
            whole = max(self.rd_real, 1e-9) / max(self.filled(), 1e-9)
            designed = p.design_elasticity * log(1.0 + self.design_help / whole)
        driven = (2 if level < self.level2_chance() else 1) if self.market.is_vehicle else 0
        driven = 4 if line.market.by_fleets else driven
        line.models.append(
            Model(
                lane=self.lane * PRODUCT_SPAN + self.launches,
                quality=self.technology * standing * exp(p.launch_spread * noise + designed),
                launched=quarter,
                on_sale=quarter + line.market.permit_wait(),
                level=driven,
                price=0.0,
                units=0.0,
            )
        )
        self.launches += 1

    def level2_chance(self) -> float:
        """Share of its new cars at level 2: its own, or the country's; of others by time."""
        if self.market.level2_cost > 0.0:
            return self.level2 if self.level2 > 0.0 else self.model.level2_national
        return self.model.level2_share

    def next_market(self, luck: Luck) -> Market:
        """Its own, or one of its segment that has opened later: the best of pull + Gumbel noise."""
        if self.kind not in (kinds.BRAND, kinds.OEM_, kinds.STARTUP):
            return self.market
        best, chosen = -inf, self.market
        markets = self.model.markets
        for market, u in zip(markets, luck(self.lane, len(markets)), strict=True):
            later = market.starts >= 0 and market.is_open and market.segment is self.segment
            if (
                later
                and market.by_fleets
                and sum(self.revenue_past[k] for k in range(4)) > market.year_at_home
            ):
                continue  # all of it is less than what it sells already
            if not (later or market is self.market):
                continue
            score = market.pull - log(-log(u))
            if score > best:
                best, chosen = score, market
        return chosen

    def open_line(self, market: Market | None = None, brand: float = 0.0) -> Line:
        """A line: a newcomer's reach with luck, capacity for a multiple of its sales. The first in
        its own market; in another it brings its name."""
        model, ordinal = self.model, 1 + len(self.lines) if self.lines else 0
        market = self.market if market is None else market
        (draw,) = model.luck.normals_of(REACH, [self.lane], [ordinal])
        luck = min(max(draw, -3.0), 3.0)
        p = model.parameters.demand
        entry = model.parameters.entry
        odds = erfc(-luck / sqrt(2.0)) / erfc(luck / sqrt(2.0))
        tail = entry.tail_spinoff if self.spun_off else entry.tail
        norm = p.reach_newcomer
        if market.by_fleets:  # one maker among those outside
            norm = model.parameters.fleets.newcomer / max(market.outside_models, 1)
        norm *= odds ** (1.0 / tail)
        reach = tuple(norm * lead for lead in (p.reach_home, 1.0, p.reach_export))
        hoped = sum(r * size for r, size in zip(reach, market.size, strict=True))
        return Line(
            self,
            market,
            lane=self.lane * LINE_SPAN + ordinal,
            reach=reach,
            brand=brand,
            fit=0.0,
            hosted=market.hosted_share,
            ecosystem=0.0,
            markup=market.reference_price / market.reference_cost - 1.0,
            cost_level=1.0,
            unit_cost=market.reference_cost,
            price=market.reference_price,
            capacity=model.parameters.capacity.newcomer * hoped,
            stock=0.0,
            made=0.0,
            made_past=1.0,
            expected=hoped,
            demand=(0.0, 0.0, 0.0),
            sold=(0.0, 0.0, 0.0),
            share=0.0,
            share_year=(0.0, 0.0, 0.0, 0.0),
            contracted=False,
            ordered=(0.0, 0.0, 0.0),
            markup_norm=0.0,
        )

    def year_mean(self) -> float:
        """Mean revenue of the last four quarters."""
        past = self.revenue_past
        return (past[0] + past[1] + past[2] + past[3]) / 4.0

    def set_budgets(self) -> None:
        """R&D and marketing by revenue, less when out of cash; a startup's and a parent's R&D.

        What a listing raised for R&D comes on top.
        """
        revenue, p = self.year_mean(), self.model.parameters.finance
        raised = self.raised_research if self.raised_until >= self.model.quarter else 0.0
        open_ = self.parent_until >= self.model.quarter
        lacks = open_ and revenue < self.parent
        backed = p.parent_research * self.parent if lacks else 0.0
        if self.cash < HOLE and not (open_ and self.parent > 0.0):
            revenue *= p.thrift
            raised *= p.thrift
        own = self.rd_share * revenue + raised
        if self.kind == kinds.STARTUP:
            own = p.startup_research * self.burn
        self.rd_own = max(own, backed)
        most = self.model.parameters.contracting.marketing
        self.marketing = self.lean(self.segment.marketing_share, most) * revenue

    def lean(self, share: float, most: float) -> float:
        """Cost share of a firm that works to order in part: (1−c)·x + c·min(x, most)."""
        return share + self.contract_part * (min(share, most) - share)

    def move_stocks(self, hit: Luck, size: Luck, sign: Luck) -> None:
        """Marketing intensity, and a step of ln reach for all lines by what customers do.

        n = ⌊(S/S₀)^η⌋ customers, each with probability π a Laplace step, weighted by Zipf's law.
        """
        if not self.lines:
            return
        p, shock = self.model.parameters.demand, 0.0
        year = 4.0 * self.year_mean()
        one = self.model.parameters.finance.promotion_revenue * self.model.price_level
        ratio = max(1.0, year / one)
        count = int(min(ratio**p.customers_elasticity, p.customers_most))
        moves, sizes, signs = (draw(self.lane, count) for draw in (hit, size, sign))
        whole = sum(1.0 / (k + 1) for k in range(count))
        for k in range(count):
            if moves[k] < p.shock_probability:
                step = min(-log(1.0 - sizes[k]) * p.shock_scale, p.shock_most)
                shock += (-step if signs[k] < 0.5 else step) / (k + 1) / whole
        norm = max(self.revenue_past[0], 1e-9)
        intensity = self.marketing / norm / max(self.segment.marketing_share, 1e-6)
        intensity = min(intensity * (1.0 + self.segment.promotion), p.marketing_most)
        for line in self.lines:
            line.move_stocks(intensity, shock)

    def sell(self) -> float:
        """Receive sales by destination; returns those of components to plants in the city."""
        pay, sectors = self.model.books.pay, self.model.sectors
        home = rest = export = parts = orders = 0.0
        for line in self.lines:
            price = line.price / MILLION
            if line.contracted:
                orders += (line.sold[1] + line.sold[2]) * price
                continue
            city = line.sold[0] * price
            if line.market.segment.is_component:
                parts += city
            else:
                home += city
            rest += line.sold[1] * price
            export += line.sold[2] * price
        pay("sales_city", sectors["households"], self, home)
        pay("sales_rest", sectors["rest"], self, rest)
        pay("sales_export", sectors["rest"], self, export)
        pay("components", sectors["clearing"], self, parts)
        pay("turnkey_orders", sectors["rest"], self, orders)
        self.revenue = home + rest + export + parts + orders
        if self.revenue > 0.0:
            self.contract_part = orders / self.revenue
        return parts

    @property
    def hourly_output(self) -> float:
        """Own skill times what the place of the plant adds."""
        return self.productivity * (1.0 if self.plant is None else self.plant.gain)

    def produce(self) -> None:
        """Cost of what was made and of what was sold; wages, energy and materials at home.

        Operators = physical output · hours per unit / productivity.
        """
        model, share = self.model, self.local_share
        total = sold = heads = energy = parts = local = 0.0
        for line in self.lines:
            market = line.market
            made = line.made * line.unit_cost / MILLION
            total += made
            sold += sum(line.sold) * line.unit_cost / MILLION
            here = made * share * line.mix(1.0) / line.mix(share)
            local += here
            energy += here * market.energy_share
            hours = market.reference_cost / market.input_base * market.labour_share / MILLION
            heads += line.made * hours * line.cost_level
            line.material = here * (1.0 - market.labour_share - market.energy_share)
            parts += line.material
            line.output = line.made * line.price / MILLION * share
        self.operators = heads * share * model.trend / self.hourly_output / model.wage_start
        self.labour = min(self.operators * model.wage_operator, local)
        self.energy = min(energy, local - self.labour)
        self.material = max(local - self.labour - self.energy, 0.0)
        for line in self.lines:
            line.material *= self.material / parts if parts > 0.0 else 0.0
        self.outside_cost = max(total - local, 0.0)
        self.goods = total
        self.gross_profit = self.revenue - sold

    @property
    def for_hire(self) -> bool:
        """A contract maker that works in the city."""
        return self.kind == kinds.CONTRACT and self.local_share >= 0.5

    @property
    def hires(self) -> bool:
        """Whether a maker in the city makes its goods."""
        brand = self.kind in (kinds.BRAND, kinds.STARTUP)
        return brand and self.maker is not None and self.maker.for_hire

    def fee_margin(self, loaded: float) -> float:
        """Margin on the fee for brands: higher when it is full."""
        parameters = self.model.parameters
        p, target = parameters.contracting, parameters.capacity.utilisation
        use = loaded / self.hire_capacity if self.hire_capacity > 0.0 else target
        margin = p.fee_margin * (1.0 + p.margin_response * (use / target - 1.0))
        return min(max(margin, 0.0), p.fee_margin_most)

    def let_make(self, margin: float) -> None:
        """Labour, energy and jobs pass to the maker, who gets a fee; components pass through."""
        assert self.maker is not None
        maker, clearing = self.maker, self.model.sectors["clearing"]
        norm = 1.0 + self.model.parameters.contracting.fee_margin
        cost = self.making / norm
        fee = cost * (1.0 + margin)
        self.model.books.pay("making_fees", self, clearing, fee)
        self.model.books.pay("making_fees", clearing, maker, fee)
        self.goods += fee - self.making
        self.gross_profit -= fee - self.making
        maker.revenue += fee
        maker.goods += cost
        maker.gross_profit += fee - cost
        for name in ("labour", "energy", "operators"):
            setattr(maker, name, getattr(maker, name) + getattr(self, name) / norm)
            setattr(self, name, 0.0)

    def means_to_buy(self) -> float:
        """Materials that it means to buy in the city."""
        return sum(line.material * line.market.local_materials for line in self.lines)

    def pay_inputs(self, part: float) -> None:
        """Pay for production; ``part`` of what was to be bought in the city came from there.

        Imports are as sourced; makers elsewhere at home fill the gap.
        """
        pay, sectors = self.model.books.pay, self.model.sectors
        rest = sectors["rest"]
        pay("wages", self, sectors["households"], self.labour)
        pay("energy", self, rest, self.energy)
        local = self.means_to_buy() * part
        abroad = sum(line.material * line.market.import_materials for line in self.lines)
        pay("components", self, sectors["clearing"], local)
        pay("imports", self, rest, abroad)
        domestic = max(self.material - local - abroad, 0.0)
        pay("materials", self, rest, domestic + self.outside_cost)

    def run(self) -> None:
        """R&D, marketing, overhead and interest; then the floor space it wants."""
        model = self.model
        pay, sectors, p = model.books.pay, model.sectors, model.parameters
        overhead = self.lean(self.segment.overhead_share, p.contracting.overhead)
        overhead *= self.year_mean()
        if self.kind == kinds.STARTUP:
            overhead = max(overhead, (1.0 - p.finance.startup_research) * self.burn)
        self.staff = overhead * p.labour.staff_share / model.wage_engineer
        interest = self.debt * (model.lending_rate + p.finance.loan_spread / 4.0)
        wages = self.rd_real * p.research.labour_share
        households, rest = sectors["households"], sectors["rest"]
        pay("research", self, households, wages)
        pay("research", self, rest, self.rd_real - wages)
        pay("marketing", self, rest, self.marketing)
        staff = overhead * p.labour.staff_share
        pay("overhead", self, households, staff)
        pay("overhead", self, rest, overhead - staff)
        pay("interest", self, sectors["banks"], interest)
        pay("alliance_dues", self, rest, self.dues - self.adapting)
        pay("programme_costs", self, rest, self.adapting)
        self.running = self.rd_real + self.marketing + overhead + interest + self.dues
        self.incomes = wages + staff + interest
        per_job = self.segment.floor_per_job
        self.office = max(self.office, (self.engineers + self.staff + 1.0) * per_job)
        self.home.wanted += self.office
        if self.plant is None:
            self.works = 0.0
        else:
            self.works = max(self.works, self.operators * per_job)
            self.plant.wanted += self.works

    def pay_rent(self) -> None:
        """The list rent of what the parks let, for plants at the rent of factories; what they have
        no room for is rented of others."""
        home, plant, books, sectors = self.home, self.plant, self.model.books, self.model.sectors
        beside = self.office * (1.0 - home.part) * home.rent
        self.rent_hq = self.office * home.part * home.rent
        home.received += self.rent_hq
        if plant is not None:
            self.rent_plant = self.works * plant.part * plant.rent * self.model.factory_rent
            plant.received += self.rent_plant
            price = plant.rent * self.model.factory_rent
            beside += self.works * (1.0 - plant.part) * price
        let = self.rent_hq + self.rent_plant
        books.pay("rent", self, sectors["rest"], beside)
        books.pay("rent", self, sectors["clearing"], let)
        self.running += let + beside

    def close(self) -> None:
        """Profit of the quarter, and value added from the side of incomes."""
        self.cost = self.goods + self.running
        self.profit = self.gross_profit - self.running
        self.value_added = self.profit + self.labour + self.incomes
        self.year_profit += self.profit
        self.deducted += self.rd_deduction * self.rd_reported

    def pay_tax(self) -> None:
        """τ·(Π − D − L)⁺ of the year, L' = (L + D − Π)⁺; central, municipal and district parts."""
        model, p = self.model, self.model.parameters.finance
        pay, clearing = model.books.pay, model.sectors["clearing"]
        year = range(4)
        research = sum(self.rd_past[k] for k in year)
        high_tech = research >= p.high_tech_research * sum(self.revenue_past[k] for k in year)
        rate = p.high_tech_tax if high_tech else p.profit_tax
        base = self.year_profit - self.loss_forward - self.deducted
        due = rate * max(0.0, base) * (1.0 - self.tax_relief)
        due = min(due, max(self.cash, 0.0))
        self.loss_forward = max(0.0, -base)
        self.year_profit = self.deducted = 0.0
        local = due * p.local_tax_share
        pay("profit_tax", self, clearing, due)
        pay("profit_tax", clearing, model.centre, due - local)
        own = model.parameters.finance.municipality_share * local
        pay("profit_tax", clearing, model.municipality, own)
        pay("profit_tax", clearing, model.districts[self.home.district], local - own)

    def remember(self) -> None:
        """Put the quarter in front of the memory; the oldest falls out."""
        self.revenue_past.appendleft(self.revenue)
        self.profit_past.appendleft(self.profit)
        self.rd_past.appendleft(self.rd_reported)
        own = [line.share * (1.0 - line.hosted) for line in self.lines if not line.contracted]
        best = max(own, default=0.0)
        self.share_past.appendleft(best)
