"""Measuring less changes nothing else: what is asked for is the same to the last bit."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.outcomes import OUTCOMES
from abm.outcomes.outcome import Outcome
from abm.simulation import RunSpec, simulate
from engine.document import InputError
from tests.bits import differences
from tests.littleton import ACTION, LITTLETON

SEED = 4


@pytest.fixture(scope="module")
def everything() -> IndustryModel:
    return everything_in(LITTLETON, ACTION)


@lru_cache
def everything_in(city: str, plan: str) -> IndustryModel:
    return IndustryModel(city=city, plan=plan, rng=SEED).run()


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.key)
def test_an_outcome_alone_is_the_outcome_among_all(outcome: Outcome) -> None:
    """In the small city, or in Shanghai where that has none of it."""
    places = ((LITTLETON, ACTION), ("shanghai", "action_plan_2022"))
    city, plan = next(p for p in places if outcome.columns(city_cached(p[0])))
    every, wanted = everything_in(city, plan), outcome.columns(city_cached(city))
    alone = IndustryModel(city=city, plan=plan, outcomes=wanted[-1], rng=SEED).run()
    assert alone.record.columns == wanted
    for name in wanted:
        found = alone.record.column(name)
        assert np.array_equal(found, every.record.column(name), equal_nan=True), name


def test_agents_and_money_are_the_same(everything: IndustryModel) -> None:
    """The tables and all other state too, whatever was measured."""
    bare = IndustryModel(city=LITTLETON, plan=ACTION, outcomes="contract_output", rng=SEED).run()
    for name, table in everything.world.tables.items():
        assert differences(bare.world.tables[name].snapshot(), table.snapshot()) == []
    assert np.array_equal(bare.world.ledger.moved, everything.world.ledger.moved)


def test_the_table_of_parks_knows_specialty_parks_whatever_is_measured() -> None:
    spec = RunSpec(LITTLETON, ACTION, SEED)
    whole = simulate(spec)
    lean = simulate(RunSpec(LITTLETON, ACTION, SEED, outcomes=("firms",)), tables=("parks",))
    assert whole.firms
    assert not lean.firms
    assert any(whole.parks["specialty"])
    assert differences(dict(lean.parks), dict(whole.parks)) == []


def test_an_unknown_outcome_is_named() -> None:
    with pytest.raises(InputError, match=r"outcomes: expected an outcome .*'firms'.*'firmes'"):
        IndustryModel(city=LITTLETON, outcomes="output_plan, firmes")


def test_the_record_names_an_outcome_that_it_does_not_have(everything: IndustryModel) -> None:
    with pytest.raises(KeyError, match=r"'competitive_firm' .*did you mean 'competitive_firms'"):
        everything.record.column("competitive_firm")


@pytest.mark.parametrize("numbers", [[1.0], [1.0, 2.0, 3.0]])
def test_an_outcome_with_more_or_fewer_numbers_than_columns_is_named(
    numbers: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One number too few would fill a row by broadcasting where it is measured alone."""
    model = IndustryModel(city=LITTLETON, outcomes="trust", rng=SEED)
    wrong = replace(model.record.outcomes[0], measure=lambda world, definitions: numbers)
    monkeypatch.setattr(model.record, "outcomes", (wrong,))
    with pytest.raises(ValueError, match=f"outcome trust: expected 2 numbers.*got {len(numbers)}"):
        model.step()


def test_those_at_the_start_less_the_lost_and_with_the_new_are_those_of_now(
    everything: IndustryModel,
) -> None:
    record = everything.record
    begun = record.quarters[: record.count] >= everything.world.city.policy_start
    for key in ("competitive_firms", "special_and_micro_parks"):
        start, lost, emerged = (
            record.column(f"{key}_{part}") for part in ("start", "lost", "emerged")
        )
        assert np.array_equal(start - lost + emerged, record.column(key))
        assert len(set(start[begun])) == 1
        assert start[begun][0] == record.column(key)[~begun][-1]
        assert not lost[~begun].any()
        assert not emerged[~begun].any()
    assert record.column("competitive_firms_emerged").any()


def test_a_park_that_is_both_counts_once(everything: IndustryModel) -> None:
    record = everything.record
    both = record.column("special_and_micro_parks")
    special, micro = record.column("specialty_parks"), record.column("micro_parks")
    assert np.all(both <= special + micro)
    assert np.all(both >= np.maximum(special, micro))
