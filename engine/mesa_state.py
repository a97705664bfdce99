"""What Mesa itself keeps in a model and a step can read: time, luck, and the next agent's id.

Mesa 3.3 counts ids in the class of agents, 3.5 in the model. Only 3.5 has a clock and events.
"""

from __future__ import annotations

import copy
import itertools
from dataclasses import dataclass
from typing import Any

from engine.light_mesa import mesa


@dataclass(frozen=True)
class MesaState:
    """``time`` is Mesa 3.5's clock, None before; ``random`` and ``rng`` as their makers have them;
    ``next_id`` that of the next agent of one's own, None where there was none so far."""

    running: bool
    steps: int
    time: float | None
    random: Any
    rng: Any
    next_id: int | None


def mesa_state(model: Any) -> MesaState:
    """Copy it. Raises ValueError where events wait, since they can't be copied."""
    refuse_events(model)
    return MesaState(
        model.running,
        model.steps,
        of_mesa(model, "time"),
        model.random.getstate(),
        copy.deepcopy(model.rng.bit_generator.state),
        next_id(model),
    )


def set_mesa_state(model: Any, state: MesaState) -> None:
    """Return to it. Raises ValueError where events wait."""
    refuse_events(model)
    if state.time is not None:
        # The next step is an event one unit after now.
        model._default_schedule.pause()
        model.time = state.time
        model._default_schedule.resume()
    model.running, model.steps = state.running, state.steps
    model.random.setstate(state.random)
    model.rng.bit_generator.state = copy.deepcopy(state.rng)
    if state.next_id is not None:
        set_next_id(model, state.next_id)


def of_mesa(model: Any, name: str, default: Any = None) -> Any:
    """An attribute that only some versions of Mesa give a model.

    Not by ``getattr``: where it is missing that asks a model's ``__getattr__``, and one that words
    a refusal takes milliseconds.
    """
    try:
        return object.__getattribute__(model, name)
    except AttributeError:
        return default


def refuse_events(model: Any) -> None:
    """Raise ValueError for Mesa's own events and data sets: they hold functions, not state."""
    if len(of_mesa(model, "_event_list", ())) > 1:  # the next step is one
        raise ValueError(
            "a snapshot or copy can't hold events of Mesa's schedule_event or schedule_recurring: "
            "insert a step into model.schedule instead"
        )
    registry = of_mesa(model, "data_registry")
    if registry is not None and registry.datasets:
        raise ValueError(
            "a snapshot or copy can't hold data sets of Mesa's data_registry: use a DataCollector"
        )


def next_id(model: Any) -> int | None:
    """The number that the next ``mesa.Agent`` of one's own gets; None where there was none."""
    counted = of_mesa(model, "agent_id_counter")
    if counted is not None:
        return int(counted)
    counters = mesa.Agent._ids
    # Not by counters[model]: asking makes a counter, which keeps the model alive for ever.
    return next(copy.copy(counters[model])) if model in counters else None


def set_next_id(model: Any, number: int) -> None:
    """Count on from ``number``."""
    if of_mesa(model, "agent_id_counter") is not None:
        model.agent_id_counter = number
    else:
        mesa.Agent._ids[model] = itertools.count(number)
