"""The command ``yuanqu optimise``."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path

import numpy as np

from abm.city.city import city_cached
from engine.document import InputError
from experiments.command.bar import watching
from experiments.reports.cells import number
from experiments.reports.files import keep
from experiments.reports.optimisation import Found, optimisation_report, trials_data
from experiments.reports.terminal import show
from experiments.reports.units import YI
from experiments.runs.executors import pool_for
from experiments.runs.folder.ours import write_made
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.folder.sums import SUMS
from experiments.studies.comparison import Kind
from experiments.studies.optimisation import (
    JOURNAL,
    Aim,
    By,
    Floats,
    Mix,
    Search,
    Trial,
    mix_of,
    plan_of,
    whom_of,
    winner,
)
from experiments.studies.question import Question, run_plan
from policies.plan import Plan
from policies.plan_text import plan_text

FILES = ("trials.csv", "trials.parquet", "frontier.csv", "optimise.png", "plan.yaml")


@dataclass(frozen=True)
class Ask:
    """What the search is to do."""

    instruments: tuple[str, ...]
    by: By
    budget: float
    """Million yuan."""
    target: float | None
    """Of one's own; None = the city's."""
    starts: tuple[str, ...]
    """Plans whose mixes are tried first."""
    trials: int
    seeds: range
    fresh: range
    workers: int | None


def show_optimisation(question: Question, kind: Kind, ask: Ask, folder: Path, force: bool) -> int:
    """Search, run the winner on fresh seeds, show and store; the code to leave with."""
    reference = question.plan(question.reference)
    starts = [question.plan(name) for name in ask.starts]
    city = city_cached(question.city)
    start, whom = city.policy_start, whom_of(city)
    runs = ask.trials * len(ask.seeds)
    target = kind.target if ask.target is None else ask.target
    if ask.by == "probability" and isnan(target):
        expected = f"a number with --by probability: the city has no target for {kind.key}"
        raise InputError("", 0, 0, "--enough", expected, "none")
    ingredients = question.ingredients(
        "optimisation",
        [reference, *starts],
        instruments=ask.instruments,
        by=ask.by,
        budget=ask.budget,
        target=None if isnan(target) else target,
        whom={key: asdict(whom[key]) for key in ask.instruments if key in whom},
        seeds=[ask.seeds.start, len(ask.seeds)],
    )
    with (
        SeedFolder(
            folder, ingredients, force, (JOURNAL, *FILES), question.reads(ask.starts), JOURNAL
        ) as store,
        pool_for(ask.workers, question.city, len(ask.seeds), runs) as pool,
    ):

        def run(plan: Plan, seeds: range) -> tuple[Floats, Floats]:
            tasks = [(seed,) for seed in seeds]
            found = np.array(pool.in_order(run_plan, tasks, common=(question, plan), keys=seeds))
            return found[:, 0], found[:, 1]

        aim = Aim(ask.by, ask.budget, target, run(reference, ask.seeds)[0])
        first = [mix_of(plan, ask.instruments, start) for plan in (reference, *starts)]

        def try_mix(mix: Mix) -> tuple[Floats, Floats]:
            return run(plan_of(mix, reference, start, whom), ask.seeds)

        trials = _search(store, aim, ask, first, try_mix, kind)
        best, rate = winner(trials, aim), question.rate
        found = Found(trials, aim, kind, reference.key, rate, ask.seeds, ask.fresh)
        keep(trials_data(found), folder, SUMS)
        if best is None:
            cheapest = min(trial.cost.mean() for trial in trials)
            expected = f"a budget that bears a mix (the cheapest costs {number(cheapest / YI)})"
            raise InputError("", 0, 0, "--budget", expected, number(ask.budget / YI))
        plan = plan_of(best.mix, reference, start, whom)
        fresh = found.measured(*run(plan, ask.fresh), run(reference, ask.fresh)[0])
        write_made(folder, "plan.yaml", plan_text(plan).encode(), SUMS)
        report = optimisation_report(found, best, fresh)
        keep(report, folder, SUMS)
    show(report, f"Files in {folder}: {', '.join(FILES)}")
    return 0


def _search(
    store: SeedFolder,
    aim: Aim,
    ask: Ask,
    first: list[Mix],
    try_mix: Callable[[Mix], tuple[Floats, Floats]],
    kind: Kind,
) -> list[Trial]:
    search = Search(store.folder, ask.instruments, aim, ask.seeds.start)
    first = [dict.fromkeys(ask.instruments, 0.0), *first]
    there = len(search.trials())
    title = (
        f"Mixes of {len(ask.instruments)} instruments for {kind.key}: {ask.trials} trials of "
        f"{len(ask.seeds)} seeds"
    )
    with watching(title, "trials") as watch:
        tick = watch(ask.trials, min(there, ask.trials))
        for _ in search.go_on(ask.trials, first, try_mix):
            store.grown()
            tick()
    return search.trials()[: ask.trials]
