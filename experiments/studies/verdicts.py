"""The verdict on every plan of a folder of results."""

import polars as pl

from agents.city import City
from engine.calendar import quarter_index, quarter_text
from experiments.runs.folder.results import Results
from experiments.studies.verdict import SINCE, Sample, Target, Verdict, targets_of, verdict


def verdicts(results: Results, city: City, point: int = 0) -> dict[str, Verdict]:
    """By plan, the reference first, at a design point; empty where the city marks no targets, or
    nothing that they need was kept."""
    targets, last, known = targets_of(city), last_quarter(results), set(results.outcomes)
    columns = [c for c in dict.fromkeys(c for t in targets for c in t.columns) if c in known]
    if not columns or last < 0:
        return {}
    if last < city.policy_start:  # nobody was lost or emerged since
        columns = [c for c in columns if not c.endswith(SINCE)]
    ends = {target.year: quarter_text(target.quarter(last)) for target in targets}
    frame = (
        results.paths(columns)
        .filter(pl.col("quarter").is_in(sorted(set(ends.values()))) & (pl.col("point") == point))
        .select("seed", "plan", "quarter", *columns)
        .collect()
    )
    plans = [results.reference, *(plan for plan in results.plans if plan != results.reference)]
    samples = {plan: _sample(frame.filter(pl.col("plan") == plan), targets, ends) for plan in plans}
    reference = samples[results.reference]
    found = {
        plan: verdict(targets, sample, None if plan == results.reference else reference)
        for plan, sample in samples.items()
    }
    return {plan: v for plan, v in found.items() if v is not None}


def last_quarter(results: Results) -> int:
    """The last quarter of the runs; −1 where there are none."""
    last = results.metrics.select(pl.col("quarter").max()).collect().item()
    return -1 if last is None else quarter_index(last)


def _sample(frame: pl.DataFrame, targets: tuple[Target, ...], ends: dict[int, str]) -> Sample:
    """Runs of one plan by seed; every target's columns in the quarter in which it is judged."""
    seeds = frame["seed"].unique().sort().to_numpy()
    values = {}
    for target in targets:
        at = frame.filter(pl.col("quarter") == ends[target.year]).sort("seed")
        for column in target.columns:
            if column in frame.columns and len(at) == len(seeds):
                values[column, target.year] = at[column].to_numpy()
    return Sample(seeds, values)
