"""A market that opens by its date: nothing before, adoption from nought, those who follow, none of
whose luck moves another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.city.city import load_city
from abm.model import IndustryModel
from agents import kinds
from agents.city import KINDS
from engine.calendar import quarter_index, quarter_text
from engine.document import InputError
from policies.registry import INSTRUMENTS
from tests.bits import differences, leaves
from tests.dated import KEY, SALES, append, dated_city
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan
from tests.oracle import from_world, gaps, worst

STARTS = "2020Q3"
OPENS = quarter_index(STARTS)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(dated_city(tmp_path_factory.mktemp("dated"), STARTS))


@pytest.fixture(scope="module")
def plain() -> str:
    return LITTLETON


@pytest.fixture(scope="module")
def late(town: str) -> IndustryModel:
    """The town at its end, with every invariant held on the way."""
    return IndustryModel(town, ACTION, rng=1, check=True).run()


def market_of(model: IndustryModel) -> int:
    return model.world.city.uses.index[KEY]


def state(model: IndustryModel, uses: int) -> Iterator[tuple[str, bytes]]:
    """All that a run shows and holds, of the first ``uses`` markets."""
    world = model.world
    yield from leaves(model.record.table(), "record")
    yield from leaves(world.ledger.moved, "ledger")
    for name, table in world.tables.items():
        for column in table.columns:
            values = np.ascontiguousarray(table.unlocked(column))
            yield from leaves(values[:uses] if name == "markets" else values, f"{name}.{column}")


@pytest.mark.parametrize("plan", ["action", "everything"])
def test_before_it_opens_it_is_not_there(town: str, plain: str, tmp_path: Path, plan: str) -> None:
    """Outcomes, money and every firm are those of a city without it, to the last bit, under each
    instrument at its highest too."""
    acting = ACTION
    if plan == "everything":
        highest = (setting(key, i.high) for key, i in INSTRUMENTS.items() if "parks" not in i.by)
        acting = write_plan(tmp_path, *highest)
    with_it, without = (IndustryModel(city, acting, rng=3) for city in (town, plain))
    uses = len(without.world.city.uses)
    assert list(with_it.world.city.uses.keys) == [*without.world.city.uses.keys, KEY]
    for _ in range(OPENS - with_it.world.quarter):
        with_it.step()
        without.step()
        assert differences(dict(state(with_it, uses)), dict(state(without, uses))) == []
        markets, row = with_it.world.markets, market_of(with_it)
        for column in ("size", "adopted", "outside_units", "national_year", "output_year"):
            assert not getattr(markets, column)[row].any()
        assert markets.outside_quality[row] == markets.price_index[row] == 1.0
        assert row not in with_it.world.lines.use
        assert row not in with_it.world.firms.use


def test_a_run_that_ends_before_has_none_of_its_rows(tmp_path: Path, plain: str) -> None:
    """It is equal to one of a city whose files never named it, but for the files' digest."""
    city = dated_city(tmp_path, "2025Q1")
    plant = f"camera_plant,跟拍厂,a plant,2025Q1,2026Q4,{KEY},plant,500,300,900,1,0.1"
    append(city / "giants.csv", f"{plant},invented for the tests,assumed\n")
    with_it, without = load_city(city), load_city(plain)
    for name in KINDS:
        assert not differences(vars(getattr(with_it, name)), vars(getattr(without, name)))
    runs = [IndustryModel(str(folder), BASELINE, rng=2).run() for folder in (city, plain)]
    uses = len(with_it.uses)
    assert not differences(dict(state(runs[0], uses)), dict(state(runs[1], uses)))


def test_adoption_begins_from_nought(town: str) -> None:
    """The first quarter's sales are p/4 of the ceiling, prices and incomes are those of then."""
    model = IndustryModel(town, BASELINE, rng=1).run(until=OPENS)
    markets, row = model.world.markets, market_of(model)
    season = model.world.static.seasonal[OPENS % 4, row]
    bent = markets.demand_factor[row]
    wanted = 0.05 / 4.0 * markets.ceiling[row] * markets.openness[row] * season * bent
    np.testing.assert_allclose(markets.size[row, 1:], wanted[1:], rtol=1e-12)
    assert 0.9 * wanted[0] < markets.size[row, 0] <= wanted[0]  # less what trust holds back
    assert markets.national_made[row] == pytest.approx(
        sum(SALES.values()) + markets.size[row].sum(), rel=1e-6
    )
    assert markets.outside_price[row] == pytest.approx(markets.reference_price[row], rel=0.05)


def test_firms_of_the_segment_follow_and_newcomers_come(late: IndustryModel) -> None:
    """Makers of other drones open a line there and keep their own; entrants make it their main."""
    world, row = late.world, market_of(late)
    lines, firms = world.lines, world.firms
    here = np.flatnonzero(lines.use == row)
    owners = lines.firm[here]
    assert (lines.born[here] >= OPENS).all()
    assert (firms.segment[owners] == world.markets.segment[row]).all()
    followers = owners[firms.use[owners] != row]
    assert len(followers) and (firms.founded[followers] < OPENS).any()
    assert np.isin(followers, lines.firm[lines.use != row]).all()
    assert (firms.use[owners] == row).any()
    assert not np.isin(firms.kind[owners], (kinds.CONTRACT, kinds.SUPPLIER)).any()
    assert lines.sold[here].sum() > 0.0
    assert len(np.unique(lines.lane)) == lines.n
    assert len(np.unique(world.products.lane)) == world.products.n


def test_no_luck_of_others_moves(town: str, plain: str) -> None:
    """From its opening on paths part by what it does to them; draws by identity stay: firms of
    other segments that enter are the same, of the same luck, for a year."""
    found = []
    for city in (town, plain):
        model = IndustryModel(city, BASELINE, rng=5).run(until=OPENS + 4)
        firms, segments = model.world.firms, model.world.city.segments
        others = (firms.born >= OPENS) & (firms.segment != segments.index["drones"])
        order = np.argsort(firms.lane[others])
        found.append((firms.lane[others][order], firms.burn[others][order]))
    shared = np.intersect1d(found[0][0], found[1][0])
    assert len(shared) >= 0.8 * max(len(lane) for lane, _ in found)
    burns = [burn[np.isin(lane, shared)] for lane, burn in found]
    np.testing.assert_allclose(burns[0], burns[1], rtol=1e-9)


def test_a_firm_is_added_only_to_a_market_that_is_open(town: str) -> None:
    model = IndustryModel(town, BASELINE, rng=1)
    with pytest.raises(InputError, match="which opens 2020Q3"):
        model.add_firm(kinds.Startup, "drones", use=KEY)
    model.run(until=OPENS)
    firm = model.add_firm(kinds.Startup, "drones", use=KEY)
    assert model.world.firms.use[firm.slot] == market_of(model)


@pytest.mark.parametrize("before", [3, 1, 0, -1])
def test_a_snapshot_across_its_opening(town: str, before: int) -> None:
    """A branch goes on as the run did, from before it opens, in that quarter and after."""
    model = IndustryModel(town, ACTION, rng=4).run(until=OPENS - before)
    kept = model.snapshot()
    model.run(until=OPENS + 6)
    branch = IndustryModel(town, ACTION, rng=4)
    branch.restore(kept)
    branch.run(until=OPENS + 6)
    uses = len(model.world.city.uses)
    assert not differences(dict(state(model, uses)), dict(state(branch, uses)))


@pytest.mark.parametrize("after", [-2, -1, 0, 1, 5, 14])
def test_objects_follow(town: str, after: int) -> None:
    """The quarter of plain objects has the same rules."""
    model = IndustryModel(town, ACTION, rng=2).run(until=OPENS + after)
    model.take_out()
    model.world.ledger.begin()
    core = ("research", "plans", "demand", "delivery", "accounts")
    steps = list(model.schedule)
    first = model.schedule.names().index(core[0])
    for step in steps[:first]:
        step.run(model.world)
    peer = from_world(model.world)
    for step in steps[first : first + len(core)]:
        step.run(model.world)
    peer.step()
    column, gap = worst(gaps(model.world, peer))
    assert gap <= 1e-9, column


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    opens=st.integers(quarter_index("2018Q1"), quarter_index("2024Q4")),
    mode=st.sampled_from(["adoption", "growth"]),
    seed=st.integers(0, 1000),
)
def test_laws_hold_whenever_it_opens(
    tmp_path_factory: pytest.TempPathFactory, opens: int, mode: str, seed: int
) -> None:
    """Money, goods and floor add up in every quarter, and nobody sells what is not there."""
    folder = tmp_path_factory.mktemp("opens")
    city = str(dated_city(folder, quarter_text(opens), mode=mode))
    model = IndustryModel(city, ACTION, rng=seed, check=True)
    row = market_of(model)
    while model.running:
        model.step()
        markets = model.world.markets
        quarter = model.world.quarter - 1
        assert (markets.size[row] > 0.0).all() == (quarter >= opens)
        for column in ("outside_price", "price_index", "outside_quality", "learning", "frontier"):
            assert np.isfinite(getattr(markets, column)).all()
            assert (getattr(markets, column) > 0.0).all()


@pytest.mark.slow
def test_a_start_before_the_citys_is_from_the_first(tmp_path: Path) -> None:
    """So is one in its first quarter: the market stands in its place, with sales from the first."""
    always, before, first = (
        IndustryModel(str(dated_city(tmp_path, starts)), BASELINE, rng=1).run(until=OPENS)
        for starts in ("", "2015Q2", "2018Q1")
    )
    uses = len(always.world.city.uses)
    assert always.world.city.uses.keys[0] == KEY
    for other in (before, first):
        told = differences(dict(state(always, uses)), dict(state(other, uses)))
        assert not told


@pytest.mark.parametrize(
    ("file", "row", "words"),
    [
        ("population.csv", f"{KEY},brand,2,10,1,1,0.1,0,4,", "nobody sells in a market before"),
        ("lines.csv", f"skyhook,{KEY},5,4000,0.3,1,0.2,0.6,0.2,0,,", "nobody sells in a market"),
        ("principals.csv", f"cameras,牌,Brands,{KEY},50,0.1,0.5,0.7,0.3,", "has no principals"),
        (
            "giants.csv",
            f"plant,厂,A plant,2019Q1,2021Q4,{KEY},plant,500,300,900,1,0.1,",
            "2020Q3 on, when drones.camera opens, got 2019Q1",
        ),
        ("cells.csv", "", "0: drones.camera opens in 2020Q3, without users, got 7"),
    ],
)
def test_rows_that_a_later_market_cannot_have(
    tmp_path: Path, file: str, row: str, words: str
) -> None:
    city = dated_city(tmp_path, STARTS)
    if row:
        firm = load_city(city).firms.keys[0]
        row = row.replace("skyhook", firm)
        append(city / file, f"{row}invented for the tests,assumed\n")
    else:
        text = (city / file).read_text(encoding="utf-8")
        text = text.replace("80000,0,3", "80000,7,3")
        (city / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        load_city(city)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("starts", "segment", "words"),
    [
        ("next spring", "drones", "starts: .*quarter.*next spring"),
        ("2020Q5", "drones", "starts: .*quarter.*2020Q5"),
        ("2020Q3", "motors", "2018Q1 or before, or nothing: motors is a component, got 2020Q3"),
    ],
)
def test_starts_that_are_none(tmp_path: Path, starts: str, segment: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load_city(dated_city(tmp_path, starts, segment=segment))
    assert "\n" not in str(caught.value)


def test_a_segment_has_a_market_from_the_first(tmp_path: Path) -> None:
    """Its entrants would else have nowhere to go."""
    city = dated_city(tmp_path, STARTS, segment="kites")
    segments = (city / "segments.csv").read_text(encoding="utf-8-sig").splitlines()
    kites = next(row for row in segments if row.startswith("drones,")).replace("drones", "kites")
    append(city / "segments.csv", kites + "\n")
    (city / "use_inputs.csv").write_text(
        "\n".join((city / "use_inputs.csv").read_text(encoding="utf-8").splitlines()[:-1]) + "\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="another use of kites that is there from 2018Q1 on"):
        load_city(city)
