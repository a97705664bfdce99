"""Fleets in a run: their orders are the city's cell, permits reach as far as they do."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import load_city
from abm.model import IndustryModel
from abm.outcomes.commercial import scenarios
from abm.outcomes.definitions import CommercialScenario, of_city
from abm.steps.fleets import savings
from agents.world import World
from engine.document import InputError
from tests.littleton import LITTLETON

SHANGHAI = Path("abm/data/shanghai")
OPENS = 8
"""Quarters until the markets of fleets open."""


def at(quarters: int, settings: str = "", plan: str = "baseline", seed: int = 1) -> World:
    model = IndustryModel(plan=plan, settings=settings, check=True, rng=seed)
    for _ in range(quarters):
        model.step()
    return model.world


def test_nothing_moves_before_the_markets_open() -> None:
    world = at(OPENS)
    rows = world.city.fleets
    assert world.fleets.vehicles.tolist() == rows.vehicles_start.tolist()
    assert world.fleets.grade.tolist() == rows.grade_open.tolist()
    assert not world.markets.orders[world.markets.by_fleets].any()


def test_the_city_buys_what_fleets_order() -> None:
    world = at(OPENS)
    before = world.fleets.vehicles.copy()
    model_life = world.markets.life[world.fleets.use, 0]
    world = at(OPENS + 1)
    bought = world.fleets.vehicles - before * (1.0 - 1.0 / (4.0 * model_life))
    by_use = np.bincount(world.fleets.use, bought, world.markets.n)
    mine = world.markets.by_fleets
    assert world.markets.size[mine, 0] == pytest.approx(by_use[mine])
    on_road = np.bincount(world.fleets.use, world.fleets.vehicles, world.markets.n)
    assert world.markets.adopted[mine, 0] == pytest.approx(on_road[mine])
    assert by_use[mine].sum() > 0


def test_the_years_that_the_pace_is_set_by() -> None:
    """237 vehicles had licences at the end of 2021 (general knowledge): within a fifth."""
    run = np.mean([at(OPENS + 4, seed=seed).fleets.vehicles.sum() for seed in range(3)])
    assert run == pytest.approx(237, rel=0.2)


def test_a_fleet_stays_within_its_open_roads() -> None:
    world = at(28, "instruments.vehicle_legislation=1; instruments.scenario_opening=0.5")
    table, start = world.fleets, world.city.fleets.vehicles_start
    assert (table.vehicles <= np.maximum(start, table.most * table.roads) * (1 + 1e-9)).all()
    assert (table.roads >= world.city.fleets.roads_open).all()
    assert ((table.grade >= world.city.fleets.grade_open) & (table.grade <= 3)).all()


def gains(settings: str, of: str) -> float:
    """A sum over fleets at the end of 2025 against the baseline's, on the same luck."""
    return float(getattr(at(28, settings).fleets, of).sum() - getattr(at(28).fleets, of).sum())


@pytest.mark.parametrize("of", ["roads", "grade", "vehicles"])
def test_a_law_opens_roads_and_grades(of: str) -> None:
    assert gains("instruments.vehicle_legislation=1", of) > 0


def test_a_platform_brings_vehicles_and_opens_no_roads() -> None:
    assert gains("instruments.mobility_platform=0.3", "vehicles") > 0
    assert gains("instruments.mobility_platform=0.3", "roads") == 0


def test_opened_scenarios_open_roads() -> None:
    assert gains("instruments.scenario_opening=0.3", "roads") > 0


def test_slow_approvals_cost_vehicles() -> None:
    assert gains("instruments.approval_time=0.6", "vehicles") > 0
    assert gains("fleets.pace=0", "vehicles") < 0


def test_what_both_cost_is_paid_by_the_public_and_by_makers() -> None:
    settings = "instruments.mobility_platform=0.3; instruments.vehicle_legislation=1"
    model = IndustryModel(plan="baseline", settings=settings, check=True, rng=2)
    memos: dict[str, float] = {}
    private = 0.0
    for _ in range(28):
        model.step()
        ledger = model.world.ledger
        for key in ("mobility_platform", "vehicle_legislation"):
            memos[key] = memos.get(key, 0.0) + ledger.memos.get(key, 0.0)
        private += ledger.flow("programme_costs")
    p, quarters = model.world.parameters.policy, 14
    assert memos["mobility_platform"] == pytest.approx(0.3 * p.mobility_cost * quarters / 4)
    assert memos["vehicle_legislation"] == pytest.approx(p.law_cost * quarters / 4)
    assert private > 0


def test_savings_answer_to_the_law_and_the_platform() -> None:
    world = at(OPENS + 2)
    plain = savings(world)
    world.terms.vehicle_law = 1.0
    lawful = savings(world)
    assert (lawful > plain).all()
    world.terms.fleet_saving[world.markets.by_fleets] = 0.1
    assert (savings(world) > lawful).all()


def test_scenarios_count_uses_in_districts() -> None:
    world = at(OPENS + 1)
    table = world.fleets
    table.vehicles = np.zeros(table.n)
    table.grade = np.full(table.n, 2)
    found = scenarios(world, CommercialScenario(on_road=25, grade=2))
    assert found.shape == (world.markets.n, len(world.city.districts))
    assert found.sum() == 0
    table.vehicles[[0, 20]] = 25.0, 24.9
    assert scenarios(world, CommercialScenario(on_road=25, grade=2)).sum() == 1
    assert scenarios(world, CommercialScenario(on_road=24, grade=2)).sum() == 2
    assert scenarios(world, CommercialScenario(on_road=24, grade=3)).sum() == 0


def test_a_city_without_fleets_has_none_of_it() -> None:
    model = IndustryModel(LITTLETON, rng=1)
    assert model.world.fleets.n == 0
    assert not [name for name in model.record.columns if name.startswith("commercial")]
    assert not model.world.markets.by_fleets.any()


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(SHANGHAI, folder / "city"))


def test_an_optional_file_whose_absence_leaves_cars_alone(tmp_path: Path) -> None:
    """Without fleets the markets are adopted like others, and the plan of 2022 still runs."""
    city = copy(tmp_path)
    (city / "fleets.csv").unlink()
    targets = (city / "targets.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in targets if not line.startswith("commercial_icv")]
    (city / "targets.csv").write_text("".join(kept), encoding="utf-8")
    model = IndustryModel(str(city), "action_plan_2022", rng=1)
    model.run(until=model.world.city.policy_start + 1)
    assert model.world.ledger.memos.get("vehicle_legislation", 0.0) == 0.0


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("use", "vehicles.tram", "uses"),
        ("district", "nowhere", "districts"),
        ("grade_needed", "4", "3"),
        ("roads_open", "1.5", "1"),
        ("work", "0", "0"),
    ],
)
def test_a_bad_row_is_told_in_one_line(
    tmp_path: Path, column: str, text: str, expected: str
) -> None:
    city = copy(tmp_path)
    with (city / "fleets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[2][column] = text
    with (city / "fleets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InputError) as told:
        load_city(city)
    line = str(told.value)
    assert "fleets.csv" in line and column in line and expected in line and "\n" not in line
    assert ":4" in line or "line 4" in line


def test_fleets_need_a_definition_of_their_scenarios(tmp_path: Path) -> None:
    city = copy(tmp_path)
    file = city / "outcomes.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("commercial_icv_scenarios:")], encoding="utf-8")
    with pytest.raises(InputError, match="commercial_icv_scenarios"):
        of_city(load_city(city))


def test_a_firm_turns_to_a_market_that_opens() -> None:
    world = at(OPENS)
    row = world.city.firms.index["inceptio"]
    use = world.city.uses.index["vehicles.logistics"]
    assert (world.firms.use[world.firms.name_row == row] != use).all()
    after = at(OPENS + 1)
    (slot,) = np.flatnonzero(after.firms.name_row == row)
    assert after.firms.use[slot] == use


def test_who_turns_turns_to_a_later_market_of_its_segment(tmp_path: Path) -> None:
    city = copy(tmp_path)
    text = (city / "firms.csv").read_text(encoding="utf-8-sig")
    changed = text.replace(",vehicles.logistics,", ",vehicles.nev,", 1)
    (city / "firms.csv").write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match="turns_to"):
        load_city(city)
