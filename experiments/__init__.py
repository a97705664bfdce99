"""Experiment files, designs, executors, results, analysis and the command line."""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def _hold_together() -> None:
    """Import the packages below from where this one stands.

    Their names are common words: a module ``abm`` of a user's own, in the current folder or on the
    path, is not meant. Raises ``ImportError`` where one of them is imported already.
    """
    for name in ("engine", "agents", "policies", "abm"):
        if name in sys.modules:
            there = getattr(sys.modules[name], "__file__", None) or ""
            if Path(there).resolve().parent.parent != _ROOT:
                message = f"{name} is imported already, from {there}; that of {_ROOT} is needed"
                raise ImportError(message)
            continue
        spec = PathFinder.find_spec(name, [str(_ROOT)])
        if spec is None or spec.loader is None:
            raise ImportError(f"no package {name} in {_ROOT}")
        module = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(module)


_hold_together()
