"""Floor space by date: its part, who pays, what a run may know; vacancy and rents as outcomes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import load_city
from abm.model import IndustryModel
from abm.outcomes.parks import business_rent
from agents import kinds
from engine.calendar import quarter_index
from engine.document import InputError
from tests.littleton import LITTLETON

ROWS = """\
park,first,last,floor_m2,own_use,known,source,label
north_works,2018Q2,2018Q3,8000,,2017Q4,a test,assumed
mill_yard,2018Q3,2018Q3,3000,1,2017Q4,a test,assumed
south_tech,2018Q2,2018Q2,9000,,2024Q4,a test,assumed
"""


@pytest.fixture
def city(tmp_path: Path) -> str:
    folder = tmp_path / "littleton"
    shutil.copytree(LITTLETON, folder)
    folder.joinpath("park_floor.csv").write_text(ROWS, encoding="utf-8")
    return str(folder)


def model_of(city: str) -> IndustryModel:
    return IndustryModel(
        city=city, settings="parks.land_granted=0; parks.industry_share=0.4", check=True, rng=3
    )


def test_floor_comes_by_date_its_part_on_credit_and_nothing_that_was_not_known(city: str) -> None:
    model, plain = model_of(city), model_of(LITTLETON)
    world = model.world
    at = world.city.parks.index
    start = world.parks.floor.copy()
    added, construction = [], []
    for _ in range(4):
        model.step(), plain.step()
        added.append(world.parks.floor - start)
        construction.append(
            world.ledger.flow("construction") - plain.world.ledger.flow("construction")
        )
    assert world.quarter - world.city.start == 4
    found = {key: [row[at[key]] for row in added] for key in ("north_works", "mill_yard")}
    assert found["north_works"] == pytest.approx([0, 0.4 * 4000, 0.4 * 8000, 0.4 * 8000])
    assert found["mill_yard"] == pytest.approx([0, 0, 3000, 3000])
    assert added[-1].sum() == pytest.approx(0.4 * 8000 + 3000)  # of south_tech nothing was known
    cost = world.parameters.parks.construction_cost / 1e6
    assert construction == pytest.approx([0, 1600 * cost, 1600 * cost, 0])
    debt = world.parks.debt - plain.world.parks.debt
    assert debt[at["north_works"]] > 3200 * cost * 0.9
    assert debt[at["mill_yard"]] == 0.0


def test_vacancy_and_rent_are_those_of_the_tables(city: str) -> None:
    model = model_of(city)
    model.run(until=model.world.city.start + 3)
    world, parks = model.world, model.world.parks
    named = parks.kind != kinds.REMAINDER
    empty = 1.0 - parks.used[named].sum() / parks.floor[named].sum()
    assert model.record.latest("park_vacancy") == pytest.approx(empty)
    few = world.city.parks.industrial_share <= world.parameters.parks.business_industrial
    few &= world.city.parks.kind.codes != kinds.REMAINDER
    daily = parks.rent[few] * 1e6 / 91.25
    assert business_rent(world) == pytest.approx(np.average(daily, weights=parks.floor[few]))
    assert 0.0 < few.mean() < 1.0


def test_shanghai_stands_at_its_published_vacancy_and_rent_and_knows_no_later_floor() -> None:
    model = IndustryModel(rng=1)
    city = model.world.city
    floor = city.park_floor  # what was announced later gets ready behind the run's end
    assert ((floor.known < quarter_index("2022Q3")) | (floor.first > city.end)).all()
    model.run(until=quarter_index("2019Q4"))
    assert model.record.latest("park_vacancy") == pytest.approx(0.16, abs=0.02)
    assert model.record.latest("park_rent") == pytest.approx(4.25, rel=0.03)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("8000", "-1", "floor_m2"), ("north_works", "north_work", "park"), ("2017Q4", "17", "known")],
)
def test_a_wrong_row_is_told_with_its_line(city: str, old: str, new: str, column: str) -> None:
    file = Path(city) / "park_floor.csv"
    file.write_text(ROWS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=rf"park_floor\.csv:2:.*{column}"):
        load_city(city)


def test_floor_that_is_ready_before_it_begins_is_refused(city: str) -> None:
    file = Path(city) / "park_floor.csv"
    file.write_text(ROWS.replace("2018Q3,8000", "2018Q1,8000"), encoding="utf-8")
    with pytest.raises(InputError, match="last: expected a quarter from first on"):
        load_city(city)
