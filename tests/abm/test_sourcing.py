"""The supply chain of the small city: orders, shares, risk and money."""

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.sourcing import IMPORT, LOCAL, sourcing
from agents.world import World
from engine.groups import sum_rows_by
from tests.littleton import BASELINE, LITTLETON

Q = 6


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    found = IndustryModel(city=LITTLETON, plan=BASELINE, rng=3)
    for _ in range(Q):
        found.step()
    return found


def again(model: IndustryModel) -> World:
    """The model's world, to be changed by one test; the fixture's own is put back before."""
    copy = IndustryModel(**model.arguments)
    copy.restore(model.snapshot())
    copy.world.ledger.begin()
    return copy.world


def run(settings: str, quarters: int) -> IndustryModel:
    found = IndustryModel(city=LITTLETON, plan=BASELINE, rng=3, settings=settings, check=True)
    for _ in range(quarters):
        found.step()
    return found


def test_shares_add_up_and_start_as_the_data(model: IndustryModel) -> None:
    world = model.world
    assert world.sourcing.sum(axis=-1) == pytest.approx(np.ones(world.sourcing.shape[:2]))
    assert (world.sourcing >= 0.0).all()
    start = world.static.origin_start
    rows = world.city.inputs
    key = f"{world.city.segments.keys[0]}/{world.city.segments.keys[-1]}"
    row = rows.index[key]
    of_segment = np.flatnonzero(world.markets.segment == 0)
    assert start[of_segment, -1, LOCAL] == pytest.approx(rows.local_share[row])
    assert start[of_segment, -1, IMPORT] == pytest.approx(rows.import_share[row])


def test_a_use_of_its_own_needs_more(model: IndustryModel) -> None:
    static, city = model.world.static, model.world.city
    row = city.use_inputs.index["scooters.electric/motors"]
    use = city.uses.keys.index("scooters.electric")
    assert static.need[use, 0] == city.use_inputs.share_of_material_cost[row]
    assert static.origin_start[use, 0, LOCAL] == city.use_inputs.local_share[row]
    assert static.need[use + 1, 0] != static.need[use, 0]


def test_makers_are_asked_for_what_was_sourced(model: IndustryModel) -> None:
    """In the city's cell of a component market; elsewhere buyers choose by themselves."""
    world = model.world
    parts = np.flatnonzero(world.markets.use_class >= 0)
    asked = sum_rows_by(world.lines.use, world.lines.demand, world.markets.n)
    assert world.markets.size[parts, 0] == pytest.approx(world.markets.orders[parts])
    want = (world.markets.orders * world.markets.local_part)[parts]
    assert asked[parts, 0] == pytest.approx(want, rel=1e-9)
    assert (want > 0.0).all()


def test_materials_are_paid_by_origin(model: IndustryModel) -> None:
    world = again(model)
    twin = IndustryModel(**model.arguments)
    twin.restore(model.snapshot())
    twin.step()
    world = twin.world
    markets, ledger = world.markets, world.ledger
    abroad = float((markets.material_cost * markets.import_materials).sum())
    assert ledger.flow("imports") == pytest.approx(abroad, rel=1e-9)
    meant = float((markets.material_cost * markets.local_materials).sum())
    everyone = ledger.sector_code["firms"]
    flow = ledger.flow_code["components"], everyone, ledger.sector_code["clearing"]
    assert 0.0 < ledger.moved[flow] <= meant * (1 + 1e-9)


def moved_by(model: IndustryModel, change: str) -> tuple[np.ndarray, np.ndarray, World, World]:
    """Shares of the next quarter without and with a change of the circumstances."""
    plain, other = again(model), again(model)
    classes = other.static.classes
    if change == "risk":
        other.segments.import_risk_factor[classes] = 1.3
    elif change == "feared":
        other.segments.import_risk_expected[classes] = 0.5
    elif change == "local makers dearer":
        other.markets.makers_value[other.markets.use_class >= 0] *= 1.2
    elif change == "support":
        other.terms.local_sourcing[classes] = 0.2
    elif change == "volume":
        other.markets.material_cost = other.markets.material_cost * 20.0
    sourcing(plain)
    sourcing(other)
    return plain.sourcing, other.sourcing, plain, other


@pytest.mark.parametrize(
    ("change", "sign"),
    [("risk", 1), ("feared", 1), ("local makers dearer", -1), ("support", 1), ("volume", 1)],
)
def test_signs(model: IndustryModel, change: str, sign: int) -> None:
    plain, other, _, _ = moved_by(model, change)
    bought = model.world.static.origin_start[:, :, LOCAL] > 0.0
    bought &= model.world.static.origin_start[:, :, IMPORT] > 0.0
    bought &= model.world.static.need > 0.0
    if change == "volume":  # only of uses that plants in the city make
        bought &= (model.world.markets.material_cost > 0.0)[:, None]
    assert (sign * (other - plain)[:, :, LOCAL][bought] > 0.0).all()


def test_a_shortage_bites_costs_and_fades(model: IndustryModel) -> None:
    _, _, plain, other = moved_by(model, "risk")
    needs = (plain.static.need * plain.static.origin_start[:, :, IMPORT]).max(axis=1) > 0.0
    assert (other.markets.supplied[needs] < 1.0).all()
    assert (plain.markets.supplied == 1.0).all()
    assert (other.markets.input_price[needs] > plain.markets.input_price[needs]).all()
    other.segments.import_risk_factor[:] = 1.0
    sourcing(other)
    assert (other.markets.supplied == 1.0).all()


def test_switches_hold_the_start() -> None:
    """Without speed the start's shares stay; without risk the shortage of the data is nothing."""
    frozen = run("sourcing.speed=0", 14).world
    assert frozen.sourcing == pytest.approx(frozen.static.origin_start)
    quarter = 13  # 2021Q2, in the middle of the shortage
    bitten = run("", quarter).world
    spared = run("sourcing.risk_strength=0", quarter).world
    assert (bitten.markets.supplied < 1.0).any()
    assert (spared.markets.supplied == 1.0).all()
    circuits = spared.markets.use_class == 1
    assert circuits.any()
    assert spared.segments.import_risk_expected.max() == 0.0
    assert bitten.segments.import_risk_expected.max() > 0.0
