"""Two instruments on one term: what each contributed adds up, and nobody is paid twice."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.model import IndustryModel
from agents import kinds
from agents.combiners import MAXIMUM, PRODUCT
from agents.terms import TERMS, Contributions, combine
from agents.world import World
from engine.calendar import quarter_index
from engine.growing import grown
from policies.instrument import Instrument, Offer, Order
from policies.instruments.investment_attraction import InvestmentAttraction
from policies.mixture import with_settings
from policies.plan import Plan, read_plan
from policies.registry import INSTRUMENTS
from policies.setting import Setting
from tests.bits import differences
from tests.policies.readme import readme_example

PLAN, SEED = "action_plan_2022", 4
NOW = quarter_index("2024Q4")
PAYING = [key for key, instrument in INSTRUMENTS.items() if instrument.payer]
SHARED = [
    key
    for key in PAYING
    if {TERMS[term].combiner for term in INSTRUMENTS[key].bends} == {MAXIMUM}
    and key != "leader_land"  # it pays for those who have come, in later quarters
]
ADDED = [key for key in PAYING if TERMS[INSTRUMENTS[key].bends[0]].combiner is not MAXIMUM]


@lru_cache
def past() -> Any:
    return IndustryModel(plan=PLAN, rng=SEED).run(until=NOW - 1).snapshot()


@lru_cache
def kept() -> IndustryModel:
    return IndustryModel(plan=PLAN, rng=SEED)


def model(plan: Plan) -> IndustryModel:
    """Mid-policy, about to go on under a plan."""
    found = kept()
    found.restore(past())
    found.go_on_under(plan)
    return found


def plan_of(*levels: tuple[str, float], **more: Any) -> Plan:
    """The action plan with some instruments at other levels, without budgets and caps."""
    plan, keys = read_plan(PLAN), {key for key, _ in levels}
    mine = [
        Setting.model_construct(
            instrument=key,
            start=NOW,
            end=None,
            level=level,
            budget=None,
            cap=None,
            label="assumed",
            source="a test's",
        ).model_copy(update=more)
        for key, level in levels
    ]
    return with_settings(plan, (*(s for s in plan.settings if s.instrument not in keys), *mine))


# Contributions -----------------------------------------------------------------------------


class Second(Instrument):
    """Offers what a test gives it on one term."""

    key, payer = "second", ""

    def __init__(self, key: str, term: str, values: Any) -> None:
        self.key, self.bends, self.values = key, (term,), values  # type: ignore[misc]

    def offer(self, world: World, order: Order) -> Offer:
        return {self.bends[0]: self.values}


def values_for(term: str, world: World, low: float = 0.6, high: float = 1.4) -> Any:
    """Values near what instruments offer, some below and some above."""
    rows = TERMS[term].rows
    size = world.lengths[TERMS[term].rows] if rows else 1
    luck = np.random.default_rng(len(term)).uniform(low, high, size)
    usual = {"permit_grade": 2.0, "approval_delay": 1.0, "alliance_fee": 1.0}.get(term, 0.2)
    found = (usual * luck).astype(TERMS[term].dtype)
    return found if rows else float(found[0])


@pytest.mark.parametrize("term", TERMS)
def test_contributions_add_up_whatever_the_second_instrument_is_called(
    term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[tuple[Any, Contributions]] = []
    for key in ("aa_second", "zz_second"):
        with monkeypatch.context() as patch:
            world = model(plan_of()).world
            second = Second(key, term, values_for(term, world))
            patch.setitem(INSTRUMENTS, key, second)
            office = model(plan_of((key, 1.0))).office
            office.enact(world)
        value, parts = getattr(world.terms, term), world.contributions[term]
        assert np.asarray(value) == pytest.approx(TERMS[term].neutral + sum(parts.values()))
        assert parts[key] is office.orders[key].own[term]
        if TERMS[term].combiner is MAXIMUM:
            paying = sum((np.abs(part) > 0).astype(int) for part in parts.values())
            assert np.max(paying) <= 1
        else:
            assert np.any(parts[key] != 0.0)
        found.append((value, {n.replace(key, "second"): p for n, p in parts.items()}))
    assert found[0][0] == pytest.approx(found[1][0])
    ties = term == "permit_grade"  # whole numbers
    if not ties:
        assert found[0][1].keys() == found[1][1].keys()
        for name, part in found[0][1].items():
            assert part == pytest.approx(found[1][1][name])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TERMS)), st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_any_number_of_offers_add_up_in_any_order(term: str, number: int, luck: int) -> None:
    world, rng = kept().world, np.random.default_rng(luck)
    size = (world.lengths[TERMS[term].rows],) if TERMS[term].rows else ()
    low = 0.05 if TERMS[term].combiner is PRODUCT else 0.0
    drawn = [rng.uniform(low, 3.0, size).astype(TERMS[term].dtype) for _ in range(number)]
    if luck % 3 == 0 and low > 0.0:
        drawn[-1] = 1.0 / np.prod(drawn[:-1], axis=0)  # they cancel out
    keys = [f"k{place}" for place in range(number)]
    values, parts = combine(world.lengths, {k: {term: v} for k, v in zip(keys, drawn, strict=True)})
    departure = values[term] - TERMS[term].neutral
    assert sum(parts[term].values()) == pytest.approx(departure, abs=1e-9)
    turned = {k: {term: v} for k, v in zip(reversed(keys), drawn, strict=True)}
    again, others = combine(world.lengths, dict(reversed(turned.items())))
    assert again[term] == pytest.approx(values[term])
    if TERMS[term].dtype is np.float64:  # whole numbers tie
        for k, other in zip(keys, reversed(keys), strict=True):
            assert others[term][other] == pytest.approx(parts[term][k], abs=1e-9)


def test_of_two_that_offer_the_same_the_first_key_pays() -> None:
    world = kept().world
    same = values_for("guidance", world)
    _, parts = combine(world.lengths, {"b": {"guidance": same}, "a": {"guidance": same.copy()}})
    assert parts["guidance"]["a"].tolist() == same.tolist()
    assert not parts["guidance"]["b"].any()


def test_supports_of_a_price_leave_a_part_of_it_and_are_cut_alike() -> None:
    world = kept().world
    rate = np.full(len(world.markets), 0.76)
    values, parts = combine(world.lengths, {k: {"price_support": rate} for k in ("a", "b")})
    assert values["price_support"] == pytest.approx(0.95)
    assert parts["price_support"]["a"] == pytest.approx(0.475)
    assert parts["price_support"]["b"] == pytest.approx(0.475)


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ({"guidence": 0.2}, "lost: offers 'guidence', which is no field .*mean 'guidance'"),
        (
            {"guidance": 0.2},
            r"lost: offers 'guidance' of shape \(\): one value for each of the seg",
        ),
        ({"talent": np.ones(3)}, r"lost: offers 'talent' of shape \(3,\): one number"),
    ],
)
def test_an_offer_that_fits_no_term_is_said(offer: Offer, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        combine(kept().world.lengths, {"lost": offer})


def test_an_offer_that_is_not_declared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    second = Second("second", "talent", 0.1)
    second.bends = ("housing",)  # type: ignore[misc]
    monkeypatch.setattr(second, "offer", lambda world, order: {"talent": 0.1})
    monkeypatch.setitem(INSTRUMENTS, "second", second)
    found = model(plan_of(("second", 1.0)))
    with pytest.raises(ValueError, match="second: offers 'talent', which its bends do not name"):
        found.office.enact(found.world)


# Money -------------------------------------------------------------------------------------


def strong(key: str) -> float:
    """A level high enough to matter."""
    instrument = INSTRUMENTS[key]
    return instrument.neutral + 0.4 * (instrument.high - instrument.neutral)


def twin_of(key: str, name: str, patch: pytest.MonkeyPatch) -> str:
    """An instrument of the same rules under another key."""
    kind = type("Twin", (type(INSTRUMENTS[key]),), {"key": name})
    patch.setitem(INSTRUMENTS, name, kind())
    return name


def quarters(plan: Plan, count: int) -> tuple[World, list[dict[str, float]]]:
    """Some whole quarters; what was paid for each instrument in them, million yuan."""
    found = model(plan)
    world, paid = found.world, []
    for _ in range(count):
        found.take_out()
        world.ledger.begin()
        for step in found.schedule:
            step.run(world)
        world.quarter += 1
        paid.append(dict(world.ledger.memos))
    return world, paid


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("key", SHARED)
def test_of_two_that_offer_the_same_one_pays_for_both(
    key: str, first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else in the world moves; the first key pays all, to the last yuan."""
    level, count = strong(key), 2
    world, alone = quarters(plan_of((key, level)), count)
    tables = {name: table.snapshot() for name, table in world.tables.items()}
    twin = twin_of(key, "aa_twin" if first else "zz_twin", monkeypatch)
    world, both = quarters(plan_of((key, level), (twin, level)), count)
    assert sum(paid.get(key, 0.0) for paid in alone) > 0.0
    for before, after in zip(alone, both, strict=True):
        shares = after.get(key, 0.0), after.get(twin, 0.0)
        assert sum(shares) == pytest.approx(before.get(key, 0.0), rel=1e-9)
    paid = sum(paid.get(twin, 0.0) for paid in both), sum(paid.get(key, 0.0) for paid in both)
    # Packages of before, and claims that wait, are the older instrument's, whatever its name.
    older = key == "investment_attraction" or INSTRUMENTS[key].applied_for
    assert (paid[0] > 0.0) is first
    assert (paid[1] > 0.0) is (not first or older)
    for name, table in world.tables.items():
        for column, values in table.snapshot().columns.items():
            before = tables[name].columns[column]
            assert np.allclose(values, before, rtol=1e-6, atol=1e-6), f"{name}.{column}"


@pytest.mark.parametrize("key", ADDED)
def test_of_two_that_add_up_each_pays_its_own(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the same tables: what the one owes does not depend on the other."""

    def owed(plan: Plan, *keys: str) -> list[float]:
        found = model(plan)
        found.office.enact(found.world)
        claims = [INSTRUMENTS[k].claims(found.world, found.office.orders[k]) for k in keys]
        return [float(c.amounts.sum()) for c in claims if c is not None]

    level = 0.5 * strong(key)
    (alone,) = owed(plan_of((key, level)), key)
    twin = twin_of(key, "zz_twin", monkeypatch)
    assert alone > 0.0
    assert owed(plan_of((key, level), (twin, level)), key, twin) == pytest.approx([alone, alone])
    if INSTRUMENTS[key].neutral != 0.0:  # a factor: half the level is no half of the cost
        return
    assert owed(plan_of((key, level), (twin, 0.5 * level)), key, twin) == pytest.approx(
        [alone, 0.5 * alone], rel=1e-9
    )


def test_of_two_standards_that_are_the_same_one_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dues of alliances fall by both, but makers take up one interface."""
    key = "interoperability_standard"
    twin = twin_of(key, "aa_twin", monkeypatch)
    found = model(plan_of((key, 0.4), (twin, 0.4)))
    world, office = found.world, found.office
    office.enact(world)
    assert world.terms.interoperability.max() == 0.4
    assert world.terms.alliance_fee == pytest.approx(0.8**2)
    costs = [INSTRUMENTS[k].claims(world, office.orders[k]) for k in (twin, key)]
    yearly = 0.4 * world.parameters.policy.standards_cost
    assert [float(c.amounts.sum()) for c in costs if c] == pytest.approx([yearly / 4.0, 0.0])


@pytest.mark.parametrize("key", ["guidance_fund", "micro_parks"])
def test_each_keeps_its_own_budget_where_steps_pay(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one's small budget does not bind the first, which offers more and pays."""
    level = strong(key)
    _, alone = quarters(plan_of((key, level)), 2)
    twin = twin_of(key, "aa_twin", monkeypatch)
    plan = plan_of((key, level), (twin, 0.5 * level))
    poor = tuple(
        s.model_copy(update={"budget": 1e-3}) if s.instrument == twin else s for s in plan.settings
    )
    _, both = quarters(with_settings(plan, poor), 2)
    spent = sum(paid.get(key, 0.0) for paid in alone)
    assert spent > 0.0
    assert sum(paid.get(key, 0.0) for paid in both) == pytest.approx(spent)
    assert sum(paid.get(twin, 0.0) for paid in both) == 0.0


class Award(InvestmentAttraction):
    """More for headquarters than the shipped instrument awards, and no package."""

    key, bends = "award", ("headquarters_award",)

    def offer(self, world: World, order: Order) -> Offer:
        return {"headquarters_award": np.full(len(world.segments), order.level)}


def test_a_package_stays_with_who_promised_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headquarters may be promised something by two: each pays its own part, once."""
    monkeypatch.setitem(INSTRUMENTS, "award", Award())
    known = model(plan_of()).world.firms.n
    world, paid = quarters(plan_of(("investment_attraction", 0.3), ("award", 0.2)), 4)
    promised, owed = world.promises.promised, world.promises.owed
    assert set(promised) == {"investment_attraction", "award"}
    columns = world.firms.package, world.firms.package_owed
    for book, column in zip((promised, owed), columns, strict=True):
        assert sum(grown(part, world.firms.n) for part in book.values()) == pytest.approx(column)
    by_award = sum(memos.get("award", 0.0) for memos in paid)
    assert by_award == pytest.approx(float((promised["award"] - owed["award"]).sum()))
    assert by_award > 0.0
    both = (promised["award"] > 0.0)[known:] & (promised["investment_attraction"] > 0.0)[known:]
    assert both.any()
    assert (world.firms.package_owed >= -1e-9).all()


def test_young_suppliers_of_the_readme_and_the_component_programme_share_no_cost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both at .2: no firm gets more than .2 of its R&D, and the programme pays suppliers alone."""
    example = readme_example(monkeypatch)
    assert example.key == "young_suppliers"
    found = model(plan_of(("component_programme", 0.2), ("young_suppliers", 0.2)))
    world, office = found.world, found.office
    office.enact(world)
    got, firms = np.zeros(world.firms.n), {}
    for key in ("component_programme", "young_suppliers"):
        claims = INSTRUMENTS[key].claims(world, office.orders[key])
        assert claims is not None and claims.firms is not None
        got[claims.firms] += claims.amounts
        firms[key] = claims.firms[claims.amounts > 0.0]
    assert (got <= 0.2 * world.firms.rd_reported * (1.0 + 1e-9)).all()
    assert not np.intersect1d(*firms.values()).size
    assert (world.firms.kind[firms["component_programme"]] == kinds.SUPPLIER).all()
    others = world.firms.kind[firms["young_suppliers"]]
    assert len(others) and (others != kinds.SUPPLIER).all()
    assert world.terms.component_research.max() == 0.2


def test_a_snapshot_within_a_quarter_holds_who_contributed_what() -> None:
    """Restored after another plan was enacted, the office pays what it would have paid."""
    found = model(plan_of())
    world, office = found.world, found.office
    world.ledger.begin()
    office.enact(world)
    world.accounts.rent_hq = np.zeros(world.firms.n)
    world.accounts.rent_plant = np.zeros(world.firms.n)
    half_way = found.snapshot()
    office.settle(world)
    paid, parts = dict(world.ledger.memos), dict(world.contributions)
    allowed = dict(world.allowances)
    assert {"rd_subsidy", "investment_attraction", "purchase_voucher"} <= paid.keys()
    found.go_on_under(plan_of(("rd_subsidy", 0.4), ("guidance_fund", 0.0)))
    office.enact(world)
    assert world.contributions.keys() != parts.keys()
    found.restore(half_way)
    office.settle(world)
    assert world.ledger.memos == paid
    assert differences(world.contributions, parts) == []
    assert world.allowances == allowed
