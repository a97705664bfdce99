"""An experiment made ready to run: names looked up, values checked, identity worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from abm import outcomes
from abm.city.city import city_cached, is_shipped, known_cities
from abm.city.name import with_year, without_year
from abm.model import IndustryModel
from abm.posterior import used
from abm.settings import as_text, for_plan
from abm.simulation import known_factors
from agents.city import City
from engine.calendar import quarter_text
from engine.document import InputError, Remark, did_you_mean
from experiments.runs.job import Job
from experiments.runs.runtime import settled
from experiments.studies.designs import TableDesign
from experiments.studies.experiment import Experiment
from experiments.studies.identity import ingredients_of, stand_ins, versions
from experiments.studies.kept import CITY_COPY, PLANS_COPY, POINTS_FILE
from experiments.studies.origin import Loc, Origin
from experiments.studies.remarks import remarks_on
from experiments.studies.seeds import seeds_of
from experiments.studies.space import Space, lay_out
from policies.city_plans import (
    PLANS,
    baseline_of,
    plan_folder_of,
    plan_in,
    plan_names_of,
    usual_plans_of,
)
from policies.plan import Plan
from policies.plan_text import plan_text


@dataclass(frozen=True)
class Ready:
    """A checked experiment, its job and everything that its results depend on."""

    experiment: Experiment
    job: Job
    city: City
    plans: tuple[Plan, ...]
    reference: str
    """The key of the plan that the others are compared with."""
    space: Space
    ingredients: dict[str, Any]
    """What the results depend on, as plain data; see ``experiments.studies.identity``."""
    remarks: tuple[Remark, ...] = ()
    """What of the experiment, its plans and its city has no effect."""
    reads: tuple[Path, ...] = ()
    """Files and folders of the user's that the experiment was read from."""

    @property
    def states(self) -> int:
        """Over how many design points an answer goes; 0 where it is that of the first alone.

        The first point of one factor at a time has all factors at their defaults.
        """
        points = len(self.job.points)
        return points if points > 1 and self.experiment.design.kind != "one_at_a_time" else 0

    @property
    def resolved(self) -> dict[str, Any]:
        """The experiment as the results folder records it; can be read as an experiment again."""
        data = _self_contained(self.experiment, self.space).model_dump(
            mode="json", exclude={"runtime", "made_with"}, exclude_none=True
        )
        own_city = not is_shipped(self.experiment.city)
        data["city"] = CITY_COPY if own_city else without_year(self.job.city)[0]
        if self.city.later_year is not None:
            data["year"] = self.city.later_year
        data["plans"] = [f"{PLANS_COPY}/{key}.yaml" for key in self.job.plan_keys]
        data["reference"] = self.reference
        data["until"] = quarter_text(self.job.until)
        made = {name: self.ingredients[name] for name in ("city_digest", "plan_digests")}
        return {**data, "made_with": {**versions(), **made}}

    @property
    def files(self) -> dict[str, bytes]:
        """What the results folder keeps beside the results: points, plans, a city of one's own.

        So that the folder can be run again where the originals are gone.
        """
        found = {POINTS_FILE: self.space.as_csv()} if self.space.factors else {}
        for plan in self.plans:
            found[f"{PLANS_COPY}/{plan.key}.yaml"] = plan_text(plan).encode()
        if not is_shipped(self.experiment.city):
            for entry in self.city.folder.iterdir():
                if entry.is_file():
                    found[f"{CITY_COPY}/{entry.name}"] = entry.read_bytes()
            # The city may name its usual plans: without them the copy would be none.
            own = plan_folder_of(self.city)
            for path in sorted(own.glob("*.yaml")) if own is not None else ():
                found[f"{CITY_COPY}/{PLANS}/{path.name}"] = path.read_bytes()
        return found


def make_ready(experiment: Experiment, origin: Origin, check: bool = False) -> Ready:
    """Check everything that can be checked before the first run. Raises ``InputError``."""
    city_name, city = city_of(experiment, origin)
    if experiment.plans is None:
        experiment = experiment.model_copy(update={"plans": usual_plans_of(city)})
    sources, plans = plans_of(experiment, city, origin)
    keys = tuple(plan.key for plan in plans)
    reference = _reference(experiment, keys, city, origin)
    until = _until(experiment, city, origin)
    known = known_factors(city_name, plans)
    space = lay_out(experiment, known, origin)
    columns = _outcomes(experiment, city, origin)
    _check_stop(experiment, columns, city, until, origin)
    seeds = _seeds(experiment, city_name, origin)
    job = Job(
        city=city_name,
        plans=sources,
        plan_keys=keys,
        first_seed=experiment.seeds.first,
        seeds=experiment.seeds.count,
        until=until,
        constants=tuple(sorted(experiment.constants.items())),
        factors=tuple(str(factor.name) for factor in space.factors),
        points=space.points,
        columns=columns,
        tables=experiment.tables,
        check=check,
        groups_per_batch=max(1, experiment.runtime.runs_per_batch // len(plans)),
        seconds_per_run=experiment.runtime.seconds_per_run,
        world=experiment.world,
        parameters=experiment.parameters,
        chosen=() if isinstance(seeds, range) else tuple(seeds),
    )
    _check_fit(job, origin)
    digests = {plan.key: plan.digest for plan in plans}
    update = {"plans": keys, "reference": reference, "until": until}
    update |= {"city": city.key, "year": city.later_year}
    resolved = _self_contained(experiment, space).model_copy(update=update)
    ingredients = ingredients_of(resolved, city.digest, digests, space.points, columns)
    ingredients |= stand_ins(city_name) | used(city_name, experiment.parameters)
    found = remarks_on(experiment, origin, city, plans, space, known)
    reads = _reads(experiment, job, origin)
    runtime = settled(experiment.runtime, job.runs, job.groups, len(city.firms.keys))
    experiment = experiment.model_copy(update={"runtime": runtime})
    return Ready(experiment, job, city, tuple(plans), reference, space, ingredients, found, reads)


def _reads(experiment: Experiment, job: Job, origin: Origin) -> tuple[Path, ...]:
    file = Path(origin.document.file)
    found = [file, *(Path(p) for p in job.plans if Path(p).is_absolute())]
    if not is_shipped(experiment.city):
        found.append(Path(without_year(job.city)[0]))
    if isinstance(experiment.design, TableDesign):
        found.append(file.parent / experiment.design.file)
    return tuple(found)


def _self_contained(experiment: Experiment, space: Space) -> Experiment:
    """The experiment with names and ranges put in, so that other data can't change them.

    A table of points stays a table: the results folder keeps its own copy of it.
    """
    if isinstance(experiment.design, TableDesign):
        design = experiment.design.model_copy(update={"file": POINTS_FILE})
        return experiment.model_copy(update={"design": design})
    return experiment.model_copy(update={"factors": space.factors})


def city_of(experiment: Experiment, origin: Origin) -> tuple[str, City]:
    """The city's name, or the whole path of its folder, and its data. Raises ``InputError``."""
    name, year = without_year(experiment.city)
    loc: Loc = ("city",)
    if name not in known_cities():
        folder = Path(name) if loc in origin.changed else _beside(origin, name)
        if not folder.is_dir():
            known = known_cities()
            expected = f"a city ({', '.join(known)}) or the path of a city's folder"
            raise origin.error(loc, expected + did_you_mean(name, known), repr(name))
        name = str(folder.resolve())
    years = city_cached(name).years
    asked = experiment.year if year is None else year
    if asked is not None and asked not in years:
        expected = f"one of {', '.join(map(str, years))}"
        raise origin.error(("year",) if year is None else loc, expected, str(asked))
    name = with_year(name, asked)
    return name, city_cached(name)


def _seeds(experiment: Experiment, city: str, origin: Origin) -> Sequence[int]:
    """The experiment's seeds. Raises ``InputError`` where there are fewer."""
    asked = experiment.seeds
    try:
        return seeds_of(asked.count, asked.first, city, experiment.world, experiment.parameters)
    except InputError as error:
        raise origin.error(("seeds", "count"), error.expected, error.found) from None


def _beside(origin: Origin, name: str) -> Path:
    """A path that an experiment's file names is meant from where the file is."""
    return Path(origin.document.file).parent / name


def plans_of(
    experiment: Experiment, city: City, origin: Origin
) -> tuple[tuple[str, ...], list[Plan]]:
    """Where an experiment's plans are, and the plans. Raises ``InputError``."""
    sources: list[str] = []
    plans: list[Plan] = []
    known = plan_names_of(city)
    for place, name in enumerate(experiment.plans or ()):
        loc: Loc = ("plans", place)
        source = name
        if name not in known:
            typed = ("plans",) in origin.changed
            path = Path(name) if typed else _beside(origin, name)
            if path.suffix not in {".yaml", ".yml"} or not path.is_file():
                if ("city",) in origin.changed and not typed:
                    expected = f"a city with the experiment's plan {name!r}, or --plan"
                    found = f"{city.key}, which has {', '.join(known)}"
                    raise origin.error(("city",), expected, found)
                expected = f"a plan ({', '.join(known)}) or the path of a plan's YAML file"
                raise origin.error(loc, expected + did_you_mean(name, known), repr(name))
            source = str(path.resolve())
        plan = plan_in(city, source)
        if any(plan.key == other.key for other in plans):
            raise origin.error(loc, "each plan once", f"{plan.key!r} again")
        sources.append(source)
        plans.append(plan)
    return tuple(sources), plans


def _reference(experiment: Experiment, keys: tuple[str, ...], city: City, origin: Origin) -> str:
    if experiment.reference is None or (
        # Plans given on the command line replace those that the file's reference is one of.
        ("plans",) in origin.changed and experiment.reference not in keys
    ):
        usual = plan_in(city, baseline_of(city)).key
        return usual if usual in keys else keys[0]
    if experiment.reference not in keys:
        expected = f"one of the plans ({', '.join(keys)})"
        expected += did_you_mean(experiment.reference, keys)
        raise origin.error(("reference",), expected, repr(experiment.reference))
    return experiment.reference


def _until(experiment: Experiment, city: City, origin: Origin) -> int:
    until = city.end if experiment.until is None else experiment.until
    if not city.start <= until <= city.end:
        expected = f"a quarter from {quarter_text(city.start)} to {quarter_text(city.end)}"
        raise origin.error(("until",), expected, quarter_text(until))
    return until


def _check_stop(
    experiment: Experiment, columns: tuple[str, ...], city: City, until: int, origin: Origin
) -> None:
    stop = experiment.stop
    if stop is None:
        return
    if stop.outcome not in columns:
        expected = f"an outcome that is kept{did_you_mean(stop.outcome, columns)}"
        raise origin.error(("stop", "outcome"), expected, repr(stop.outcome))
    if stop.quarter is not None and not city.start <= stop.quarter <= until:
        expected = f"a quarter from {quarter_text(city.start)} to {quarter_text(until)}"
        raise origin.error(("stop", "quarter"), expected, quarter_text(stop.quarter))
    most = experiment.seeds.count
    if stop.at_least > most:
        # Never asked before the end, the rule would stop nothing.
        expected = f"at most {most}, the number of seeds (seeds.count)"
        raise origin.error(("stop", "at_least"), expected, str(stop.at_least))
    if stop.of == "difference" and len(experiment.plans or ()) < 2:
        raise origin.error(("stop", "of"), "a second plan for a difference", "one plan")


def _check_fit(job: Job, origin: Origin) -> None:
    """Build each plan's model once, so that a plan that the city can't have is found now."""
    values = job.settings_at(0)
    for place, (source, key) in enumerate(zip(job.plans, job.plan_keys, strict=True)):
        settings = as_text(dict(for_plan(values, key)))
        try:
            IndustryModel(
                city=job.city,
                plan=source,
                settings=settings,
                rng=job.seed(0),
                parameters=job.parameters,
            )
        except InputError as error:
            if error.line:
                raise
            raise origin.error(("plans", place), str(error), f"the plan {key}") from error


def _outcomes(experiment: Experiment, city: City, origin: Origin) -> tuple[str, ...]:
    if experiment.outcomes is None:
        return outcomes.columns(city)
    known = outcomes.columns(city, (*outcomes.OUTCOMES, *outcomes.ON_REQUEST))
    whole = {outcome.key for outcome in outcomes.ON_REQUEST}
    for place, name in enumerate(experiment.outcomes):
        if name not in known and name not in whole:
            expected = f"an outcome{did_you_mean(name, (*known, *whole))}"
            raise origin.error(("outcomes", place), expected, repr(name))
    wanted = set(outcomes.expanded(experiment.outcomes, city))
    return tuple(name for name in known if name in wanted)
