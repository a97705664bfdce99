"""What of an experiment has no effect, or another one than its author may think."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from abm.settings import INSTRUMENT, Factor
from agents.city import City
from engine.document import Remark
from experiments.studies.designs import TableDesign
from experiments.studies.experiment import Experiment
from experiments.studies.origin import Loc, Origin
from experiments.studies.space import Space
from policies.numbers import capped, from_start
from policies.plan import Plan
from policies.registry import INSTRUMENTS
from policies.remarks import remarks as remarks_on_plan


def remarks_on(
    experiment: Experiment,
    origin: Origin,
    city: City,
    plans: Sequence[Plan],
    space: Space,
    known: Mapping[str, Factor],
) -> tuple[Remark, ...]:
    """Remarks on the city, the plans and the experiment itself, each once."""
    found = list(city.remarks)
    for plan in plans:
        found += remarks_on_plan(plan, city)
    found += _on_file(experiment, origin, known)
    for loc, names in _free_levels(experiment, space, known):
        for text in _on_levels(names, city, plans):
            found.append(origin.remark(loc, text))
    return tuple(dict.fromkeys(found))


def _on_file(
    experiment: Experiment, origin: Origin, known: Mapping[str, Factor]
) -> Iterator[Remark]:
    runtime, stop = experiment.runtime, experiment.stop
    if runtime.workers is not None and runtime.executor == "serial":
        yield origin.remark(("runtime", "workers"), "no effect with executor: serial")
    if runtime.address is not None and runtime.executor not in {"ray", "futures"}:
        text = "no effect without executor: ray, or futures"
        yield origin.remark(("runtime", "address"), text)
    if stop is not None and stop.at_least >= experiment.seeds.count:
        count = experiment.seeds.count
        text = f"no effect: the rule is asked after {stop.at_least} seeds, and {count} are run"
        yield origin.remark(("stop", "at_least"), text)
    for row, factor in enumerate(experiment.factors):
        for place, pattern in enumerate(factor.but):
            if not any(fnmatchcase(name, pattern) for name in known):
                yield origin.remark(("factors", row, "but", place), "no effect: it fits no name")


def _free_levels(
    experiment: Experiment, space: Space, known: Mapping[str, Factor]
) -> Iterator[tuple[Loc, list[str]]]:
    """Places in the file at which instruments are set in every plan, with their keys."""
    for name in experiment.constants:
        if name.startswith(INSTRUMENT):
            yield ("constants", name), [name.removeprefix(INSTRUMENT)]
    named = [str(factor.name) for factor in space.factors]
    if isinstance(experiment.design, TableDesign):
        yield ("design", "file"), _instruments(named)
        return
    for row, written in enumerate(experiment.factors):
        meant = {str(factor.name) for factor in written.resolved(known)}
        what = "match" if written.name is None else "name"
        yield ("factors", row, what), _instruments(name for name in named if name in meant)


def _instruments(names: Sequence[str] | Iterator[str]) -> list[str]:
    return [name.removeprefix(INSTRUMENT) for name in names if name.startswith(INSTRUMENT)]


def _on_levels(keys: Sequence[str], city: City, plans: Sequence[Plan]) -> Iterator[str]:
    """A level that holds in every plan, where a plan has no budget or cap for it."""
    for plan in plans:
        without = [
            key
            for key in keys
            if INSTRUMENTS[key].payer and not from_start(plan, key, city.policy_start)
        ]
        if not without:
            continue
        limits = "budget and cap" if any(capped(INSTRUMENTS[k]) for k in without) else "budget"
        text = f"{plan.key} has no setting of {_listed(without)}: it is in force without {limits}"
        having = [p.key for p in plans if from_start(p, without[0], city.policy_start)]
        if having:
            text += f"; plans.{having[0]}.{without[0]}.level means one plan alone"
        yield text


def _listed(keys: Sequence[str], most: int = 3) -> str:
    more = f" and {len(keys) - most} more" if len(keys) > most else ""
    return ", ".join(keys[:most]) + more
