"""What is asked of many plans at once: a city, the shared past, a horizon and what is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from abm.city.city import city_cached, is_shipped, known_cities, whole_name
from abm.city.name import without_year
from abm.model import IndustryModel
from abm.parameter_sets import DEFAULT_SET
from abm.posterior import used
from abm.settings import as_text, for_plan, pairs, parse
from abm.simulation import RunSpec, outcome_columns
from abm.worlds import DEFAULT_WORLD
from engine.calendar import quarter_text
from engine.document import InputError, did_you_mean
from experiments.runs.environment import COMPUTING
from experiments.runs.folder.identity import SOURCES
from experiments.runs.past import Pasts
from experiments.runs.point import Point
from experiments.runs.sources import model_sources
from experiments.studies.arrays import Floats
from experiments.studies.comparison import Kind, kinds_of
from experiments.studies.cost import COST, SPENDING, present_value
from experiments.studies.identity import stand_ins, versions
from policies.city_plans import baseline_of, plan_in, plan_names_of
from policies.mixture import differing
from policies.plan import Plan


@dataclass(frozen=True)
class Question:
    """Everything but plan and seed that decides what is measured. Picklable and hashable."""

    city: str
    """A city's name or the whole path of its folder."""
    reference: str
    """Name or path of the plan whose past is shared."""
    until: int
    settings: str
    """A run's own values, as ``IndustryModel`` takes them."""
    rate: float
    outcomes: tuple[str, ...]
    world: str = DEFAULT_WORLD
    parameters: str = DEFAULT_SET

    @property
    def measures(self) -> tuple[str, ...]:
        """What ``run_plan`` gives: the outcomes, then the cost."""
        return (*self.outcomes, COST)

    def plan(self, name_or_path: str) -> Plan:
        """A plan by its name in the city, or of a file, with the run's own levels and numbers.

        Raises InputError.
        """
        city = city_cached(self.city)
        return parse(self.settings, city).applied(plan_in(city, name_or_path), city.policy_start)

    def against_reference(self, name_or_path: str) -> tuple[Plan, Plan, tuple[str, ...]]:
        """A plan, the reference, and the instruments in which they differ.

        Raises InputError where they differ in none.
        """
        plan, reference = self.plan(name_or_path), self.plan(self.reference)
        keys = differing(plan, reference, city_cached(self.city).start, self.until)
        if not keys:
            expected = f"a plan that differs from {reference.key}"
            raise InputError("", 0, 0, "PLAN", expected, plan.key)
        return plan, reference, keys

    def reads(self, names: Sequence[str]) -> tuple[Path, ...]:
        """Files and folders of the user's that these plans and the question are read from."""
        known = plan_names_of(city_cached(self.city))
        plans = [Path(name) for name in (self.reference, *names) if name not in known]
        return (*plans, *(() if is_shipped(self.city) else (Path(without_year(self.city)[0]),)))

    def ingredients(self, kind: str, plans: Sequence[Plan], **more: Any) -> dict[str, Any]:
        """What answers depend on, seeds apart, as plain data."""
        return {
            **asdict(self),
            "kind": kind,
            "reference": self.plan(self.reference).digest,
            "city_digest": city_cached(self.city).digest,
            **stand_ins(self.city),
            **used(self.city, self.parameters),
            "plan_digests": {plan.key: plan.digest for plan in plans},
            "model": versions()["model"],
            "libraries": {name: versions()["libraries"][name] for name in COMPUTING},
            SOURCES: dict(model_sources()),
            **more,
        }


def ask(
    city: str,
    reference: str | None,
    plans: Sequence[str],
    outcomes: Sequence[str],
    rate: float,
    until: int | None = None,
    settings: Point = (),
    option: str = "--outcome",
    world: str = DEFAULT_WORLD,
    parameters: str = DEFAULT_SET,
) -> tuple[Question, tuple[Kind, ...]]:
    """A checked question and the outcomes' kinds; ``option`` names them. Raises InputError.

    Without a ``reference`` it is the city's baseline.
    """
    if not is_shipped(city):
        if not Path(without_year(city)[0]).is_dir():
            known = known_cities()
            expected = f"a city ({', '.join(known)}) or the path of a city's folder"
            raise InputError("", 0, 0, "--city", expected + did_you_mean(city, known), repr(city))
        city = whole_name(city)
    data = city_cached(city)
    last = data.end if until is None else until
    if not data.policy_start <= last <= data.end:
        expected = f"a quarter from {quarter_text(data.policy_start)} to {quarter_text(data.end)}"
        raise InputError("", 0, 0, "--until", expected, quarter_text(last))
    kinds = kinds_of(outcomes, outcome_columns(city), data, last, option)
    values = as_text(dict(settings))
    reference = baseline_of(data) if reference is None else reference
    if reference not in plan_names_of(data):
        plan_in(data, reference)
        reference = str(Path(reference).resolve())
    keys = {plan: plan_in(data, plan).key for plan in (reference, *plans)}
    parse(values, data).check_plans(set(keys.values()))
    for plan, key in keys.items():
        # Building the model finds plans and values that the city can't have.
        own = _for_plan(values, key)
        IndustryModel(city=city, plan=plan, settings=own, rng=0, parameters=parameters)
    names = tuple(kind.key for kind in kinds)
    question = Question(city, reference, last, values, rate, names, world, parameters)
    return question, kinds


def _for_plan(settings: str, key: str) -> str:
    """Settings without the numbers of other plans."""
    return as_text(dict(for_plan(pairs(settings), key)))


def run_plan(question: Question, plan: Plan, seed: int) -> tuple[float, ...]:
    """The outcomes in the last quarter of a run under ``plan``, and its cost, in whichever process
    this is."""
    found = outcomes_of(question, plan, seed)
    city = city_cached(question.city)
    quarters = np.arange(city.start, question.until + 1)
    cost = present_value(found[SPENDING], quarters, city.policy_start, question.rate)
    return (*(float(found[name][-1]) for name in question.outcomes), cost)


def outcomes_of(
    question: Question, plan: Plan, seed: int, also: Sequence[str] = (), on_disk: bool = True
) -> Mapping[str, Floats]:
    """What is asked, what the cost is made of, and ``also`` some columns: a value a quarter.

    Runs of one seed share their past in this process, and with others by the user's cache, which
    keeps the reference's run as a whole; not with ``on_disk`` false, where nobody would ask again.
    """
    city, reference = city_cached(question.city), _reference(question)
    fork = reference.first_difference(plan, city.start, question.until)
    spec = RunSpec(
        question.city,
        question.reference,
        seed,
        question.until,
        for_plan(pairs(question.settings), reference.key),
        (*question.outcomes, SPENDING, *also),
        question.world,
        question.parameters,
    )
    run = _PASTS.run(spec, plan, parts=fork, on_disk=on_disk, whole=fork > question.until)
    assert run is not None  # nobody stops it
    return run.outcomes


_PASTS = Pasts()


@lru_cache(maxsize=8)
def _reference(question: Question) -> Plan:
    """The plan whose past is shared, with the run's own numbers."""
    return question.plan(question.reference)
