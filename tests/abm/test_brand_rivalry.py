"""Phones' and computers' brands in Shanghai: a zero-sum market, and orders that follow it."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import load_city
from abm.model import IndustryModel
from abm.steps.contracting.order_book import level
from abm.steps.contracting.rivalry import by_name, known_shares, last_known, luck_ids, units
from engine.calendar import quarter_index
from engine.document import InputError
from tests.littleton import LITTLETON

SHANGHAI = str(files("abm").joinpath("data", "shanghai"))


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    found = IndustryModel(city="shanghai", plan="baseline", rng=4)
    while found.world.quarter < quarter_index("2024Q1"):
        found.step()
    return found


def test_shares_add_up_and_have_moved(model: IndustryModel) -> None:
    world = model.world
    named = by_name(world.city)
    use = world.city.principals.use
    total = np.bincount(use[named], world.principals.share[named])
    assert total[np.unique(use[named])] == pytest.approx(1.0, abs=1e-12)
    assert (world.principals.share[~named] == 0.0).all()
    rest = world.city.brand_shares.principal[world.city.brand_shares.rest]
    assert (world.principals.attraction[rest] == 0.0).all()
    moved = world.principals.share - known_shares(world.city, world.quarter)
    assert np.abs(moved[named]).max() > 0.005


def test_orders_are_units_by_share_and_price(model: IndustryModel) -> None:
    world = model.world
    city, rows = world.city, world.city.principals
    named = by_name(city)
    use, years = rows.use[named], (world.quarter - city.start) / 4.0
    now, then = units(city, world.quarter, world.cut)[use], units(city, city.start, world.cut)[use]
    part = world.principals.share[named] / known_shares(city, city.start)[named]
    expected = now / then * part * (1.0 + rows.growth_per_year[named]) ** years
    assert level(world)[named] == pytest.approx(expected, rel=1e-12)
    # Per unit sold every brand's orders grow by its price alone: one's gain is another's loss.
    by_unit = level(world)[named] / part
    assert by_unit[use == use[0]] == pytest.approx(by_unit[0])


def test_the_data_hold_while_they_last() -> None:
    found = IndustryModel(city="shanghai", plan="baseline", rng=9)
    city = found.world.city
    while found.world.quarter <= last_known(city):
        found.step()
        quarter = found.world.quarter - 1
        assert found.world.principals.share == pytest.approx(known_shares(city, quarter))
    assert quarter == quarter_index("2021Q2")


def test_concentration_is_an_outcome_where_there_are_brands_by_name(model: IndustryModel) -> None:
    share = np.array(model.record.column("largest_brands"))
    index = np.array(model.record.column("brand_hhi"))
    assert ((share > 0.5) & (share < 0.95)).all()
    assert ((index > 0.05) & (index < share**2)).all()
    small = IndustryModel(city=LITTLETON, plan="baseline", rng=1)
    assert "largest_brands" not in small.record.columns
    assert (luck_ids(small.world.city) == np.arange(len(small.world.principals))).all()


def test_one_brand_more_moves_nobodys_luck(tmp_path: Path) -> None:
    """A brand that takes a part of the rest: the others' shares, luck and order ids stay."""
    city = changed(tmp_path)
    rows = (city / "principals.csv").read_text(encoding="utf-8-sig")
    new = "newcomer,新牌,Newcomer,phones_pcs.phone_turnkey,100,0.03,0.5,0.8,0.2,,mine,assumed\n"
    (city / "principals.csv").write_text(rows + new, encoding="utf-8")
    shares = (city / "brand_shares.csv").read_text(encoding="utf-8-sig").splitlines()
    text = [part_given(line) for line in shares]
    text += [f"newcomer,{year},0.01,,mine,assumed" for year in (2019, 2020, 2021)]
    (city / "brand_shares.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    before, after = (IndustryModel(city=c, plan="baseline", rng=4) for c in ("shanghai", str(city)))
    for _ in range(14):
        before.step()
        after.step()
    n = len(before.world.principals)
    one, two = before.world.principals, after.world.principals
    assert (two.lane[:n] == one.lane).all()
    assert (two.attraction[:n] == one.attraction).all()
    assert two.share[:6] / two.share[0] == pytest.approx(one.share[:6] / one.share[0])


def part_given(line: str) -> str:
    cells = line.split(",")
    if cells[0] == "other_phones":
        cells[2] = f"{float(cells[2]) - 0.01:.4f}"
    return ",".join(cells)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("samsung_phones,2019,0.2155", "samsung_phones,2019,0.3155", "add up to 1"),
        ("samsung_phones,2019", "samsung_phones,2018", "samsung_phones too in 2019"),
        ("samsung_phones,2019", "wearables_band_home,2019", "shipments of wearables.band"),
    ],
)
def test_a_wrong_table_is_told(tmp_path: Path, was: str, now: str, expected: str) -> None:
    city = changed(tmp_path)
    file = city / "brand_shares.csv"
    text = file.read_text(encoding="utf-8-sig")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_city(city)
    assert any(expected in str(fault) for fault in (caught.value, *caught.value.others))


def changed(tmp_path: Path) -> Path:
    found = tmp_path / "city"
    shutil.copytree(SHANGHAI, found)
    return found


def test_events_of_demand_are_in_the_shipments_of_brands() -> None:
    """Of covid's quarter the shipments of the year tell; orders of other principals fall by it."""
    with_it, without = (
        IndustryModel(
            city="shanghai", plan="baseline", settings=f"events.covid_phones_2020q1={on}", rng=3
        )
        for on in (1, 0)
    )
    for model in (with_it, without):
        while model.world.quarter <= quarter_index("2020Q1"):
            model.step()
    one, two = with_it.world, without.world
    contracted = np.flatnonzero(one.lines.contracted)
    assert (one.markets.demand_factor != two.markets.demand_factor).any()
    assert one.lines.ordered[contracted] == pytest.approx(two.lines.ordered[contracted])
