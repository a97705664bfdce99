"""The command ``yuanqu optimise``."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path

import numpy as np
import polars as pl
from rich.table import Table

from abm.city.city import city_cached
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.command.bar import watching
from experiments.reports.answer_table import chance, number, percent
from experiments.reports.comparison_words import interval
from experiments.reports.console import console
from experiments.reports.units import YI, unit_of
from experiments.runs.executors import pool_for
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.frames import csv_bytes, parquet
from experiments.studies.answer import CONFIDENCE, Difference, Spread, difference, spread
from experiments.studies.comparison import Kind
from experiments.studies.optimisation import (
    JOURNAL,
    Aim,
    By,
    Floats,
    Mix,
    Search,
    Trial,
    frontier,
    level_of,
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


@dataclass(frozen=True)
class Measured:
    """A mix on some seeds: its gain over the reference, chance and cost."""

    gain: Difference
    level: Spread
    cost: Difference
    target: float
    """NaN without one."""


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
    from experiments.reports.optimisation_picture import draw_optimisation

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
        found = winner(trials, aim)
        _write(trials, aim, kind, store)
        if found is None:
            cheapest = min(trial.cost.mean() for trial in trials)
            expected = f"a budget that bears a mix (the cheapest costs {number(cheapest / YI)})"
            raise InputError("", 0, 0, "--budget", expected, number(ask.budget / YI))
        plan = plan_of(found.mix, reference, start, whom)
        trained = _measured(found.outcome, found.cost, aim.reference, target)
        outcome, cost = run(plan, ask.fresh)
        fresh = _measured(outcome, cost, run(reference, ask.fresh)[0], target)
        store.write("plan.yaml", plan_text(plan).encode())
        with store.drawing("optimise.png") as path:
            draw_optimisation(trials, aim, kind, _point(fresh, ask.by), path)
    terminal = console()
    terminal.print(frontier_table(trials, aim, kind, ask, reference.key, question))
    terminal.print(winner_table(found, trained, fresh, kind, ask, reference.key))
    terminal.print(f"Files in {folder}: {', '.join(FILES)}", highlight=False)
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
    with watching(title, "trials", ask.trials, min(there, ask.trials)) as tick:
        for _ in search.go_on(ask.trials, first, try_mix):
            store.grown()
            tick()
    return search.trials()[: ask.trials]


def _measured(outcome: Floats, cost: Floats, reference: Floats, target: float) -> Measured:
    gain, level = difference(outcome - reference), spread(outcome, target)
    return Measured(gain, level, difference(cost), target)


def _point(m: Measured, by: By) -> tuple[float, ...]:
    """Cost, score and the score's interval, for the picture."""
    if by == "gain":
        return m.cost.mean, m.gain.mean, m.gain.low, m.gain.high
    s = m.level
    return m.cost.mean, s.probability, s.probability_low, s.probability_high


def trials_frame(trials: list[Trial], aim: Aim, kind: Kind) -> pl.DataFrame:
    """One row a trial; money in million yuan, levels in the instruments' units."""
    best = {trial.number for trial in frontier(trials, aim)}
    rows = []
    for trial in trials:
        found = _measured(trial.outcome, trial.cost, aim.reference, aim.target)
        probability = found.level.probability
        rows.append(
            {
                "trial": trial.number,
                "outcome": kind.key,
                "cost": found.cost.mean,
                "gain": found.gain.mean,
                "gain_low": None if isnan(found.gain.low) else found.gain.low,
                "gain_high": None if isnan(found.gain.high) else found.gain.high,
                "probability": None if isnan(probability) else probability,
                "within_budget": aim.feasible(trial),
                "frontier": trial.number in best,
                **{key: level_of(key, x) for key, x in sorted(trial.mix.items())},
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None).cast({pl.Null: pl.Float64})


def _write(trials: list[Trial], aim: Aim, kind: Kind, store: SeedFolder) -> None:
    frame = trials_frame(trials, aim, kind)
    store.write("trials.parquet", parquet(frame))
    store.write("trials.csv", csv_bytes(frame))
    best = frame.filter(pl.col("frontier")).sort("cost")
    store.write("frontier.csv", csv_bytes(best))


def frontier_table(
    trials: list[Trial], aim: Aim, kind: Kind, ask: Ask, reference: str, question: Question
) -> Table:
    """Mixes that none beats in both cost and what is wanted."""
    unit, scale = unit_of(kind.unit)
    wanted = "gain" if ask.by == "gain" else "probability"
    table = Table(
        title=(
            f"Frontier of cost and {wanted}: {kind.name_zh} {kind.name_en} ({unit}) at the end of "
            f"{quarter_text(kind.quarter)}, {len(trials)} trials on {len(ask.seeds)} seeds"
        ),
        caption=(
            "cost: present value of gross local spending from the policy's start on at "
            f"{100 * question.rate:g} % a year (assumed), 亿 yuan; gain over {reference}, mean of "
            f"pairs with one seed; {CONFIDENCE:.0%} intervals, too narrow for the chosen best of "
            "many; levels in the instruments' units"
        ),
        title_justify="left",
        caption_justify="left",
    )
    for head in ("Trial", "Cost", "Within budget", "Gain", "P(target)"):
        table.add_column(head, justify="right")
    table.add_column("Levels that are not neutral")
    for trial in frontier(trials, aim):
        found = _measured(trial.outcome, trial.cost, aim.reference, aim.target)
        levels = (f"{key} {level_of(key, x):g}" for key, x in sorted(trial.mix.items()) if x)
        table.add_row(
            str(trial.number),
            number(found.cost.mean / YI),
            "yes" if aim.feasible(trial) else "no",
            interval(found.gain, scale),
            "–" if isnan(found.target) else chance(found.level),
            ", ".join(levels) or "none",
        )
    return table


def winner_table(
    found: Trial, trained: Measured, fresh: Measured, kind: Kind, ask: Ask, reference: str
) -> Table:
    """The winner on the seeds that chose it and on seeds that did not."""
    unit, scale = unit_of(kind.unit)
    table = Table(
        title=(
            f"The best within {number(ask.budget / YI)} 亿 yuan (trial {found.number}): on the "
            "seeds that chose it, and on fresh ones"
        ),
        caption="optimism: what the choice of the best of many trials made look better than it is",
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Seeds")
    for head in (f"Gain over {reference} ({unit})", "P(target)", "Cost (亿 yuan)"):
        table.add_column(head, justify="right")
    for name, seeds, m in (("training", ask.seeds, trained), ("fresh", ask.fresh, fresh)):
        table.add_row(
            f"{name}, {seeds.start} to {seeds.stop - 1}",
            interval(m.gain, scale),
            _chance(m),
            interval(m.cost, YI, sign=False),
        )
    optimism = trained.level.probability - fresh.level.probability
    table.add_section()
    table.add_row(
        "optimism",
        number((trained.gain.mean - fresh.gain.mean) / scale, sign=True),
        "–" if isnan(optimism) else f"{100 * optimism:+.0f} points".replace("-", "−"),
        number((fresh.cost.mean - trained.cost.mean) / YI, sign=True),
    )
    return table


def _chance(m: Measured) -> str:
    if isnan(m.target):
        return "–"
    told, s = chance(m.level), m.level
    if isnan(s.probability):
        return told
    return f"{told}\n[{percent(s.probability_low)}, {percent(s.probability_high)}]"
