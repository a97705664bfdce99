"""The same run, bit for bit: twice, branched, restored and pickled."""

from __future__ import annotations

import pickle

import pytest

from abm.model import IndustryModel
from abm.simulation import RunSpec, result, simulate
from engine.calendar import quarter_index
from tests.bits import differences
from tests.littleton import ACTION, LITTLETON


def state(model: IndustryModel) -> object:
    return model.snapshot()


@pytest.mark.parametrize("at", ["2018Q3", "2021Q4", "2023Q2"])
@pytest.mark.slow
def test_a_branched_run_is_the_whole_run(at: str) -> None:
    whole = IndustryModel(city=LITTLETON, plan=ACTION, rng=2).run()
    trunk = IndustryModel(city=LITTLETON, plan=ACTION, rng=2).run(until=quarter_index(at))
    past = trunk.snapshot()
    trunk.run()
    assert differences(state(trunk), state(whole)) == []
    trunk.restore(past)
    assert differences(state(trunk), past) == []
    trunk.run()
    assert differences(state(trunk), state(whole)) == []
    other = IndustryModel(city=LITTLETON, plan=ACTION, rng=2)
    other.restore(past)
    other.run()
    assert differences(state(other), state(whole)) == []


def test_shanghai_twice() -> None:
    until = quarter_index("2020Q2")
    one, other = (simulate(RunSpec("shanghai", "baseline", 7, until)) for _ in range(2))
    assert (
        differences(
            (one.outcomes, one.firms, one.parks), (other.outcomes, other.firms, other.parks)
        )
        == []
    )
    third = simulate(RunSpec("shanghai", "baseline", 8, until))
    assert differences(one.outcomes, third.outcomes) != []


def test_a_pickled_model_goes_on_as_if_nothing_had_happened() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=5).run(until=quarter_index("2022Q2"))
    copy = pickle.loads(pickle.dumps(model))
    assert differences(state(copy), state(model)) == []
    model.run()
    copy.run()
    assert differences(state(copy), state(model)) == []
    assert differences(result(None, copy).firms, result(None, model).firms) == []
