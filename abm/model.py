"""The model: one city, one plan, one seed, and the quarter as a list on one screen."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np

from abm.added import add_firm
from abm.arguments import arguments_of, last_quarter
from abm.checks import verify
from abm.city.city import city_cached
from abm.outcomes.definitions import of_city
from abm.parameter_sets import DEFAULT_SET
from abm.parameters import with_overrides
from abm.record import Record
from abm.settings import parse
from abm.shipped import DEFAULT_CITY
from abm.start.build import build_world
from abm.steps.accounts.step import accounts
from abm.steps.attraction.step import attraction
from abm.steps.contracting.step import contracting
from abm.steps.delivery import delivery
from abm.steps.demand import demand
from abm.steps.driving import driving
from abm.steps.ecosystem import ecosystem
from abm.steps.entry.step import entries
from abm.steps.events import events
from abm.steps.exit.liquidation import wind_up
from abm.steps.exit.step import exits
from abm.steps.finance.step import finance
from abm.steps.fleets import fleets
from abm.steps.hiring.step import hiring
from abm.steps.input_prices import input_prices
from abm.steps.labour import labour
from abm.steps.measure import measure
from abm.steps.moves.step import moves
from abm.steps.opening import opening
from abm.steps.parks.closing import close_park
from abm.steps.parks.step import parks, tally
from abm.steps.plans import plans
from abm.steps.reckoning import reckoning
from abm.steps.research import research
from abm.steps.safety import safety
from abm.steps.script import script
from abm.steps.sourcing import sourcing
from abm.steps.transition import transition
from abm.steps.treasury import treasury
from abm.steps.upgrading import upgrading
from abm.worlds import DEFAULT_WORLD
from agents import kinds
from agents.kinds import Firm
from agents.world import World
from engine.document import did_you_mean
from engine.model import ArrayModel, ModelSnapshot, Schedule, Step
from engine.table import Table
from policies.city_plans import baseline_of, plan_in, plan_names_of
from policies.office import Office
from policies.plan import Plan


class IndustryModel(ArrayModel[World]):
    """Firms and parks of a city under a plan. Arguments are numbers or text, as Mesa's batch_run
    asks.

    Args:
        city: name of a shipped city, or path of a city's folder.
        plan: name of a plan of the city, or path of a plan's YAML file; empty: its baseline.
        settings: a run's own values, ``"demand.alpha_price=3; instruments.rd_subsidy=0.2"``:
            parameters, levels of instruments from the policy start in every plan, numbers of one
            plan (``plans.baseline.rd_subsidy.budget=500``), strength of events (1 as in the data,
            0 off; what the run can't know happens only where its strength is set).
        check: assert the invariants after every quarter.
        outcomes: columns that the run has to measure, ``"output_plan, firms"``; all where none is
            named. What is not measured has no effect on the rest.
        world: which national markets, in a city that has paths of them: ``draw`` takes each
            seed's own, with the errors that forecasts had; ``middle`` the medians of what was
            published, ``low`` and ``high`` their outer tenths, ``as-it-came`` facts; ``draw:17``
            the draw of seed 17, whatever the run's seed is.
        parameters: ``fixed`` takes the city's values, ``draw`` each seed's own within the ranges
            that are declared for them, ``posterior`` each seed's own of those sets that agree with
            the years before the policy (``abm.posterior``), ``draw:17`` and ``posterior:17`` that
            of seed 17. What ``settings`` names stays as it is there.
        rng: the seed, a whole number from 0; None takes a fresh one from the system, so that two
            models differ. Either way it is ``model.seed``, and copies have it.

    Raises InputError, in one line, for any argument that is none of these.
    """

    kinds = kinds.CLASSES
    built = ArrayModel.built | {
        *("arguments", "plan", "office", "record", "world", "check", "_given")
    }

    def __init__(
        self,
        city: str = DEFAULT_CITY,
        plan: str = "",
        settings: str = "",
        check: bool = False,
        outcomes: str = "",
        rng: int | None = None,
        world: str = DEFAULT_WORLD,
        parameters: str = DEFAULT_SET,
    ) -> None:
        self.arguments = arguments_of(city, plan, settings, check, outcomes, rng, world, parameters)
        city, plan, check, seed = (self.arguments[k] for k in ("city", "plan", "check", "rng"))
        data = city_cached(city)
        own = parse(settings, data)
        plan = self.arguments["plan"] = plan or baseline_of(data)
        written = plan_in(data, plan)
        own.check_plans({written.key, *plan_names_of(data)})
        self.plan = own.applied(written, data.policy_start)
        values = with_overrides(city, own.parameters, self.arguments["parameters"], seed)
        made = build_world(data, values, seed, self.arguments["world"])
        made.event_strength = own.events
        contained = made.national.reference_plan
        self.office = Office(self.plan, plan_in(data, contained) if contained else None)
        self.office.bind(data)
        tally(made)
        wanted = [name for name in map(str.strip, outcomes.split(",")) if name]
        self.record = Record(data, of_city(data), data.end - data.start + 1, wanted)
        made.carry(self.office.snapshot, self.office.restore, self.office.follow)
        made.carry(self.record.snapshot, self.record.restore)
        super().__init__(made, quarter(self.office), rng=seed)
        self.world = made
        self.check = check
        made.ledger.strict = check
        self._given = {name: getattr(made, name) for name in made.fixed}

    @property
    def seed(self) -> int:
        """The luck of the run: ``rng=model.seed`` makes the same one again."""
        return self.world.draws.seed

    def step(self) -> None:
        """One quarter: the dead of the last leave the tables, every step in order, the record."""
        world = self.world
        world.ledger.begin()
        super().step()
        self.record.write(world)
        if self.check:
            verify(world)
        world.quarter += 1
        self.running = world.quarter <= world.city.end

    def run(self, until: int | None = None) -> IndustryModel:
        """Step to the end of quarter ``until`` (absolute index), or of the city's data.

        Raises InputError where ``until`` is no index.
        """
        last = self.world.city.end if until is None else last_quarter(until)
        while self.world.quarter <= last:
            self.step()
        return self

    def go_on_under(self, plan: Plan) -> None:
        """Let another plan hold from here on."""
        self.plan = plan
        self.office.plan = plan
        self.office.bind(self.world.city)

    def retire_row(self, table: Table, slot: int) -> None:
        """A firm that is removed by hand settles its accounts as any leaving firm does, and a
        park's tenants move to the rest of its district. Within a step its row leaves the table at
        once, else when the next quarter begins.

        Raises ValueError for who can't be spared: governments, funds and the rest of a district.
        """
        if table is self.world.firms:
            wind_up(self.world, np.array([slot]))
        elif table is self.world.parks:
            close_park(self.world, slot)
        else:
            kind = self.kinds[table.name][int(table.kind[slot])].__name__
            raise ValueError(
                f"a {kind} can't be removed: taxes, land and shares are paid through {table.name}"
            )
        if self.now:
            self.take_out()

    def add_firm(
        self,
        kind: type[Firm],
        segment: str,
        use: str = "",
        park: str = "",
        revenue: float = 0.0,
    ) -> Firm:
        """Add a firm, between quarters or in a step behind ``entry``, and return its agent.

        A ``Startup`` comes with a newcomer's luck and seed money. A ``Brand``, ``Supplier`` (of a
        component's segment) or ``ContractManufacturer`` comes from outside with a parent, half of
        its plant in use, and buyers or orders. Its luck is its own under every plan.

        Args:
            kind: the class of the firm.
            segment: key of its segment.
            use: key of its market; by its luck where none is given.
            park: key of its park, as the table of parks names it; by the rule of location where
                none is given.
            revenue: a year's at full capacity, million yuan; a startup has none.

        Raises InputError for what does not fit, ValueError within an earlier step.
        """
        return add_firm(self, kind, segment, use, park, revenue)

    def __getattr__(self, name: str) -> Any:
        """Outcomes of the latest quarter by name, for Mesa's DataCollector; and the record as a
        collector, for ``batch_run``, where nobody has set another one.
        """
        record = self.__dict__.get("record")
        if record is not None and name == "datacollector":
            found = record.collector()
            found.model_reporters["seed"] = "seed"
            found.model_vars["seed"] = [self.seed] * record.count
            return found
        if record is not None and name in record.columns:
            return record.latest(name)
        columns = () if record is None else record.columns
        text = f"{type(self).__name__} has no attribute {name!r}{did_you_mean(name, columns)}"
        raise AttributeError(text, name=name, obj=self)

    def snapshot(self) -> ModelSnapshot:
        """As ``ArrayModel.snapshot``; nor is the plan a part of it: a branch goes on under the plan
        that the model has, ``go_on_under`` gives it another.
        """
        return super().snapshot()

    def restore(self, snapshot: ModelSnapshot) -> None:
        """Return to a snapshot, bit for bit: its seed and parameters are the model's from then on.

        Raises ValueError for one of another city or of other outcomes.
        """
        city, own = snapshot.state.fixed.get("city", self.world.city), self.world.city
        if city.digest != own.digest:
            raise ValueError(f"the snapshot is of {city.name.en}, and this model of {own.name.en}")
        super().restore(snapshot)
        self.arguments["rng"] = self.seed

    def __reduce__(self) -> Any:
        """Pickle as arguments, snapshot, plan and steps, not as Mesa's sets of handles.

        A copy has all of it: the user's collector, attributes and agents too. A step, reporter or
        attribute of one's own has to be something that can be imported; pickle refuses a lambda.
        """
        snapshot = self.snapshot()
        changed = {k: v for k, v in snapshot.state.fixed.items() if v is not self._given[k]}
        shipped = {step.name: step.run for step in quarter(self.office)}
        state = {
            "snapshot": replace(
                snapshot,
                state=replace(snapshot.state, fixed=changed),
                # Others are made where they are asked for.
                handles=tuple(pair for pair in snapshot.handles if pair[1] is not None),
            ),
            "plan": self.plan,
            "check": self.check,
            "steps": [
                (step.name, None if step.run == shipped.get(step.name) else step.run)
                for step in self.schedule
            ],
        }
        return _anew, (type(self), self.arguments), state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Fill a copy; a step without a function is the shipped one of its name."""
        shipped = {step.name: step.run for step in quarter(self.office)}
        self.schedule = Schedule([Step(name, run or shipped[name]) for name, run in state["steps"]])
        self.go_on_under(state["plan"])
        self.restore(state["snapshot"])
        self.check = self.world.ledger.strict = state["check"]

    def __copy__(self) -> IndustryModel:
        """There are no shallow copies: two models of one world would both move it."""
        return copy.deepcopy(self)


def _anew(kind: type[IndustryModel], arguments: dict[str, Any]) -> IndustryModel:
    """A model at its first quarter, for ``__setstate__`` to fill. What a subclass's own constructor
    did is in the snapshot."""
    model = kind.__new__(kind)
    IndustryModel.__init__(model, **arguments)
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
            Step("fleets", fleets),
            Step("script", script),
            Step("contracting", contracting),
            Step("hiring", hiring),
            Step("research", research),
            Step("plans", plans),
            Step("demand", demand),
            Step("delivery", delivery),
            Step("accounts", accounts),
            Step("safety", safety),
            Step("settlement", office.settle),
            Step("driving", driving),
            Step("finance", finance),
            Step("transition", transition),
            Step("exit", exits),
            Step("upgrading", upgrading),
            Step("entry", entries),
            Step("attraction", attraction),
            Step("moves", moves),
            Step("parks", parks),
            Step("treasury", treasury),
            Step("books", office.close),
            Step("measure", measure),
            Step("reckoning", reckoning),
        ]
    )
