"""``yuanqu attribute --alone``: each instrument by itself, on the small city."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import city_cached
from abm.simulation import RunSpec, simulate
from engine.calendar import quarter_index
from experiments.reports.remarks import remarks_of
from experiments.studies.alone import FLOWS, alone
from experiments.studies.answer import beyond_luck
from experiments.studies.comparison import Kind
from experiments.studies.published import PUBLISHED
from policies.mixture import mixture
from policies.plan import read_plan
from policies.plan_text import plan_text
from policies.registry import INSTRUMENTS
from tests.experiments.commands import Said
from tests.littleton import BASELINE, LITTLETON, setting, write_plan

Yuanqu = Callable[..., Said]
SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q3", "--alone")


@pytest.fixture
def few(tmp_path: Path) -> str:
    own = (
        setting("rd_subsidy", 0.15, "2022Q1", budget=40, cap=4),
        setting("brand_promotion", 0.05, "2022Q1", budget=15),
        setting("rd_super_deduction", 0.0, "2022Q1"),
    )
    return write_plan(tmp_path, *own, extends=BASELINE, key="few")


@pytest.mark.slow
def test_each_alone(yuanqu: Yuanqu, tmp_path: Path, few: str) -> None:
    """Effects are those of whole runs; a lost seed is run again; one that does nothing is named."""
    out, report = tmp_path / "out", tmp_path / "docs" / "each.md"
    call = ("attribute", few, *SMALL, "--seeds", 3, "--out", out)
    said = yuanqu(*call, "--markdown", report, "--pictures", tmp_path / "docs" / "pictures")
    assert said.code == 0, said.err
    table = pl.read_parquet(out / "alone.parquet")
    assert set(table["instrument"]) <= {"rd_subsidy", "brand_promotion", "rd_super_deduction"}
    row = table.filter(
        (pl.col("instrument") == "rd_subsidy") & (pl.col("outcome") == "output_plan")
    )
    mixed = tmp_path / "mixed.yaml"
    plan = mixture(read_plan(few), read_plan(BASELINE), ["rd_subsidy"])
    mixed.write_text(plan_text(plan), encoding="utf-8")
    last = quarter_index("2022Q3")
    ends = {
        name: [simulate(RunSpec(LITTLETON, name, s, last)).outcomes for s in (1, 2, 3)]
        for name in (str(mixed), BASELINE)
    }
    gains = [
        a["output_plan"][-1] - b["output_plan"][-1]
        for a, b in zip(ends[str(mixed)], ends[BASELINE], strict=True)
    ]
    assert row["gain"].item() == pytest.approx(np.mean(gains), rel=1e-9, abs=1e-9)
    assert row["cost_local"].item() > 0.0
    text = report.read_text(encoding="utf-8")
    assert "(`brand_promotion`)" in text
    assert "Sethuraman" in text
    assert "pictures/each.png" in text
    assert (tmp_path / "docs" / "pictures" / "each.png").stat().st_size > 5000
    before = (out / "alone.csv").read_bytes()
    (out / "seeds" / "2.json").unlink()
    assert yuanqu(*call).code == 0
    assert (out / "alone.csv").read_bytes() == before


def test_luck_is_allowed_for() -> None:
    """Noise about zero hardly ever counts among many outcomes; a plain effect does."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(2000, 20))
    assert np.mean([beyond_luck(n, 27) for n in noise]) < 0.01
    assert beyond_luck(noise[0] + 5.0, 27)
    assert not beyond_luck(np.zeros(20), 27)


def test_published_quantities() -> None:
    """Each by hand, from sums with and without the instrument."""
    off = dict.fromkeys(FLOWS, 0.0) | {
        "research": 1000.0,
        "marketing": 400.0,
        "hq_revenue": 20_000.0,
        "projects": 40.0,
        "value_added": 800.0,
        "output_plan": 4000.0,
    }
    on = off | {
        "fiscal_spending": 20.0,
        "research": 1022.0,
        "hq_revenue": 20_100.0,
        "projects": 50.0,
        "value_added": 1000.0,
        "output_plan": 4080.0,
    }
    kind = Kind("firms", "", "", "firms", float("nan"), 0)
    values = {"": [5.0, *off.values()]} | {
        key: [6.0, *(on[name] for name in FLOWS)] for key in PUBLISHED
    }
    values[""] = [5.0, *(off[name] for name in FLOWS)]
    answers = [{"measures": ["firms", *FLOWS], "values": values} for _ in range(3)]
    found = {a.instrument: a for a in alone(answers, [kind], "a", "b", 0.04).found}
    assert found["rd_subsidy"].published.value == pytest.approx((22 - 20) / 20)
    assert found["brand_promotion"].published.value == pytest.approx((100 / 20_000) / (20 / 400))
    assert found["expo"].published.value == pytest.approx(200 / 4 / 20)
    assert found["investment_attraction"].published.value == pytest.approx(10 / 50)
    assert found["purchase_voucher"].published.value == pytest.approx(80 / 4 / 20)
    assert found["expo"].effects["firms"].gain.mean == 1.0


def test_estimates_and_remarks_are_of_instruments() -> None:
    remarks = remarks_of(city_cached("shanghai"))
    assert remarks and set(PUBLISHED) | set(remarks) <= set(INSTRUMENTS)
    assert remarks_of(city_cached("littleton")) == {}
    assert all(p.low <= p.high and p.source for p in PUBLISHED.values())
