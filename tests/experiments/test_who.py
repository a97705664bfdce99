"""``yuanqu compare --who``: what one gains another bears, and everything is told by its group."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.city.city import load_city
from abm.model import IndustryModel
from abm.outcomes import columns
from abm.outcomes.who import GROUPS, MEASURES, group_column, net_column
from agents.world import FLOWS, SECTORS
from experiments.runs.folder.results import Results
from experiments.studies.verdict import sure
from experiments.studies.who import ALL_FLOWS, ALL_YEARS, needed, who
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

Yuanqu = Callable[..., Said]
SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q4", "--seeds", 2)
"""The small city's policy starts with 2022."""


@settings(max_examples=3)
@given(seed=st.integers(0, 10**6), plan=st.sampled_from([BASELINE, ACTION, "no_policy"]))
def test_every_flow_sums_to_nought_over_sectors(seed: int, plan: str) -> None:
    model = IndustryModel(LITTLETON, plan, outcomes="net_wages_firms", rng=seed)
    for _ in range(4):
        model.step()
        found = {name: model.record.latest(name) for name in model.record.columns}
        for flow in FLOWS:
            nets = [found[net_column(flow, sector)] for sector in SECTORS]
            assert sum(nets) == pytest.approx(0.0, abs=1e-9 * max(1.0, *map(abs, nets)))


def test_groups_are_parts_of_one_whole() -> None:
    """Jobs, value added and profit by district, park, segment and kind add up to the city's."""
    city = load_city(LITTLETON)
    wanted = ", ".join((*needed(city)[2:], "jobs", "jobs_by_kind_brand"))
    model = IndustryModel(LITTLETON, ACTION, outcomes=wanted, rng=3)
    for _ in range(6):
        model.step()
    latest = model.record.latest
    for measure in MEASURES:
        sums = [
            sum(latest(group_column(measure, group, key)) for key in keys(city))
            for group, keys in GROUPS.items()
        ]
        assert sums == pytest.approx([sums[0]] * len(GROUPS), rel=1e-9)
        if measure == "jobs":
            assert sums[0] == pytest.approx(latest("jobs"))


def test_nobody_measures_it_unasked() -> None:
    assert not {net_column("wages", "firms"), "jobs_by_kind_brand"} & set(
        IndustryModel(LITTLETON, rng=1).record.columns
    )
    assert net_column("wages", "firms") not in columns(load_city(LITTLETON))


@pytest.mark.slow
def test_as_a_user_asks(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A rent subsidy stands with the districts that pay and the firms that receive it, and what
    sectors gain and lose is nought together."""
    out = tmp_path / "out"
    rent = setting("park_rent_subsidy", 0.5, start="2022Q1")
    plan = write_plan(tmp_path, rent, extends="baseline")
    said = yuanqu("compare", plan, *SMALL, "--who", "--out", out)
    assert said.code == 0, said.err
    assert "谁受益、谁承担：“of_a_test”" in said.out
    assert "Who gains and who pays: of_a_test against baseline, 2 seeds" in said.out
    table = pl.read_csv(out / "who-of_a_test.csv")
    assert (out / "who-of_a_test.png").stat().st_size > 5000
    sectors = table.filter((pl.col("group") == "sector") & (pl.col("what") == ALL_FLOWS))
    by_year = sectors.group_by("year").agg(pl.col("gain").sum(), most=pl.col("gain").abs().max())
    assert by_year["year"].sort().to_list() == [ALL_YEARS, 2022]
    assert (by_year["gain"].abs() <= 1e-3 * by_year["most"].clip(1.0)).all()

    for language, title in (("en", "Who gains and who pays"), ("zh", "谁受益、谁承担")):
        assert yuanqu("report", out, "--language", language).code == 0
        page = (out / f"report-{language}.html").read_text(encoding="utf-8")
        assert title in page and page.count("<table") >= 8

    def paid(sector: str) -> float:
        mine = table.filter(
            (pl.col("key") == sector) & (pl.col("what") == "grants") & (pl.col("year") == 2022)
        )
        return float(mine["gain"].item())

    assert paid("districts") < 0.0 < paid("firms")
    assert paid("firms") == pytest.approx(-paid("districts"), rel=0.2)


@pytest.mark.slow
def test_a_plan_that_differs_in_nothing(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Every difference is nought, and none is sure."""
    out = tmp_path / "out"
    same = write_plan(tmp_path, extends="baseline")
    assert yuanqu("compare", same, *SMALL, "--who", "--out", out).code == 0
    found = who(Results(out), load_city(LITTLETON), "of_a_test")
    assert found.rows and not any(row.gain.mean or sure(row.gain) for row in found.rows)
    assert found.unbalanced < 1e-6
    assert not np.isnan(found.unbalanced)


def test_before_there_is_a_policy(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Refused before the first run, and nothing is written."""
    out = tmp_path / "out"
    line = ("compare", ACTION, "--city", LITTLETON, "--who", "--until", "2018Q4", "--seeds", 2)
    said = yuanqu(*line, "--out", out)
    assert said.code == 2 and said.err.count("\n") == 1, said.err
    assert "--until: expected a quarter from 2022Q1 on, when policy begins, got 2018Q4" in said.err
    assert not out.exists()
