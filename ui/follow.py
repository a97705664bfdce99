"""Studies of a view that moves: the answer moves with it."""

from __future__ import annotations

import threading
from functools import partial

from experiments.runs.pool import Pool
from ui.state import View
from ui.study import Cache, Ensemble, Show, Study


class Follower:
    """Studies the view asked for last, one at a time, and hands what it finds to ``show``.

    A study that has shown nothing yet goes on until its first picture, and only then gives way to
    the view that has come meanwhile. If every move ended the study before it, a slider that is
    dragged would show nothing until it rests.

    ``show`` is called by one thread at a time and never from within itself, with pictures of the
    study that is under way: none of an older one can come after them, so that what stands at rest
    is of the view asked for last.
    """

    def __init__(self, pool: Pool, cache: Cache, show: Show) -> None:
        self._pool, self._cache, self._show = pool, cache, show
        self._lock = threading.Lock()  # Never held while a study or ``show`` is called.
        self._wanted: View | None = None
        """The view asked for last."""
        self._turn = 0
        """Number of the study under way; what comes from others is dropped."""
        self._view: View | None = None
        self._study: Study | None = None
        self._waits = False
        """Whether the study under way has shown nothing yet."""
        self._picture: tuple[int, Ensemble] | None = None
        """The latest that is not shown yet, and the study it comes from."""
        self._drawing = False
        """Whether a thread is in ``show``; it will show what comes meanwhile."""

    def follow(self, view: View) -> None:
        """Turn to another view, now or after the first picture of the one before."""
        with self._lock:
            self._wanted = view
        self._advance()

    def close(self) -> None:
        """Stop the runs and show nothing more."""
        with self._lock:
            self._turn += 1
            self._wanted = self._view = self._picture = None
            self._waits = False
            old, self._study = self._study, None
        if old is not None:
            old.close()

    def _advance(self) -> None:
        """Study the wanted view, unless that is done or one that has shown nothing goes on."""
        with self._lock:
            if self._wanted is None or self._wanted == self._view or self._waits:
                return
            self._turn += 1
            turn = self._turn
            view = self._view = self._wanted
            self._waits = True
            old, self._study = self._study, None
        if old is not None:
            old.close()
        study = Study(view, self._pool, self._cache, partial(self._seen, turn))
        with self._lock:
            current = self._turn == turn
            if current:
                self._study = study
        if not current:  # It showed what was known at once, and another view came since.
            study.close()

    def _seen(self, turn: int, ensemble: Ensemble) -> None:
        with self._lock:
            if turn != self._turn:
                return
            self._waits = False
            self._picture = turn, ensemble
            if self._drawing:
                return
            self._drawing = True
        try:
            while (picture := self._next()) is not None:
                self._show(picture)
        finally:
            with self._lock:
                self._drawing = False
        self._advance()

    def _next(self) -> Ensemble | None:
        """The picture to show now; where there is none, nobody is drawing any more."""
        with self._lock:
            picture, self._picture = self._picture, None
            if picture is not None and picture[0] == self._turn:
                return picture[1]
            self._drawing = False
            return None
