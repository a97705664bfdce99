"""Leases and moves in runs of the small city."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.entry.settling import masters_near, near_places
from abm.steps.moves.leases import wanted
from abm.steps.moves.step import outlay, worth
from abm.steps.parks.letting import floor_need
from engine.model import Step
from tests.bending import bend
from tests.bits import differences
from tests.littleton import BASELINE, LITTLETON

EASY = "moves.cost=0.5; moves.cost_plant=0; moves.outlay=1"


def model_of(settings: str = "", seed: int = 3, **terms: float) -> IndustryModel:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=settings, check=True, rng=seed)
    if terms:
        model.schedule.insert_after("government", Step("bend", lambda world: bend(world, **terms)))
    return model


def test_leases_run_their_length_and_everybody_has_one() -> None:
    model = model_of("moves.cost=40")  # nobody moves
    world, firms = model.world, model.world.firms
    ends: dict[int, list[int]] = {}
    while model.running:
        model.step()
        live = firms.live
        assert (firms.lease_end[live] > world.quarter - 1).all()
        assert (firms.last_move[live] < 0).all()
        for lane, end in zip(
            firms.lane[live].tolist(), firms.lease_end[live].tolist(), strict=True
        ):
            known = ends.setdefault(lane, [end])
            if known[-1] != end:
                known.append(end)
    lengths = np.concatenate([np.diff(known) for known in ends.values() if len(known) > 1])
    assert len(lengths) > 10
    assert ((lengths >= 12) & (lengths <= 20)).all()
    assert len(np.unique(lengths)) > 3


def test_floor_is_kept_until_the_lease_ends_and_then_what_is_needed() -> None:
    model = model_of("moves.cost=40")
    world, firms = model.world, model.world.firms
    kept = given_back = 0
    for _ in range(16):
        before = dict(zip(firms.lane.tolist(), (firms.office + firms.works).tolist(), strict=True))
        ends = dict(zip(firms.lane.tolist(), firms.lease_end.tolist(), strict=True))
        model.step()
        live = firms.live
        office, works = floor_need(world)
        for slot in live.tolist():
            lane, floor = int(firms.lane[slot]), firms.office[slot] + firms.works[slot]
            if firms.plant[slot] < 0 or lane not in before or ends[lane] < 0:
                continue
            if firms.lease_end[slot] == ends[lane]:
                assert floor >= before[lane] * (1 - 1e-12)
                kept += floor > (office + works)[slot]
            else:
                assert floor == pytest.approx((office + works)[slot])
                given_back += floor < before[lane]
    assert kept > 10
    assert given_back > 3


def test_movers_pay_and_take_a_plant_beside_along() -> None:
    model = model_of(EASY)
    world, firms = model.world, model.world.firms
    moved, paid = 0, 0.0
    for _ in range(12):
        before: dict[str, np.ndarray] = {}

        def remember(world, before=before) -> None:
            f = world.firms
            before.update(
                hq=f.hq.copy(), plant=f.plant.copy(), cash=f.cash.copy(), at=f.lane.copy()
            )

        model.schedule.insert_before("moves", Step("remember", remember))
        model.step()
        model.schedule.remove("remember")
        paid += world.ledger.flow("moving")
        now = {lane: slot for slot, lane in enumerate(firms.lane.tolist())}
        for row, lane in enumerate(before["at"].tolist()):
            slot = now[lane]
            if firms.last_move[slot] != world.quarter - 1:
                continue
            moved += 1
            assert firms.hq[slot] != before["hq"][row]
            beside = before["plant"][row] == before["hq"][row]
            assert firms.plant[slot] == (firms.hq[slot] if beside else before["plant"][row])
            assert firms.cash[slot] >= -1e-9
            assert firms.cash[slot] < before["cash"][row]
    assert moved > 5
    assert paid > 0.0
    assert moved == pytest.approx(model.record.column("moves").sum())


@pytest.mark.slow
def test_dear_moves_are_few_and_owners_stay() -> None:
    def movers(settings: str) -> float:
        return sum(
            float(model_of(settings, seed).run().record.column("moves").sum()) for seed in range(2)
        )

    assert movers(EASY) > 4 * movers("moves.cost=4") > 0
    assert movers(EASY + "; moves.owner_floor=1; moves.owner_floor_named=1") == 0


def test_who_cannot_pay_stays() -> None:
    assert model_of(EASY + "; moves.outlay=1e9").run().record.column("moves").sum() == 0


def test_home_costs_nothing_and_other_places_their_distance() -> None:
    model = model_of()
    model.run(until=model.world.city.start + 3)
    world, firms = model.world, model.world.firms
    slots = firms.live[:20]
    p = world.parameters
    near = worth(world, slots)  # at the default cost of 3.5
    home, row = firms.hq[slots], np.arange(len(slots))
    assert outlay(world, slots).min() > 0.0
    dear = near - 2.0
    dear[row, home] = near[row, home]
    world.parameters = p.model_copy(update={"moves": p.moves.model_copy(update={"cost": 5.5})})
    found = worth(world, slots)
    assert found == pytest.approx(dear)


def test_wanted_floor_is_that_of_the_tenants() -> None:
    model = model_of()
    model.run(until=model.world.city.start + 5)
    world, firms = model.world, model.world.firms
    expected = np.zeros(world.parks.n)
    for slot in firms.live.tolist():
        expected[firms.hq[slot]] += firms.office[slot]
        if firms.plant[slot] >= 0:
            expected[firms.plant[slot]] += firms.works[slot]
    assert wanted(world) == pytest.approx(expected)


def test_another_firms_move_shifts_no_draw_and_a_branch_is_the_whole_run() -> None:
    whole = model_of(EASY).run()
    trunk = model_of(EASY)
    trunk.run(until=trunk.world.city.start + 6)
    past = trunk.snapshot()
    trunk.run()
    trunk.restore(past)
    trunk.run()
    assert differences(trunk.snapshot(), whole.snapshot()) == []


def test_large_plants_draw_their_suppliers_and_small_ones_nobody() -> None:
    model = model_of("location.master_output=20")
    model.run(until=model.world.city.start + 4)
    world, firms = model.world, model.world.firms
    found = masters_near(world, np.eye(world.parks.n))
    expected = np.zeros_like(found)
    for slot in firms.live.tolist():
        output, use = firms.output_year[slot].sum(), firms.use[slot]
        if output < 20 or firms.plant[slot] < 0:
            continue
        spent = output * (1 - world.markets.labour_share[use] - world.markets.energy_share[use])
        need = world.static.component_need[firms.segment[slot]]
        expected[:, firms.plant[slot]] += need * spent
    assert expected.sum() > 0
    assert found == pytest.approx(expected)
    assert (found[~world.segments.is_component] == 0).all()
    far = masters_near(world, near_places(world))
    assert (far >= found).all()
    world.parameters = model_of("location.master_output=1e9").world.parameters
    assert masters_near(world, np.eye(world.parks.n)).sum() == 0
