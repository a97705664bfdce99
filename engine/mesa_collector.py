"""Pickling Mesa's DataCollector: it wraps what it is told to report in functions that can't be.

``DataCollector(agent_reporters={"sold": "revenue"})`` keeps a function made within a method. Here
such a function travels as the text or list that it was made of.
"""

from __future__ import annotations

import copyreg
import inspect
from collections.abc import Mapping
from typing import Any

from engine.light_mesa import DataCollector


def reduced(collector: DataCollector) -> tuple[Any, ...]:
    """The collector as its attributes, with reporters as they were given."""
    state = dict(vars(collector))
    state["agent_reporters"] = _given(collector.agent_reporters)
    state["agenttype_reporters"] = {
        kind: _given(reporters) for kind, reporters in collector.agenttype_reporters.items()
    }
    return again, (state,)


def again(state: dict[str, Any]) -> DataCollector:
    """The collector of such a state."""
    found = DataCollector()
    vars(found).update(state)
    by_kind, found.agent_reporters, found.agenttype_reporters = state["agenttype_reporters"], {}, {}
    for name, reporter in state["agent_reporters"].items():
        found._new_agent_reporter(name, reporter)
    for kind, reporters in by_kind.items():
        for name, reporter in reporters.items():
            found._new_agenttype_reporter(kind, name, reporter)
    # A reporter that comes anew gets an empty table of its own, which the state has already.
    vars(found).update({k: v for k, v in state.items() if not k.endswith("_reporters")})
    return found


def _given(reporters: Mapping[str, Any]) -> dict[str, Any]:
    """Texts and lists in place of what Mesa made of them; functions as they are."""
    found = {}
    for name, reporter in reporters.items():
        made = getattr(reporter, "__qualname__", "")
        if made.startswith("DataCollector.") and "<locals>" in made:
            inner = inspect.getclosurevars(reporter).nonlocals
            reporter = inner.get("attribute_name") or [inner["func"], inner["params"]]
        found[name] = reporter
    return found


copyreg.pickle(DataCollector, reduced)
