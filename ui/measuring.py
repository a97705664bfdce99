"""What levers do by themselves: as it comes with the package, or measured here in the background.

The runs go to the pool that the screen's own go to, behind all that a visitor waits for. All
visitors share them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

import solara

from engine.document import InputError
from experiments.runs.call import Failure, Task
from experiments.runs.pool import Batch, Pool
from experiments.studies.measured import Asked, Measured, asked_of, shipped
from experiments.studies.seeds import seeds_of
from ui.workers import shared_pool

STEPS: Final = (3, 10, 30)
"""How many histories one after the other: few first, more where they are asked for."""
BEHIND: Final = 840 * 100_000
"""Added to a task's key: behind every view's, and in the lane of its seed (840 is a multiple of
every number of processes that the screen may have)."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """What is known of a city's levers."""

    measured: Measured | None = None
    done: int = 0
    all: int = 0
    """Runs under way and how many of them are done; none where nothing is being measured."""
    error: str = ""

    @property
    def running(self) -> bool:
        """Whether something is being measured."""
        return self.done < self.all

    @property
    def more(self) -> int:
        """How many histories would be measured next; 0 where there are as many as ever are."""
        fresh = self.measured is not None and not self.measured.stale
        had = self.measured.seeds if fresh and self.measured is not None else 0
        return next((step for step in STEPS if step > had), 0)


class Measuring:
    """A city's levers; ``watch`` tells of every change. Safe for several threads."""

    def __init__(self, name: str, pool: Callable[[], Pool]) -> None:
        self._name, self._pool = name, pool
        self._lock = threading.Lock()
        self._watchers: list[Callable[[State], None]] = []
        self._answers: list[dict[str, Any]] = []
        self._seeds: set[int] = set()
        self._round = 0
        self._batch: Batch | None = None
        try:
            self.state = State(shipped(name))
        except InputError as error:
            self.state = State(error=str(error))

    def watch(self, show: Callable[[State], None]) -> Callable[[], None]:
        """Call ``show`` with what is known now, and from then on; returns how to end that."""
        with self._lock:
            self._watchers.append(show)
        show(self.state)

        def end() -> None:
            with self._lock:
                self._watchers.remove(show)

        return end

    def measure(self) -> None:
        """Measure the next step's histories in the background, unless it is being done."""
        with self._lock:
            step = self.state.more
            if self.state.running or not step:
                return
            self.state = replace(self.state, done=0, all=1, error="")
        threading.Thread(target=self._begin, args=(step,), daemon=True).start()

    def _begin(self, step: int) -> None:
        try:
            asked = asked_of(self._name)
        except (InputError, ValueError) as error:
            self._tell(replace(self.state, done=0, all=0, error=str(error)))
            return
        seeds = [s for s in seeds_of(step, city=self._name) if s not in self._seeds]
        self._seeds.update(seeds)
        tasks = asked.tasks(seeds, BEHIND)
        self._tell(replace(self.state, done=0, all=len(tasks)))
        self._round += 1
        receive = partial(self._receive, asked, self._round)
        self._batch = self._pool().submit(tasks, receive)

    def _receive(self, asked: Asked, turn: int, task: Task, found: Any) -> None:
        """Called by the pool, from its one thread; nothing more of a round that has failed."""
        if turn != self._round:
            return
        if isinstance(found, Failure):
            self._give_up(found)
            return
        self._answers.append(found)
        state = replace(self.state, done=self.state.done + 1)
        if state.done % len(asked.keys) == 0:  # about a seed more
            measured = asked.found(self._answers)
            state = replace(state, measured=measured) if measured.levers else state
        self._tell(state)

    def _give_up(self, failure: Failure) -> None:
        """End the round and forget it: the next one begins anew."""
        log.error("measuring levers failed: %s\n%s", failure.error, failure.traceback)
        self._round += 1
        if self._batch is not None:
            self._pool().cancel(self._batch)
        self._seeds = set()
        self._answers = []
        self._tell(replace(self.state, done=0, all=0, error=failure.error))

    def _tell(self, state: State) -> None:
        with self._lock:
            self.state = state
            watchers = list(self._watchers)
        for show in watchers:
            show(state)


@lru_cache(maxsize=8)
def measuring_of(name: str) -> Measuring:
    """The one of a city that all visitors share."""
    return Measuring(name, shared_pool)


def use_levers(name: str) -> tuple[State, Callable[[], None]]:
    """What is known of a city's levers, and how to have more of them measured."""
    measuring = solara.use_memo(lambda: measuring_of(name), [name])
    (owner, state), set_state = solara.use_state((measuring, measuring.state))

    def watch() -> Callable[[], None]:
        return measuring.watch(lambda found: set_state((measuring, found)))

    solara.use_effect(watch, [measuring])
    return (state if owner is measuring else measuring.state), measuring.measure
