"""Contents of cars and driving levels of makers in a run of Shanghai."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import load_city
from abm.component_contents import (
    at_start,
    by_market,
    car_uses,
    content,
    held,
    split,
    split_at_start,
)
from abm.model import IndustryModel
from abm.steps.driving import driving
from engine.document import InputError
from tests.littleton import ACTION, LITTLETON

FOUR = ("electric", "cockpit", "driving", "networking")


@pytest.fixture(scope="module")
def begun() -> IndustryModel:
    return IndustryModel(rng=3)


def uses(model: IndustryModel) -> list[int]:
    keys = list(model.world.city.uses.keys)
    return [keys.index(f"auto_systems.{name}") for name in FOUR]


def test_the_four_markets_are_the_former_class_at_the_start(begun: IndustryModel) -> None:
    """Output of 3,000 million yuan in the city, and 66,571 million of sales in the rest."""
    world, four = begun.world, uses(begun)
    markets, lines = world.markets, world.lines
    mine = np.isin(lines.use, four)
    made = lines.made[mine] * lines.price[mine] * world.firms.local_share[lines.firm[mine]]
    assert 4.0 * made.sum() / 1e6 == pytest.approx(3000.0, rel=1e-3)
    rest = 4.0 * markets.size_start[four, 1] * markets.reference_price[four] / 1e6
    assert rest.sum() == pytest.approx(1_109_520 * 0.06, rel=1e-5)


def test_needs_at_the_start_are_the_data_s(begun: IndustryModel) -> None:
    world = begun.world
    assert split_at_start(world).need == pytest.approx(world.static.need, rel=1e-12)
    assert split(world).need == pytest.approx(world.static.need, rel=1e-12)


def test_purchases_of_a_class_are_those_of_its_markets(begun: IndustryModel) -> None:
    """However they divide, nothing is lost, whichever use has rows and whichever has none."""
    world = begun.world
    bought = world.markets.material_start[:, None] * world.static.need
    code = int(world.markets.use_class[uses(begun)[0]])
    for part in (split(world).part, None):
        found = by_market(world, bought, part)
        assert found[uses(begun)].sum() == pytest.approx(bought[:, code].sum())


def test_a_use_without_rows_buys_by_sizes(begun: IndustryModel) -> None:
    world = begun.world
    told = set(world.city.component_contents.use.tolist())
    other = next(use for use in range(world.markets.n) if use not in told)
    part = split(world).part
    assert part is not None
    assert part[other] == pytest.approx(world.markets.class_part)


def test_a_run_knows_no_later_figure(begun: IndustryModel) -> None:
    """Cockpits of 2025 by the forecasts of the time, not by the report of 2023."""
    city, late = begun.world.city, IndustryModel(rng=3, world="as-it-came").world
    known, came = held(city, begun.world.cut).value[-1], held(city, late.cut).value[-1]
    assert known.max() == came.max()
    assert {4300.0, 3100.0} <= set(known.tolist())
    assert {4600.0, 3000.0} <= set(came.tolist())


def test_more_is_bought_where_more_cars_have_systems(begun: IndustryModel) -> None:
    world, size = begun.world, begun.world.markets.n
    few, many = (content(world, world.city.start, np.full(size, x)) for x in (0.05, 0.5))
    drives = uses(begun)[FOUR.index("driving")]
    assert many[:, drives] == pytest.approx(10.0 * few[:, drives])
    others = np.arange(size) != drives
    assert (many[:, others] == few[:, others]).all()
    assert few == pytest.approx(at_start(world))


def test_levels_rise_and_fees_come_from_those_who_joined() -> None:
    model = IndustryModel(rng=3, plan="baseline")
    paid = 0.0
    while model.world.quarter < model.world.city.start + 16:
        before = model.world.economy.level2_national.copy()
        model.step()
        paid += model.world.ledger.flow("technology_fees")
        assert model.world.economy.level2_national >= before
    firms = model.world.firms
    cars = car_uses(model.world)[model.world.lines.use]
    makers = np.unique(model.world.lines.firm[cars])
    assert (firms.level2[makers] >= 0.0).all() and (firms.level2 <= 1.0).all()
    assert firms.driving_allied.any() and paid > 0.0
    assert (firms.driving_partner[~firms.driving_allied] == -1).all()
    assert model.world.ledger.balances[model.world.ledger.sector_code["clearing"]] == (
        pytest.approx(0.0, abs=1e-6)
    )
    assert 0.0 < model.record.latest("level2_share") < 1.0


def test_without_systems_on_offer_nobody_joins_or_pays() -> None:
    """No chance: no allies, no fees. Free development: all makers reach what buyers pay for."""
    alone = IndustryModel(rng=3, plan="baseline", settings="driving.chance=0").run(8084)
    assert alone.record.latest("driving_allies") == 0.0
    assert alone.world.ledger.flow("technology_fees") == 0.0
    costly = "driving.chance=0; driving.development=8000"
    free = "driving.chance=0; driving.development=0"
    shares = [
        IndustryModel(rng=3, plan="baseline", settings=each, outcomes="level2_share")
        .run(8084)
        .record.latest("level2_share")
        for each in (costly, free)
    ]
    assert shares[0] < shares[1]


def test_policy_moves_the_level() -> None:
    shares = [
        IndustryModel(
            rng=3,
            plan="baseline",
            settings=f"instruments.oem_transition={level}",
            outcomes="level2_share",
        )
        .run()
        .record.latest("level2_share")
        for level in (0, 1)
    ]
    assert shares[0] < shares[1]


def test_a_city_without_contents_goes_on_as_it_did() -> None:
    """No levels, no fees, no column, needs of the data, and the step changes nothing."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=1)
    for _ in range(6):
        model.step()
    world = model.world
    assert split(world).need is world.static.need and split(world).part is None
    assert "level2_share" not in model.record.table()
    before = {
        name: {c: getattr(table, c).copy() for c in table.columns}
        for name, table in world.tables.items()
    }
    driving(world)
    for name, table in world.tables.items():
        for column in table.columns:
            assert np.array_equal(getattr(table, column), before[name][column], equal_nan=True)
    assert not world.firms.level2.any()


@pytest.mark.parametrize(
    ("file", "row", "told"),
    [
        (
            "component_contents.csv",
            "home.security,auto_systems.cockpit,unit,2019Q1,5,,invented,assumed",
            "component_use: expected a market of a class that home buys in inputs.csv",
        ),
        (
            "component_contents.csv",
            "robots.industry,auto_systems.driving,level2,2019Q1,5,,invented,assumed",
            "per: expected unit, as robots has no driving levels",
        ),
        (
            "component_contents.csv",
            "vehicles.nev,vehicles.ice,unit,2019Q1,5,,invented,assumed",
            "expected",
        ),
        (
            "driving_levels.csv",
            "microport_medbot,1,invented,assumed",
            "firm: expected a firm of a segment with new-energy vehicles",
        ),
        ("driving_levels.csv", "nio,1.5,invented,assumed", "share"),
    ],
)
def test_a_wrong_row_is_told_in_one_line(
    tmp_path: Path, begun: IndustryModel, file: str, row: str, told: str
) -> None:
    city = tmp_path / "city"
    shutil.copytree(Path(str(begun.world.city.folder)), city)
    with (city / file).open("a", encoding="utf-8") as table:
        table.write(row + "\n")
    with pytest.raises(InputError) as caught:
        load_city(str(city))
    assert told in str(caught.value) and file in str(caught.value)
