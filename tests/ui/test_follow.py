"""A view that moves: its studies take turns, and the picture does not jump while runs come in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.runs.call import Task
from experiments.runs.pool import Batch, Done
from experiments.studies.seeds import seeds_of
from ui.follow import Follower
from ui.forecast import forecast
from ui.runs import Run
from ui.state import View
from ui.study import Cache, Ensemble, Show, specs_of

VIEW = View(plan="action_plan_2022", seeds=1)
DRAGGED = [replace(VIEW, levels=(("rd_subsidy", level),)) for level in (0.2, 0.25, 0.3)]


def run(output: float, firms: float = 0.0, jobs: float = 0.0) -> Run:
    paths = {"output_plan": np.full(4, output), "competitive_firms": np.full(4, firms)}
    return Run(0, paths, np.full(2, jobs), ("", "phones"))


class Waiting:
    """A pool whose runs end when the test says so."""

    def __init__(self) -> None:
        self.submitted: list[tuple[Sequence[Task], Batch]] = []

    def submit(self, tasks: Sequence[Task], done: Done) -> Batch:
        batch = Batch(done)
        self.submitted.append((tasks, batch))
        return batch

    def cancel(self, batch: Batch) -> None:
        batch.cancelled = True


def test_a_slider_that_is_dragged_shows_answers_on_its_way() -> None:
    """The first position is answered, though others came; then the latest, and none between."""
    pool, cache, seen = Waiting(), Cache(), []
    follower = Follower(pool, cache, seen.append)  # type: ignore[arg-type]
    for view in DRAGGED:
        follower.follow(view)
    ((tasks, batch),) = pool.submitted
    assert not batch.cancelled
    batch.done(tasks[0], run(1.0))
    for _ in range(500):
        if len(pool.submitted) == 2:
            break
        time.sleep(0.01)
    assert [ensemble.view for ensemble in seen] == [DRAGGED[0]]
    assert batch.cancelled
    tasks, batch = pool.submitted[1]
    assert tasks[0].arguments[0].overrides == DRAGGED[2].overrides
    follower.close()
    assert batch.cancelled


def test_a_view_that_has_been_answered_gives_way_at_once() -> None:
    pool, cache, seen = Waiting(), Cache(), []
    for view in (VIEW, View(seeds=1, plan="baseline")):
        cache.put(specs_of(view)[1], run(1.0))
    follower = Follower(pool, cache, seen.append)  # type: ignore[arg-type]
    follower.follow(VIEW)
    assert [(e.view, e.done) for e in seen] == [(VIEW, 1)]
    follower.follow(DRAGGED[0])
    follower.follow(VIEW)  # Back before the first run: it waits for it.
    assert len(seen) == 1
    assert len(pool.submitted) == 1
    follower.close()


class Told:
    """A study whose pictures come when the test says so, and at once where it is known."""

    made: ClassVar[list[Told]] = []
    known: ClassVar[set[View]] = set()

    def __init__(self, view: View, pool: object, cache: object, show: Show) -> None:
        self.view, self.show, self.closed = view, show, False
        Told.made.append(self)
        if view in Told.known:
            self.tell()

    def tell(self) -> None:
        if not self.closed:
            self.show(Ensemble(self.view, {0: run(1.0)}, {0: run(1.0)}))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("ui.follow.Study", Told)
    yield
    Told.made, Told.known = [], set()


VIEWS = [replace(VIEW, seeds=seeds) for seeds in range(1, 6)]
A, B, C = VIEWS[:3]


def test_a_view_asked_for_while_another_is_drawn_is_not_overtaken(told: None) -> None:
    """B waits for the first picture of A, which asks for C as it is drawn: C is the last."""
    seen: list[View] = []

    def show(found: Ensemble) -> None:
        seen.append(found.view)
        if found.view == A:
            follower.follow(C)

    follower = Follower(None, None, show)  # type: ignore[arg-type]
    follower.follow(A)
    follower.follow(B)
    Told.made[0].tell()
    Told.made[1].tell()
    assert [study.view for study in Told.made] == [A, C]
    assert [study.closed for study in Told.made] == [True, False]
    assert seen == [A, C]


def test_a_picture_that_is_being_drawn_does_not_stay_over_a_newer_one(told: None) -> None:
    """One thread is drawing A when another asks for C, of which all is known already."""
    seen: list[View] = []
    drawing, go_on = threading.Event(), threading.Event()

    def show(found: Ensemble) -> None:
        if found.view == A and not drawing.is_set():
            drawing.set()
            go_on.wait(10)
        seen.append(found.view)

    follower = Follower(None, None, show)  # type: ignore[arg-type]
    follower.follow(A)
    Told.known = {C}
    thread = threading.Thread(target=Told.made[0].tell)
    thread.start()
    drawing.wait(10)
    follower.follow(C)
    go_on.set()
    thread.join(10)
    assert seen[-1] == C


MOVES = st.one_of(
    st.tuples(st.just("follow"), st.sampled_from(VIEWS)),
    st.tuples(st.just("tell"), st.integers(0, 3)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(MOVES, max_size=25),
    known=st.sets(st.sampled_from(VIEWS)),
    asked_while_drawn=st.dictionaries(st.integers(0, 12), st.sampled_from(VIEWS), max_size=4),
)
def test_what_stands_at_rest_is_of_the_view_asked_for_last(
    told: None,
    moves: list[tuple[str, Any]],
    known: set[View],
    asked_while_drawn: dict[int, View],
) -> None:
    Told.made, Told.known = [], known
    asked: list[View] = []
    seen: list[View] = []
    inside = False

    def ask(view: View) -> None:
        asked.append(view)
        follower.follow(view)

    def show(found: Ensemble) -> None:
        nonlocal inside
        assert not inside, "drawn while drawing"
        inside = True
        seen.append(found.view)
        if (view := asked_while_drawn.get(len(seen))) is not None:
            ask(view)
        inside = False

    follower = Follower(None, None, show)  # type: ignore[arg-type]
    for move, what in moves:
        if move == "follow":
            ask(what)
        else:
            for study in Told.made[-1 - what :][:1]:
                study.tell()
    for _ in range(20):  # all that runs comes to its end
        for study in list(Told.made):
            study.tell()
    if asked:
        assert seen[-1] == asked[-1]
        assert [study.view for study in Told.made if not study.closed] == [asked[-1]]
    follower.close()
    assert all(study.closed for study in Told.made)


def ensemble(own: dict[int, Run], seeds: int = 3) -> Ensemble:
    reference = {seed: run(10.0) for seed in seeds_of(seeds)}
    return Ensemble(replace(VIEW, seeds=seeds), own, reference)


def test_seeds_to_come_are_those_before_shifted_by_the_change_so_far() -> None:
    before = ensemble({1: run(10.0, 50, 5.0), 2: run(20.0, 51, 6.0), 3: run(30.0, 0, 1.0)})
    found = forecast(ensemble({1: run(13.0, 48, 7.0), 2: run(24.0, 50, 6.0)}), before)
    assert list(found.own) == list(found.reference) == [1, 2, 3]
    assert found.own[1].paths["output_plan"][-1] == 13.0
    assert found.own[3].paths["output_plan"][-1] == 33.5
    assert found.own[3].paths["competitive_firms"][-1] == 0.0  # never below none
    assert found.own[3].jobs.tolist() == [2.0, 2.0]
    assert found.done == 3


@pytest.mark.parametrize("own", [{}, {s: run(1.0) for s in seeds_of(3)}])
def test_nothing_is_forecast_without_a_run_or_with_all(own: dict[int, Run]) -> None:
    before = ensemble({seed: run(9.0) for seed in seeds_of(3)})
    assert forecast(ensemble(own), before).own == own


def test_another_city_tells_nothing() -> None:
    before = replace(ensemble({1: run(1.0)}), view=replace(VIEW, city="littleton"))
    assert list(forecast(ensemble({2: run(2.0)}), before).own) == [2]
