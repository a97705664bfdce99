"""The model of objects: five steps of the quarter, in the order of the real one."""

from __future__ import annotations

from math import exp

import mesa

from abm.steps.research import INNOVATION, LAUNCH, LEVEL, MARKET, TURN
from abm.steps.shocks import SHOCK, SHOCK_SIGN, SHOCK_SIZE
from agents.parameters import Parameters
from tests.oracle.firm import Firm
from tests.oracle.ledger import Books, Holder
from tests.oracle.luck import Luck
from tests.oracle.market import Market
from tests.oracle.places import Park, Segment


class ObjectModel(mesa.Model):
    """Firms, markets and parks as Mesa agents; ``copying.from_world`` fills one."""

    def __init__(self, parameters: Parameters, luck: Luck, quarter: int, start: int) -> None:
        super().__init__(rng=0)
        self.parameters = parameters
        self.luck = luck
        self.quarter = quarter
        self.start = start
        self.firms: list[Firm] = []
        self.markets: list[Market] = []
        self.parks: list[Park] = []
        self.segments: list[Segment] = []
        self.books = Books()
        self.sectors: dict[str, Holder] = {}
        self.best_log_productivity = (
            parameters.research.skill_most * parameters.start.productivity_log_sd
        )

    # Prices of the quarter, governments; set by whoever builds the model.
    wage_operator: float
    wage_engineer: float
    wage_outside: float
    wage_start: float
    engineers_there: float
    lending_rate: float
    approval_delay: float
    level2_national: float
    factory_rent: float
    centre: Holder
    municipality: Holder
    districts: list[Holder]

    def step(self) -> None:
        """One quarter."""
        self.begin()
        self.research()
        self.plans()
        self.demand()
        self.delivery()
        self.accounts()
        self.quarter += 1

    def begin(self) -> None:
        """What changes with the date for everybody."""
        self.books.flows.clear()
        p = self.parameters
        years = (self.quarter - self.start) / 4.0
        self.price_level = exp(p.price.inflation * years)
        self.trend = exp(-p.price.productivity_trend * years)
        self.relative_wage = self.wage_operator / self.wage_start * self.trend
        self.outside_relative_wage = self.wage_outside / self.wage_start * self.trend
        age = self.quarter / 4.0 - p.vehicles.level2_midpoint
        self.level2_share = 1.0 / (1.0 + exp(-age / p.vehicles.level2_years))

    def research(self) -> None:
        """R&D, innovation and imitation, launches."""
        luck = self.luck.uniforms(INNOVATION, self.quarter, self.lanes())
        for market in self.markets:
            market.move_frontier()
        for park in self.parks:
            park.spill()
        for firm in self.firms:
            firm.budget_research()
        self.hire_engineers()
        ready = []
        for firm in self.firms:
            firm.discover(luck[firm.lane])
            if firm.develop():
                ready.append(firm)
        if ready:
            who = [firm.lane for firm in ready], [firm.launches for firm in ready]
            noises = self.luck.normals_of(LAUNCH, *who)
            levels = self.luck.uniforms_of(LEVEL, *who)
            turns = self.luck.uniforms_of(TURN, *who)
            market_luck = self.luck.of(MARKET, self.quarter)
            for firm, noise, level, turn in zip(ready, noises, levels, turns, strict=True):
                firm.launch(noise, level, turn, market_luck)

    def lanes(self) -> list[int]:
        """Luck ids of all firms."""
        return [firm.lane for firm in self.firms]

    def hire_engineers(self) -> None:
        """Where there are too few, those at work stay, less turnover; the rest is shared."""
        wanted = sum(firm.engineers_wanted for firm in self.firms)
        there = self.engineers_there
        if wanted <= there:
            for firm in self.firms:
                firm.hire(firm.engineers_wanted)
            return
        keep = 1.0 - self.parameters.labour.turnover
        stay = [min(firm.engineers_wanted, keep * firm.engineers) for firm in self.firms]
        kept = sum(stay)
        part = max(0.0, there - kept) / (wanted - kept) if wanted > kept else 0.0
        shrink = min(1.0, there / kept) if kept > 0.0 else 1.0
        for firm, at_work in zip(self.firms, stay, strict=True):
            firm.hire(at_work * shrink + (firm.engineers_wanted - at_work) * part)

    def plans(self) -> None:
        """Markups and budgets."""
        for firm in self.firms:
            firm.set_budgets()
            for line in firm.lines:
                line.set_markup()

    def demand(self) -> None:
        """Sizes of markets, choice of buyers, reach and brand."""
        for market in self.markets:
            market.grow()
            market.bring_out()
        self.follow_products()
        for market in self.markets:
            market.price_inputs()
            for line in market.lines:
                line.appraise()
            market.choose()
        luck = [self.luck.of(what, self.quarter) for what in (SHOCK, SHOCK_SIZE, SHOCK_SIGN)]
        for firm in self.firms:
            firm.move_stocks(*luck)

    def follow_products(self) -> None:
        """Outside the city the market of a component is as large as the goods at home that hold
        it, by what they hold."""
        for part in self.markets:
            if not part.held_start or not part.grows or part.follows:
                continue
            before = sum(
                self.markets[use].size_start[0] * value + self.markets[use].size_start[1] * value
                for use, value in part.held_start.items()
            )
            now = sum(
                (self.markets[use].size[0] + self.markets[use].size[1]) * value
                for use, value in part.held.items()
            )
            for d in (1, 2):
                part.size[d] = part.size_start[d] * now / before
            part.national = max(part.size[0] + part.size[1], 1e-9)

    def delivery(self) -> None:
        """Sales and spill-over, production, learning, the outside brands' answer."""
        for market in self.markets:
            market.deliver()
            for line in market.lines:
                line.split(line.produce())
            market.learn()
            market.answer()

    def accounts(self) -> None:
        """Every flow of the quarter."""
        firms = self.firms
        parts = 0.0
        for firm in firms:
            parts += firm.sell()
            firm.produce()
        self._hire()
        self._buy_materials(parts)
        for firm in firms:
            firm.run()
        for park in self.parks:
            park.let()
        for firm in firms:
            firm.pay_rent()
            firm.close()
        for park in self.parks:
            park.run()
        last_of_year = self.quarter % 4 == 3
        for firm in firms:
            if last_of_year:
                firm.pay_tax()
            firm.remember()

    def _hire(self) -> None:
        """Makers for hire work for brands at a margin by their load."""
        loads: dict[Firm, float] = {}
        hiring = []
        for firm in self.firms:
            firm.making = firm.labour + firm.energy
            if firm.hires and firm.maker is not None:
                hiring.append((firm, firm.maker))
                loads[firm.maker] = loads.get(firm.maker, 0.0) + firm.making
        for firm, maker in hiring:
            firm.let_make(maker.fee_margin(loads[maker]))

    def _buy_materials(self, parts: float) -> None:
        """Plants first pay what local suppliers sold, each up to what it meant to buy of them."""
        for market in self.markets:
            market.material_cost = sum(line.material for line in market.lines)
        bill = sum(firm.means_to_buy() for firm in self.firms)
        part = min(1.0, parts / bill) if bill > 0.0 else 0.0
        for firm in self.firms:
            firm.pay_inputs(part)
        clearing, rest = self.sectors["clearing"], self.sectors["rest"]
        left = -clearing.cash
        if left > 0.0:
            self.books.pay("components", rest, clearing, left)
        else:
            self.books.pay("components", clearing, rest, -left)
