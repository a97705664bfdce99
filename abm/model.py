"""The model: one city, one plan, one seed, and the quarter as a list on one screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from abm.build import build_world
from abm.checks import verify
from abm.city import city_cached
from abm.outcomes.definitions import of_city
from abm.parameters import with_overrides
from abm.record import Record
from abm.settings import parse
from abm.steps.accounts import accounts
from abm.steps.attraction import attraction
from abm.steps.contracting import contracting
from abm.steps.delivery import delivery
from abm.steps.demand import demand
from abm.steps.ecosystem import ecosystem
from abm.steps.entries import entries
from abm.steps.events import events
from abm.steps.exits import exits
from abm.steps.finance import finance
from abm.steps.input_prices import input_prices
from abm.steps.labour import labour
from abm.steps.liquidation import wind_up
from abm.steps.measure import measure
from abm.steps.opening import opening
from abm.steps.parks import parks, tally
from abm.steps.plans import plans
from abm.steps.reckoning import reckoning
from abm.steps.research import research
from abm.steps.safety import safety
from abm.steps.script import script
from abm.steps.sourcing import sourcing
from abm.steps.transition import transition
from abm.steps.treasury import treasury
from abm.steps.upgrading import upgrading
from agents import kinds
from agents.world import World
from engine.model import ArrayModel, Schedule, Step
from engine.table import Table
from policies.office import Office
from policies.plan import Plan


class IndustryModel(ArrayModel[World]):
    """Firms and parks of a city under a plan. Arguments are numbers or text, as Mesa's batch_run
    asks.

    Args:
        city: name of a shipped city, or path of a city's folder.
        plan: name of a shipped plan, or path of a plan's YAML file.
        settings: a run's own values, ``"demand.alpha_price=3; instruments.rd_subsidy=0.2"``:
            parameters, levels of instruments from the policy start, strength of events (1 as in
            the data, 0 off).
        check: assert the invariants after every quarter.
        outcomes: columns that the run has to measure, ``"output_plan, firms"``; all where none is
            named. What is not measured has no effect on the rest.
        rng: the seed, a whole number from 0.
    """

    kinds = kinds.CLASSES

    def __init__(
        self,
        city: str = "shanghai",
        plan: str = "baseline",
        settings: str = "",
        check: bool = False,
        outcomes: str = "",
        rng: int | None = 0,
    ) -> None:
        seed = 0 if rng is None else int(rng)
        data = city_cached(city)
        own = parse(settings, data)
        self.arguments = {
            "city": city,
            "plan": plan,
            "settings": settings,
            "check": check,
            "outcomes": outcomes,
            "rng": seed,
        }
        self.levels = own.instruments
        self.plan = data.plan(plan).with_levels(self.levels, data.policy_start)
        self.office = Office(self.plan)
        world = build_world(data, with_overrides(city, own.parameters), seed)
        world.event_strength = own.events
        self.office.bind(data)
        tally(world)
        wanted = [name for name in map(str.strip, outcomes.split(",")) if name]
        self.record = Record(data, of_city(data), data.end - data.start + 1, wanted)
        world.carry(self.office.snapshot, self.office.restore)
        world.carry(self.record.snapshot, self.record.restore)
        super().__init__(world, quarter(self.office), rng=seed)
        self.world = world
        self.check = check
        world.ledger.strict = check

    def step(self) -> None:
        """One quarter: every step in order, then the record."""
        world = self.world
        world.ledger.begin()
        super().step()
        self.record.write(world)
        if self.check:
            verify(world)
        world.quarter += 1
        self.running = world.quarter <= world.city.end

    def run(self, until: int | None = None) -> IndustryModel:
        """Step to the end of quarter ``until`` (absolute index), or of the city's data."""
        last = self.world.city.end if until is None else until
        while self.world.quarter <= last:
            self.step()
        return self

    def go_on_under(self, plan: Plan) -> None:
        """Let another plan hold from here on."""
        self.plan = plan
        self.office.plan = plan
        self.office.bind(self.world.city)

    def retire_row(self, table: Table, slot: int) -> None:
        """A firm that is removed by hand settles its accounts as any leaving firm does."""
        if table is self.world.firms:
            wind_up(self.world, np.array([slot]))
        else:
            super().retire_row(table, slot)

    def __getattr__(self, name: str) -> Any:
        """Outcomes of the latest quarter by name, for Mesa's DataCollector; and the record as a
        collector, for ``batch_run``, where nobody has set another one.
        """
        record = self.__dict__.get("record")
        if record is not None and name == "datacollector":
            return record.collector()
        if record is not None and name in record.columns:
            return record.latest(name)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __reduce__(self) -> Any:
        """Pickle as arguments, state, plan and steps, not as Mesa's sets of handles.

        A copy runs the steps and the plan that the model has now. A step of one's own travels as a
        function that can be imported; pickle refuses a lambda.
        """
        shipped = {step.name: step.run for step in quarter(self.office)}
        steps = tuple(
            (step.name, None if step.run == shipped.get(step.name) else step.run)
            for step in self.schedule
        )
        return _unpickle, (type(self), self.arguments, self.snapshot(), self.plan, steps)


def _unpickle(
    kind: type[IndustryModel],
    arguments: dict[str, Any],
    state: Any,
    plan: Plan,
    steps: tuple[tuple[str, Callable[[World], None] | None], ...],
) -> IndustryModel:
    """A copy of a model; a step without a function is the shipped one of its name."""
    model = kind(**arguments)
    shipped = {step.name: step.run for step in quarter(model.office)}
    model.schedule = Schedule([Step(name, run or shipped[name]) for name, run in steps])
    model.go_on_under(plan)
    model.restore(state)
    model.running = model.world.quarter <= model.world.city.end
    return model


def quarter(office: Office) -> Schedule[World]:
    """The quarter in order. Print it, replace a step, insert another."""
    return Schedule(
        [
            Step("events", events),
            Step("government", office.enact),
            Step("input_prices", input_prices),
            Step("labour", labour),
            Step("opening", opening),
            Step("ecosystem", ecosystem),
            Step("sourcing", sourcing),
            Step("script", script),
            Step("contracting", contracting),
            Step("research", research),
            Step("plans", plans),
            Step("demand", demand),
            Step("delivery", delivery),
            Step("accounts", accounts),
            Step("safety", safety),
            Step("settlement", office.settle),
            Step("finance", finance),
            Step("transition", transition),
            Step("exit", exits),
            Step("upgrading", upgrading),
            Step("entry", entries),
            Step("attraction", attraction),
            Step("parks", parks),
            Step("treasury", treasury),
            Step("books", office.close),
            Step("measure", measure),
            Step("reckoning", reckoning),
        ]
    )
