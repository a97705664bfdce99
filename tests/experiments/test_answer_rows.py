"""The answer by point and over all points: recounted, and no certainty from few seeds."""

from collections.abc import Callable
from math import isnan
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from abm.city.city import load_city
from abm.outcomes import OUTCOMES
from agents.city import City
from experiments.reports.answer import answer_table
from experiments.reports.terminal import show
from experiments.runs.folder.results import Results
from experiments.studies.answer import (
    answer,
    difference_of_states,
    further,
    over_states,
    spread_of_states,
)
from experiments.studies.answer_rows import CLUSTERED, OF_RUNS, STUDENT, WILSON, Row
from experiments.studies.intervals import clustered_share, wilson
from tests.experiments.commands import Said
from tests.experiments.conftest import LITTLETON

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]
Values = dict[str, dict[int, dict[int, float]]]

MORE = """\
factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]
outcomes: [output_plan, output_plan_strict, firms]
tables: []
"""


def states(shares: list[float], seeds: int) -> pl.DataFrame:
    """Runs at ``len(shares)`` points of which seed by seed that share reaches 1."""
    rows = [
        {"point": point, "seed": seed, "x": float(seed < round(share * seeds))}
        for point, share in enumerate(shares)
        for seed in range(seeds)
    ]
    return pl.DataFrame(rows)


def test_three_seeds_at_many_points_are_three_seeds() -> None:
    """48 points × 3 seeds, one of which reaches it everywhere: no 33 % [33 %, 33 %]."""
    frame = states([1 / 3] * 48, 3)
    found = spread_of_states(frame, "x", 1.0)
    assert (found.runs, found.seeds, found.reached) == (144, 3, 48)
    assert isnan(found.probability) and isnan(found.probability_low) and isnan(found.states[0])
    gain = difference_of_states(frame.rename({"x": "gain"}))
    assert (gain.pairs, gain.seeds, gain.mean) == (144, 3, pytest.approx(1 / 3))
    assert isnan(gain.low) and isnan(gain.high) and isnan(gain.states[0])


def test_twelve_seeds_at_many_points_are_twelve_seeds() -> None:
    """The interval is as wide as that of the seeds alone, and the states stand beside it."""
    found = spread_of_states(states([1 / 3] * 48, 12), "x", 1.0)
    most, least = wilson(1 / 3, 12, 0.95), wilson(1 / 3, 8, 0.95)  # seeds, less for their scarcity
    assert least[0] < found.probability_low < most[0]
    assert most[1] < found.probability_high < least[1]
    assert found.states == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    certain = spread_of_states(states([1.0] * 48, 12), "x", 1.0)
    assert certain.probability == 1.0 and certain.probability_low < 0.8
    mixed = spread_of_states(states([0.25, 0.75], 12), "x", 1.0)
    assert mixed.states == (0.25, 0.75)


@pytest.fixture
def results(swept: Callable[..., Path]) -> Results:
    """Twelve seeds, two plans, two points, and their files."""
    return Results(swept(MORE, seeds=12))


@pytest.fixture
def values(results: Results) -> Values:
    """Output by plan, point and seed."""
    found: Values = {}
    paths = results.paths(["output_plan"]).filter(pl.col("quarter") == "2018Q3").collect()
    for row in paths.iter_rows(named=True):
        at = found.setdefault(row["plan"], {}).setdefault(row["point"], {})
        at[row["seed"]] = row["output_plan"]
    return found


@pytest.fixture
def target(values: Values, monkeypatch: pytest.MonkeyPatch) -> float:
    """A target that some runs reach and others do not."""
    every = [v for by_point in values.values() for at in by_point.values() for v in at.values()]
    found = float(np.quantile(every, 0.4, method="nearest"))

    def targets(_: City) -> dict[str, tuple[float, int]]:
        return {"output_plan": (found, 2024)}

    monkeypatch.setattr("experiments.studies.answer.target_values", targets)
    monkeypatch.setattr("experiments.studies.answer_rows.target_values", targets)
    return found


def flat(at: dict[int, dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Values of all points, and their seeds."""
    pairs = [(v, seed) for point in sorted(at) for seed, v in sorted(at[point].items())]
    return np.array([v for v, _ in pairs]), np.array([seed for _, seed in pairs])


def test_the_answer_over_all_states(
    results: Results, values: Values, target: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """Recounted from the runs: shares of all, clustered by seed, worst and best state."""
    city = load_city(LITTLETON)
    found = next(a for a in over_states(results, city) if a.outcome == "output_plan")
    for plan, at in values.items():
        mine, seeds = flat(at)
        level = found.spreads[plan]
        assert (level.runs, level.seeds) == (24, 12)
        assert level.median == pytest.approx(np.median(mine))
        assert level.low == pytest.approx(np.quantile(mine, 0.1))
        assert level.probability == np.mean(mine >= target)
        ends = clustered_share(mine >= target, seeds, 0.95)
        assert (level.probability_low, level.probability_high) == pytest.approx(ends)
        shares = [np.mean([v >= target for v in by_seed.values()]) for by_seed in at.values()]
        assert level.states == (min(shares), max(shares))
    (plan,) = found.differences
    mine, seeds = flat(values[plan])
    gain = mine - flat(values[results.reference])[0]
    difference = found.differences[plan]
    assert difference.mean == pytest.approx(gain.mean())
    assert difference.seeds == 12 and difference.detectable > difference.high - difference.mean
    by_seed = [gain[seeds == seed].mean() for seed in range(1, 13)]
    ends = stats.ttest_1samp(by_seed, 0.0).confidence_interval(0.95)
    assert (difference.low, difference.high) == pytest.approx((ends.low, ends.high))
    means = [gain[:12].mean(), gain[12:].mean()]
    assert difference.states == pytest.approx(tuple(np.quantile(means, [0.1, 0.9])))
    capsys.readouterr()
    show(answer_table([found], results.reference, 2))
    said = capsys.readouterr().out
    assert "clustered by seed" in " ".join(said.split())
    assert "24 runs a plan over 2 states of the world that share 12 seeds" in said


def test_the_file_has_every_point(results: Results, values: Values, target: float) -> None:
    """Each statistic of each plan and point, the pairs, and all points at once: recounted."""
    from experiments.reports.answer_files import answer_frame

    city = load_city(LITTLETON)
    table = answer_frame(results, city, over_all=True)
    assert table.columns[:4] == ["point", "plan", "minus", "outcome"]
    assert set(table["outcome"]) == {"output_plan", "output_plan_strict", "firms"}
    assert set(table["point"].drop_nulls()) == {0, 1}
    output = table.filter(pl.col("outcome") == "output_plan")

    def row(point: int | None, plan: str, statistic: str) -> dict[str, float]:
        mine = output.filter(
            pl.col("point").eq_missing(point)
            & (pl.col("plan") == plan)
            & (pl.col("statistic") == statistic)
        )
        return mine.row(0, named=True) if len(mine) == 1 else pytest.fail(f"{mine}")

    for plan, at in values.items():
        for point, by_seed in at.items():
            mine = np.array([by_seed[seed] for seed in sorted(by_seed)])
            median = row(point, plan, "median")
            assert median["estimate"] == pytest.approx(np.median(mine))
            assert (median["n"], median["seeds"]) == (12, 12)
            mean = row(point, plan, "mean")
            student = stats.ttest_1samp(mine, 0.0).confidence_interval(0.95)
            assert (mean["low"], mean["high"]) == pytest.approx((student.low, student.high))
            hits = int((mine >= target).sum())
            assert row(point, plan, "reached")["estimate"] == hits
            there = stats.binomtest(hits, 12).proportion_ci(0.95, method="wilson")
            chance = row(point, plan, "chance")
            assert chance["target"] == target
            assert (chance["low"], chance["high"]) == pytest.approx(
                (there.low, there.high), abs=1e-12
            )
            if plan != results.reference:
                base = values[results.reference][point]
                gain = np.array([by_seed[s] - base[s] for s in sorted(by_seed)])
                pairs = row(point, plan, "difference")
                student = stats.ttest_1samp(gain, 0.0).confidence_interval(0.95)
                assert pairs["estimate"] == pytest.approx(gain.mean())
                assert (pairs["low"], pairs["high"]) == pytest.approx((student.low, student.high))
        mine, seeds = flat(at)
        chance = row(None, plan, "chance")
        ends = clustered_share(mine >= target, seeds, 0.95)
        assert (chance["low"], chance["high"]) == pytest.approx(ends)
        assert (chance["n"], chance["seeds"], chance["interval"]) == (24, 12, "95% clustered")
    assert set(output.filter(pl.col("statistic") == "difference")["minus"]) == {"no_policy"}
    without = answer_frame(results, city, over_all=False)
    assert without.equals(table.filter(pl.col("point").is_not_null()))


def test_the_file_says_what_the_answer_says(results: Results) -> None:
    """Medians and differences of both are one number."""
    from experiments.reports.answer_files import answer_frame

    city = load_city(LITTLETON)
    table = answer_frame(results, city, over_all=True)
    for point in (0, 1):
        for a in (*answer(results, city, point), *further(results, city, point)):
            mine = table.filter((pl.col("point") == point) & (pl.col("outcome") == a.outcome))
            medians = mine.filter(pl.col("statistic") == "median")
            assert dict(medians.select("plan", "estimate").iter_rows()) == {
                plan: level.median for plan, level in a.spreads.items()
            }
            gains = mine.filter(pl.col("statistic") == "difference").select("estimate", "low")
            assert gains.rows() == [(d.mean, d.low) for d in a.differences.values()]


@pytest.mark.parametrize("points", [1, 2, 41])
@pytest.mark.slow
def test_every_sweep_has_the_file(
    write: Write, yuanqu: Yuanqu, tmp_path: Path, points: int
) -> None:
    """Of any number of points; failed runs are left out of it, and no chance is of few runs."""
    values = ", ".join(f"{2.0 + 0.02 * n}" for n in range(points))
    more = MORE.replace("[2.0, 3.0]", f"[{values}]")
    path = write(more + "until: 2018Q2", seeds=2)
    assert yuanqu("sweep", path, "--out", tmp_path / "out").code == 0
    table = pl.read_csv(tmp_path / "out" / "answer.csv", infer_schema_length=None)
    assert sorted(table["point"].drop_nulls().unique()) == list(range(points))
    # The plans are alike so far: two pairs that do not differ tell no detectable difference.
    assert set(table["statistic"]) == {"median", "mean", "difference", "reached"}
    pooled = table.filter(pl.col("point").is_null() & (pl.col("statistic") != "median"))
    assert pooled["low"].null_count() == len(pooled)
    assert (len(pooled) > 0) is (points > 1)
    assert set(pooled["seeds"]) <= {2}
    every = {named.key for outcome in OUTCOMES for named in outcome.reported}
    assert {key for key in table["outcome"] if key in every} == {"output_plan", "firms"}


def test_what_an_experiment_names_is_told(swept: Callable[..., Path]) -> None:
    """Also what is reported by no name: what one instrument costs, at each point."""
    more = MORE.replace("firms]", "firms, spending_rd_subsidy, operators]")
    folder = swept(more, seeds=2)
    table = pl.read_csv(folder / "answer.csv", infer_schema_length=None)
    results = Results(folder)
    assert set(table["outcome"]) == set(results.outcomes)
    mine = table.filter((pl.col("outcome") == "spending_rd_subsidy") & (pl.col("point") == 1))
    last = table["quarter"].unique().item()
    runs = results.paths(["spending_rd_subsidy"]).filter(
        (pl.col("quarter") == last) & (pl.col("point") == 1)
    )
    means = mine.filter(pl.col("statistic") == "mean").select("plan", "estimate")
    assert dict(means.iter_rows()) == pytest.approx(
        dict(runs.group_by("plan").agg(pl.col("spending_rd_subsidy").mean()).collect().iter_rows())
    )
    assert "difference" in mine["statistic"].to_list()


def test_the_columns_are_described() -> None:
    """Every one in the page about the file, and every kind of statistic and interval."""
    page = (Path(__file__).parents[2] / "docs" / "answer.md").read_text(encoding="utf-8")
    for word in (*Row._fields, OF_RUNS, STUDENT, WILSON, CLUSTERED):
        assert f"`{word}`" in page, word
