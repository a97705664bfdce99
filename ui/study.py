"""From a view to results that come in: runs done before are kept, the others go to the pool."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from time import monotonic

from abm.city.city import city_cached
from abm.simulation import RunSpec
from experiments.runs.call import REFUSED, Failure, Task
from experiments.runs.pool import Batch, Pool
from experiments.studies.seeds import seeds_of
from policies.city_plans import baseline_of
from ui.runs import Run
from ui.state import View
from ui.workers import task_of

PAUSE = 0.3
"""Seconds between two pictures of an ensemble that is coming in, at least; and as a share of the
time since its start: drawing takes the time of processors that the runs need."""
MOST_RUNS = 20_000
"""Runs kept by the server, a few kilobytes each."""

CHANGED = (
    "程序文件已改动，请重新启动本页面的服务 "
    "The program's files have changed since the screen was started: start it again"
)

log = logging.getLogger(__name__)


class Cache:
    """Runs by specification, the latest used ones; safe for several threads."""

    def __init__(self, most: int = MOST_RUNS) -> None:
        self._most = most
        self._kept: OrderedDict[RunSpec, Run] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, spec: RunSpec) -> Run | None:
        with self._lock:
            run = self._kept.get(spec)
            if run is not None:
                self._kept.move_to_end(spec)
            return run

    def put(self, spec: RunSpec, run: Run) -> None:
        with self._lock:
            self._kept[spec] = run
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@dataclass(frozen=True)
class Ensemble:
    """The runs of a view and of the reference plan that are done, by seed."""

    view: View
    own: dict[int, Run]
    reference: dict[int, Run]
    error: str = ""
    plan: dict[int, Run] = field(default_factory=dict)
    """The runs of the view's plan as it stands, where the view moves some of its levels."""

    @property
    def done(self) -> int:
        """Seeds of which all runs are there."""
        seeds = self.own.keys() & self.reference.keys()
        return len(seeds & self.plan.keys() if self.view.levels else seeds)

    def paired(self) -> Ensemble:
        """Only the seeds of which both runs are there, if there are any: the two then have one
        past and one luck while they come in."""
        pairs = sorted(self.own.keys() & self.reference.keys())
        if not pairs:
            return self
        own = {seed: self.own[seed] for seed in pairs}
        return replace(self, own=own, reference={seed: self.reference[seed] for seed in pairs})


Show = Callable[[Ensemble], None]


class Study:
    """Follows one view until ``close``.

    ``show`` is called at once with what is known, then as runs come in, from a thread of its own:
    first when the view's first run is there, then now and then, last when all are there.
    """

    def __init__(self, view: View, pool: Pool, cache: Cache, show: Show) -> None:
        self.view = view
        self._pool, self._cache, self._show = pool, cache, show
        self._own = specs_of(view)
        reference = baseline_of(city_cached(view.city))
        self._reference = specs_of(View(city=view.city, plan=reference, seeds=view.seeds))
        self._plan = specs_of(replace(view, levels=())) if view.levels else {}
        self._runs: dict[RunSpec, Run] = {}
        self._inbox: SimpleQueue[tuple[RunSpec, Run | Failure] | None] = SimpleQueue()
        self._closed = False
        self._wake = threading.Event()
        """Set when there is nothing more to wait for."""
        missing = []
        # Of each seed the view's own run first: its curve is what the user waits for.
        for seed in seeds_of(view.seeds, city=view.city):
            of_seed = [specs[seed] for specs in (self._own, self._reference, self._plan) if specs]
            for spec in dict.fromkeys(of_seed):
                run = cache.get(spec)
                if run is None:
                    missing.append(spec)
                else:
                    self._runs[spec] = run
        self._show_own()
        self._batch: Batch | None = None
        self._awaited = len(missing)
        if missing:
            self._batch = pool.submit([task_of(spec) for spec in missing], self._receive)
            thread = threading.Thread(target=self._follow, args=(len(missing),), daemon=True)
            thread.start()

    def close(self) -> None:
        """Stop the runs and show nothing more."""
        self._closed = True
        self._inbox.put(None)
        self._wake.set()
        if self._batch is not None:
            self._pool.cancel(self._batch)

    def _receive(self, task: Task, found: Run | Failure) -> None:
        """Called by the pool, from its one thread."""
        (spec,) = task.arguments
        self._inbox.put((spec, found))
        self._awaited -= 1
        if not self._awaited:
            self._wake.set()

    def _follow(self, missing: int) -> None:
        start = monotonic()
        while missing and not self._closed:
            for message in self._news():
                if message is None:
                    return
                spec, found = message
                if isinstance(found, Failure):
                    self._give_up(spec, found)
                    return
                missing -= 1
                self._runs[spec] = found
                self._cache.put(spec, found)
            if self._show_own():
                self._wake.wait(max(PAUSE, PAUSE * (monotonic() - start)))

    def _news(self) -> Iterator[tuple[RunSpec, Run | Failure] | None]:
        """Everything that has come in; waits for the first."""
        yield self._inbox.get()
        while not self._inbox.empty():
            yield self._inbox.get()

    def _show_own(self) -> bool:
        ensemble = self._ensemble()
        if not ensemble.own or self._closed:
            return False
        self._show(ensemble)
        return True

    def _give_up(self, spec: RunSpec, failure: Failure) -> None:
        log.error("a run failed: %s: %s\n%s", spec, failure.error, failure.traceback)
        if not self._closed:
            self._show(self._ensemble(CHANGED if failure.how == REFUSED else failure.error))
        self.close()

    def _ensemble(self, error: str = "") -> Ensemble:
        return Ensemble(
            self.view,
            self._known(self._own),
            self._known(self._reference),
            error,
            self._known(self._plan),
        )

    def _known(self, specs: dict[int, RunSpec]) -> dict[int, Run]:
        return {seed: self._runs[spec] for seed, spec in specs.items() if spec in self._runs}


def specs_of(view: View) -> dict[int, RunSpec]:
    """The runs of a view by seed."""
    return {
        seed: RunSpec(view.city, view.plan, seed, overrides=view.overrides)
        for seed in seeds_of(view.seeds, city=view.city)
    }
