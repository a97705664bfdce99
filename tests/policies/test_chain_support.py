"""Instruments by park and segment: whom they serve, what they bend, who pays what to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.attraction.projects import PLANT, Projects
from abm.steps.attraction.step import leader_land
from abm.steps.entry.settling import appeal, choosiness
from abm.steps.moves.step import worth
from agents import kinds
from agents.parks import chains
from agents.world import World
from engine.ledger import Rows
from tests.littleton import LITTLETON, setting, write_plan

PARK = "north_works"
"""Courts drones."""


def model_of(folder: Path, *settings: dict[str, Any], seed: int = 3) -> IndustryModel:
    plan = write_plan(folder, *settings, extends="no_policy")
    return IndustryModel(city=LITTLETON, plan=plan, check=True, rng=seed)


def chain_of(world: World, park: int) -> set[int]:
    focus, need = int(world.parks.focus[park]), world.static.component_need
    return {focus} | {
        s for s in range(len(need)) if need[focus, s] > 0 and world.segments.is_component[s]
    }


def start_of(folder: Path, *settings: dict[str, Any]) -> tuple[IndustryModel, World, int]:
    """A model after its first quarter, so that terms and accounts are there."""
    model = model_of(folder, *settings)
    model.step()
    return model, model.world, model.world.city.parks.index[PARK]


def test_chains_are_by_the_data() -> None:
    need = np.array([[0.0, 0.3, 0.1], [0.0, 0.0, 0.0], [0.2, 0.4, 0.0]])
    found = chains(need, np.array([False, True, False]))
    assert found.tolist() == [[True, True, False], [False, True, False], [False, True, True]]


def test_chain_rent_serves_the_chain_of_the_focus_and_refunds_its_rent(tmp_path: Path) -> None:
    own = setting("chain_rent", 0.5, parks=[PARK])
    _, world, park = start_of(tmp_path, own)
    chain = chain_of(world, park)
    discount = world.by_tenancy(world.terms.rent_discount)
    for s in range(len(world.segments)):
        for p in range(world.parks.n):
            assert discount[s, p] == (0.5 if p == park and s in chain else 0.0)
    firms, accounts = world.firms, world.accounts
    due = 0.0
    for slot in firms.live.tolist():
        if firms.segment[slot] not in chain or firms.founded[slot] >= world.city.start:
            continue
        site = firms.plant[slot] if firms.plant[slot] >= 0 else firms.hq[slot]
        due += 0.5 * accounts.rent_hq[slot] * (firms.hq[slot] == park)
        due += 0.5 * accounts.rent_plant[slot] * (site == park)
    assert due > 0.0
    assert world.ledger.memos["chain_rent"] == pytest.approx(due)


def test_narrowed_to_a_segment_others_of_the_chain_pay_in_full(tmp_path: Path) -> None:
    key = "drones"
    _, world, park = start_of(tmp_path, setting("chain_rent", 0.5, parks=[PARK], segments=[key]))
    discount = world.by_tenancy(world.terms.rent_discount)
    drones = world.city.segments.index[key]
    assert np.argwhere(discount > 0).tolist() == [[drones, park]]


def test_the_budget_of_chain_rent_binds(tmp_path: Path) -> None:
    full = model_of(tmp_path, setting("chain_rent", 0.9)).run(until=2018 * 4 + 3)
    asked = full.world.ledger.memos["chain_rent"]
    small = model_of(tmp_path, setting("chain_rent", 0.9, budget=asked))
    paid = 0.0
    while small.world.quarter < 2019 * 4:
        small.step()
        paid += small.world.ledger.memos.get("chain_rent", 0.0)
    assert paid == pytest.approx(asked)


def test_of_two_rent_supports_the_larger_pays(tmp_path: Path) -> None:
    both = setting("chain_rent", 0.5, parks=[PARK]), setting("park_rent_subsidy", 0.3)
    _, world, park = start_of(tmp_path, *both)
    chain = chain_of(world, park)
    by_key = {
        key: world.by_tenancy(part) for key, part in world.contributions["rent_discount"].items()
    }
    for s in chain:
        assert by_key["chain_rent"][s, park] == 0.5
        assert by_key["park_rent_subsidy"][s, park] == 0.0
    other = world.city.parks.index["south_tech"]
    assert by_key["park_rent_subsidy"][:, other].max() == 0.3
    assert world.ledger.memos["chain_rent"] > 0.0 < world.ledger.memos["park_rent_subsidy"]


def test_admission_keeps_newcomers_off_the_chain_out_of_an_empty_park(tmp_path: Path) -> None:
    _, world, park = start_of(tmp_path, setting("chain_admission", 6.0, parks=[PARK]))
    chain = chain_of(world, park)
    world.parks.used[:] = 0.0
    before = appeal(world)
    refused = choosiness(world)
    for s in range(len(world.segments)):
        for p in range(world.parks.n):
            assert refused[s, p] == (6.0 if p == park and s not in chain else 0.0)
    world.terms.admission[:] = 0.0
    assert appeal(world) - before == pytest.approx(refused)
    assert "chain_admission" not in world.ledger.memos


def test_who_is_in_a_park_is_not_put_out(tmp_path: Path) -> None:
    model, world, park = start_of(tmp_path, setting("chain_admission", 6.0, parks=[PARK]))
    model.step()
    firms = world.firms
    chain = chain_of(world, park)
    off = firms.live[~np.isin(firms.segment[firms.live], list(chain))]
    inside = off[firms.hq[off] == park]
    outside = off[firms.hq[off] != park]
    found = {name: worth(world, s)[:, park] for name, s in (("in", inside), ("out", outside))}
    world.accounts.appeal = world.accounts.appeal + world.by_tenancy(world.terms.admission)
    world.terms.admission[:] = 0.0
    open_ = {name: worth(world, s)[:, park] for name, s in (("in", inside), ("out", outside))}
    assert len(inside) > 0 < len(outside)
    assert found["in"] == pytest.approx(open_["in"])
    assert found["out"] == pytest.approx(open_["out"] - 6.0)


def test_services_are_bounded_and_paid_by_park(tmp_path: Path) -> None:
    _, world, park = start_of(tmp_path, setting("park_services", 0.4, parks=[PARK]))
    assert np.flatnonzero(world.terms.added_services).tolist() == [park]
    cost = world.parameters.policy.services_cost * 0.4 / 4
    assert world.ledger.memos["park_services"] == pytest.approx(cost)
    gain = appeal(world)
    world.terms.added_services[:] = 0.0
    weight = world.parameters.location.services
    services = world.parks.services[park]
    expected = weight * (min(1.0, services + 0.4) - services)
    assert (gain - appeal(world))[:, park] == pytest.approx(np.full(len(world.segments), expected))


def test_designation_is_the_bundle_and_pays_rent_and_services(tmp_path: Path) -> None:
    parts = (
        setting("chain_rent", 0.25, parks=[PARK]),
        setting("chain_admission", 2.5, parks=[PARK]),
        setting("park_services", 0.1, parks=[PARK]),
    )
    _, bundled, _ = start_of(tmp_path, setting("park_designation", 0.5, parks=[PARK]))
    _, single, _ = start_of(tmp_path, *parts)
    for term in ("rent_discount", "admission", "added_services"):
        assert getattr(bundled.terms, term) == pytest.approx(getattr(single.terms, term))
    memos = single.ledger.memos
    assert bundled.ledger.memos["park_designation"] == pytest.approx(
        memos["chain_rent"] + memos["park_services"]
    )


def test_the_budget_of_designation_covers_rent_and_services_together(tmp_path: Path) -> None:
    free = model_of(tmp_path, setting("park_designation", 1.0))
    free.step()
    due = free.world.ledger.memos["park_designation"]
    for part in (0.3, 0.9, 1.1):
        model = model_of(tmp_path, setting("park_designation", 1.0, budget=4 * part * due))
        model.step()
        paid = model.world.ledger.memos["park_designation"]
        assert paid == pytest.approx(min(part, 1.0) * due)


def projects(world: World, revenue: float) -> Projects:
    """Two plants of the park's focus, one of them with so much a year; the other with a tenth."""
    segment = np.full(2, world.city.segments.index["drones"])
    use = np.full(2, int(np.flatnonzero(world.markets.segment == segment[0])[0]))
    year = np.array([revenue, 0.1 * revenue])
    return Projects(
        np.array([1, 2]), segment, use, np.full(2, PLANT), year, year / 4.0, np.ones(2),
        np.full(2, 10.0), np.full(2, 0.2), np.zeros(2),
    )  # fmt: skip


def test_land_is_for_leaders_of_the_chain_in_the_named_park(tmp_path: Path) -> None:
    _, world, park = start_of(tmp_path, setting("leader_land", 0.4, parks=[PARK]))
    x = projects(world, 1.01 * world.parameters.location.master_output)
    found = leader_land(world, x, world.terms.leader_land)
    assert np.argwhere(found > 0).tolist() == [[0, park]]
    assert found[0, park] == 0.4


@pytest.mark.slow
def test_leaders_come_to_the_park_with_land_and_the_district_pays(tmp_path: Path) -> None:
    def leaders(level: float) -> tuple[float, float, float]:
        came = paid = owed = 0.0
        for seed in range(4):
            plan = write_plan(
                tmp_path, setting("leader_land", level, parks=[PARK]), extends="no_policy"
            )
            model = IndustryModel(
                city=LITTLETON, plan=plan, check=True, rng=seed,
                settings="attraction.projects_per_year=6; location.master_output=4",
            )  # fmt: skip
            park = model.world.city.parks.index[PARK]
            while model.running:
                model.step()
                paid += model.world.ledger.memos.get("leader_land", 0.0)
            firms = model.world.firms
            there = firms.live[firms.arrived[firms.live] & (firms.hq[firms.live] == park)]
            came += len(there)
            owed += float(firms.package[there].sum())
        return came, paid, owed

    without, nothing, _ = leaders(0.0)
    came, paid, owed = leaders(0.5)
    assert nothing == 0.0 < paid
    assert owed > 0.0
    assert came > without


def test_districts_pay_for_rent_and_the_municipality_for_services(tmp_path: Path) -> None:
    model = model_of(tmp_path, setting("park_designation", 1.0, parks=[PARK]))
    world = model.world
    paid: dict[str, float] = {}
    pay = world.ledger.pay

    def watch(flow: str, payer: Any, receiver: Any, amounts: Any, **more: Any) -> None:
        if more.get("memo") == "park_designation" and isinstance(payer, Rows):
            for kind, amount in zip(world.governments.kind, np.asarray(amounts), strict=True):
                name = "district" if kind == kinds.DISTRICT else "other"
                paid[f"{flow} {name}"] = paid.get(f"{flow} {name}", 0.0) + float(amount)
        pay(flow, payer, receiver, amounts, **more)

    world.ledger.pay = watch  # type: ignore[method-assign]
    model.step()
    assert paid["grants district"] > 0.0 == paid["grants other"]
    assert paid["programmes other"] > 0.0 == paid["programmes district"]
