"""Results and answers: the questions that are asked of every sweep."""

from collections.abc import Callable
from math import isnan, nan
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from abm.city.city import load_city
from engine.document import InputError
from experiments.runs.folder.results import Results
from experiments.studies.answer import FEWEST, answer, difference, further, spread
from tests.experiments.commands import Said
from tests.experiments.conftest import LITTLETON

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]


@pytest.fixture
def results(swept: Callable[..., Path]) -> Results:
    """Five seeds, two plans, two points."""
    return Results(swept("factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]", seeds=5))


def test_paths_and_ensembles(results: Results) -> None:
    """The quantiles are those that NumPy finds in the raw tables."""
    paths = results.paths(["firms"]).collect()
    assert paths.columns == [
        "run",
        "seed",
        "point",
        "plan",
        "demand.alpha_price",
        "quarter",
        "firms",
    ]
    assert len(paths) == 20 * 3
    row = results.ensemble("firms", "2018Q3").filter(
        (pl.col("point") == 1) & (pl.col("plan") == "strong")
    )
    (found,) = row.collect().to_dicts()
    runs = results.runs.filter((pl.col("point") == 1) & (pl.col("plan") == "strong")).collect()
    metrics = results.metrics.filter(pl.col("quarter") == "2018Q3").collect()
    values = metrics.filter(pl.col("run").is_in(runs["run"].implode()))["firms"].to_numpy()
    assert found["demand.alpha_price"] == 3.0
    assert found["runs"] == len(values) == 5
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    assert found["q10"] == pytest.approx(low)
    assert found["q50"] == pytest.approx(middle)
    assert found["q90"] == pytest.approx(high)
    assert found["mean"] == pytest.approx(values.mean())
    assert found["sd"] == pytest.approx(values.std(ddof=1))


def test_pairs_have_one_seed_and_one_point(results: Results) -> None:
    """Plan minus plan, and nothing before the plans differ."""
    pairs = results.paired("strong", "no_policy", ["output_plan", "fiscal_spending"]).collect()
    assert len(pairs) == 5 * 2 * 3
    first = pairs.filter(pl.col("quarter") == "2018Q1")
    assert set(first["output_plan"]) == set(first["fiscal_spending"]) == {0.0}
    later = pairs.filter(pl.col("quarter") == "2018Q3")
    assert (later["fiscal_spending"] > 0).all()
    back = results.paired("no_policy", "strong", ["fiscal_spending"]).collect()
    assert (back["fiscal_spending"] + pairs["fiscal_spending"] == 0).all()


def test_questions_that_have_no_answer(results: Results, tmp_path: Path) -> None:
    """An outcome, a plan, a table, a folder that isn't there."""
    with pytest.raises(InputError, match="did you mean 'output_plan'"):
        results.ensemble("output_plam")
    with pytest.raises(InputError, match="one of the plans"):
        results.paired("strong", "stronger")
    with pytest.raises(InputError, match="a folder with results"):
        Results(tmp_path / "nowhere")


def test_the_answer(results: Results) -> None:
    """By hand from the tables."""
    city = load_city(LITTLETON)
    answers = {a.outcome: a for a in answer(results, city, point=1)}
    asked = ["competitive_firms", "special_and_micro_parks", "output_plan", "products_in_scenarios"]
    assert list(answers) == [*asked, "fiscal"]
    output = answers["output_plan"]
    assert (output.target, output.target_year, output.quarter) == (3500.0, 2024, "2018Q3")
    assert isnan(answers["fiscal"].target)
    for plan in ("no_policy", "strong"):
        values = (
            results.paths(["output_plan"])
            .filter((pl.col("point") == 1) & (pl.col("plan") == plan))
            .filter(pl.col("quarter") == "2018Q3")
            .collect()["output_plan"]
        )
        assert output.spreads[plan].median == pytest.approx(values.median())
        assert output.spreads[plan].reached == (values >= 3500).sum()
    pairs = results.paired("strong", "no_policy", ["output_plan"]).collect()
    pairs = pairs.filter((pl.col("point") == 1) & (pl.col("quarter") == "2018Q3"))
    assert output.differences["strong"].mean == pytest.approx(pairs["output_plan"].mean())
    assert "no_policy" not in output.differences


def test_other_readings_and_further_outcomes(results: Results) -> None:
    """Each from its own column, at the quarter of the answer."""
    city = load_city(LITTLETON)
    found = {a.outcome: a for a in (*answer(results, city), *further(results, city))}
    assert set(found["output_plan"].readings) == {"strict", "loose", "without_largest"}
    assert set(found["hq_revenue"].readings) == {"without_largest"}
    assert found["firms"].readings == {}
    assert not set(found) & {"firms_vehicles", "output_plan_strict"}
    for outcome, reading in (("tier_10", "loose"), ("output_plan", "strict")):
        column = f"{outcome}_{reading}"
        values = results.ensemble(column, "2018Q3").collect()
        row = values.filter((pl.col("point") == 0) & (pl.col("plan") == "strong"))
        assert found[outcome].readings[reading]["strong"].median == pytest.approx(row["q50"].item())


def test_probabilities_have_wilsons_interval() -> None:
    """8 of 10: .490 to .943 (Newcombe 1998 gives the formula)."""
    found = spread(np.array([1.0] * 8 + [0.0] * 2), target=1.0)
    assert (found.runs, found.reached, found.probability) == (10, 8, 0.8)
    z, n, p = stats.norm.ppf(0.975), 10, 0.8
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert found.probability_low == pytest.approx(middle - half)
    assert found.probability_high == pytest.approx(middle + half)
    few = spread(np.full(9, 5.0), target=5.0)
    assert few.reached == 9 and isnan(few.probability)  # no chance of fewer than ten
    assert isnan(spread(np.array([5.0]), target=nan).probability)
    assert spread(np.array([]), target=1.0).runs == 0


def test_differences_have_students_interval() -> None:
    """As SciPy's test of one sample has it; none for a single pair."""
    values = np.array([1.0, 2.0, 4.0, 3.0])
    found = difference(values)
    interval = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert (found.pairs, found.mean) == (4, 2.5)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    one = difference(np.array([2.0]))
    assert one.mean == 2.0 and isnan(one.low)
    same = difference(np.full(FEWEST, 3.0))
    assert (same.low, same.mean, same.high) == (3.0, 3.0, 3.0)
    few = difference(np.full(FEWEST - 1, 3.0))
    assert few.mean == 3.0 and isnan(few.low)
