"""Studies of a view that moves: the answer moves with it."""

from __future__ import annotations

import threading

from ui.state import View
from ui.study import Cache, Ensemble, Show, Study
from ui.workers import Pool


class Follower:
    """Studies the latest view, one at a time, and hands what it finds to ``show``.

    A study that has shown nothing yet goes on until its first picture, and only then gives way to
    the view that has come meanwhile. If every move ended the study before it, a slider that is
    dragged would show nothing until it rests.
    """

    def __init__(self, pool: Pool, cache: Cache, show: Show) -> None:
        self._pool, self._cache, self._show = pool, cache, show
        self._lock = threading.Lock()  # Never held while a study or ``show`` is called.
        self._turn = 0
        self._view: View | None = None
        self._study: Study | None = None
        self._waits = False
        """Whether the study that runs has shown nothing yet."""
        self._next: View | None = None

    def follow(self, view: View) -> None:
        """Turn to another view, now or after the first picture of the one before."""
        with self._lock:
            if self._waits:
                self._next = view
                return
            self._turn += 1
            turn = self._turn
            self._view, self._waits, self._next = view, True, None
            old, self._study = self._study, None
        if old is not None:
            old.close()
        study = Study(view, self._pool, self._cache, self._seen)
        with self._lock:
            current = self._turn == turn
            if current:
                self._study = study
        if not current:  # It showed what was known at once, and another view came since.
            study.close()

    def close(self) -> None:
        """Stop the runs and show nothing more."""
        with self._lock:
            self._turn += 1
            self._view, self._waits, self._next = None, False, None
            old, self._study = self._study, None
        if old is not None:
            old.close()

    def _seen(self, ensemble: Ensemble) -> None:
        with self._lock:
            if ensemble.view != self._view:
                return
            self._waits = False
            following, self._next = self._next, None
        self._show(ensemble)
        if following is not None and following != ensemble.view:
            self.follow(following)
