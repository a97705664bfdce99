"""Parks that choose, screen, grow and open, in whole runs of the small city."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.simulation import RunSpec, result
from abm.steps.entry.settling import appeal, settle
from abm.steps.parks.letting import rent
from abm.steps.parks.plans import serve_loans
from agents import kinds
from agents.world import World
from engine.ledger import Rows
from engine.model import Step
from tests.bending import bend
from tests.bits import differences
from tests.littleton import BASELINE, LITTLETON

NEW = 2.0


def bent(settings: str = "", seed: int = 3, **terms: float) -> IndustryModel:
    """A model of the small city under other terms in every quarter."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, check=True, rng=seed)

    model.schedule.insert_after("government", Step("bend", lambda world: bend(world, **terms)))
    return model


def test_floor_space_grows_only_with_land_and_is_paid() -> None:
    without = bent("parks.land_granted=0").run()
    parks = without.world.parks
    data = without.world.city.parks.floor_m2
    assert parks.floor.tolist() == data.tolist()
    land = bent("parks.expansion_occupancy=0.5", land_grant=1.0)
    world, paid = land.world, {"land": 0.0, "construction": 0.0}
    while land.running:
        land.step()
        for flow in paid:
            paid[flow] += world.ledger.flow(flow)
    more = world.parks.floor + world.parks.floor_building - data
    assert (more >= 0).all()
    assert more.sum() > 0
    assert (more[world.parks.kind != kinds.PARK] == 0).all()
    cost = world.parameters.parks.construction_cost / 1e6
    assert paid["construction"] == pytest.approx(more.sum() * cost)
    # Once from the operator, once on to the district.
    assert paid["land"] > 0


def test_parks_build_on_credit_and_pay_it_off() -> None:
    settings = "parks.expansion_occupancy=0.5; parks.own_capital={}"
    own, lent = (bent(settings.format(part), land_grant=1.0) for part in (1.0, 0.3))
    debts = []
    while lent.running:
        own.step(), lent.step()
        debts.append(lent.world.parks.debt.copy())
        assert not own.world.parks.debt.any()
    built = [(m.world.parks.floor + m.world.parks.floor_building).sum() for m in (own, lent)]
    assert built[1] > built[0]
    most = np.max(debts, axis=0)
    assert most.max() > 0.0
    assert lent.world.parks.debt.sum() < most.sum()
    assert (lent.world.parks.debt >= 0.0).all()


def test_a_full_park_is_no_gift_to_its_tenants() -> None:
    """What does not fit in is rented at the same rent elsewhere, the operator gets none of it."""
    model = bent()
    model.run(until=model.world.city.start + 1)
    world, parks = model.world, model.world.parks
    room = rent(world).copy()
    parks.floor = 0.5 * parks.used
    cash = parks.cash.copy()
    crowded = rent(world)
    assert crowded == pytest.approx(room)
    floor = (parks.floor * parks.rent).sum()
    got = (parks.cash - cash).sum() / (1.0 - world.parameters.parks.running_cost)
    assert 0.0 < got <= floor * (1.0 + 1e-9)
    world.ledger.verify()


def test_loans_that_rents_do_not_reach_grow() -> None:
    model = bent()
    model.run(until=model.world.city.start + 1)
    parks, world = model.world.parks, model.world
    parks.debt[:2] = 100.0
    park_cash(world, np.array([0.0, 1000.0]))
    serve_loans(world)
    rate = world.economy.lending_rate[0] + world.parameters.finance.loan_spread / 4.0
    assert parks.debt[0] == pytest.approx(100.0 * (1.0 + rate))
    assert parks.debt[1] == pytest.approx(100.0 * (1.0 - world.parameters.finance.repayment))
    assert parks.cash[:2] == pytest.approx([0.0, 1000.0 - 100.0 * rate - (100.0 - parks.debt[1])])


def park_cash(world: World, cash: np.ndarray) -> None:
    """Give the first parks so much cash by payments."""
    first = Rows(world.parks, np.arange(len(cash)))
    have = world.parks.cash[: len(cash)].copy()
    world.ledger.pay("park_costs", first, "rest", np.maximum(0.0, have - cash))
    world.ledger.pay("park_capital", "rest", first, np.maximum(0.0, cash - have))


@pytest.mark.slow
def test_screening_keeps_newcomers_off_focus_out_of_full_parks() -> None:
    def off_focus(strength: float) -> float:
        share = []
        for seed in range(3):
            model = bent("parks.screening_occupancy=0", seed, screening=strength).run()
            firms, parks = model.world.firms, model.world.parks
            new = firms.live[firms.born[firms.live] > model.world.city.start]
            home = firms.hq[new]
            courted = parks.focus[home] >= 0
            share.append((parks.focus[home] != firms.segment[new])[courted].mean())
        return float(np.mean(share))

    assert off_focus(4.0) < off_focus(0.0) - 0.1


def test_funded_micro_parks_open_are_paid_and_fill() -> None:
    model = bent(new_micro_parks=NEW)
    world = model.world
    first = world.parks.n
    paid, most = 0.0, 0.0
    while model.running:
        model.step()
        paid += world.ledger.memos.get("micro_parks", 0.0)
        most = max(most, float(world.parks.tenants[first:].sum()))
    parks = world.parks
    new = np.arange(first, parks.n)
    years = (world.city.end - world.city.start) // 4
    assert len(new) == NEW * years
    assert (parks.kind[new] == kinds.MICRO_PARK).all()
    assert ((parks.area[new] > 0) & (parks.area[new] <= 0.5)).all()
    assert paid > 0
    assert most > 0
    tables = result(RunSpec(LITTLETON, BASELINE, 3), model)
    names = list(tables.parks["park"])
    assert len(set(names)) == len(names) == parks.n
    assert {len(column) for column in tables.parks.values()} == {parks.n}
    assert set(tables.firms["headquarters"]) <= set(names)
    assert model.agents_by_type[kinds.MicroPark].select(lambda a: a.slot >= first)


def test_one_more_micro_park_moves_none_of_the_others() -> None:
    def opened(number: float) -> dict[int, tuple[int, int, float]]:
        model = bent(new_micro_parks=number)
        model.run(until=model.world.city.start + 4)
        parks = model.world.parks
        rows = range(len(model.world.city.parks), parks.n)
        return {
            int(parks.lane[r]): (
                int(parks.district[r]), int(parks.focus[r]), float(parks.floor_building[r])
            )
            for r in rows
        }  # fmt: skip

    two, three = opened(2.0), opened(3.0)
    target = bent().world.segments.is_target
    assert all(target[focus] for _, focus, _ in three.values())
    assert len(two) == 2
    assert len(three) == 3
    assert two.items() <= three.items()


def test_terms_that_add_nothing_change_no_bit() -> None:
    nothing = bent(screening=0.0, land_grant=0.0, new_micro_parks=0.0, approval_delay=1.0)
    nothing.schedule.remove("bend")
    plain, same = nothing.run(), bent(
        screening=0.0,
        land_grant=0.0,
        new_micro_parks=0.0,
        approval_delay=1.0,
        headquarters_award=0.0,
    ).run()  # fmt: skip
    assert differences(plain.snapshot(), same.snapshot()) == []


def test_a_dearer_park_draws_fewer_newcomers_and_a_cheaper_one_more() -> None:
    model = bent()
    model.run(until=model.world.city.start + 3)
    world = model.world
    world.parks.used[:] = 0.0  # room is no matter here
    lanes = world.candidates.of(0, 0)[0]
    lane = np.concatenate([lanes + k * world.candidates.per_quarter for k in range(20)])
    segment = np.zeros(len(lane), dtype=np.int64)

    def newcomers(rent: float) -> int:
        world.parks.rent[1] *= rent
        park = settle(world, lane, appeal(world)[segment], np.zeros(len(lane)), segment, True)
        world.parks.rent[1] /= rent
        return int((park == 1).sum())

    assert newcomers(2.0) < newcomers(1.0) < newcomers(0.5)


@pytest.mark.slow
def test_a_branch_with_new_parks_is_the_whole_run() -> None:
    whole = bent(new_micro_parks=NEW).run()
    trunk = bent(new_micro_parks=NEW)
    trunk.run(until=trunk.world.city.start + 6)
    past = trunk.snapshot()
    trunk.run()
    trunk.restore(past)
    trunk.run()
    assert differences(trunk.snapshot(), whole.snapshot()) == []
