"""The view and the address follow each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import solara

from ui.controls import Move
from ui.state import AddressFault, View, from_address, to_address

PAUSE: Final = 0.7
"""Seconds without a change before the address follows: one step back is one decision back."""


def use_address() -> tuple[View, tuple[AddressFault, ...], Move]:
    """The view, the faults of the address that it came from, and how to change it."""
    router = solara.use_router()
    (view, faults), set_state = solara.use_state(from_address(router.search))
    known = solara.use_ref(router.search)

    def read() -> None:
        if router.search != known.current:  # The browser went back, forward or elsewhere.
            known.current = router.search
            set_state(from_address(router.search))

    def write() -> Callable[[], None] | None:
        if from_address(known.current)[0] == view:
            return None
        changed = threading.Event()

        def later() -> None:
            if not changed.wait(PAUSE):
                known.current = to_address(view)
                router.push(f"{router.path}?{known.current}")

        threading.Thread(target=later, daemon=True).start()
        return changed.set

    solara.use_effect(read, [router.search])
    solara.use_effect(write, [view])
    return view, faults, lambda change: set_state(lambda state: (change(state[0]), ()))
