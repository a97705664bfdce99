"""The list of steps: print it, replace one, insert another."""

from __future__ import annotations

from time import thread_time

import numpy as np
import pytest

from engine.agent import RowAgent
from engine.groups import count_by, sum_by
from engine.ledger import Ledger
from engine.model import ArrayModel, Schedule, Step
from engine.state import State
from engine.table import Column, Table


def names_itself(name):
    return Step(name, lambda state: state.append(name))


@pytest.fixture
def schedule():
    return Schedule([names_itself(name) for name in ("events", "plans", "demand")])


def ran(schedule):
    state = []
    for step in schedule:
        step.run(state)
    return state


def test_a_schedule_prints_as_a_numbered_list(schedule):
    assert str(schedule) == repr(schedule) == " 1 events\n 2 plans\n 3 demand"
    assert schedule.names() == ["events", "plans", "demand"]
    assert len(schedule) == 3
    assert ran(schedule) == ["events", "plans", "demand"]


def test_a_step_is_replaced_in_its_place(schedule):
    schedule.replace("plans", lambda state: state.append("my plans"))
    assert schedule.names() == ["events", "plans", "demand"]
    assert ran(schedule) == ["events", "my plans", "demand"]


def test_a_step_is_inserted_and_taken_out(schedule):
    schedule.insert_after("demand", names_itself("measure"))
    schedule.insert_after("events", names_itself("weather"))
    assert ran(schedule) == ["events", "weather", "plans", "demand", "measure"]
    schedule.insert_before("events", names_itself("news"))
    assert ran(schedule)[:3] == ["news", "events", "weather"]
    schedule.remove("events")
    assert ran(schedule) == ["news", "weather", "plans", "demand", "measure"]


def test_a_step_where_a_function_is_due_and_the_other_way_round_is_told_at_once(schedule):
    with pytest.raises(TypeError, match="a function of the state for 'plans'"):
        schedule.replace("plans", names_itself("plans"))
    with pytest.raises(TypeError, match="Step"):
        schedule.insert_after("plans", print)
    assert ran(schedule) == ["events", "plans", "demand"]


def test_an_unknown_step_is_named_together_with_those_there_are(schedule):
    for act in (
        lambda: schedule.replace("plan", print),
        lambda: schedule.insert_after("plan", names_itself("x")),
        lambda: schedule.insert_before("plan", names_itself("x")),
        lambda: schedule.remove("plan"),
    ):
        with pytest.raises(KeyError, match=r"'plan'.*events, plans, demand"):
            act()


def test_no_name_stands_twice(schedule):
    with pytest.raises(ValueError, match="twice"):
        Schedule([names_itself("a"), names_itself("a")])
    with pytest.raises(ValueError, match="plans"):
        schedule.insert_after("events", names_itself("plans"))


def test_the_list_given_is_not_the_list_kept(schedule):
    steps = [names_itself("a")]
    kept = Schedule(steps)
    steps.clear()
    assert kept.names() == ["a"]


def test_a_schedule_tells_the_processor_time_of_steps_that_ran(schedule):
    def works(state):
        end = thread_time() + 0.01
        while thread_time() < end:
            state.append(0)

    schedule.replace("plans", works)
    for step in [*list(schedule)[:2], list(schedule)[1]]:
        schedule.run(step, [])
    seconds, calls = schedule.spent["plans"]
    assert calls == 2
    assert 0.02 <= seconds < 1.0
    assert schedule.spent["events"][1] == 1
    events, plans, demand = str(schedule).splitlines()
    assert events.endswith(" 1 calls")
    assert plans.split()[-2:] == ["2", "calls"]
    assert demand == " 3 demand"
    schedule.replace("plans", works)
    assert str(schedule).splitlines()[1] == " 2 plans"


def test_a_model_runs_the_steps_as_they_are_now():
    class Model(ArrayModel[State]):
        kinds = {"rows": {0: RowAgent}}  # noqa: RUF012

    table = Table("rows", [Column("level", "", "")])
    table.add(2, lane=np.arange(2))

    def rise(state):
        state.tables["rows"].level += 1.0

    model = Model(State({"rows": table}, Ledger([], [], [])), Schedule([Step("rise", rise)]), 1)
    model.step()
    model.schedule.insert_after("rise", Step("rise again", rise))
    model.step()
    assert table.level.tolist() == [3.0, 3.0]
    assert model.steps == 2
    assert model.agents.get("level") == [3.0, 3.0]


def test_sums_and_counts_by_group():
    group = np.array([2, 0, 2])
    assert sum_by(group, np.array([1.0, 2.0, 3.5]), 4).tolist() == [2.0, 0.0, 4.5, 0.0]
    assert count_by(group, 4).tolist() == [1, 0, 2, 0]
    nobody = np.array([], dtype=np.int64)
    assert sum_by(nobody, np.array([]), 2).tolist() == [0.0, 0.0]
    assert sum_by(nobody, np.array([]), 2).dtype == np.float64
    assert count_by(nobody, 2).dtype == np.int64
    with pytest.raises(ValueError, match="negative"):
        count_by(np.array([-1]), 2)
