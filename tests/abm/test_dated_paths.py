"""Markets of Shanghai that open by a date and follow a national path from then on."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached, load_city
from abm.model import IndustryModel
from abm.national import paths
from abm.parameters import defaults
from abm.start.national_markets import national_markets
from abm.worlds import WORLDS, WorldName
from agents.city import City
from agents.national_markets import NationalMarkets
from engine.calendar import quarter_index
from tests.bits import differences

NEW = {
    "robots.embodied": "humanoids",
    "vr.ai_glasses": "ai_glasses",
    "servers.ai": "ai_servers",
}
OPENS = quarter_index("2026Q1")


@pytest.fixture(scope="module")
def to_2030() -> City:
    return city_cached("shanghai@2030")


def copied(folder: Path) -> Path:
    """The files of Shanghai in ``folder``."""
    shutil.copytree(str(files("abm").joinpath("data", "shanghai")), folder)
    return folder


def as_asked_in_2022(folder: Path) -> Path:
    """Shanghai's first question carried on to 2030Q4, by what was known in July 2022."""
    copied(folder)
    for name, old, new in (
        ("city.yaml", r"(?m)^end: \w+", "end: 2030Q4"),
        ("city.yaml", r"(?ms)^horizons:.*\Z", ""),
        ("targets.csv", r"(?m)^.*,20(?!25)\d\d,(question|plan|,).*\n", ""),
        ("targets.csv", r"(?m),2025,(question|plan|,)", r",2030,\1"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        changed = re.sub(old, new, text)
        assert changed != text
        (folder / name).write_text(changed, encoding="utf-8")
    return folder


def markets(city: City, world: WorldName, seed: int = 1) -> NationalMarkets:
    return national_markets(city, defaults("shanghai")[1], world, seed)


def test_the_shipped_city_ends_before_and_has_none() -> None:
    city = city_cached("shanghai")
    assert city.end < OPENS
    assert not set(NEW) & set(city.uses.keys)
    assert set(NEW.values()) <= set(city.national_series.keys)


def test_they_stand_behind_the_others(to_2030: City) -> None:
    shipped = city_cached("shanghai").uses.keys
    assert to_2030.uses.keys == (*shipped, *NEW)
    assert [to_2030.uses.keys[row] for row in to_2030.path_uses.use[-3:]] == list(NEW)


@pytest.mark.parametrize("world", WORLDS)
def test_they_follow_their_path_from_their_opening_on(to_2030: City, world: WorldName) -> None:
    """None before; then years add up to the path, and entrants expect finite growth."""
    found, drawn = markets(to_2030, world), paths(to_2030, "2026", world, 1)
    first = OPENS - to_2030.start
    for use, series in NEW.items():
        row = to_2030.uses.index[use]
        assert not found.units[:first, row].any()
        yearly = found.units[first:, row].reshape(-1, 4).sum(axis=1)
        unit = 1e8 / to_2030.uses.price_yuan[row] if found.in_money[row] else 1e6
        wanted = drawn.of(series)[drawn.years >= OPENS // 4] * unit
        np.testing.assert_allclose(yearly, wanted, rtol=1e-12)
        assert np.isfinite(found.growth[:, row]).all()
        assert found.growth[first, row] > 0.0 or world in ("draw", "low")


def test_other_markets_are_those_of_a_city_without_them(to_2030: City) -> None:
    """No series that is added moves another's error, nor a market another's path."""
    shipped = city_cached("shanghai")
    uses = len(shipped.uses)
    both = [paths(city, "2026", "draw", 7) for city in (to_2030, shipped)]
    assert np.array_equal(both[0].values, both[1].values, equal_nan=True)
    found = markets(to_2030, "draw", 7)
    of_fleets = set(to_2030.fleets.use.tolist())  # no forecast of their markets was published
    parts = set(to_2030.component_contents.component_use.tolist())  # follow the cars that hold them
    of_cars = {use for use in parts if to_2030.uses.mode[use] == "growth"}
    assert set(found.follows.tolist()) == set(range(uses + 3)) - of_fleets - of_cars


@pytest.mark.slow
def test_nothing_moves_before_they_open(tmp_path: Path) -> None:
    """A run to 2030 is to 2025Q4 that of a city whose files have none of them."""
    bare = copied(tmp_path / "bare")
    for name, gone in (
        *(
            (name, NEW)
            for name in ("uses", "cells", "use_inputs", "component_contents", "path_uses")
        ),
        *((name, NEW.values()) for name in ("paths", "forecasts", "national_series")),
    ):
        rows = (bare / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        kept = [row for row in rows if not set(gone) & set(row.split(",")[:2])]
        assert len(kept) < len(rows)
        (bare / f"{name}.csv").write_text("\n".join(kept) + "\n", encoding="utf-8-sig")
    cities = ("shanghai@2030", f"{bare}@2030")
    runs = [IndustryModel(city, "successor_2026", rng=1).run(until=OPENS - 1) for city in cities]
    full, without = (run.record.table() for run in runs)
    for name in full:  # sums over markets round by how many there are
        np.testing.assert_allclose(full[name], without[name], rtol=1e-12, err_msg=name)
    for table in ("firms", "lines", "products", "segments", "parks", "governments"):
        for column in runs[0].world.tables[table].columns:
            found = [run.world.tables[table].unlocked(column) for run in runs]
            assert not differences(*map(np.ascontiguousarray, found)), (table, column)
    assert not differences(runs[0].world.ledger.moved, runs[1].world.ledger.moved)


def test_a_set_that_knows_nothing_of_them_leaves_them_their_own_equation(tmp_path: Path) -> None:
    city = load_city(as_asked_in_2022(tmp_path / "earlier"))
    found = markets(city, "middle")
    assert set(NEW).isdisjoint(city.uses.keys[row] for row in found.follows)
    model = IndustryModel(str(city.folder), "no_policy", rng=1, outcomes="firms")
    model.run(until=OPENS)
    world = model.world
    rows = [city.uses.index[use] for use in NEW]
    assert (world.markets.size[rows] > 0.0).all()
    first = world.markets.innovation[rows] / 4.0 * world.markets.ceiling[rows]
    bent = world.markets.size[rows, 1] / world.static.seasonal[OPENS % 4, rows] / first[:, 1]
    np.testing.assert_allclose(bent, world.markets.openness[rows, 1], rtol=1e-9)


def test_smart_glasses_are_counted_once(to_2030: City) -> None:
    """In no year after the opening does the path of VR and AR hold what glasses have of their own:
    together they are what IDC counts of both, some 5.4 m in 2026 and 12.6 m in 2029."""
    found = paths(to_2030, "2026")
    both = found.of("vr") + found.of("ai_glasses")
    assert both[found.years == 2026] == pytest.approx(5.4)
    assert both[found.years == 2029] == pytest.approx(12.6)


@pytest.mark.parametrize("use", NEW)
def test_their_own_equation_comes_out_as_published(to_2030: City, use: str) -> None:
    """At unchanged prices and incomes p and q of cells.csv give the first year and a late one."""
    cells = to_2030.cells
    rows = [cells.index[f"{use}/{place}"] for place in ("city", "rest")]
    ceiling = cells.ceiling_units[rows].sum()
    p, q = cells.p_innovation[rows[0]], cells.q_imitation[rows[0]]
    life, stock, sales = cells.life_years[rows[0]], 0.0, []
    for _ in range(20):
        new = (p + q * stock / ceiling) / 4.0 * (ceiling - stock)
        sales.append(new + stock / (4.0 * life))
        stock += new
    yearly = np.add.reduceat(sales, range(0, 20, 4))
    last = 2030 if use == "robots.embodied" else 2029
    found = paths(to_2030, "2026")
    unit = 1e8 / to_2030.uses.price_yuan[to_2030.uses.index[use]] if use == "servers.ai" else 1e6
    for year in (2026, last):
        wanted = float(found.of(NEW[use])[found.years == year][0]) * unit
        assert yearly[year - 2026] == pytest.approx(wanted, rel=1e-3)
    assert cells.units_per_year_start[rows].sum() == pytest.approx(yearly[0], rel=1e-3)
