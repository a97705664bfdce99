"""Facts of a city's fit years, measured on runs whose facts are known."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from abm.city.city import city_cached, load_city
from abm.facts import by_peak_before, density
from abm.model import IndustryModel
from agents import kinds
from engine.document import InputError
from experiments.studies.validation import fit_years
from experiments.studies.validation.facts import Work, last_fit_quarter, regularities_of
from tests.littleton import BASELINE, LITTLETON

QUARTERS = np.arange(2019 * 4, 2022 * 4)


def run(**columns: list[float]) -> IndustryModel:
    """A run of twelve quarters with some outcomes, and four parks, of which one is a rest."""
    parks = SimpleNamespace(
        alive=np.array([True, True, True, True]),
        kind=np.array([kinds.REMAINDER, *[kinds.REMAINDER + 1] * 3]),
        area=np.array([90.0, 4.0, 6.0, 10.0]),
        designated=np.array([False, True, True, False]),
        output_year=np.array([[500.0], [300.0], [700.0], [600.0]]),
    )
    table = {name: np.array(values) for name, values in columns.items()}
    record = SimpleNamespace(quarters=QUARTERS, table=lambda: table)
    return cast("IndustryModel", SimpleNamespace(record=record, world=SimpleNamespace(parks=parks)))


def test_levels_are_those_of_the_ends_of_years() -> None:
    """What stands between them, as leases begin, is not looked at."""
    vacancy = [0.9] * 12
    vacancy[3], vacancy[7], vacancy[11] = 0.1, 0.2, 0.6
    found = fit_years.MEASURES["vacancy"][1](run(park_vacancy=vacancy))
    assert found == pytest.approx(0.3)
    share = fit_years.MEASURES["nev_share"][1](run(nev_share_of_national=vacancy))
    assert share == pytest.approx(0.4)


def test_a_peak_is_the_highest_before_the_end() -> None:
    assert by_peak_before(np.array([4.0, 5.0, 4.5])) == pytest.approx(0.9)
    assert by_peak_before(np.array([4.0, 4.5, 5.0])) == pytest.approx(5.0 / 4.5)
    assert np.isnan(by_peak_before(np.array([4.0])))
    rent = [4.0, 4.4, *[4.0] * 9, 4.62]
    assert fit_years.rent_peak(run(park_rent=rent)) == pytest.approx(1.05)


def test_jobs_that_move_are_held_against_firms_that_do() -> None:
    firms, jobs = [0.0] * 12, [0.0] * 12
    firms[7], firms[11], jobs[7], jobs[11] = 0.02, 0.04, 0.01, 0.005
    model = run(moved_share=firms, moved_jobs_share=jobs)
    assert fit_years.movers(model) == pytest.approx(0.03)
    assert fit_years.moved_jobs(model) == pytest.approx(0.25)
    assert np.isnan(fit_years.moved_jobs(run(moved_share=[0.0] * 12, moved_jobs_share=jobs)))


def test_output_by_area_is_of_sums_and_without_the_rests_of_districts() -> None:
    """1,000 on 10 km² of special parks; 1,600 on 20 km² of all."""
    assert fit_years.park_density(run()) == pytest.approx(100.0)
    assert fit_years.park_premium(run()) == pytest.approx(100.0 / 80.0)
    nothing = np.zeros(2)
    assert np.isnan(density(nothing, nothing, np.array([True, False])))


def test_contract_makers_are_held_against_the_first_years_end() -> None:
    jobs = [100.0, 90.0, 90.0, 80.0, *[70.0] * 7, 60.0]
    assert fit_years.contract_jobs(run(contract_jobs=jobs)) == pytest.approx(0.75)


def test_what_a_city_has_not_is_not_known() -> None:
    for key in ("vacancy", "rent", "rent_peak", "nev_share", "movers", "moved_jobs"):
        assert np.isnan(fit_years.MEASURES[key][1](run())), key
    assert np.isnan(fit_years.contract_jobs(run()))


def test_every_fact_of_a_city_can_be_measured_and_has_both_names() -> None:
    own = regularities_of(city_cached("shanghai"))
    assert set(fit_years.MEASURES) < {mine.kind for mine in own}
    for mine in own:
        assert mine.fact.low < mine.fact.high and mine.fact.published
        assert not mine.fact.name_zh.isascii(), mine.kind
        assert mine.fact.name_en.isascii(), mine.kind


def test_no_later_year_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts of fit years come from runs that stop before the policy's year."""
    seen = []

    def watched(model: IndustryModel) -> float:
        seen.append(model.world.quarter - 1)
        return 0.5

    monkeypatch.setitem(fit_years.MEASURES, "vacancy", ("ends of the fit years", watched))
    row = ["vacancy", "", "空置率", "Vacancy", "invented", "0.1", "0.9", "invented", "assumed"]
    work = Work(_with(tmp_path, row), BASELINE, (1,), long=False)
    own = [m for m in regularities_of(city_cached(work.city)) if m.kind == "vacancy"]
    assert list(work._fit_years(own)) == ["fit years"]
    assert seen == [last_fit_quarter(LITTLETON)]
    (finding,) = work.findings
    assert finding.value == 0.5 and finding.holds and finding.fact.name == "空置率 Vacancy"


def test_a_fact_of_the_city_has_no_segment(tmp_path: Path) -> None:
    row = ["rent", "scooters", "租金", "Rent", "invented", "1", "2", "invented", "assumed"]
    with pytest.raises(InputError) as caught:
        load_city(_with(tmp_path, row))
    assert "regularities.csv" in str(caught.value) and "segment" in str(caught.value)


def _with(folder: Path, row: list[str]) -> str:
    """Littleton with a fact more."""
    copy = folder / "city"
    shutil.copytree(LITTLETON, copy)
    with (copy / "regularities.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(row)
    return str(copy)
