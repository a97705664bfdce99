"""The report of a search: the frontier of cost and what is wanted, and the best mix."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import isnan
from pathlib import Path

import polars as pl

from engine.calendar import quarter_text
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import BRACKETS, chance, interval, kind_words, likely, minus, number
from experiments.reports.cells import present_value as cost_in_words
from experiments.reports.report import Data, Figure, Report, Table
from experiments.reports.units import YI, unit_of
from experiments.studies.answer import Difference, Spread, difference, spread
from experiments.studies.arrays import Floats
from experiments.studies.comparison import Kind
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.optimisation import Aim, Trial, frontier, level_of


@dataclass(frozen=True)
class Found:
    """What was searched for, and all that was tried."""

    trials: Sequence[Trial]
    aim: Aim
    kind: Kind
    reference: str
    rate: float
    seeds: Sequence[int]
    fresh: Sequence[int]

    def measured(self, outcome: Floats, cost: Floats, reference: Floats) -> "Measured":
        """A mix on some seeds, beside the reference on the same."""
        level = spread(outcome, self.aim.target)
        return Measured(difference(outcome - reference), level, difference(cost))

    def trained(self, trial: Trial) -> "Measured":
        """A trial on the seeds that chose it."""
        return self.measured(trial.outcome, trial.cost, self.aim.reference)


@dataclass(frozen=True)
class Measured:
    """A mix on some seeds: its gain over the reference, chance and cost."""

    gain: Difference
    level: Spread
    cost: Difference


def trials_data(found: Found) -> Report:
    """One row a trial, and those of the frontier; money in million yuan, levels in the
    instruments' units."""
    best = {trial.number for trial in frontier(found.trials, found.aim)}
    rows = []
    for trial in found.trials:
        m = found.trained(trial)
        rows.append(
            {
                "trial": trial.number,
                "outcome": found.kind.key,
                "cost": m.cost.mean,
                **columns(gain=m.gain),
                "probability": m.level.probability,
                "within_budget": found.aim.feasible(trial),
                "frontier": trial.number in best,
                **{key: level_of(key, x) for key, x in sorted(trial.mix.items())},
            }
        )
    frame = frame_of(rows)
    on_it = frame.filter(pl.col("frontier")).sort("cost")
    return Report([Data("trials", frame), Data("frontier", on_it, parquet=False)])


def optimisation_report(found: Found, best: Trial, fresh: Measured) -> Report:
    """The frontier, the best mix on the seeds that chose it and on fresh ones, the picture."""
    picture = Figure("optimise.png", partial(_draw, found, best, fresh))
    return Report([_frontier(found), _winner(found, best, fresh), picture])


def _frontier(found: Found) -> Table:
    """Mixes that none beats in both cost and what is wanted."""
    kind, aim = found.kind, found.aim
    unit, scale = unit_of(kind.unit)
    rows = []
    for trial in frontier(found.trials, aim):
        m = found.trained(trial)
        levels = (f"{key} {level_of(key, x):g}" for key, x in sorted(trial.mix.items()) if x)
        rows.append(
            [
                str(trial.number),
                number(m.cost.mean / YI),
                "yes" if aim.feasible(trial) else "no",
                interval(m.gain, scale),
                "–" if isnan(aim.target) else chance(m.level),
                ", ".join(levels) or "none",
            ]
        )
    return Table(
        title=f"Frontier of cost and {aim.by}: {kind_words(kind).of(None)} ({unit}) at the end "
        f"of {quarter_text(kind.quarter)}, {len(found.trials)} trials on {len(found.seeds)} seeds",
        caption=f"cost: {cost_in_words(found.rate)}; gain over {found.reference}, mean of "
        f"pairs with one seed; {BRACKETS}, too narrow for the chosen best of "
        "many; levels in the instruments' units",
        heads=[
            *("Trial", "Cost", "Within budget", "Gain", "P(target)"),
            "Levels that are not neutral",
        ],
        align="rrrrrl",
        rows=rows,
    )


def _winner(found: Found, best: Trial, fresh: Measured) -> Table:
    """The winner on the seeds that chose it and on seeds that did not."""
    unit, scale = unit_of(found.kind.unit)
    trained = found.trained(best)
    rows: list[list[str] | None] = [
        [
            f"{name}, {seeds[0]} to {seeds[-1]}",
            interval(m.gain, scale),
            likely(found.aim.target, m.level),
            interval(m.cost, YI, sign=False),
        ]
        for name, seeds, m in (("training", found.seeds, trained), ("fresh", found.fresh, fresh))
    ]
    optimism = trained.level.probability - fresh.level.probability
    last = [
        "optimism",
        number((trained.gain.mean - fresh.gain.mean) / scale, sign=True),
        "–" if isnan(optimism) else minus(f"{100 * optimism:+.0f} points"),
        number((fresh.cost.mean - trained.cost.mean) / YI, sign=True),
    ]
    return Table(
        title=f"The best within {number(found.aim.budget / YI)} 亿 yuan (trial {best.number}): on "
        "the seeds that chose it, and on fresh ones",
        caption="optimism: what the choice of the best of many trials made look better than it is",
        heads=["Seeds", f"Gain over {found.reference} ({unit})", "P(target)", "Cost (亿 yuan)"],
        rows=[*rows, None, last],
    )


def _draw(found: Found, best: Trial, fresh: Measured, path: Path) -> None:
    """Cost against what is wanted: all trials, frontier, budget, and the winner on fresh seeds."""
    aim, kind, trials = found.aim, found.kind, found.trials
    unit, scale = unit_of(kind.unit, "en")
    label = f"Gain: {kind_words(kind).en} ({unit})"
    ends = (fresh.gain.mean, fresh.gain.low, fresh.gain.high)
    if aim.by == "probability":
        label = f"Seeds that reach {aim.target / scale:,g} {unit} (%)"
        scale = 0.01
        s = fresh.level
        ends = (s.probability, s.probability_low, s.probability_high)
    score, low, high = (end / scale for end in ends)
    with canvas(path, (7, 4.6), letters=9) as (_, (panel,)):
        for some, colour, name in (
            ([t for t in trials if not aim.feasible(t)], "#bbbbbb", "trial beyond the budget"),
            ([t for t in trials if aim.feasible(t)], "#66a182", "trial within the budget"),
        ):
            x = [_cost(t) for t in some]
            panel.scatter(x, [aim.score(t.outcome) / scale for t in some], 14, colour, label=name)
        edge = frontier(trials, aim)
        x, y = [_cost(t) for t in edge], [aim.score(t.outcome) / scale for t in edge]
        panel.step(x, y, where="post", color="#2e86ab", linewidth=1.2, label="frontier")
        at = _cost(best), aim.score(best.outcome) / scale
        panel.plot(*at, "*", color="#2e86ab", markersize=12, label="best")
        panel.errorbar(
            fresh.cost.mean / YI,
            score,
            yerr=None if isnan(low) else [[score - low], [high - score]],
            fmt="D",
            color="#d1495b",
            label="best on fresh seeds, 95 % interval",
        )
        panel.axvline(aim.budget / YI, color="black", linestyle="--", linewidth=1, label="budget")
        panel.set_xlabel("Cost, present value (100 million yuan)")
        panel.set_ylabel(label)
        bare(panel, grid=True)
        panel.legend(frameon=False, fontsize=8)


def _cost(trial: Trial) -> float:
    return float(trial.cost.mean()) / YI
