"""From a view to results that come in: runs done before are kept, the others go to the pool."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic

from abm.simulation import RunSpec
from ui.runs import Run
from ui.state import REFERENCE, View
from ui.workers import Failure, Pool

PAUSE = 0.3
"""Seconds between two pictures of an ensemble that is coming in."""
MOST_RUNS = 20_000
"""Runs kept by the server, a few kilobytes each."""

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

    @property
    def complete(self) -> bool:
        return min(len(self.own), len(self.reference)) >= self.view.seeds

    @property
    def done(self) -> int:
        """Seeds of which both runs are there."""
        return len(self.own.keys() & self.reference.keys())


Show = Callable[[Ensemble], None]


@dataclass(eq=False)
class Study:
    """Follows one view. ``show`` is called at once with what is known, then as runs come in,
    from a thread of its own; not after ``close``."""

    view: View
    pool: Pool
    cache: Cache
    show: Show
    _inbox: SimpleQueue[tuple[RunSpec, Run | Failure] | None] = field(default_factory=SimpleQueue)
    _closed: bool = False

    def start(self) -> Study:
        view = self.view
        self._own = {seed: self._spec(view, seed) for seed in range(view.seeds)}
        plain = View(city=view.city, plan=REFERENCE)
        self._reference = {seed: self._spec(plain, seed) for seed in range(view.seeds)}
        self._runs: dict[RunSpec, Run] = {}
        missing = []
        # Of each seed the view's own run first: its curve is what the user waits for.
        for seed in range(view.seeds):
            for spec in dict.fromkeys((self._own[seed], self._reference[seed])):
                run = self.cache.get(spec)
                if run is None:
                    missing.append(spec)
                else:
                    self._runs[spec] = run
        if any(spec in self._runs for spec in self._own.values()) or not missing:
            self.show(self._ensemble())
        if missing:
            self._batch = self.pool.submit(missing, lambda s, r: self._inbox.put((s, r)))
            threading.Thread(
                target=self._follow, args=(len(missing),), name="study", daemon=True
            ).start()
        return self

    def close(self) -> None:
        """Stop the runs and show nothing more."""
        self._closed = True
        self._inbox.put(None)
        if hasattr(self, "_batch"):
            self.pool.cancel(self._batch)

    def _follow(self, missing: int) -> None:
        shown = 0.0
        pending = False
        while missing and not self._closed:
            try:
                message = self._inbox.get(timeout=PAUSE if pending else None)
            except Empty:
                message = ()  # type: ignore[assignment]
            if message is None:
                return
            if message:
                missing -= 1
                spec, found = message
                if isinstance(found, Failure):
                    log.error("a run failed: %s\n%s", spec, found.traceback)
                    self.pool.cancel(self._batch)
                    if not self._closed:
                        self.show(self._ensemble(found.error))
                    return
                self._runs[spec] = found
                self.cache.put(spec, found)
                pending = True
            first = not shown and any(spec in self._runs for spec in self._own.values())
            due = shown and monotonic() - shown >= PAUSE
            if pending and not self._closed and (first or due or not missing):
                self.show(self._ensemble())
                shown, pending = monotonic(), False

    def _ensemble(self, error: str = "") -> Ensemble:
        return Ensemble(
            self.view,
            {seed: self._runs[s] for seed, s in self._own.items() if s in self._runs},
            {seed: self._runs[s] for seed, s in self._reference.items() if s in self._runs},
            error,
        )

    @staticmethod
    def _spec(view: View, seed: int) -> RunSpec:
        return RunSpec(view.city, view.plan, seed, overrides=view.overrides)
