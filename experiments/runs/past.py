"""Runs that go on from a past which they share, in one process or between many.

Plans mostly differ from the policy start on, so half of a run has been run before: under another
plan, by another command, last week. A run's state at the beginning of a quarter depends on its seed
and on all that was in force until then; by a digest of that it is kept, the latest ones in memory
and those at the policy start in the user's cache. A run from there equals the whole run bit for
bit, and so does one in a world that was another seed's before.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from platform import libc_ver, python_version

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameter_sets import which_parameters
from abm.parameters import with_overrides
from abm.settings import Settings, as_text, for_plan, sort_out
from abm.simulation import TABLES, RunResult, RunSpec, result
from abm.start.build import fixed_parts
from abm.worlds import which_world, world_of
from agents.city import City
from agents.parameters import Parameters
from engine.bits import ran_on
from engine.model import ModelSnapshot
from experiments.runs.as_bytes import NotPlain, as_bytes, from_bytes
from experiments.runs.cache import keep, read
from experiments.runs.environment import COMPUTING
from experiments.runs.sources import MODEL_ROOMS, model_sources
from policies.city_plans import baseline_of, plan_in, plan_names_of
from policies.plan import Dated, Plan
from policies.registry import INSTRUMENTS

MOST_STATES = 64
"""Kept in memory by a process; one of a city of 2,000 firms takes 4 MB."""


class Pasts:
    """States that runs part from, and one world that all runs of this process take turns in.

    Not for several threads. ``most`` states stay in memory, the latest used ones.
    """

    def __init__(self, most: int = MOST_STATES) -> None:
        self._most = most
        self._states: OrderedDict[str, ModelSnapshot] = OrderedDict()
        self._model: IndustryModel | None = None
        self._made_for: tuple[object, ...] = ()

    def run(
        self,
        spec: RunSpec,
        plan: Plan | None = None,
        *,
        parts: int | None = None,
        tables: Collection[str] = (),
        check: bool = False,
        on_disk: bool = True,
        whole: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunResult | None:
        """What ``simulate`` gives, bit for bit; None when ``stopped()`` became true.

        Args:
            spec: the run.
            plan: in place of the one that ``spec`` names, with the run's own numbers.
            parts: the quarter in which others part from this run: its state then is kept, beside
                that at the policy start.
            tables: as ``simulate`` has it.
            check: assert the invariants after every quarter; such a run takes nothing from disk.
            on_disk: whether the cache is asked, and given the state at the policy start.
            whole: whether it is given, and asked for, what the run as a whole has to show.
            stopped: asked before every quarter.

        Raises InputError for a bad specification.
        """
        city = city_cached(spec.city)
        own = sort_out(dict(spec.overrides), city)
        written = plan_in(city, spec.plan or baseline_of(city))
        own.check_plans({written.key, *plan_names_of(city)})
        plan = own.applied(written, city.policy_start) if plan is None else plan
        last = city.end if spec.until is None else spec.until
        in_force = {quarter: plan.at(quarter) for quarter in range(city.start, last + 1)}
        lives = _lives(spec, own, in_force, check)
        on_disk = on_disk and not check and _shipped(in_force.values())
        answer = f"{lives[last + 1]}-{'-'.join(sorted(tables))}"
        if on_disk and whole:
            found = _read(answer)
            if isinstance(found, RunResult):
                return replace(found, spec=spec)
        with self._world(spec, city, own, plan, lives, check, on_disk) as model:
            for quarter in sorted({city.policy_start, last + 1 if parts is None else parts}):
                if model.world.quarter <= quarter <= last:
                    if not _go(model, quarter - 1, stopped):
                        return None
                    self._keep(lives[quarter], model, on_disk and quarter == city.policy_start)
            if not _go(model, last, stopped):
                return None
            ended = result(spec, model, tables)
        if on_disk and whole:
            _write(answer, ended)
        return ended

    @contextmanager
    def _world(
        self,
        spec: RunSpec,
        city: City,
        own: Settings,
        plan: Plan,
        lives: dict[int, str],
        check: bool,
        on_disk: bool,
    ) -> Iterator[IndustryModel]:
        """A model as late in the run as it is known, to be used and left in any state."""
        state = self._latest(lives, city.policy_start if on_disk else city.start)
        made_for = (spec.city, city.digest, spec.outcomes)
        model, self._model = self._model, None  # a run that fails leaves none behind
        if state is None or model is None or self._made_for != made_for:
            model = IndustryModel(
                city=spec.city,
                plan=spec.plan,
                settings=as_text(dict(spec.overrides)),
                check=check,
                outcomes=", ".join(spec.outcomes),
                rng=spec.seed,
                world=spec.world,
                parameters=spec.parameters,
            )
        if state is not None:
            fixed = fixed_parts(city, _values(spec, own), spec.seed, which_world(spec.world))
            model.restore(replace(state, state=replace(state.state, fixed=fixed)))
        model.go_on_under(plan)
        model.check = model.world.ledger.strict = check
        yield model
        self._model, self._made_for = model, made_for

    def _latest(self, lives: dict[int, str], on_disk: int) -> ModelSnapshot | None:
        """The latest state that is kept of a run, from quarter ``on_disk`` on in memory alone."""
        for quarter, life in reversed(lives.items()):
            state = self._states.get(life)
            if state is not None:
                self._states.move_to_end(life)
                return state
            if quarter == on_disk:
                found = _read(life)
                if isinstance(found, ModelSnapshot):
                    self._remember(life, found)
                    return found
        return None

    def _keep(self, life: str, model: IndustryModel, on_disk: bool) -> None:
        if life in self._states:
            return
        state = model.snapshot()
        state = replace(state, state=replace(state.state, fixed={}))
        self._remember(life, state)
        if on_disk:
            _write(life, state)

    def _remember(self, life: str, state: ModelSnapshot) -> None:
        self._states[life] = state
        if len(self._states) > self._most:
            self._states.popitem(last=False)


def simulate_plans(
    specs: Sequence[RunSpec],
    check: bool = False,
    tables: Collection[str] = TABLES,
    on_disk: bool = False,
) -> list[RunResult]:
    """Runs that differ only in their plan; what the plans share of the past is run once.

    The results equal those of ``simulate`` bit for bit. ``on_disk``: as ``Pasts.run``. Raises
    ValueError where anything but the plan and its own numbers differs.
    """
    if not specs:
        return []
    first = specs[0]
    if any(_shared(s) != _shared(first) for s in specs):
        raise ValueError("the runs may differ in nothing but the plan")
    city = city_cached(first.city)
    last = city.end if first.until is None else first.until
    plans = [
        sort_out(dict(s.overrides), city).applied(
            plan_in(city, s.plan or baseline_of(city)), city.policy_start
        )
        for s in specs
    ]
    fork = min(plans[0].first_difference(plan, city.start, last) for plan in plans)
    ends = [
        _group_of_this_process().run(
            spec, plan, parts=fork, tables=tables, check=check, on_disk=on_disk
        )
        for spec, plan in zip(specs, plans, strict=True)
    ]
    return [end for end in ends if end is not None]


@cache
def _group_of_this_process() -> Pasts:
    """For groups, one after the other: nobody returns to an earlier one."""
    return Pasts(most=2)


def _shared(spec: RunSpec) -> RunSpec:
    """What runs that differ only in their plan have in common."""
    return replace(spec, plan="", overrides=for_plan(spec.overrides, ""))


def _go(model: IndustryModel, until: int, stopped: Callable[[], bool]) -> bool:
    """Step to the end of quarter ``until``; False when stopped before."""
    while model.world.quarter <= until:
        if stopped():
            return False
        model.step()
    return True


def _lives(
    spec: RunSpec, own: Settings, in_force: Mapping[int, Mapping[str, Dated]], check: bool
) -> dict[int, str]:
    """By quarter a digest of all that a run's state at its beginning depends on, and the record."""
    city = city_cached(spec.city)
    begun = (
        _computing(),
        city.digest,
        _values(spec, own),
        sorted(own.events.items()),
        spec.seed,
        world_of(which_world(spec.world), spec.seed),
        _contained(city),
        spec.outcomes,
        check,
    )
    digest = hashlib.sha256(repr(begun).encode())
    found = {city.start: digest.hexdigest()}
    for quarter, settings in in_force.items():
        digest.update(repr(settings).encode())
        found[quarter + 1] = digest.hexdigest()
    return found


def _values(spec: RunSpec, own: Settings) -> Parameters:
    """The parameters of a run."""
    return with_overrides(spec.city, own.parameters, which_parameters(spec.parameters), spec.seed)


def _contained(city: City) -> str:
    """The plan that a city's national paths contain, by its digest."""
    plans = [plan_in(city, key).digest for key in sorted(set(city.path_sets.reference_plan))]
    return " ".join(plans)


@cache
def _computing() -> str:
    """Code, libraries and instructions of which a bit of a run may depend."""
    libraries = [(name, version(name)) for name in COMPUTING]
    return repr((dict(model_sources()), libraries, python_version(), libc_ver(), ran_on()))


def _shipped(in_force: Iterable[Mapping[str, Dated]]) -> bool:
    """Whether all instruments in force are of the files that ``_computing`` tells."""
    keys = {key for settings in in_force for key in settings}
    rooms = {type(INSTRUMENTS[key]).__module__.partition(".")[0] for key in keys}
    return rooms <= set(MODEL_ROOMS)


def _read(name: str) -> object:
    """What is kept on disk under a name; None where it is nothing that this process can read."""
    content = read(name)
    if content is not None:
        with suppress(ValueError, KeyError, TypeError):
            return from_bytes(content)
    return None


def _write(name: str, value: object) -> None:
    with suppress(NotPlain):  # a step has put something of its own into the world
        keep(name, as_bytes(value))
