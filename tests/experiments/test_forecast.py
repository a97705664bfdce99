"""A sealed forecast: conditioned, whole, refused when changed, scored by its rule."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import city_cached
from engine.document import InputError
from experiments.runs.folder.results import Results
from experiments.studies.backtest.skill import crps
from experiments.studies.forecast import (
    Forecast,
    check_conditioned,
    digest_of,
    facts_from,
    outcomes_of,
    read_forecast,
    score,
)
from experiments.studies.kept import SEAL, SEALED
from tests.experiments.commands import Said
from tests.experiments.test_histories import later_town, rows_of

Yuanqu = Callable[..., Said]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Littleton with a question of 2027 and ten histories that agree."""
    return later_town(tmp_path_factory.mktemp("forecast") / "town", rows_of())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "out"


@pytest.fixture
def sealed(town: str, kept: Path, yuanqu: Yuanqu, tmp_path: Path) -> Path:
    """A folder of one's own with a forecast of four histories."""
    if not kept.exists():
        name = town.partition("@")[0]
        line = ("forecast", "--until", "2027", "--city", name, "--seeds", "4", "--workers", "1")
        said = yuanqu(*line, "--out", kept)
        assert said.code == 0, said.err
        assert "Digest (publish it elsewhere" in said.out and "摘要" in said.out
    return shutil.copytree(kept, tmp_path / "sealed")


def facts(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["outcome,year,value,source", *rows]) + "\n", encoding="utf-8")
    return path


def test_runs_are_the_histories_that_agree(sealed: Path, town: str) -> None:
    found = read_forecast(sealed)
    assert found.told["seeds"] == [3, 6, 9, 12]  # of those of the table, the first that agree
    assert found.told["cut"] == "2024Q4" and found.told["years"] == [2024, 2025, 2026, 2027]
    assert found.told["conditioned_on"][-1].endswith("2024")
    assert set(found.told["plans"]) == {"baseline", "no_policy"}
    assert found.outcomes == tuple(n for n in Results(sealed).outcomes if n in found.outcomes)
    assert set(found.outcomes) == set(outcomes_of(city_cached(town)))


def test_the_table_is_what_the_runs_made(sealed: Path) -> None:
    found, results = read_forecast(sealed), Results(sealed)
    rows = results.paths(["output_plan"]).filter(pl.col("quarter") == "2026Q4").collect()
    mine = rows.filter(pl.col("plan") == "no_policy").sort("seed")["output_plan"].to_list()
    assert found.sample("no_policy", 2026, "output_plan").tolist() == mine


def test_it_is_a_crate_with_its_seal(sealed: Path) -> None:
    crate = json.loads((sealed / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    files = {entity["@id"] for entity in crate["@graph"]}
    assert {SEAL, SEALED, "metrics.parquet", "experiment.yaml"} <= files


def test_it_is_not_sealed_again(sealed: Path, town: str, yuanqu: Yuanqu) -> None:
    before = (sealed / SEAL).read_bytes()
    line = ("forecast", "--until", "2027", "--city", town.partition("@")[0], "--workers", "1")
    assert yuanqu(*line, "--seeds", "4", "--out", sealed).code == 0
    assert (sealed / SEAL).read_bytes() == before
    other = yuanqu(*line, "--seeds", "5", "--out", sealed)
    assert other.code == 2 and (sealed / SEAL).read_bytes() == before


@pytest.mark.parametrize(
    ("what", "says"),
    [("date", "a changed seal"), ("rule", "a changed seal"), ("table", "a changed table")],
)
def test_whatever_is_changed_is_refused(
    sealed: Path, yuanqu: Yuanqu, tmp_path: Path, what: str, says: str
) -> None:
    known = facts(tmp_path / "facts.csv", "output_plan,2026,100,a test")
    seal = json.loads((sealed / SEAL).read_text(encoding="utf-8"))
    if what == "table":
        frame = pl.read_parquet(sealed / SEALED).with_columns(pl.col("output_plan") * 1.01)
        frame.write_parquet(sealed / SEALED)
    else:
        seal["made" if what == "date" else "rule"] = "another"
        (sealed / SEAL).write_text(json.dumps(seal), encoding="utf-8")
    said = yuanqu("forecast", "--score", sealed, "--facts", known)
    assert said.code == 2 and says in said.err and said.err.count("\n") == 1


def test_a_seal_that_was_made_anew_is_not_the_published_one(sealed: Path) -> None:
    seal = json.loads((sealed / SEAL).read_text(encoding="utf-8"))
    published = seal["digest"]
    assert read_forecast(sealed, published).told["digest"] == published
    seal["made"] = "2020-01-01"
    seal["digest"] = digest_of(seal)
    (sealed / SEAL).write_text(json.dumps(seal), encoding="utf-8")
    read_forecast(sealed)  # by itself it is sound
    with pytest.raises(InputError, match="as published"):
        read_forecast(sealed, published)


def test_scores_are_by_the_rule_that_is_sealed(sealed: Path) -> None:
    found = read_forecast(sealed)
    own = found.sample("no_policy", 2026, "output_plan")
    share = found.sample("no_policy", 2026, "own_brand_share")
    actual = float(np.median(own))
    given = [("output_plan", 2026, actual, "s"), ("own_brand_share", 2026, 0.5, "s")]
    one, other = score(found, given, "no_policy")
    assert one.covered and one.crps == pytest.approx(crps(np.log(own), np.log(actual)))
    assert other.crps == pytest.approx(crps(share, 0.5))
    last = np.median(found.sample("no_policy", 2024, "output_plan"))
    assert one.no_change == pytest.approx(abs(np.log(last / actual)))
    baseline = found.sample("baseline", 2026, "output_plan")
    assert one.without == pytest.approx(crps(np.log(baseline), np.log(actual)))
    far = score(found, [("output_plan", 2026, 50.0 * actual, "s")], "no_policy")[0]
    assert not far.covered and far.crps > one.crps
    with pytest.raises(InputError, match="no_policy"):
        score(found, given, "no_polic")


def test_the_command_scores_with_the_misses_first(
    sealed: Path, yuanqu: Yuanqu, tmp_path: Path
) -> None:
    found: Forecast = read_forecast(sealed)
    actual = float(np.median(found.sample("no_policy", 2025, "firms")))
    known = facts(tmp_path / "facts.csv", f"firms,2025,{actual},x", f"firms,2026,{9 * actual},x")
    said = yuanqu("forecast", "--score", sealed, "--facts", known)
    assert said.code == 0, said.err
    rows = pl.read_csv(sealed / "forecast_score.csv")
    assert rows["covered"].to_list() == [False, True] and rows["year"].to_list() == [2026, 2025]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("output_plans,2026,1,x", "did you mean 'output_plan'"),
        ("output_plan,2024,1,x", "a whole number from 2025 to 2027"),
        ("output_plan,2026,much,x", "expected a number"),
        ("output_plan,2026,1,", "source"),
    ],
)
def test_facts_that_do_not_serve(sealed: Path, tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(InputError, match=r"facts\.csv:2:") as no:
        facts_from(facts(tmp_path / "facts.csv", row), read_forecast(sealed))
    assert says in str(no.value)


def test_without_histories_there_is_no_forecast(tmp_path: Path, yuanqu: Yuanqu) -> None:
    name = later_town(tmp_path / "town", rows_of("0"))
    with pytest.raises(InputError, match="yuanqu city histories"):
        check_conditioned(name, city_cached(name))
    said = yuanqu("forecast", "--city", name.partition("@")[0], "--out", tmp_path / "out")
    assert said.code == 2 and "histories of model version" in said.err
    assert not (tmp_path / "out").exists()
    first = yuanqu("forecast", "--city", "littleton", "--out", tmp_path / "out")
    assert first.code == 2 and "a later question" in first.err


def test_options_of_the_other_half_are_refused(yuanqu: Yuanqu, tmp_path: Path) -> None:
    said = yuanqu("forecast", "--facts", tmp_path / "facts.csv")
    assert said.code == 2 and "--facts" in said.err
    said = yuanqu("forecast", "--score", tmp_path)
    assert said.code == 2 and "--facts" in said.err
    known = facts(tmp_path / "facts.csv", "output_plan,2026,1,x")
    said = yuanqu("forecast", "--score", tmp_path, "--facts", known)
    assert said.code == 2 and "a sealed forecast" in said.err
