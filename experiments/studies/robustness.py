"""Which plan holds up when the world is not the one that was expected?

A state of the world is a design point. Per plan and state an outcome is averaged over seeds.
*Regret* of a plan in a state: what the best plan of that state gets more (Savage 1951).
*Satisficing*: the part of the states in which at least the asked part of the seeds reaches the
target (Lempert et al. 2006); it is told where every state has seeds enough for a chance.

Plans are compared where all have a result, on the same luck: where a run of one failed, those of
the others with its seed and state are left out, and counted.
"""

from dataclasses import dataclass
from math import isfinite, isnan, nan

import polars as pl

from abm.city.city import city_cached
from abm.city.name import with_year
from agents.city import City
from engine.document import InputError, did_you_mean
from experiments.runs.folder.results import Results
from experiments.studies.answer import FEWEST
from experiments.studies.table_of_points import no_runs


@dataclass(frozen=True)
class Robustness:
    """One row a plan, the least regretted first.

    Columns: ``plan``, ``mean`` over states, ``worst`` state, ``regret_mean``, ``regret_90``
    (90 % quantile), ``regret_max``, ``best_in`` (part of the states in which it is the best) and,
    where there is a target and every state has ``FEWEST`` seeds, ``satisficing``.
    """

    outcome: str
    quarter: str
    states: int
    target: float | None
    left_out: int
    """Seeds, of any state, in which a run failed."""
    seeds: int
    """Different seeds, which the states share."""
    fewest: int
    """Runs of a plan in the state that has the fewest."""
    smaller: bool
    table: pl.DataFrame


def target_of(results: Results, outcome: str) -> float | None:
    """The city's own target for an outcome; none where it has none or is not there."""
    try:
        asked = results.manifest["ingredients"]["experiment"]
        city: City = city_cached(with_year(str(asked["city"]), asked.get("year")))
    except InputError:
        return None
    row = city.targets.row_of(outcome)
    value = nan if row is None else float(city.targets.value[row])
    return None if isnan(value) else value


def robustness(
    results: Results,
    outcome: str,
    quarter: str | None = None,
    target: float | None = None,
    probability: float = 0.5,
    smaller: bool = False,
) -> Robustness:
    """Compare the plans of an experiment over its states. More is better unless ``smaller``."""
    if outcome not in results.outcomes:
        expected = f"an outcome{did_you_mean(outcome, results.outcomes)}"
        raise InputError("", 0, 0, "--outcome", expected, repr(outcome))
    if target is not None and not isfinite(target):
        raise InputError("", 0, 0, "--target", "a finite number", f"{target:g}")
    if len(results.plans) < 2:
        expected = "results of two plans or more"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, "one plan")
    last = results.metrics.select(pl.col("quarter").max()).collect().item()
    if last is None:
        raise no_runs(results)
    chosen = quarter or str(last)
    frame = results.paths([outcome]).filter(pl.col("quarter") == chosen).collect()
    if frame.is_empty():
        raise InputError("", 0, 0, "--quarter", f"a quarter of the results ({last})", repr(quarter))
    whole = pl.len().over("point", "seed") == len(results.plans)
    pairs = results.runs.select("point", "seed").unique().collect().height
    frame = frame.filter(whole)
    if frame.is_empty():
        expected = "a seed in which a run of every plan was carried out"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, "none")
    left_out = pairs - frame.select("point", "seed").n_unique()
    value = pl.col(outcome)
    fewest = int(frame.group_by("point", "plan").len()["len"].min())  # type: ignore[arg-type]
    reached = (
        (value <= target if smaller else value >= target)
        if target is not None and fewest >= FEWEST
        else None
    )
    by_state = frame.group_by("point", "plan").agg(
        value.mean().alias("value"),
        *([] if reached is None else [reached.mean().alias("reached")]),
    )
    sign = -1.0 if smaller else 1.0
    states = by_state.with_columns(good=sign * pl.col("value"))
    states = states.with_columns(regret=pl.col("good").max().over("point") - pl.col("good"))
    table = (
        states.group_by("plan")
        .agg(
            mean=pl.col("value").mean(),
            worst=sign * pl.col("good").min(),
            regret_mean=pl.col("regret").mean(),
            regret_90=pl.col("regret").quantile(0.9, "linear"),
            regret_max=pl.col("regret").max(),
            best_in=(pl.col("regret") <= 0.0).mean(),
            **(
                {}
                if reached is None
                else {"satisficing": (pl.col("reached") >= probability).mean()}
            ),
        )
        .sort("regret_max", "plan")
    )
    count = states["point"].n_unique()
    seeds = frame["seed"].n_unique()
    return Robustness(outcome, chosen, count, target, left_out, seeds, fewest, smaller, table)
