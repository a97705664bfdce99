"""What firms have to add themselves to what a government does, they pay."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from policies.instrument import Order
from policies.registry import INSTRUMENTS, instruments_of
from tests.littleton import BASELINE, LITTLETON
from tests.schedule import end_behind

BORNE = {
    "digital_platform": 0.04,
    "expo": 0.04,
    "mobility_platform": 0.3,
    "scenario_opening": 0.3,
    "smart_roads": 0.4,
    "vehicle_legislation": 1.0,
    "vr_content_platform": 0.8,
}
"""Instruments that need money of those whom they serve, beside what rules book; a high level."""


def under(key: str, level: float, settings: str = "") -> dict[str, float]:
    """Flows of the small city in the third quarter with an instrument."""
    own = f"instruments.{key}={level}; {settings}" if settings else f"instruments.{key}={level}"
    model = IndustryModel(city=LITTLETON, plan=BASELINE, settings=own, check=True, rng=3)
    while model.world.quarter < model.world.city.policy_start + 3:
        model.step()
    ledger = model.world.ledger
    flows = {name: ledger.flow(name) for name in ("programme_costs", "programmes")}
    flows["infrastructure"] = ledger.flow("infrastructure")
    return flows


def test_what_firms_bear_is_told_by_instrument() -> None:
    """The columns add up to what the ledger moved, of interfaces what makers adapt too."""
    both = "instruments.expo=0.04; instruments.interoperability_standard=0.6; demand.adapting=0.001"
    model = IndustryModel(
        city=LITTLETON, plan=BASELINE, settings=f"{both}; demand.host_consent=1", check=True, rng=3
    )
    model.run(model.world.city.policy_start + 3)
    told = {n: float(model.record.column(n)[-1]) for n in model.record.columns}
    parts = {n.removeprefix("private_"): x for n, x in told.items() if n.startswith("private_")}
    total = parts.pop("cost")
    there = {*BORNE, "interoperability_standard"}.intersection(instruments_of(model.world.city))
    assert set(parts) == there
    assert total == pytest.approx(model.world.ledger.flow("programme_costs"))
    assert total == pytest.approx(sum(parts.values()))
    paid = {key for key, amount in parts.items() if amount > 0.0}
    assert paid == {"expo", "interoperability_standard"}
    adapted = float(model.world.firms.adapting.sum())
    assert parts["interoperability_standard"] == pytest.approx(adapted)


def test_faster_approvals_cost_officials() -> None:
    """As much for each halving; none for the usual time or a longer one."""
    world = IndustryModel(city=LITTLETON, plan=BASELINE, rng=3).world
    none = np.zeros(0, dtype=bool)
    orders = (Order(level, float("inf"), none, none) for level in (2.0, 1.0, 0.5, 0.25))
    claims = [INSTRUMENTS["approval_time"].claims(world, order) for order in orders]
    unit = world.parameters.policy.approvals_cost / 4.0
    paid = [float(claim.amounts.sum()) for claim in claims if claim is not None]
    assert paid == pytest.approx([0.0, 0.0, unit, 2.0 * unit])


def test_who_needs_private_money_says_so() -> None:
    plain = [key for key, one in INSTRUMENTS.items() if "borne" in vars(type(one))]
    assert sorted(plain) == sorted(BORNE)


@pytest.mark.parametrize("key", sorted(k for k in BORNE if not INSTRUMENTS[k].fleets))
@pytest.mark.slow
def test_firms_pay_their_part(key: str) -> None:
    assert under(key, INSTRUMENTS[key].neutral)["programme_costs"] == 0.0
    flows = under(key, BORNE[key])
    assert flows["programme_costs"] > 0.0
    assert flows["programmes"] + flows["infrastructure"] > 0.0


@pytest.mark.parametrize(
    ("key", "number"), [("expo", "own_part"), ("digital_platform", "own_part")]
)
def test_the_part_is_as_the_number_says(key: str, number: str) -> None:
    """Yuan by yuan of what the government pays."""
    for part in (0.5, 2.0):
        flows = under(key, BORNE[key], f"{key}.{number}={part}")
        public = flows["programmes"]
        assert flows["programme_costs"] == pytest.approx(part * public, rel=1e-6)


def test_what_is_borne_comes_out_of_profit_and_value_added() -> None:
    model = IndustryModel(
        city=LITTLETON, plan=BASELINE, settings="instruments.expo=0.04", check=True, rng=3
    )
    while model.world.quarter <= model.world.city.policy_start:
        model.step()
    world = model.world
    seen: dict[str, np.ndarray] = {}
    office = model.office
    end_behind(model, "safety")
    model.step()
    firms = world.firms
    for name in ("cash", "profit", "value_added", "year_profit"):
        seen[name] = getattr(firms, name).copy()
    office.orders = {"expo": office.orders["expo"]}
    claims = INSTRUMENTS["expo"].claims(world, office.orders["expo"])
    assert claims is not None and claims.firms is None  # no firm gets any of it
    office.settle(world)
    paid = seen["cash"] - firms.cash
    assert paid.sum() > 0.0 and (paid >= 0.0).all()
    for name in ("profit", "value_added", "year_profit"):
        assert seen[name] - getattr(firms, name) == pytest.approx(paid)
    assert firms.value_added_past[:, 0] == pytest.approx(firms.value_added)
