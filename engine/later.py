"""Modules that a library imports, and that a process may never use, are imported when it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def postponed(*modules: str) -> Iterator[None]:
    """Import a library inside: of ``modules`` that are not there yet it gets stand-ins.

    They import the module when something of it is called, or an attribute is asked for. Only for a
    library that asks no ``isinstance`` of what it imports from them by name. Outside everybody
    gets the modules themselves.
    """
    stand_ins = {name: _Module(name) for name in modules if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            stand_in.taken = True
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


class _Module(ModuleType):
    taken = False
    """Whether the library has taken all that it takes by name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name) if self.taken else _Name(self, name)


class _Name:
    """A function or class that was imported by its name."""

    def __init__(self, module: _Module, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return getattr(self._module, self._name)(*given, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or not self._module.taken:
            raise AttributeError(name)
        return getattr(getattr(self._module, self._name), name)

    def __or__(self, other: object) -> Any:
        """Part of an annotation."""
        return self

    __ror__ = __or__
