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

NEW = {
    "robots.embodied": "humanoids",
    "vr.ai_glasses": "ai_glasses",
    "servers.ai": "ai_servers",
}
OPENS = quarter_index("2026Q1")


def until(folder: Path, policy_start: str) -> Path:
    """Shanghai to 2030Q4, its targets with it."""
    shutil.copytree(str(files("abm").joinpath("data", "shanghai")), folder)
    for name, old, new in (
        ("city.yaml", r"(?m)^end: \w+", "end: 2030Q4"),
        ("city.yaml", r"(?m)^policy_start: \w+", f"policy_start: {policy_start}"),
        ("targets.csv", ",2025,", ",2030,"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub(old, new, text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def to_2030(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(until(tmp_path_factory.mktemp("later") / "shanghai", "2026Q1"))


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
    assert set(found.follows.tolist()) == set(range(uses + 3))


def test_a_set_that_knows_nothing_of_them_leaves_them_their_own_equation(tmp_path: Path) -> None:
    city = load_city(until(tmp_path / "earlier", "2022Q3"))
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
