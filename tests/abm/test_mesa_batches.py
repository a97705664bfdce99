"""``mesa.batch_run`` gives the numbers of single runs; removal in bulk; many runs in a process."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import re
import tracemalloc
import warnings
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from abm.checks import verify
from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.simulation import RunSpec, simulate
from agents.kinds import Brand, Firm, Startup
from agents.world import World
from engine.model import Step
from policies.city_plans import plan_in
from tests.bits import differences
from tests.littleton import ACTION, BASELINE, LITTLETON

pytestmark = pytest.mark.mesa_contract

SEEDS = [1, 2]
IN_BATCH_RUN = "rng" in inspect.signature(mesa.batch_run).parameters
"""Mesa 3.5 takes seeds as an argument of its own, 3.3 as a parameter of the model."""

MOST_STEPS = 3
QUARTERS = MOST_STEPS if IN_BATCH_RUN else MOST_STEPS + 1
"""Mesa 3.3 goes one step farther than it is told."""


def batch(processes: int) -> list[dict[str, object]]:
    parameters = {"city": LITTLETON, "plan": [BASELINE, ACTION]}
    seeds = {"rng": SEEDS} if IN_BATCH_RUN else {}
    rows = mesa.batch_run(
        IndustryModel,
        parameters=parameters if IN_BATCH_RUN else {**parameters, "rng": SEEDS},
        number_processes=processes,
        max_steps=MOST_STEPS,
        data_collection_period=-1,
        display_progress=False,
        **seeds,
    )
    return sorted(rows, key=lambda row: (row["plan"], row["output_plan"]))


@pytest.mark.slow
def test_batch_run_gives_the_numbers_of_single_runs_on_any_number_of_processes() -> None:
    alone, together = batch(1), batch(2)
    bare = [{k: v for k, v in row.items() if k not in ("RunId", "iteration")} for row in alone]
    assert bare == [
        {k: v for k, v in row.items() if k not in ("RunId", "iteration")} for row in together
    ]
    assert len(alone) == 4
    until = city_cached(LITTLETON).start + QUARTERS - 1
    for plan in (BASELINE, ACTION):
        expected = {}
        for seed in SEEDS:
            told = simulate(RunSpec(LITTLETON, plan, seed, until)).outcomes
            expected[seed] = {name: float(values[-1]) for name, values in told.items()}
        found = [row for row in alone if row["plan"] == plan]
        for outcome in ("output_plan", "competitive_firms", "fiscal_spending", "firms"):
            assert sorted(row[outcome] for row in found) == sorted(
                one[outcome] for one in expected.values()
            )


def test_a_collector_of_ones_own_takes_the_place_of_the_record() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=0)
    assert all(values == [] for values in model.datacollector.model_vars.values())
    model.step()
    assert model.datacollector.model_vars["firms"] == [model.record.latest("firms")]
    model.datacollector = own = mesa.DataCollector(
        model_reporters={"output": "output_plan"}, agenttype_reporters={Brand: {"sold": "revenue"}}
    )
    assert model.datacollector is own
    own.collect(model)
    assert own.model_vars == {"output": [model.record.latest("output_plan")]}


def test_before_its_first_quarter_an_outcome_is_no_number() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=0)
    assert np.isnan(model.output_plan)
    with pytest.raises(AttributeError, match="output_plann"):
        model.output_plann  # noqa: B018


def test_reading_agents_changes_no_bit() -> None:
    asked, silent = (IndustryModel(city=LITTLETON, plan=ACTION, rng=4) for _ in range(2))
    for _ in range(6):
        asked.step()
        silent.step()
        asked.agents_by_type[Startup].shuffle().get("burn")
        assert len(asked.agents) == sum(len(s) for s in asked.agents_by_type.values())
    # Who shuffles takes of Mesa's luck, which no rule of the model asks.
    assert differences(asked.world.snapshot(), silent.world.snapshot()) == []


def test_all_firms_may_be_removed_and_their_accounts_are_settled() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=1, check=True)
    for _ in range(3):
        model.step()
    world = model.world
    world.ledger.begin()
    model.agents.select(lambda a: isinstance(a, Firm)).do("remove")
    assert len(world.firms.live) == len(world.lines.live) == len(world.products.live) == 0
    assert world.firms.cash == pytest.approx(np.zeros(world.firms.n), abs=1e-9)
    assert world.firms.debt.tolist() == [0.0] * world.firms.n
    world.ledger.verify()
    assert len(model.agents_by_type[Brand]) == 0
    # The market goes on without them, and newcomers come.
    for _ in range(4):
        model.step()
    verify(world)
    assert len(world.firms.live) > 0


def test_a_copy_by_pickle_goes_on_with_the_same_bits_and_handles_of_its_own() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=5)
    for _ in range(3):
        model.step()
    assert len(model.agents) > 0
    twin = pickle.loads(pickle.dumps(model))
    for _ in range(3):
        model.step()
        twin.step()
    assert differences(model.snapshot(), twin.snapshot()) == []
    assert {a.unique_id for a in twin.agents} == {a.unique_id for a in model.agents}
    assert all(a.model is twin for a in twin.agents)


def thrift(world: World) -> None:
    """A rule of one's own: nobody spends on marketing."""
    world.firms.marketing = 0.0


class Thrifty(IndustryModel):
    """A model of one's own, as ``batch_run`` takes it."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.schedule.insert_after("plans", Step("thrift", thrift))


@pytest.mark.parametrize("copied", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy])
@pytest.mark.slow
def test_a_copy_runs_the_steps_and_the_plan_that_its_model_runs(
    copied: Callable[[IndustryModel], IndustryModel],
) -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=5)
    model.schedule.insert_after("plans", Step("thrift", thrift))
    model.schedule.remove("safety")
    model.schedule.replace("upgrading", thrift)
    model.step()
    model.go_on_under(plan_in(model.world.city, ACTION))
    twin = copied(model)
    assert twin.schedule.names() == model.schedule.names()
    assert twin.plan.digest == model.plan.digest
    assert twin.schedule.names().index("thrift") == model.schedule.names().index("plans") + 1
    until = model.world.city.policy_start + 1
    model.run(until=until)
    twin.run(until=until)
    assert differences(model.snapshot(), twin.snapshot()) == []
    plain = IndustryModel(city=LITTLETON, plan=BASELINE, rng=5)
    plain.run(until=until)
    assert differences(model.record.table(), plain.record.table())


def test_a_model_with_steps_of_its_own_is_copied_and_goes_to_batch_run() -> None:
    twin = pickle.loads(pickle.dumps(Thrifty(city=LITTLETON, rng=5)))
    assert type(twin) is Thrifty
    assert twin.schedule.names().count("thrift") == 1
    parameters = {"city": LITTLETON} | ({} if IN_BATCH_RUN else {"rng": [5]})
    seeds = {"rng": [5]} if IN_BATCH_RUN else {}
    ours, theirs = (
        mesa.batch_run(kind, parameters, max_steps=5, display_progress=False, **seeds)
        for kind in (Thrifty, IndustryModel)
    )
    assert ours[-1]["seed"] == theirs[-1]["seed"] == 5
    assert ours[-1]["output_plan"] != theirs[-1]["output_plan"]


def test_runs_of_a_batch_without_seeds_differ_and_say_their_own() -> None:
    with warnings.catch_warnings():  # Mesa 3.5 would have `rng=[None] * 3`
        warnings.simplefilter("ignore", DeprecationWarning)
        rows = mesa.batch_run(
            IndustryModel, {"city": LITTLETON}, iterations=3, max_steps=3, display_progress=False
        )
    assert len({row["seed"] for row in rows}) == len({row["output_plan"] for row in rows}) == 3
    until = city_cached(LITTLETON).start + QUARTERS - 1
    for row in rows:
        again = simulate(RunSpec(LITTLETON, "baseline", row["seed"], until)).outcomes
        assert row["output_plan"] == again["output_plan"][-1]


def test_the_readmes_model_with_a_step_of_its_own_runs() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n([^`]*class Thrifty.*?)```", text, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), scope)
    thrifty = scope["Thrifty"](city=LITTLETON, rng=5)
    plain = IndustryModel(city=LITTLETON, rng=5)
    assert "thrift" in str(thrifty.schedule)
    for model in (thrifty, plain):
        model.step()
    assert thrifty.world.firms.marketing.sum() == pytest.approx(
        0.5 * plain.world.firms.marketing.sum()
    )


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_hundred_runs_with_handles_stay_flat_in_memory() -> None:
    def run(seed: int) -> weakref.ref[IndustryModel]:
        model = IndustryModel(city=LITTLETON, plan=ACTION, rng=seed)
        model.step()
        assert len(model.agents) > 0
        return weakref.ref(model)

    for seed in range(10):  # caches of the libraries fill
        run(seed)
    gc.collect()
    tracemalloc.start()
    try:
        run(10)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for seed in range(11, 31):
            kept = run(seed)
        gc.collect()
        few = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    left = [run(seed) for seed in range(31, 131)]
    gc.collect()
    assert not any(model() for model in left)
    assert kept() is None
    assert few < 200_000  # bytes; one model that stays is more than a megabyte
