"""The back-test: scores against their equations, rivals against their curves, one whole run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.city.city import city_cached
from abm.history import Fact, held_back_facts, known_facts
from abm.model import IndustryModel
from abm.named_makers import CARS, MADE, SOLD, Tally, named_columns
from abm.simulation import outcome_columns
from engine.document import InputError
from experiments.reports.backtest import backtest_report
from experiments.reports.report import Table
from experiments.studies.backtest.result import Backtest, backtest, point, scaled, scored
from experiments.studies.backtest.rivals import RIVALS, on_the_way
from experiments.studies.backtest.runs import Asked, asked_of, run_seed, variants
from experiments.studies.backtest.skill import coverage_interval, crps, effective_number
from tests.experiments.commands import Said
from tests.littleton import ACTION, LITTLETON
from tests.towns import derived, town

Yuanqu = Callable[..., Said]
NUMBERS = st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=30)


@given(NUMBERS, st.floats(-50.0, 50.0))
def test_crps_is_its_double_sum(sample: list[float], actual: float) -> None:
    x = np.array(sample)
    pairs = np.abs(x[:, None] - x[None, :]).mean()
    expected = np.abs(x - actual).mean() - 0.5 * pairs
    assert crps(x, actual) == pytest.approx(expected, abs=1e-9)
    assert crps(x, actual) > -1e-9


def test_crps_of_a_normal_sample_is_that_of_the_normal() -> None:
    """At its centre σ(√2 − 1)/√π (Gneiting and Raftery 2007)."""
    sample = 2.0 * np.random.default_rng(1).normal(size=40_000) + 3.0
    assert crps(sample, 3.0) == pytest.approx(2.0 * (np.sqrt(2.0) - 1.0) / np.sqrt(np.pi), rel=0.02)
    assert crps(np.array([3.0]), 5.0) == pytest.approx(2.0)


def test_figures_that_hang_together_count_as_one() -> None:
    luck = np.random.default_rng(2).normal(size=(400, 6))
    assert effective_number(luck) == pytest.approx(6.0, abs=0.1)
    assert effective_number(np.repeat(luck[:, :1], 6, axis=1)) == pytest.approx(1.0)
    halves = np.concatenate([np.repeat(luck[:, [0]], 3, 1), np.repeat(luck[:, [1]], 3, 1)], 1)
    assert effective_number(halves) == pytest.approx(2.0, abs=0.1)
    assert effective_number(np.ones((50, 4))) == pytest.approx(4.0)


def test_few_draws_do_not_make_figures_dependent() -> None:
    """Without the allowance for luck five draws of twenty figures would be some four."""
    luck = np.random.default_rng(3)
    found = [effective_number(luck.normal(size=(8, 20))) for _ in range(40)]
    assert np.mean(found) > 8.0


@given(st.floats(0.0, 1.0), st.floats(1.0, 100.0))
def test_an_interval_of_coverage_holds_it_or_its_end(covered: float, number: float) -> None:
    low, high = coverage_interval(covered, number)
    assert 0.0 <= low < high <= 1.0
    wide, narrow = coverage_interval(0.5, number), coverage_interval(0.5, 4.0 * number)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


YEARS = [2018, 2019, 2020, 2021]


def test_rivals_carry_their_own_curves_on() -> None:
    line = [10.0, 12.0, 14.0, 16.0]
    assert RIVALS["last_value"](YEARS, line, 2024, False) == 16.0
    assert RIVALS["linear"](YEARS, line, 2024, False) == pytest.approx(22.0)
    logits = 1.0 / (1.0 + np.exp(-(np.array(YEARS) - 2020.0)))
    expected = 1.0 / (1.0 + np.exp(-4.0))
    assert RIVALS["logistic"](YEARS, logits.tolist(), 2024, True) == pytest.approx(expected)
    autoregressive = [5.0]
    for _ in range(5):
        autoregressive.append(1.0 + 0.5 * autoregressive[-1])
    found = RIVALS["ar1"](YEARS, autoregressive[:4], 2023, True)
    assert found == pytest.approx(autoregressive[5])


def test_a_logistic_amount_nears_its_ceiling() -> None:
    values, level = [], 100.0
    for _ in YEARS:
        values.append(level)
        level *= float(np.exp(0.6 * (1.0 - level / 500.0)))
    logistic = RIVALS["logistic"]
    assert logistic(YEARS, values, 2022, False) == pytest.approx(level)
    assert logistic(YEARS, values, 2060, False) == pytest.approx(500.0, rel=1e-3)
    faster = [1.0, 1.1, 1.3, 1.7]  # no ceiling can be told: growth goes on
    assert logistic(YEARS, faster, 2022, False) == pytest.approx(1.7 * 1.7 ** (1 / 3))


def test_rivals_that_know_too_little_say_nothing() -> None:
    for name, least in {"last_value": 1, "linear": 2, "logistic": 3, "ar1": 4}.items():
        for known in range(4):
            said = RIVALS[name](YEARS[:known], [1.0, 2.0, 2.5, 2.7][:known], 2023, False)
            assert np.isnan(said) == (known < least), (name, known)
    assert np.isnan(RIVALS["ar1"]([2015, 2018, 2019, 2020], [1.0, 2.0, 3.0, 4.0], 2021, False))


def test_a_target_is_met_in_its_year_and_by_even_growth_before() -> None:
    assert on_the_way([2021], [100.0], 2025, 2025, 1600.0) == pytest.approx(1600.0)
    assert on_the_way([2021], [100.0], 2023, 2025, 1600.0) == pytest.approx(400.0)
    assert np.isnan(on_the_way([2021], [100.0], 2026, 2025, 1600.0))
    assert np.isnan(on_the_way([], [], 2023, 2025, 1600.0))


def fact(value: float, year: int = 2022, series: str = "a", unit: str = "units") -> Fact:
    return Fact(series, "", year, value, unit, "read", series)


def test_amounts_are_scored_in_logs_and_rates_as_they_are() -> None:
    town_data = city_cached(LITTLETON)
    sample = np.array([50.0, 100.0, 200.0])
    found = point(fact(100.0), sample, [2021], [50.0], town_data)
    assert found.covered and found.median == 100.0
    assert found.rivals["last_value"] == pytest.approx(np.log(2.0))
    assert found.crps == pytest.approx(crps(np.log(sample), np.log(100.0)))
    rate = point(fact(0.3, unit="fraction"), np.array([0.1, 0.2]), [2021], [0.2], town_data)
    assert not rate.covered and rate.rivals["last_value"] == pytest.approx(0.1)
    assert np.isfinite(scaled(np.array([0.0, -1.0]), fact(10.0))).all()


def test_inputs_are_not_scored_where_markets_are_as_they_came() -> None:
    asked = Asked((fact(1.0), fact(1.0, series="national_units x")), (fact(1.0, 2021),))
    drawn = np.random.default_rng(4).lognormal(size=(30, 2))
    both = scored("ex_ante", asked, drawn, city_cached(LITTLETON))
    own = scored("as_it_came", asked, drawn, city_cached(LITTLETON))
    assert len(both.points) == 2 and [p.fact.name for p in own.points] == ["a"]
    assert both.against("last_value")[1] == 1  # nothing was known of the other series


def answers_of(asked: Asked, drawn: Any) -> list[dict[str, Any]]:
    return [{"ex_ante": {"facts": row.tolist(), "firms": {}}} for row in drawn]


def test_the_misses_come_first_and_then_the_losses() -> None:
    facts = tuple(fact(value, series=f"s{i}") for i, value in enumerate((1.0, 9.0, 50.0)))
    known = tuple(fact(49.0, 2021, f"s{i}") for i in range(3))
    drawn = np.random.default_rng(5).lognormal(0.0, 0.3, (40, 3))
    asked = Asked(facts, known)
    found = backtest(LITTLETON, "p", "fixed", asked, ["ex_ante"], answers_of(asked, drawn))
    assert isinstance(found, Backtest) and found.scored[0].covered == pytest.approx(1 / 3)
    assert found.scored[0].beaten_by()["s2"] == ["last_value"]
    assert "s0" not in found.scored[0].beaten_by()
    tables = [part for part in backtest_report(found, asked).parts if isinstance(part, Table)]
    first = [str(row[0]) for row in tables[0].rows if row is not None]
    assert [name[:2] for name in first] == ["s2", "s1"]  # the worst before the other
    rows = found.table()
    assert rows["covered"].to_list() == [True, False, False]
    assert rows.filter(pl.col("series") == "s1")["said_last_value"].to_list() == [49.0]


def test_figures_that_are_assumed_neither_count_nor_are_known(tmp_path: Path) -> None:
    data = city_cached(LITTLETON)
    assert not known_facts(data, outcome_columns(LITTLETON))
    assert not held_back_facts(data, outcome_columns(LITTLETON))
    with pytest.raises(InputError, match="a test row, read or derived"):
        asked_of(LITTLETON)
    found = asked_of(town(tmp_path / "town", derived))
    assert {f.year for f in found.facts} == {2022, 2023}
    years, values = found.before(found.facts[0])
    assert years == YEARS and all(value > 0.0 for value in values)


def test_runs_know_what_they_are_told() -> None:
    """By the policy's start, and later events with their strength set, of Shanghai's own data."""
    found = {variant.key: variant for variant in variants("shanghai")}
    assert [*found] == ["ex_ante", "ex_ante_events", "as_it_came", "as_it_came_events"]
    assert found["ex_ante"].world == "draw" and found["as_it_came"].world == "as-it-came"
    off, on = found["ex_ante"].settings, found["ex_ante_events"].settings
    assert off.count("=0") == on.count("=1") > 0 and off.replace("=0", "=1") == on
    assert [variant.key for variant in variants(LITTLETON)] == ["ex_ante"]


def test_single_makers_are_counted_over_a_year() -> None:
    """Revenue and units of one firm, and all vehicles, against the tables quarter by quarter."""
    data = city_cached(LITTLETON)
    key, row = next(iter(data.firms.index.items()))
    columns = (f"{SOLD}{key}", f"{MADE}{key}", CARS)
    tally, model = Tally(columns, data), IndustryModel(city=LITTLETON, rng=3)
    revenue, made, cars = [], [], []
    for _ in range(6):
        model.step()
        tally.count(model.world)
        firms, lines = model.world.firms, model.world.lines
        mine = [i for i in range(firms.n) if firms.alive[i] and firms.name_row[i] == row]
        revenue.append(sum(float(firms.revenue[i]) for i in mine))
        own = [j for j in range(lines.n) if lines.alive[j] and int(lines.firm[j]) in mine]
        made.append(sum(float(lines.made[j]) for j in own))
        vehicle = model.world.markets.is_vehicle
        cars.append(
            sum(
                float(lines.made[j] * firms.local_share[lines.firm[j]])
                for j in range(lines.n)
                if lines.alive[j] and vehicle[lines.use[j]]
            )
        )
    year = tally.year()
    assert year[columns[0]] == pytest.approx(sum(revenue[-4:])) and year[columns[0]] > 0.0
    assert year[columns[1]] == pytest.approx(sum(made[-4:]))
    assert year[CARS] == pytest.approx(sum(cars[-4:])) and year[CARS] > 0.0


def test_series_of_single_makers_are_found_by_name(tmp_path: Path) -> None:
    key = next(iter(city_cached(LITTLETON).firms.index))
    name = town(
        tmp_path / "town",
        lambda row: (
            {**derived(row), "series": f"revenue_million_{key}", "unit": "million yuan"}
            if row["series"] == "firms"
            else derived(row)
        ),
    )
    assert named_columns(city_cached(name)) == {f"revenue_million_{key}": f"{SOLD}{key}"}
    asked = asked_of(name)
    which = variants(name)
    found = run_seed(name, ACTION, "fixed", "", asked, which, 3)
    assert found == run_seed(name, ACTION, "fixed", "", asked, which, 3)
    revenue = [f for f in asked.facts if f.series == f"revenue_million_{key}"]
    said = found["ex_ante"]["facts"][asked.facts.index(revenue[0])]
    # Growth is the model's, upon the last figure that was known.
    other = run_seed(
        name, ACTION, "fixed", "", Asked(asked.facts, tuple(doubled(asked.known))), which, 3
    )
    assert other["ex_ante"]["facts"][asked.facts.index(revenue[0])] == pytest.approx(2.0 * said)


def doubled(facts: tuple[Fact, ...]) -> list[Fact]:
    return [replace(fact, value=2.0 * fact.value) for fact in facts]


def test_the_command_tells_and_keeps_it(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name, out = town(tmp_path / "town", derived), tmp_path / "out"
    said = yuanqu("backtest", "--city", name, "--seeds", "4", "--out", out, "--workers", "1")
    assert said.code == 0, said.err
    assert "figures of 4 series" in said.out and "未覆盖" in said.out
    rows = pl.read_csv(out / "backtest.csv")
    assert len(rows) == 8 and (rows["low"] <= rows["median"]).all()
    assert (out / "backtest.md").read_text(encoding="utf-8").startswith("# Back-test")
    before = (out / "backtest.csv").read_bytes()
    again = yuanqu("backtest", "--city", name, "--seeds", "4", "--out", out, "--workers", "1")
    assert again.code == 0 and (out / "backtest.csv").read_bytes() == before
    other = yuanqu("backtest", "--city", name, "--seeds", "4", "--out", out, "--parameters", "draw")
    assert other.code == 2 and "one of another: parameters" in other.err


def test_a_city_without_test_rows_is_told_so(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name = town(tmp_path / "town", lambda row: derived(row) if row["role"] == "fit" else None)
    said = yuanqu("backtest", "--city", name, "--seeds", "2", "--out", tmp_path / "out")
    assert said.code == 2 and "series.csv" in said.err and not (tmp_path / "out").exists()
