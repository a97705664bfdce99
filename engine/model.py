"""A Mesa model whose agents live in tables and whose step is a printable list of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import thread_time
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np

import engine.mesa_collector  # noqa: F401 - copies of models need it
from engine.agent import RowAgent
from engine.light_mesa import mesa
from engine.mesa_state import MesaState, mesa_state, set_mesa_state
from engine.state import State, StateSnapshot, copied
from engine.table import Table

S = TypeVar("S", bound=State)

IDENTITY_SPAN = 10**9
"""Numbers that one table's rows have; those below the first belong to a user's own agents."""


@dataclass(frozen=True)
class Step(Generic[S]):
    """One named rule of the quarter."""

    name: str
    run: Callable[[S], None]


class Schedule(Generic[S]):
    """The steps of a quarter in order: print it, replace one, insert another.

    ``spent`` holds the processor time of each step so far, seconds, and how often it ran.
    """

    def __init__(self, steps: list[Step[S]]) -> None:
        self._steps = list(steps)
        self.spent: dict[str, tuple[float, int]] = {}
        names = [s.name for s in steps]
        if len(set(names)) != len(names):
            raise ValueError(f"a step's name stands twice in {names}")

    def __iter__(self) -> Iterator[Step[S]]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        """The names, and after a run what each step took."""
        total = sum(seconds for seconds, _ in self.spent.values())
        return "\n".join(f"{i:2d} {self._line(s, total)}" for i, s in enumerate(self._steps, 1))

    def _line(self, step: Step[S], total: float) -> str:
        if step.name not in self.spent:
            return step.name
        seconds, calls = self.spent[step.name]
        width = max(map(len, self.names()))
        part = seconds / total if total > 0.0 else 0.0
        return f"{step.name:{width}} {1e3 * seconds:8.1f} ms {part:6.1%} {calls:6d} calls"

    def run(self, step: Step[S], state: S) -> None:
        """Carry one step out, and count its processor time in this thread."""
        begun = thread_time()
        step.run(state)
        seconds, calls = self.spent.get(step.name, (0.0, 0))
        self.spent[step.name] = seconds + thread_time() - begun, calls + 1

    def names(self) -> list[str]:
        return [s.name for s in self._steps]

    def _place(self, name: str) -> int:
        try:
            return self.names().index(name)
        except ValueError:
            raise KeyError(f"no step {name!r}; there are {', '.join(self.names())}") from None

    def replace(self, name: str, run: Callable[[S], None]) -> None:
        """Put another rule in the place of ``name``. Raises TypeError where it is no function."""
        if not callable(run):
            raise TypeError(f"expected a function of the state for {name!r}, got {run!r}")
        self._steps[self._place(name)] = Step(name, run)
        self.spent.pop(name, None)

    def insert_before(self, name: str, step: Step[S]) -> None:
        """Add a rule in front of ``name``."""
        self._insert(self._place(name), step)

    def insert_after(self, name: str, step: Step[S]) -> None:
        """Add a rule behind ``name``."""
        self._insert(self._place(name) + 1, step)

    def _insert(self, place: int, step: Step[S]) -> None:
        if not isinstance(step, Step):
            raise TypeError(f"expected Step(name, function), got {step!r}")
        if step.name in self.names():
            raise ValueError(f"a step named {step.name!r} is there already")
        self._steps.insert(place, step)

    def remove(self, name: str) -> None:
        """Take a rule out."""
        del self._steps[self._place(name)]
        self.spent.pop(name, None)


@dataclass(frozen=True)
class ModelSnapshot:
    """What ``ArrayModel.snapshot`` gives: ``own`` attributes of the user, the user's own ``agents``
    with their attributes, and ``handles`` of rows with their places in a space of the user's."""

    mesas: MesaState
    state: StateSnapshot
    own: Mapping[str, Any]
    agents: tuple[tuple[mesa.Agent, Mapping[str, Any]], ...]
    handles: tuple[tuple[RowAgent, Any], ...] = field(compare=False)


class ArrayModel(mesa.Model, Generic[S]):
    """Mesa's interface over array-backed agents.

    Handles are made when ``agents``, ``agents_by_type`` or ``agent_types`` is read, and mended
    there when a table's version has moved on; a run that never asks pays nothing.
    ``kinds`` maps a table's name to the agent class of each kind code: a subclass that maps a code
    to a class of its own gets agents of that class. ``now`` is the name of the step that runs, or
    empty between quarters.
    """

    kinds: Mapping[str, Mapping[int, type[RowAgent]]] = {}

    built: ClassVar[frozenset[str]] = frozenset(
        {"state", "schedule", "now", "_handles", "_synced", "_mesas"}
    )
    """Attributes that a snapshot does not hold, as ``snapshot`` says; a subclass adds its own."""

    def __init__(self, state: S, schedule: Schedule[S], rng: int | None = None) -> None:
        before = set(vars(self))
        super().__init__(rng=rng)
        self._mesas = frozenset(vars(self)) - before
        self.state = state
        self.schedule = schedule
        self.now = ""
        self._handles: dict[str, dict[int, RowAgent]] = {name: {} for name in self.kinds}
        self._synced: dict[str, int] = dict.fromkeys(self.kinds, -1)
        # A kind of which nobody lives is an empty set, not a KeyError.
        for classes in self.kinds.values():
            for kind in classes.values():
                self._agents_by_type[kind] = type(self._all_agents)([], random=self.random)

    def step(self) -> None:
        """Run every step of one quarter, from tables that hold the living alone."""
        self.take_out()
        try:
            for step in self.schedule:
                self.now = step.name
                self.schedule.run(step, self.state)
        finally:
            self.now = ""

    def take_out(self) -> None:
        """Let dead rows leave their tables. Who holds a handle of one goes on reading its last
        values."""
        for name in self.state.mortal:
            table, handles = self.state.tables[name], self._handles.get(name)
            if handles and len(table.live) < table.n:
                for lane in table.lane[~table.alive].tolist():
                    if lane in handles:
                        self.forget(handles[lane])
        self.state.take_out()

    def identity(self, table: Table, slot: int) -> int:
        """The number by which Mesa knows a row: table and luck id, for the whole of its life."""
        return self.first_identity(table.name) + int(table.lane[slot])

    @classmethod
    def first_identity(cls, table: str) -> int:
        """The number of the row with luck id 0."""
        return (list(cls.kinds).index(table) + 1) * IDENTITY_SPAN

    @property
    def agents(self) -> Any:
        """Every living agent, as Mesa's AgentSet."""
        self._sync()
        return self._all_agents

    @property
    def agents_by_type(self) -> Any:
        """Living agents by class."""
        self._sync()
        return self._agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """Classes of the declared kinds."""
        self._sync()
        return list(self._agents_by_type)

    def remove_all_agents(self) -> None:
        """Take every living agent out, each by its orderly exit."""
        for agent in list(self.agents):
            agent.remove()

    def _sync(self) -> None:
        for name, classes in self.kinds.items():
            table = self.state.tables[name]
            if self._synced[name] == table.version:
                continue
            handles = self._handles[name]
            slots = dict(zip(table.lane[table.live].tolist(), table.live.tolist(), strict=True))
            kind = table.kind
            for lane, agent in list(handles.items()):
                if lane not in slots or type(agent) is not classes[int(kind[slots[lane]])]:
                    self.forget(agent)
            for lane, slot in slots.items():
                if lane in handles:
                    handles[lane].stand(slot)
                else:
                    handles[lane] = classes[int(kind[slot])](self, table, slot)
            self._synced[name] = table.version

    def forget(self, agent: RowAgent) -> None:
        """Take a handle out of Mesa's sets. The row is not touched."""
        handles = self._handles[agent.__dict__["_table"]]
        # After a kind change or a restore another handle may stand for this row: it stays.
        if handles.get(agent.lane) is agent:
            del handles[agent.lane]
            self.deregister_agent(agent)
            agent.remember()

    def retire_row(self, table: Table, slot: int) -> None:
        """Take a row out for ``agent.remove()``; a model whose exits settle accounts extends it."""
        table.retire(np.array([slot]))

    def snapshot(self) -> ModelSnapshot:
        """A copy of everything that a step may read and change.

        That is the state; Mesa's steps, clock and luck (``random``, ``rng``); and, by value, what a
        user has set on the model (a collector, attributes, a space with the places of agents) and
        the user's own agents. The schedule is not part of it: a branch goes on by the steps that
        the model has. Raises TypeError for an attribute that can't be copied, ValueError for events
        of Mesa 3.5 that wait.
        """
        memo = self._kept()
        own, agents = self._own()
        found, states = _copies(own, [vars(agent) for agent in agents], memo)
        return ModelSnapshot(
            mesa_state(self),
            self.state.snapshot(memo),
            found,
            tuple(zip(agents, states, strict=True)),
            tuple(
                (handle, None if handle.pos is None else copied(handle.pos, memo, "pos"))
                for handles in self._handles.values()
                for handle in handles.values()
            ),
        )

    def restore(self, snapshot: ModelSnapshot) -> None:
        """Return to a snapshot, bit for bit. Agents of one's own stay the objects that they were.

        Raises ValueError where they belong to another model.
        """
        if any(agent.model is not self for agent, _ in snapshot.agents):
            raise ValueError("a snapshot with agents of one's own goes back to its own model only")
        own, agents = self._own()
        for agent in agents:
            self.deregister_agent(agent)
        for name in own:
            delattr(self, name)
        memo = self._kept() | {id(agent): agent for agent, _ in snapshot.agents}
        found, states = _copies(snapshot.own, [dict(state) for _, state in snapshot.agents], memo)
        for name, value in found.items():
            setattr(self, name, value)
        for (agent, _), state in zip(snapshot.agents, states, strict=True):
            self.register_agent(agent)
            vars(agent).clear()
            vars(agent).update(state)
        self.state.restore(snapshot.state, memo)
        for handles in self._handles.values():
            for handle in handles.values():
                handle.pos = None
        for handle, pos in snapshot.handles:
            if handle.model is self:
                self._take_back(handle)
                handle.pos = None if pos is None else copied(pos, memo, "pos")
        set_mesa_state(self, snapshot.mesas)

    def _own(self) -> tuple[dict[str, Any], list[mesa.Agent]]:
        """What a user has set on the model, and the user's own agents."""
        ours = self.built | self._mesas
        agents = [a for a in self._all_agents if not isinstance(a, RowAgent)]
        return {name: v for name, v in vars(self).items() if name not in ours}, agents

    def _take_back(self, handle: RowAgent) -> None:
        """Let a handle stand for its row again that was forgotten since: users may hold it."""
        handles = self._handles[handle.row[1]]
        now = handles.get(handle.lane)
        if now is not handle:
            if now is not None:
                self.forget(now)
            handles[handle.lane] = handle
            handle.join()

    def _kept(self) -> dict[int, Any]:
        """What copies refer to: the model and its parts, tables, and the user's own agents."""
        parts = [self, self.random, self.rng, *self.state.tables.values(), self.state.ledger]
        parts += [v for name, v in vars(self).items() if name in self.built]
        parts += [a for a in self._all_agents if not isinstance(a, RowAgent)]
        return {id(part): part for part in parts}


def _copies(
    own: Mapping[str, Any], states: list[dict[str, Any]], memo: dict[int, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Copies of attributes and of agents' states, which may refer to each other."""
    found = {name: copied(value, memo, name) for name, value in own.items()}
    return found, [
        {name: copied(value, memo, name) for name, value in state.items()} for state in states
    ]
