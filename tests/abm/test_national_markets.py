"""Runs in national markets that are known only in part: what holds in every world."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yuanqu
from abm.city.city import city_cached
from abm.cut import known_set
from abm.model import IndustryModel
from abm.national import paths
from abm.parameters import with_overrides
from abm.simulation import RunSpec
from abm.start.national_markets import national_markets
from abm.worlds import WORLDS, WorldName
from agents.national_markets import NationalMarkets
from engine.calendar import quarter_index
from engine.document import InputError
from experiments.runs.past import simulate_plans
from tests.littleton import LITTLETON

SHANGHAI = city_cached("shanghai")
PLAN = "action_plan_2022"
NEV = SHANGHAI.uses.index["vehicles.nev"]
ENDED = quarter_index("2022Q1") - SHANGHAI.start
"""Quarters of the years that had ended at the cut."""
CUT = quarter_index("2022Q3") - SHANGHAI.start


def markets(world: WorldName, seed: int = 1) -> NationalMarkets:
    return national_markets(SHANGHAI, with_overrides("shanghai", {}), world, seed)


@given(st.sampled_from(WORLDS), st.integers(0, 2**61))
@settings(max_examples=20, deadline=None)
def test_quarters_add_up_to_the_path(world: WorldName, seed: int) -> None:
    """NEVs at home: cars × share × what is not exported, shared goods, and by an index."""
    found, path = markets(world, seed), paths(SHANGHAI, "2022-07", world, seed)
    home = path.of("cars") * path.of("nev_share") * (1.0 - path.of("nev_exported"))
    units = found.units[:, NEV].reshape(-1, 4).sum(axis=1)
    assert units == pytest.approx(1e6 * home, rel=1e-12)
    shared = [i for i, key in enumerate(SHANGHAI.uses.keys) if key.startswith("wearables.")]
    assert found.units[:, shared].sum() == pytest.approx(1e6 * path.of("wearables").sum())
    chips = SHANGHAI.uses.index["chips.main"]
    index = path.of("chips") / path.of("chips")[0]
    cells = SHANGHAI.cells
    start = cells.units_per_year_start[(cells.use == chips) & (cells.destination.codes < 2)].sum()
    units = found.units[:, chips].reshape(-1, 4).sum(axis=1)
    assert units == pytest.approx(start * index, rel=1e-12)


def test_every_world_knows_the_same_past() -> None:
    """In money, units and rivals' strength; as it came, behind the cut what has come."""
    middle = markets("middle")
    for world in WORLDS:
        found = markets(world)
        for name in ("units", "exports", "rivals"):
            past = getattr(found, name)[:ENDED], getattr(middle, name)[:ENDED]
            assert np.array_equal(*past), (world, name)
    assert not middle.rivals[:CUT].any()
    assert markets("draw").rivals[-1, NEV] != 0.0
    later = [markets(world).units[-4:, NEV].sum() for world in ("low", "middle", "high")]
    assert later == sorted(later)
    assert markets("as-it-came").units[-1, NEV] > 1.5 * middle.units[-1, NEV]


@pytest.mark.parametrize("world", ["middle", "draw"])
def test_a_path_holds_under_the_plan_that_it_contains(world: str) -> None:
    model = IndustryModel(plan=PLAN, rng=3, world=world, check=True)
    national, table = model.world.national, model.world.markets
    buys = national.follows[table.use_class[national.follows] < 0]  # of components: orders
    units = buys[~national.in_money[buys]]
    while model.running:
        model.step()
        size = table.size[units, :2].sum(axis=1)
        now = model.world.quarter - 1 - SHANGHAI.start
        assert size == pytest.approx(national.units[now, units], rel=1e-12)
    assert table.adopted[buys, :2] == pytest.approx(table.reference_stock[buys], rel=1e-12)
    assert not table.pool.any()


@pytest.mark.slow
def test_another_plan_moves_only_the_difference() -> None:
    """Without policy a city buys fewer goods whose places of use the action plan opens."""
    sold = {}
    for plan in (PLAN, "no_policy"):
        model = IndustryModel(plan=plan, rng=3, world="middle").run()
        sold[plan] = model.world.markets.size[:, :2]
        use = SHANGHAI.uses.index["robots.cleaning"]
    here, there = sold["no_policy"][use] / sold[PLAN][use]
    assert here < 0.99 and there <= 1.0
    assert 1.0 - there < 1.0 - here


def test_a_trade_in_reverses() -> None:
    """What it draws forward is missed later: the pool of it empties."""
    model = IndustryModel(
        plan="no_policy", rng=3, world="middle", settings="instruments.trade_in=0.3"
    )
    watch = SHANGHAI.uses.index["wearables.watch"]
    model.run(until=SHANGHAI.policy_start + 4)
    pool = model.world.markets.pool[watch]
    assert pool > 0.0
    model.go_on_under(IndustryModel(plan="no_policy", rng=3).plan)
    model.step()
    table = model.world.markets
    assert table.pool[watch] < pool
    now = model.world.quarter - 1 - SHANGHAI.start
    assert table.size[watch, :2].sum() < model.world.national.units[now, watch]


def test_a_world_belongs_to_a_seed_and_moves_no_luck() -> None:
    """The same world under every plan; other worlds leave the luck of who enters as it is."""
    one, other = (IndustryModel(plan=p, rng=5).world.national for p in (PLAN, "no_policy"))
    assert np.array_equal(one.units, other.units) and np.array_equal(one.rivals, other.rivals)
    lanes = [
        set(
            IndustryModel(plan=PLAN, rng=5, world=w)
            .run(until=CUT + SHANGHAI.start - 4)
            .agents.get("unique_id")
        )
        for w in ("middle", "draw")
    ]
    assert lanes[0] == lanes[1]


@pytest.mark.slow
def test_one_run_by_every_way() -> None:
    """Python, a copy, and runs that share their past give the same bits in a named world."""
    name = "output_plan"
    one = yuanqu.run(PLAN, seed=4, until="2023Q4", world="low").outcomes[name]
    model = IndustryModel(plan=PLAN, rng=4, world="low")
    model.run(until=quarter_index("2023Q4"))
    assert np.array_equal(model.record.column(name), one)
    last = quarter_index("2023Q4")
    specs = [RunSpec("shanghai", p, 4, last, (), (name,), "low") for p in (PLAN, "no_policy")]
    assert np.array_equal(simulate_plans(specs)[0].outcomes[name], one)
    high = yuanqu.run(PLAN, seed=4, until="2023Q4", world="high").outcomes[name]
    assert not np.array_equal(high, one)


def test_a_world_that_there_is_not() -> None:
    with pytest.raises(InputError, match="did you mean 'middle'"):
        IndustryModel(world="midle")
    with pytest.raises(InputError, match="world"):
        IndustryModel(world=3)  # type: ignore[arg-type]


def test_a_city_without_paths_has_one_world() -> None:
    """Its markets follow their own equations, whatever the world is called."""
    assert known_set(city_cached(LITTLETON)) == ""
    found = [IndustryModel(city=LITTLETON, rng=2, world=w).run() for w in ("draw", "high")]
    assert np.array_equal(*(m.record.column("firms") for m in found))
