"""Money in another unit changes nothing: 2¹⁰ times every constant gives 2¹⁰ times every sum.

A power of two scales floats without rounding, so that all must agree to the last bit.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.outcomes import brands
from abm.outcomes.definitions import of_city
from abm.parameters import defaults
from abm.steps import plans
from abm.steps.exit import step as exits
from engine.table import Column
from policies.instruments.consumer_hit_programme import ConsumerHitProgramme
from tests.abm.scaled_city import MONEY_PARAMETERS, scaled_city, scaled_plan
from tests.littleton import ACTION, BASELINE, LITTLETON

FACTOR = 2.0**10
SHANGHAI = Path(str(files("abm").joinpath("data", "shanghai")))
PLANS = Path(str(files("policies").joinpath("plans")))

MONEY_OUTCOMES = (
    "output_",
    "nev_output",
    "chain_output",
    "contract_output",
    "hq_revenue",
    "value_added",
    "fiscal",
    "spending_",
    "component_purchases",
    "equity_",
    "debt",
    "wage_",
    "research",
    "private_",
    "marketing",
    "park_rent",
    "special_output",
    "designated_output",
)
"""Beginnings of the names of outcomes in money."""


@pytest.fixture
def scaled_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thresholds that stand in the code, with a name each."""
    for module, name in (
        (exits, "HOLE"),
        (plans, "HOLE"),
        (ConsumerHitProgramme, "high"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name) * FACTOR)
    tiers = tuple((name, size * FACTOR) for name, size in brands.TIERS)
    monkeypatch.setattr(brands, "TIERS", tiers)


def is_money(column: Column) -> bool:
    return column.unit.startswith(("million yuan", "yuan"))


def off(plain: np.ndarray, scaled: np.ndarray, money: bool) -> bool:
    return not np.array_equal(plain * (FACTOR if money else 1.0), scaled)


def compare(plain: IndustryModel, scaled: IndustryModel) -> list[str]:
    """Columns and outcomes that are not what they should be."""
    found = []
    for name, table in plain.world.tables.items():
        other = scaled.world.tables[name]
        if table.n != other.n:
            return [f"{name}: {table.n} rows and {other.n}"]
        for column in table.columns.values():
            values = getattr(table, column.name), getattr(other, column.name)
            if off(*values, is_money(column)):
                found.append(f"{name}.{column.name} ({column.unit})")
    told, other_told = plain.record.table(), scaled.record.table()
    for name in told:
        money = name.startswith(MONEY_OUTCOMES) or name.startswith("national_market")
        if off(told[name], other_told[name], money):
            found.append(name)
    if off(plain.world.ledger.moved, scaled.world.ledger.moved, True):
        found.append("ledger")
    return found


@pytest.mark.usefixtures("scaled_code")
def test_the_small_city_under_its_action_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = scaled_city(Path(LITTLETON), tmp_path / "littleton", FACTOR)
    scaled_plan(Path(BASELINE), tmp_path, FACTOR)
    plan = scaled_plan(Path(ACTION), tmp_path, FACTOR)
    scaled = IndustryModel(city=city, plan=plan, rng=2).run()
    monkeypatch.undo()
    plain = IndustryModel(city=LITTLETON, plan=ACTION, rng=2).run()
    assert compare(plain, scaled) == []
    assert plain.record.latest("fiscal") > 0


@pytest.mark.usefixtures("scaled_code")
def test_shanghai_through_its_first_arrival(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = scaled_city(SHANGHAI, tmp_path / "shanghai", FACTOR)
    plan = scaled_plan(PLANS / "baseline.yaml", tmp_path, FACTOR)
    until = city_cached("shanghai").start + 5
    scaled = IndustryModel(city=city, plan=plan, rng=2).run(until=until)
    monkeypatch.undo()
    plain = IndustryModel(plan="baseline", rng=2).run(until=until)
    assert compare(plain, scaled) == []


def test_a_threshold_left_behind_is_noticed(tmp_path: Path) -> None:
    """With one that is not scaled the comparison says no."""
    city = scaled_city(SHANGHAI, tmp_path / "shanghai", FACTOR)
    plain = IndustryModel(plan="no_policy", rng=0)
    name = "start.model_revenue"
    left = f"{name}={defaults('shanghai')[0][name].value}"
    scaled = IndustryModel(city, "no_policy", left, rng=0)
    assert compare(plain, scaled) != []


def test_every_parameter_in_yuan_is_in_the_list() -> None:
    for city in (LITTLETON, "shanghai"):
        entries_of, _ = defaults(city)
        in_yuan = {name for name, entry in entries_of.items() if "yuan" in entry.unit}
        assert in_yuan == set(MONEY_PARAMETERS)


def test_the_copy_is_scaled(tmp_path: Path) -> None:
    plain = city_cached(LITTLETON)
    scaled = city_cached(scaled_city(Path(LITTLETON), tmp_path / "copy", FACTOR))
    assert (scaled.uses.price_yuan == FACTOR * plain.uses.price_yuan).all()
    assert (scaled.lines.gross_margin == plain.lines.gross_margin).all()
    share = np.array([name == "lending_rate" for name in plain.factor_prices.name])
    value = plain.factor_prices.value
    assert (scaled.factor_prices.value == np.where(share, value, FACTOR * value)).all()
    levels, scaled_levels = of_city(plain).competitive_firms, of_city(scaled).competitive_firms
    assert scaled_levels.default.revenue == FACTOR * levels.default.revenue
    assert scaled_levels.default.share == levels.default.share
    assert defaults(str(tmp_path / "copy"))[1].exit.minimal_revenue == (
        FACTOR * defaults(LITTLETON)[1].exit.minimal_revenue
    )
