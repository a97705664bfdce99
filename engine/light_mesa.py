"""Mesa, without what it imports for things that a model may never use.

``import mesa`` takes 2.5 s of a process's start, of which pandas (tables of a ``DataCollector``),
networkx and scipy.spatial (spaces) and tqdm with IPython (the bar of ``batch_run``) take 2.2. They
are imported when something of them is used. Where Mesa was imported before, it stays as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = ("pandas", "networkx", "scipy.spatial.distance", "tqdm.auto")


class _Later(ModuleType):
    """A module that is imported when something of it is used."""

    taken = False
    """Whether Mesa has taken all that it takes by name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.taken:
            return getattr(import_module(self.__name__), name)

        def later(*given: Any, **named: Any) -> Any:
            """A function or class that was imported by its name."""
            return getattr(import_module(self.__name__), name)(*given, **named)

        return later


@contextmanager
def _postponed() -> Iterator[None]:
    """Inside, modules that are not there yet are only names; outside, everybody gets the real."""
    names = () if "mesa" in sys.modules else [name for name in LATER if name not in sys.modules]
    stand_ins = {name: _Later(name) for name in names}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            stand_in.taken = True
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


with _postponed():
    import mesa
    from mesa.datacollection import DataCollector

__all__ = ["DataCollector", "mesa"]
