"""What a model is made with: one clear line for each that is wrong, and a seed that is told."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.model import IndustryModel
from engine.document import InputError
from policies.city_plans import plan_in
from tests.littleton import BASELINE, LITTLETON

pytestmark = pytest.mark.mesa_contract

SEEDS = "rng: expected a whole number from 0 as the seed, or None for a fresh one, got "


def made(**arguments: Any) -> IndustryModel:
    return IndustryModel(**{"city": LITTLETON, "plan": BASELINE, "rng": 3} | arguments)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("rng", 1.7, f"{SEEDS}1.7"),
        ("rng", 2.0, f"{SEEDS}2.0"),
        ("rng", -1, f"{SEEDS}-1"),
        ("rng", np.int64(-3), f"{SEEDS}-3"),
        ("rng", True, f"{SEEDS}True"),
        ("rng", "7", f"{SEEDS}'7'"),
        ("rng", float("nan"), f"{SEEDS}nan"),
        ("rng", [1, 2], f"{SEEDS}a list"),
        ("rng", np.array(1), f"{SEEDS}a ndarray"),
        ("rng", Decimal(1), f"{SEEDS}a Decimal"),
        ("rng", np.random.default_rng(1), f"{SEEDS}a Generator"),
        ("rng", np.random.SeedSequence(1), f"{SEEDS}a SeedSequence"),
        ("plan", None, "plan: expected the name of a plan or the path of its file .*, got None"),
        ("plan", {"key": "mine"}, "plan: expected the name of a plan .*, got a dict"),
        ("city", None, "city: expected the name of a city or the path of its folder, got None"),
        ("city", "", "city: expected the name of a city .*, got nothing"),
        ("city", 7, "city: expected the name of a city or the path of its folder, got 7"),
        ("settings", None, "settings: expected text such as 'demand.*', got None"),
        ("settings", {"demand.alpha_price": 3}, "settings: expected text such as .*, got a dict"),
        ("settings", 3, "settings: expected text such as .*, got 3"),
        ("outcomes", ["firms"], "outcomes: expected text such as 'output_plan, firms', got a list"),
        ("outcomes", None, "outcomes: expected text .*, got None"),
        ("check", "yes", "check: expected True or False, got 'yes'"),
        ("check", None, "check: expected True or False, got None"),
        ("check", 2, "check: expected True or False, got 2"),
    ],
)
def test_each_wrong_argument_gets_its_line(name: str, value: Any, told: str) -> None:
    with pytest.raises(InputError, match=f"^{told}$") as error:
        made(**{name: value})
    assert "\n" not in str(error.value)


def test_a_plan_that_was_read_is_told_where_it_goes() -> None:
    plan = plan_in(made().world.city, BASELINE)
    with pytest.raises(InputError, match=r"a Plan goes to `go_on_under`\), got a Plan"):
        made(plan=plan)


@pytest.mark.parametrize("kind", [int, np.int32, np.int64, np.uint8, np.uint64])
def test_whole_numbers_of_any_kind_are_one_seed(kind: type) -> None:
    model = made(rng=kind(3))
    assert model.arguments == made().arguments
    assert type(model.arguments["rng"]) is int and model.seed == 3
    assert model.world.draws.seed == 3


def test_paths_and_numpy_flags_are_taken() -> None:
    model = made(city=Path(LITTLETON), plan=Path(BASELINE), check=np.True_)
    assert model.arguments == made(check=True).arguments
    assert model.check is True


def test_without_a_seed_models_differ_and_each_can_be_made_again() -> None:
    one, other = (IndustryModel(city=LITTLETON, plan=BASELINE, rng=None) for _ in range(2))
    plain = IndustryModel(city=LITTLETON, plan=BASELINE)
    assert len({one.seed, other.seed, plain.seed}) == 3
    assert 0 <= one.seed < 2**53
    again = IndustryModel(**one.arguments)
    twins = [pickle.loads(pickle.dumps(one)), copy.deepcopy(one), again]
    for model in (one, other, *twins):
        for _ in range(3):
            model.step()
    told = one.record.table()["output_plan"].tolist()
    assert told != other.record.table()["output_plan"].tolist()
    for twin in twins:
        assert twin.seed == one.seed == twin.world.draws.seed
        assert twin.record.table()["output_plan"].tolist() == told
    assert len({model.random.random() for model in (one, *twins)}) == 1


def test_the_last_quarter_is_an_index() -> None:
    model = made()
    with pytest.raises(InputError, match=r"^until: expected a quarter's index, .*, got '2025Q4'$"):
        model.run(until="2025Q4")  # type: ignore[arg-type]
    model.run(until=np.int64(model.world.city.start))
    assert model.steps == 1
