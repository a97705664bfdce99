"""A thread that writes what comes in, in groups: all that has come while the last was written.

So who carries runs out waits for no disk, and a slow disk costs one round of syncs a group, not
several a batch.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")

MOST_WAITING = 64
"""Items that may wait; whoever brings more waits for the disk."""


class GroupWriter(Generic[Item]):
    """Hands items to ``commit`` in the order in which they came, from one thread of its own.

    What ``commit`` raises is raised to whoever puts, flushes or closes next; nothing is committed
    after it.
    """

    def __init__(self, commit: Callable[[Sequence[Item]], None], most: int = MOST_WAITING) -> None:
        self._commit = commit
        self._most = most
        self._waiting: deque[Item] = deque()
        self._changed = threading.Condition()
        self._busy = False
        self._closed = False
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    def put(self, item: Item) -> None:
        """Take an item in; it is there, or not, whenever the process ends."""
        with self._changed:
            while len(self._waiting) >= self._most and self._error is None:
                self._changed.wait()
            self._raise()
            self._waiting.append(item)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self) -> None:
        """Wait until all that was put is committed."""
        with self._changed:
            while (self._waiting or self._busy) and self._error is None:
                self._changed.wait()
            self._raise()

    def close(self) -> None:
        """Flush, and end the thread."""
        try:
            self.flush()
        finally:
            with self._changed:
                self._closed = True
                self._waiting.clear()
                self._changed.notify_all()
            if self._thread is not None:
                self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                group = list(self._waiting)
                self._waiting.clear()
                self._busy = True
                self._changed.notify_all()
            try:
                self._commit(group)
            except BaseException as error:  # it is raised to whoever waits
                with self._changed:
                    self._error, self._busy = error, False
                    self._waiting.clear()
                    self._changed.notify_all()
                return
            with self._changed:
                self._busy = False
                self._changed.notify_all()
