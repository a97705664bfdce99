"""What a run knows: nothing of prices, rates and events that came to be known after its cut."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from abm.city import factor_prices, public_rates
from abm.city.city import city_cached, load_city
from abm.cut import cut_of
from abm.model import IndustryModel
from abm.settings import known_factors
from abm.steps.events import events
from abm.worlds import WORLDS
from agents.city import City
from engine.calendar import quarter_index
from engine.document import InputError
from tests.littleton import LITTLETON

SHANGHAI = city_cached("shanghai")
CUT = quarter_index("2022Q3")
LATER = "2022Q3"
Row = dict[str, str]


def with_rows(folder: Path, city: str, name: str, change: Callable[[list[Row]], None]) -> str:
    """A copy of a city's folder with one table changed; the copy itself where it is one already."""
    if not folder.is_dir():
        shutil.copytree(str(city_cached(city).folder), folder)
    file = folder / f"{name}.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return str(folder)


def say_something_else(rows: list[Row]) -> None:
    """Other figures in what was known late, and a row more."""
    column = "factor" if "factor" in rows[0] else "value"
    late = [row for row in rows if row["known"] >= LATER]
    assert len(late) > 1
    for row in late[:-1]:
        row[column] = str(0.7 * float(row[column]))
    rows.remove(late[-1])


@pytest.fixture(scope="module")
def perturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("late") / "shanghai"
    for name in ("factor_prices", "rates", "events"):
        with_rows(folder, "shanghai", name, say_something_else)
    return str(folder)


@pytest.mark.parametrize("world", ["draw", "middle", "as-it-came"])
def test_what_was_known_late_moves_only_the_world_as_it_came(perturbed: str, world: str) -> None:
    found = [
        IndustryModel(city=city, plan="action_plan_2022", rng=2, world=world).run(
            until=quarter_index("2023Q4")
        )
        for city in ("shanghai", perturbed)
    ]
    one, other = (model.record for model in found)
    same = [np.array_equal(one.column(c), other.column(c), equal_nan=True) for c in one.columns]
    assert all(same) if world != "as-it-came" else not all(same)


def test_a_cut_is_that_of_the_paths() -> None:
    cuts = {world: cut_of(SHANGHAI, world) for world in WORLDS}
    assert cuts.pop("as-it-came") == quarter_index("2026Q1")
    assert set(cuts.values()) == {CUT}
    later = city_cached("shanghai@2030")
    assert {cut_of(later, world) for world in WORLDS} == {quarter_index("2026Q1")}
    littleton = city_cached(LITTLETON)
    assert {cut_of(littleton, world) for world in WORLDS} == {littleton.policy_start}
    worlds = {w: IndustryModel(rng=1, world=w).world.cut for w in ("draw", "as-it-came")}
    assert worlds == {"draw": CUT, "as-it-came": quarter_index("2026Q1")}


def test_of_a_year_what_was_known_last_holds(tmp_path: Path) -> None:
    def later(rows: list[Row]) -> None:
        old = next(r for r in rows if r["name"] == "lending_rate" and r["year"] == "2019")
        for known, value in (("2019Q2", "0.07"), ("2020Q2", "0.09")):
            rows.insert(0, old | {"known": known, "value": value})

    city = load_city(with_rows(tmp_path / "town", LITTLETON, "factor_prices", later))
    quarter = quarter_index("2019Q3")
    first = 4.0 * factor_prices.at(city, quarter, 1.0, quarter_index("2019Q2")).lending_rate
    assert first == pytest.approx(by_hand(city, quarter, None))
    for known, value in (("2019Q3", 0.07), ("2020Q2", 0.07), ("2020Q3", 0.09)):
        found = factor_prices.at(city, quarter, 1.0, quarter_index(known)).lending_rate
        assert 4.0 * found == pytest.approx(by_hand(city, quarter, value)), known


def by_hand(city: City, quarter: int, of_2019: float | None) -> float:
    """The lending rate with another value of 2019."""
    rows = city.factor_prices
    points = {
        int(rows.year[row]): float(rows.value[row])
        for row in range(len(rows))
        if rows.name[row] == "lending_rate" and rows.known[row] < 0
    }
    if of_2019 is not None:
        points[2019] = of_2019
    years = sorted(points)
    return float(np.interp(quarter, [4 * y + 1.5 for y in years], [points[y] for y in years]))


def test_a_rate_that_was_announced_later_does_not_hold(tmp_path: Path) -> None:
    def later(rows: list[Row]) -> None:
        old = next(row for row in rows if row["name"] == "vat")
        rows.append(old | {"since": "2020Q3", "known": "2020Q2", "value": "0.3"})
        rows.append(old | {"since": "2020Q3", "known": "2021Q1", "value": "0.4"})

    city = load_city(with_rows(tmp_path / "town", LITTLETON, "rates", later))
    quarter = quarter_index("2020Q4")
    cuts = {"2020Q2": 0.1, "2020Q3": 0.3, "2021Q1": 0.3, "2021Q2": 0.4}
    found = {cut: public_rates.at(city, quarter, quarter_index(cut)).vat for cut in cuts}
    assert found == cuts


def test_an_event_that_nobody_knew_happens_as_it_came_or_where_it_is_set() -> None:
    """And the half of one where half of it is set; one that was known can be switched off."""
    segments = SHANGHAI.segments.index
    cars, systems = segments["vehicles"], segments["auto_systems"]
    war = "events.price_war_2023"
    ways = {
        ("draw", ""): 1.0,
        ("middle", f"{war}=1"): 0.96,
        ("draw", f"{war}=0.5"): 0.96**0.5,
        ("as-it-came", ""): 0.96,
        ("as-it-came", f"{war}=0"): 1.0,
    }
    for (world, settings), factor in ways.items():
        model = IndustryModel(rng=1, world=world, settings=settings)
        model.world.quarter = quarter_index("2023Q1")
        events(model.world)
        assert model.world.segments.cost_factor[cars] == pytest.approx(factor), (world, settings)
    model = IndustryModel(rng=1)
    model.world.quarter = quarter_index("2022Q2")
    events(model.world)
    assert model.world.segments.cost_factor[systems] == pytest.approx(1.15)
    defaults = known_factors("shanghai")
    assert defaults[war].default == 0.0
    assert defaults["events.lithium_cost_2022"].default == 1.0


def test_an_event_may_be_of_one_use() -> None:
    """Headsets fell, glasses rose."""
    model = IndustryModel(rng=1, world="as-it-came")
    model.world.quarter = quarter_index("2023Q1")
    events(model.world)
    uses = SHANGHAI.uses.index
    factor = model.world.markets.demand_factor
    assert (factor[uses["vr.headset"]] < 0.5).all()
    assert (factor[uses["vr.ar"]] > 1.2).all()
    assert (factor[uses["robots.cleaning"]] == 1.0).all()


def test_a_snapshot_has_the_cut_of_its_world() -> None:
    model, other = IndustryModel(rng=1, world="as-it-came"), IndustryModel(rng=2)
    other.restore(model.snapshot())
    assert other.world.cut == model.world.cut != cut_of(SHANGHAI, "draw")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"use": "drones.delivery", "segment": "circuits", "field": "demand"}, "a use of circuits"),
        (
            {"use": "drones.delivery", "segment": "drones", "field": "cost"},
            "none: an event on cost",
        ),
        ({"known": "2020"}, "known: expected"),
    ],
)
def test_a_wrong_event_is_told_with_its_line(tmp_path: Path, row: Row, told: str) -> None:
    use = next(k for k in city_cached(LITTLETON).uses.keys if k.startswith("drones."))
    row = {k: v.replace("drones.delivery", use) for k, v in row.items()}

    def change(rows: list[Row]) -> None:
        for one in rows:
            one |= {"use": "", "known": ""}
        rows[1] |= row

    with pytest.raises(InputError, match=rf"events\.csv:3:.*{told}"):
        load_city(with_rows(tmp_path / "town", LITTLETON, "events", change))


@pytest.mark.parametrize(("table", "name"), [("factor_prices", "land_price"), ("rates", "vat")])
def test_of_the_start_something_was_always_known(tmp_path: Path, table: str, name: str) -> None:
    def change(rows: list[Row]) -> None:
        for row in rows:
            row["known"] = "2018Q1" if row["name"] == name else ""

    with pytest.raises(InputError, match=f"a row for {name} .* with nothing in known"):
        load_city(with_rows(tmp_path / "town", LITTLETON, table, change))
