"""Histories of a later question that agree with what had happened by its start."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached, load_city
from abm.history import Fact, given_facts
from abm.simulation import outcome_columns
from abm.version import MODEL_VERSION
from engine.document import InputError
from experiments.reports.histories import histories_table
from experiments.reports.verdict import held_to
from experiments.studies.histories import ANSWERS, facts_of, history, sort_out
from experiments.studies.seeds import agreeing, seeds_of
from tests.experiments.commands import Said
from tests.littleton import LITTLETON

Yuanqu = Callable[..., Said]

LATER = """
horizons:
  - {year: 2027, policy_start: 2025Q1, before: baseline, baseline: baseline, main_plan: no_policy,
     given: [output_million], given_error: 0.2}
"""


def fact(series: str, year: int, value: float = 1.0) -> Fact:
    return Fact(series, "", year, value, "units", "read", series)


def given_of(*errors: float) -> dict[str, list[float]]:
    return {ANSWERS: np.exp(errors).tolist()}


def test_what_is_accepted_is_the_posterior() -> None:
    """Of standard normal ln errors with a kernel of σ those accepted are normal with variance
    σ²/(1 + σ²), and as many as the kernel's mean says."""
    seeds, error = range(20_000), 0.5
    drawn = np.random.default_rng(1).normal(size=len(seeds))
    found = sort_out(seeds, [fact("a", 2023)], [given_of(e) for e in drawn], error)
    kept = drawn[found.accepted]
    share = error / np.sqrt(1.0 + error**2)
    assert len(kept) == pytest.approx(share * len(seeds), rel=0.03)
    assert kept.std() == pytest.approx(share, rel=0.03) and abs(kept.mean()) < 0.02


def test_a_series_counts_once_however_many_its_years() -> None:
    few = sort_out([1], [fact("a", 2023)], [given_of(0.3)], 0.15)
    many = sort_out(
        [1], [fact("a", year) for year in (2022, 2023, 2024)], [given_of(0.3, 0.3, 0.3)], 0.15
    )
    both = sort_out([1], [fact("a", 2023), fact("b", 2023)], [given_of(0.3, 0.3)], 0.15)
    assert few.likelihood == pytest.approx(-2.0) and many.likelihood == pytest.approx(-2.0)
    assert both.likelihood == pytest.approx(-4.0)
    away = sort_out([1], [fact("a", 2022), fact("a", 2023)], [given_of(0.3, -0.3)], 0.15)
    assert away.likelihood == pytest.approx(-2.0)  # errors of both signs do not cancel


def later_town(folder: Path, rows: list[dict[str, object]] | None = None) -> str:
    """Littleton with a later question that takes a series of 2024 as given."""
    if not folder.exists():
        shutil.copytree(LITTLETON, folder)
        with (folder / "city.yaml").open("a", encoding="utf-8") as stream:
            stream.write(LATER)
        with (folder / "series.csv").open(encoding="utf-8-sig", newline="") as stream:
            old = list(csv.DictReader(stream))
        one = next(r for r in old if r["series"] == "output_million")
        with (folder / "series.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(one), lineterminator="\n")
            writer.writeheader()
            writer.writerows([*old, {**one, "year": "2024", "role": "test"}])
    if rows is not None:
        with (folder / "histories.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return f"{folder}@2027"


def test_facts_given_are_of_the_years_before_the_question(tmp_path: Path) -> None:
    name = later_town(tmp_path / "town")
    found = facts_of(name)
    assert {f.series for f in found} == {"output_million"}
    assert {f.year for f in found} == {2022, 2023, 2024}  # since the first question
    assert not given_facts(city_cached("littleton"), outcome_columns("littleton"))
    with pytest.raises(InputError, match="takes nothing as given"):
        facts_of("littleton")
    answer = history(name, 3)[ANSWERS]
    assert len(answer) == len(found) and min(answer) > 0.0
    assert history(name, 3)[ANSWERS] == answer


def rows_of(model: str = MODEL_VERSION) -> list[dict[str, object]]:
    shared = {"year": 2027, "model": model, "source": "a test", "label": "derived"}
    return [
        {**shared, "seed": seed, "error": -0.1, "accepted": int(seed % 3 == 0)}
        for seed in range(1, 31)
    ]


def test_seeds_are_those_that_agree(tmp_path: Path) -> None:
    name = later_town(tmp_path / "town", rows_of())
    assert agreeing(load_city(name)) == tuple(range(3, 31, 3))
    assert agreeing(load_city(str(tmp_path / "town"))) is None
    assert seeds_of(3, city=name) == (3, 6, 9) and seeds_of(2, 10, name) == (12, 15)
    assert seeds_of(3, city=name, world="middle") == range(1, 4)
    assert seeds_of(1, 4, name) == range(4, 5)  # one seed by its number
    with pytest.raises(InputError, match="at most 10 from 1 on"):
        seeds_of(11, city=name)


def test_those_of_another_model_are_not_taken(tmp_path: Path) -> None:
    name = later_town(tmp_path / "town", rows_of("0"))
    assert agreeing(load_city(name)) is None and seeds_of(3, city=name) == range(1, 4)


def test_the_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    name = later_town(tmp_path / "town")
    facts = facts_of(name)
    errors = np.linspace(-0.4, 0.4, 30)
    answers = [{ANSWERS: [fact.value * np.exp(e) for fact in facts]} for e in errors]
    found = sort_out(range(1, 31), facts, answers, 0.2)
    assert 0 < found.accepted.sum() < 30
    (tmp_path / "town" / "histories.csv").write_bytes(histories_table(found, 2027, facts))
    kept = tuple(int(s) for s, a in zip(found.seeds, found.accepted, strict=True) if a)
    assert agreeing(load_city(name)) == kept


def test_too_many_seeds_are_told_as_they_were_typed(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name = later_town(tmp_path / "town", rows_of())
    said = yuanqu("run", "--city", name, "--seeds", "11", "--out", tmp_path / "out")
    assert said.code == 2 and said.err.startswith("yuanqu: --seeds: expected at most 10 from 1 on")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_command_writes_its_own_table_anew(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name, _, year = later_town(tmp_path / "town").partition("@")
    file = tmp_path / "town" / "histories.csv"
    line = ("city", "histories", name, "--year", year, "--seeds", "12", "--file", file)
    said = yuanqu(*line, "--out", tmp_path / "out", "--workers", "1")
    assert said.code == 0 and "Of 12 histories" in said.out, said.err
    first = file.read_bytes()
    said = yuanqu(*line, "--out", tmp_path / "out", "--workers", "1", "--force")
    assert said.code == 0 and file.read_bytes() == first, said.err
    kept = agreeing(load_city(f"{name}@{year}"))
    assert kept is not None and 0 < len(kept) < 12
    file.write_text("mine\n", encoding="utf-8")
    said = yuanqu(*line, "--out", tmp_path / "out")
    assert said.code == 2 and "one of another origin" in said.err
    assert file.read_text(encoding="utf-8") == "mine\n"


def test_the_shipped_histories_are_of_this_model() -> None:
    """Made anew with every version: yuanqu city histories shanghai --year 2030."""
    city = city_cached("shanghai@2030")
    kept = agreeing(city)
    assert kept is not None and len(kept) >= 100
    assert seeds_of(50, city="shanghai@2030") == kept[:50]
    assert given_facts(city, outcome_columns("shanghai@2030"))


@pytest.mark.slow
def test_a_shipped_history_is_what_the_model_makes() -> None:
    """A history's likelihood in the table is that of its run."""
    city = city_cached("shanghai@2030")
    rows, facts = city.histories, facts_of("shanghai@2030")
    row = int(np.flatnonzero(rows.accepted)[0])
    seed = int(rows.seed[row])
    answer = history("shanghai@2030", seed)
    found = sort_out([seed], facts, [answer], city.given_error)
    assert found.likelihood[0] == pytest.approx(rows.error[row], abs=1e-5)


def test_a_verdict_says_by_what_its_histories_are_held(tmp_path: Path) -> None:
    def said(name: str, seeds: Collection[int] | None) -> str:
        return " ".join(line.en for line in held_to(load_city(name), seeds))

    name = later_town(tmp_path / "town", rows_of())
    assert "10 of 30 that were tried, by output_million" in said(name, [3, 6])
    assert "Not all of these" in said(name, [3, 4]) and "Not all of these" in said(name, None)
    assert said(str(tmp_path / "town"), [3]) == ""
    assert "no table of them" in said(later_town(tmp_path / "town", rows_of("0")), [3])
