"""Which factor moves an outcome: Sobol indices, Morris's effects, or else a forest's ranking.

A Saltelli design gives first-order and total Sobol indices (Saltelli et al. 2010), a Morris design
the mean size and the spread of elementary effects (Morris 1991; Campolongo et al. 2007), both by
SALib. With any other design a random forest is grown and factors are ranked by how much worse it
predicts points it has not seen when one factor is shuffled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from engine.document import InputError
from experiments.runs.folder.results import Results
from experiments.studies.arrays import Floats
from experiments.studies.designs import MorrisDesign, SaltelliDesign
from experiments.studies.table_of_points import (
    Question,
    design_of,
    means_by_point,
    runs_of,
    varying,
)

Method = Literal["sobol", "morris", "forest"]

CONFIDENCE = 0.95
RESAMPLES = 500
SEED = 20220708
"""Of the bootstrap and the forest, so that the same results give the same table."""

FEWEST = 40
"""Points below which a forest says nothing."""


@dataclass(frozen=True)
class Sensitivity:
    """Indices by factor, the most important first.

    Columns of ``table``: ``factor`` and, by method, ``total``, ``first`` (Sobol), ``mu_star``,
    ``sigma`` (Morris) or ``importance`` (forest), each with ``…_low`` and ``…_high`` where there is
    an interval: of the points that were drawn (bootstrap; a forest's of its shuffles alone), not of
    luck, which all points share by their ``seeds``. ``fit`` is the forest's R² on points it has
    not seen, else NaN.
    """

    asked: Question
    method: Method
    table: pl.DataFrame
    points: int
    seeds: int
    fit: float = float("nan")


def sensitivity(results: Results, asked: Question) -> Sensitivity:
    """Work the indices out. Raises ``InputError`` where results are incomplete or too few."""
    frame = means_by_point(results, asked)
    seeds = runs_of(results, asked)["seed"].n_unique()
    names = varying(frame, results.factors)
    design = design_of(results)
    value = frame["value"].to_numpy()
    if isinstance(design, SaltelliDesign | MorrisDesign):
        _check_complete(results, frame)
        if isinstance(design, SaltelliDesign):
            table = sobol(results.factors, value, design.second_order)
            method: Method = "sobol"
        else:
            table = morris(results.factors, design.cube(len(results.factors)), value, design.levels)
            method = "morris"
        return Sensitivity(asked, method, table, len(frame), seeds)
    if len(frame) < FEWEST:
        expected = f"results of {FEWEST} design points or more (or a Saltelli or Morris design)"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, f"{len(frame)}")
    table, fit = forest(names, frame.select(names).to_numpy(), value)
    return Sensitivity(asked, "forest", table, len(frame), seeds, fit)


def sobol(names: Sequence[str], value: Floats, second_order: bool) -> pl.DataFrame:
    """First-order and total Sobol indices of a Saltelli sample, in the design's order of rows."""
    from SALib.analyze import sobol as analysis

    if not np.ptp(value) > 0.0:
        zero = [0.0] * len(names)
        return _ranked(names, "total", total=(zero, zero), first=(zero, zero))
    found: Any = analysis.analyze(
        _problem(names),
        value,
        calc_second_order=second_order,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=SEED,
    )
    return _ranked(
        names,
        "total",
        total=(found["ST"], found["ST_conf"]),
        first=(found["S1"], found["S1_conf"]),
    )


def morris(names: Sequence[str], unit: Floats, value: Floats, levels: int) -> pl.DataFrame:
    """Mean absolute elementary effect μ* with interval, and spread σ; ``unit`` (points, factors).

    Effects are of moving a factor through its whole range.
    """
    from SALib.analyze import morris as analysis

    found: Any = analysis.analyze(
        _problem(names),
        unit,
        value,
        num_levels=levels,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=SEED,
    )
    table = _ranked(names, "mu_star", mu_star=(found["mu_star"], found["mu_star_conf"]))
    sigma = pl.DataFrame({"factor": list(names), "sigma": np.asarray(found["sigma"], dtype=float)})
    return table.join(sigma, on="factor", how="left", maintain_order="left")


def forest(names: Sequence[str], x: Floats, value: Floats) -> tuple[pl.DataFrame, float]:
    """Permutation importance (fall of R² on unseen points), and that R² itself."""
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.inspection import permutation_importance
    from sklearn.model_selection import train_test_split

    seen_x, new_x, seen, new = train_test_split(x, value, test_size=0.3, random_state=SEED)
    trees = RandomForestRegressor(n_estimators=300, min_samples_leaf=2, random_state=SEED, n_jobs=1)
    trees.fit(seen_x, seen)
    found = permutation_importance(trees, new_x, new, n_repeats=30, random_state=SEED, n_jobs=1)
    half = 1.96 * found.importances_std
    table = _ranked(names, "importance", importance=(found.importances_mean, half))
    return table, float(trees.score(new_x, new))


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _ranked(names: Sequence[str], by: str, **columns: tuple[Any, Any]) -> pl.DataFrame:
    data: dict[str, Any] = {"factor": list(names)}
    for name, (middle, half) in columns.items():
        middle, half = np.asarray(middle, dtype=float), np.asarray(half, dtype=float)
        data[name] = middle
        data[f"{name}_low"], data[f"{name}_high"] = middle - half, middle + half
    return pl.DataFrame(data).sort(by, descending=True, maintain_order=True)


def _check_complete(results: Results, frame: pl.DataFrame) -> None:
    points = results.runs.select(pl.col("point").n_unique()).collect().item()
    seeds = results.runs.select(pl.col("seed").n_unique()).collect().item()
    short = points - len(frame) + int((frame["runs"] < seeds).sum())
    expected = "all runs of the design (its indices need every point)"
    if not results.finished:
        found = "an unfinished sweep (go on with --resume)"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, found)
    if short:
        raise InputError(
            str(results.folder), 0, 0, "DIR", expected, f"{short} points with failures"
        )
