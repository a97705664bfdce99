"""The office: budgets, caps and pro rata on a test's own claims; its books and the ledger's."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameters import with_overrides
from abm.start.build import build_world
from agents.kinds import CENTRE, DISTRICT, FIRM_KINDS, MUNICIPALITY
from agents.terms import Terms
from agents.world import World
from engine.document import InputError
from engine.model import Step
from policies.instrument import Claims, Instrument, Offer, Order
from policies.office import Office
from policies.plan import read_plan
from policies.registry import INSTRUMENTS, instruments_of
from tests.bits import differences
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

OFFICE_FLOWS = (
    "grants",
    "vouchers",
    "procurement",
    "housing",
    "programmes",
    "infrastructure",
)

GOVERNMENTS = {MUNICIPALITY: "municipality", DISTRICT: "district", CENTRE: "centre"}


class Grant(Instrument):
    """Owes firms 0, 1, 2 … what ``asks`` says, times the level; firms in turn ask two payers."""

    key = "grant"
    name_zh, name_en, help_zh, help_en, unit = "补", "grant", "补", "grant", "times"
    high = 10.0

    def __init__(self) -> None:
        self.asks = np.zeros(0)

    def offer(self, world: World, order: Order) -> Offer:
        return {}

    def claims(self, world: World, order: Order) -> Claims | None:
        slots = np.arange(len(self.asks))
        return Claims(order.level * self.asks, world.municipality + slots % 2, slots)


class Voucher(Grant):
    """Owes households ``asks`` at the level of one."""

    key = "voucher"
    promised = True

    def claims(self, world: World, order: Order) -> Claims | None:
        total = np.array([order.level * float(self.asks.sum())])
        return Claims(total, np.array([world.municipality]), receiver="households", leaked=1.0)


@pytest.fixture
def grant(monkeypatch: pytest.MonkeyPatch) -> Grant:
    monkeypatch.setitem(INSTRUMENTS, "grant", Grant())
    return INSTRUMENTS["grant"]  # type: ignore[return-value]


@pytest.fixture
def voucher(monkeypatch: pytest.MonkeyPatch) -> Voucher:
    monkeypatch.setitem(INSTRUMENTS, "voucher", Voucher())
    return INSTRUMENTS["voucher"]  # type: ignore[return-value]


@lru_cache
def first_world() -> tuple[World, Any]:
    world = build_world(city_cached(LITTLETON), with_overrides(LITTLETON, {}), 0)
    assert world.quarter % 4 == 0
    return world, world.snapshot()


def new_world() -> World:
    """One and the same world at its first quarter again: built once."""
    world, start = first_world()
    world.restore(start)
    return world


class Desk:
    """An office and its world, quarter by quarter without the rest of the model."""

    def __init__(self, folder: Path, key: str, level: float = 1.0, **limits: float) -> None:
        plan = write_plan(folder, setting(key, level, "2018Q1", **limits))
        self.key, self.world, self.office = key, new_world(), Office(read_plan(plan))
        self.levels: list[float] = []

    def quarter(self) -> np.ndarray:
        """Settle one quarter; returns what each firm got."""
        world = self.world
        world.ledger.begin()
        before = world.firms.cash.copy()
        self.office.enact(world)
        self.levels += [order.level for order in self.office.orders.values()]
        self.office.settle(world)
        self.office.close(world)
        world.ledger.verify()
        assert world.ledger.balances[world.ledger.sector_code["clearing"]] == pytest.approx(0.0)
        world.quarter += 1
        return world.firms.cash - before

    def spent(self) -> float:
        return self.world.ledger.memos.get(self.key, 0.0)


# Budgets and caps --------------------------------------------------------------------------


def test_without_limits_everyone_gets_what_is_claimed(tmp_path: Path, grant: Grant) -> None:
    desk = Desk(tmp_path, "grant", 2.0)
    grant.asks = np.array([1.0, 0.0, 5.0])
    profit = desk.world.firms.profit.copy()
    got = desk.quarter()
    assert got[:4].tolist() == pytest.approx([2.0, 0.0, 10.0, 0.0])
    assert desk.spent() == 12.0
    # A grant is profit of the quarter, and taxed with the year's.
    assert desk.world.firms.profit - profit == pytest.approx(got)
    assert desk.world.firms.year_profit == pytest.approx(got)
    # Each government pays what is claimed of it.
    governments = desk.world.governments.cash
    here = desk.world.municipality
    assert governments[[here, here + 1]].tolist() == pytest.approx([-12.0, 0.0])
    grant.asks = np.array([0.0, 3.0])
    desk.quarter()
    assert desk.world.governments.cash[here + 1] == pytest.approx(-6.0)


def test_a_budget_is_shared_pro_rata_and_what_is_left_over_waits(
    tmp_path: Path, grant: Grant
) -> None:
    desk = Desk(tmp_path, "grant", budget=40)
    grant.asks = np.array([4.0, 2.0])
    assert desk.quarter()[:2].tolist() == pytest.approx([4.0, 2.0])  # of 10
    grant.asks = np.array([30.0, 10.0])
    assert desk.quarter()[:2].tolist() == pytest.approx([10.5, 3.5])  # 4 are left over: 14
    assert desk.quarter()[:2].tolist() == pytest.approx([7.5, 2.5])
    assert desk.quarter()[:2].tolist() == pytest.approx([7.5, 2.5])
    assert desk.office.spent_year["grant"] == pytest.approx(40.0)
    # A new year has a budget of its own, and nothing is carried over.
    grant.asks = np.array([100.0])
    assert desk.quarter()[:2].tolist() == pytest.approx([10.0, 0.0])


def test_a_cap_holds_for_a_firm_and_year(tmp_path: Path, grant: Grant) -> None:
    desk = Desk(tmp_path, "grant", cap=5)
    grant.asks = np.array([3.0, 1.0, 9.0])
    assert desk.quarter()[:3].tolist() == pytest.approx([3.0, 1.0, 5.0])
    assert desk.quarter()[:3].tolist() == pytest.approx([2.0, 1.0, 0.0])
    assert desk.quarter()[:3].tolist() == pytest.approx([0.0, 1.0, 0.0])
    desk.quarter()
    assert desk.quarter()[:3].tolist() == pytest.approx([3.0, 1.0, 5.0])


def test_the_cap_comes_before_the_budget(tmp_path: Path, grant: Grant) -> None:
    desk = Desk(tmp_path, "grant", cap=5, budget=16)
    grant.asks = np.array([3.0, 500.0])
    assert desk.quarter()[:2].tolist() == pytest.approx([1.5, 2.5])


def test_firms_founded_within_the_year_have_their_own_cap(tmp_path: Path, grant: Grant) -> None:
    desk = Desk(tmp_path, "grant", cap=5)
    grant.asks = np.full(desk.world.firms.n, 3.0)
    desk.quarter()
    firms = desk.world.firms
    firms.add(1, lane=10**6, sector=firms.sector[0])
    grant.asks = np.full(firms.n, 3.0)
    got = desk.quarter()
    assert got[-1] == 3.0
    assert got[:-1] == pytest.approx(np.full(firms.n - 1, 2.0))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.floats(0, 50).map(lambda x: round(x, 6)), min_size=6, max_size=6),
        min_size=4,
        max_size=4,
    ),
    st.floats(0.1, 100),
    st.floats(0.1, 30),
)
def test_no_year_passes_its_budget_and_no_firm_its_cap(tmp_path_factory, asks, budget, cap) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(INSTRUMENTS, "grant", Grant())
        desk = Desk(tmp_path_factory.mktemp("plan"), "grant", budget=budget, cap=cap)
        total = np.zeros(6)
        for number, quarter in enumerate(asks, 1):
            INSTRUMENTS["grant"].asks = np.array(quarter)  # type: ignore[attr-defined]
            got = desk.quarter()
            assert (got >= 0).all()
            assert (got[6:] == 0).all()
            assert desk.spent() == pytest.approx(got.sum(), abs=1e-9)
            assert (got[:6] <= np.array(quarter) + 1e-9).all()
            total += got[:6]
            assert total.sum() <= budget * number / 4 * (1 + 1e-9)
            assert (total <= cap * (1 + 1e-9)).all()


@pytest.mark.parametrize("limits", [{"budget": 0}, {"level": 0.0}])
def test_without_money_or_level_nothing_is_offered_or_paid(
    tmp_path: Path, grant: Grant, limits: dict[str, float]
) -> None:
    desk = Desk(tmp_path, "grant", **limits)
    grant.asks = np.ones(3)
    assert not desk.quarter().any()
    assert desk.levels == []
    assert desk.world.ledger.memos == {}


def test_a_cap_of_nothing_pays_nothing(tmp_path: Path, grant: Grant) -> None:
    desk = Desk(tmp_path, "grant", cap=0)
    grant.asks = np.ones(3)
    assert not desk.quarter().any()


# Price support -----------------------------------------------------------------------------


def test_price_support_is_paid_in_full_and_lowers_its_level_before_the_next_sale(
    tmp_path: Path, voucher: Voucher
) -> None:
    desk = Desk(tmp_path, "voucher", 0.5, budget=40)
    voucher.asks = np.array([80.0])
    spent = []
    for _ in range(8):
        desk.quarter()
        spent.append(desk.spent())
    # A fourth of the level from the first quarter on: the claims that it expects are 40 of 10.
    assert spent == pytest.approx([10] * 8)
    assert desk.levels == pytest.approx([0.125] * 8)


def test_what_promises_overspend_is_taken_from_the_next_year(
    tmp_path: Path, voucher: Voucher
) -> None:
    desk = Desk(tmp_path, "voucher", 0.5, budget=40)
    voucher.asks = np.array([20.0])
    spent = []
    for number in range(8):
        sold = voucher.asks
        desk.office.enact(desk.world)
        if number == 3:  # far more is sold in the last quarter than the one before
            voucher.asks = 10.0 * sold
        desk.world.ledger.begin()
        desk.office.settle(desk.world)
        desk.office.close(desk.world)
        voucher.asks = sold
        spent.append(desk.spent())
        desk.world.quarter += 1
    assert spent[:4] == pytest.approx([10, 10, 10, 100])
    # 90 too much: two years' budgets of 40 pay nothing, and 10 are left for the third.
    assert spent[4:] == [0.0] * 4
    assert desk.office.overspent["voucher"] == pytest.approx(90.0)
    for _ in range(5):
        desk.quarter()
    assert desk.office.overspent["voucher"] == pytest.approx(10.0)


def test_price_support_within_its_budget_keeps_its_level(tmp_path: Path, voucher: Voucher) -> None:
    desk = Desk(tmp_path, "voucher", 0.5, budget=400)
    voucher.asks = np.array([80.0])
    for _ in range(5):
        desk.quarter()
    assert desk.levels == [0.5] * 5


def test_price_support_goes_from_the_payer_to_households(tmp_path: Path, voucher: Voucher) -> None:
    desk = Desk(tmp_path, "voucher", 0.5)
    voucher.asks = np.array([80.0])
    ledger = desk.world.ledger
    before = ledger.closing()[ledger.sector_code["households"]]
    assert not desk.quarter().any()
    assert ledger.closing()[ledger.sector_code["households"]] - before == pytest.approx(40.0)
    assert ledger.flow("vouchers") == pytest.approx(40.0)
    assert desk.world.leaked == {"voucher": 1.0}


def test_claims_wait_for_approval(
    tmp_path: Path, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two quarters' mean waiting half of what stands open is decided each quarter."""
    monkeypatch.setattr(Grant, "applied_for", True)
    desk = Desk(tmp_path, "grant")
    got = []
    for asks in ([8.0, 0.0], [0.0, 2.0], [0.0, 0.0]):
        grant.asks = np.array(asks)
        got.append(desk.quarter()[:2].tolist())
    assert got == [[4.0, 0.0], [2.0, 1.0], [1.0, 0.5]]


def test_slow_approval_makes_claims_wait_longer(
    tmp_path: Path, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Grant, "applied_for", True)
    slow = setting("approval_time", 2.0), setting("grant", 1.0)
    desk = Desk(tmp_path, "grant")
    desk.office = Office(read_plan(write_plan(tmp_path, *slow)))
    grant.asks = np.array([8.0])
    assert desk.quarter()[0] == 2.0


# In a run ----------------------------------------------------------------------------------


def paid_by_governments(world: World) -> dict[str, float]:
    """The ledger's memos less those of what firms pay themselves."""
    return {key: paid for key, paid in world.ledger.memos.items() if key in INSTRUMENTS}


@pytest.fixture(scope="module")
def watched() -> tuple[IndustryModel, list[dict[str, Any]]]:
    """The action plan run to the end, with claims and the office's books of every quarter."""
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=3, check=True)
    office, books = model.office, []

    def settle(world: World) -> None:
        claims = {k: INSTRUMENTS[k].claims(world, order) for k, order in office.orders.items()}
        check_claims(world, claims)
        office.settle(world)
        books.append(
            {
                "quarter": world.quarter,
                "settled": paid_by_governments(world),
                # What goes to firms passes clearing: in and out.
                "moved": sum(world.ledger.flow(flow) for flow in OFFICE_FLOWS)
                - world.ledger.flow("grants") / 2.0,
            }
        )

    def close(world: World) -> None:
        office.close(world)
        books[-1] |= {
            "memos": paid_by_governments(world),
            "spent_year": dict(office.spent_year),
            "paid_year": {k: v.copy() for k, v in office.paid_year.items()},
        }

    model.schedule.replace("settlement", settle)
    model.schedule.replace("books", close)
    return model.run(), books


def check_claims(world: World, claims: dict[str, Claims | None]) -> None:
    """Numbers that can be paid, to living firms, each once, by one level of government."""
    for key, claim in claims.items():
        if claim is None:
            continue
        assert (claim.amounts >= 0).all(), key
        assert np.isfinite(claim.amounts).all(), key
        assert claim.payers is None, key  # the office finds them
        payers = INSTRUMENTS[key].payers(world, claim.firms)
        assert {GOVERNMENTS[k] for k in world.governments.kind[payers]} <= {INSTRUMENTS[key].payer}
        if claim.firms is not None:
            assert len(np.unique(claim.firms)) == len(claim.firms) == len(claim.amounts), key
            assert world.firms.alive[claim.firms].all(), key


def test_spending_is_what_the_ledger_paid(watched) -> None:
    model, books = watched
    told = model.record.table()
    for row, book in enumerate(books):
        memos = book["memos"]
        for key in instruments_of(model.world.city):
            assert told[f"spending_{key}"][row] == memos.get(key, 0.0)
        assert told["fiscal_spending"][row] == pytest.approx(sum(memos.values()))
        assert book["moved"] == pytest.approx(sum(book["settled"].values()))
    begun = told["fiscal_spending"][model.world.city.policy_start - model.world.city.start :]
    assert told["fiscal"][-1] == pytest.approx(begun.sum())
    assert begun.sum() > 0


def test_no_budget_and_no_cap_is_passed(watched) -> None:
    _, books = watched
    plan = read_plan(ACTION)
    paid_once, known = set(), []
    for book in books:
        in_force = plan.at(book["quarter"])
        year = dict.fromkeys(in_force, 0.0)
        for earlier in books:
            same_year = earlier["quarter"] // 4 == book["quarter"] // 4
            if same_year and earlier["quarter"] <= book["quarter"]:
                for key, amount in earlier["memos"].items():
                    year[key] += amount
        for key, order in in_force.items():
            assert book["spent_year"].get(key, 0.0) == pytest.approx(year[key])
            if not (INSTRUMENTS[key].promised or INSTRUMENTS[key].at_once):
                assert year[key] <= order.budget * (book["quarter"] % 4 + 1) / 4 * (1 + 1e-9)
            if key in book["paid_year"]:
                assert book["paid_year"][key].max() <= order.cap * (1 + 1e-9)
                # What went to firms that have left since is in no row.
                assert book["paid_year"][key].sum() <= year[key] * (1 + 1e-9)
                known.append(book["paid_year"][key].sum() == pytest.approx(year[key]))
            paid_once |= {key for key, amount in year.items() if amount > 0}
    assert {"rd_subsidy", "park_rent_subsidy"} <= paid_once
    assert np.mean(known) > 0.5


def test_only_those_in_force_are_paid(watched) -> None:
    _, books = watched
    plan = read_plan(ACTION)
    for book in books:
        assert set(book["memos"]) <= set(plan.at(book["quarter"]))


def test_terms_are_neutral_again_when_a_plan_ends(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, setting("rd_subsidy", 0.2, end="2018Q2"))
    model = IndustryModel(city=LITTLETON, plan=plan, rng=0)
    bent = []

    def look(world: World) -> None:
        bent.append(differences(vars(world.terms), vars(Terms.neutral(world.lengths))))

    model.schedule.insert_after("government", Step("look", look))
    spent = []
    for _ in range(4):
        model.step()
        spent.append(model.fiscal_spending)
    assert bent == [[".rd_subsidy"], [".rd_subsidy"], [], []]
    assert min(spent[:2]) > 0 == max(spent[2:])


def test_a_segment_that_the_city_has_not_is_said(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, setting("rd_subsidy", 0.2, segments=["drone"]))
    with pytest.raises(InputError, match=r"yaml:\d+:\d+: .*a segment of the.*'drones'"):
        IndustryModel(city=LITTLETON, plan=plan, rng=0)


@pytest.mark.parametrize(
    ("key", "names", "words"),
    [
        ("purchase_voucher", {"uses": ["drones.hobbi"]}, "a use of the city (did you mean"),
        ("rd_subsidy", {"parks": ["north_work"]}, "a park of the city (did you mean 'north_works'"),
        ("rd_subsidy", {"kinds": ["shop"]}, "a kind of firm (brand, oem"),
        ("rd_subsidy", {"uses": ["drones.hobby"]}, "can be narrowed to (segments, parks, kinds)"),
        ("approval_time", {"segments": ["drones"]}, "nothing: it serves the whole city"),
    ],
)
def test_what_the_city_or_the_instrument_has_not_is_said(
    tmp_path: Path, key: str, names: dict[str, list[str]], words: str
) -> None:
    plan = write_plan(tmp_path, setting(key, 0.4, **names))
    with pytest.raises(InputError) as caught:
        IndustryModel(city=LITTLETON, plan=plan, rng=0)
    assert words in str(caught.value)
    assert caught.value.file == plan and caught.value.line > 1


def test_only_the_uses_parks_and_kinds_named_are_served(tmp_path: Path) -> None:
    plan = write_plan(
        tmp_path,
        setting("purchase_voucher", 0.2, uses=["drones.hobby"]),
        setting("rd_subsidy", 0.2, parks=["south_tech"], kinds=["brand", "startup"]),
    )
    world = IndustryModel(city=LITTLETON, plan=plan, rng=0).run(until=4 * 2018).world
    assert np.flatnonzero(world.terms.price_support).tolist() == [
        world.city.uses.index["drones.hobby"]
    ]
    served = np.flatnonzero(world.terms.rd_subsidy)
    assert len(served)
    assert (world.firms.hq[served] == world.city.parks.index["south_tech"]).all()
    assert {FIRM_KINDS[k] for k in world.firms.kind[served]} <= {"brand", "startup"}


def test_only_the_segments_named_are_served(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, setting("rd_subsidy", 0.2, segments=["drones"]))
    model = IndustryModel(city=LITTLETON, plan=plan, rng=0)
    model.step()
    world = model.world
    drones = world.city.segments.index["drones"]
    served = np.flatnonzero(world.terms.rd_subsidy)
    assert len(served)
    assert (world.firms.segment[served] == drones).all()


def test_snapshot_keeps_the_books(tmp_path: Path) -> None:
    one = IndustryModel(city=LITTLETON, plan=BASELINE, rng=1).run(until=4 * 2019 + 1)
    kept = one.office.snapshot()
    bits = (dict(one.office.spent_year), one.office.snapshot())
    one.run(until=4 * 2019 + 2)
    assert differences(one.office.snapshot(), kept)
    one.office.restore(kept)
    assert not differences((dict(one.office.spent_year), one.office.snapshot()), bits)
