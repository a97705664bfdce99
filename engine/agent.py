"""A Mesa agent that is a view of one row of a table."""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine.document.error import did_you_mean
from engine.light_mesa import mesa
from engine.mesa_state import next_id, set_next_id
from engine.table import Table

if TYPE_CHECKING:
    from engine.model import ArrayModel


class RowAgent(mesa.Agent):
    """The handle of a row: columns read and write as attributes, and nothing is stored here.

    ``Agent.__init__`` is not called: Mesa 3.3 counts ids in a class-wide table that keeps every
    model alive for ever. ``register_agent`` gives an id of its own in Mesa 3.5, so ours is set
    after it.
    """

    model: ArrayModel[Any]
    unique_id: int
    pos: Any

    added_by: ClassVar[str] = ""
    """How a row of this kind is added, for who tries to make a handle instead."""

    def __init__(
        self,
        model: ArrayModel[Any],
        table: Table | None = None,
        slot: int | None = None,
    ) -> None:
        if table is None or slot is None:
            way = f"; {self.added_by} adds a row" if self.added_by else ""
            raise TypeError(
                f"{type(self).__name__} is the handle of a row and made by the model: read it from "
                f"model.agents{way}"
            )
        if int(table.lane[slot]) in model._handles[table.name]:
            raise ValueError(
                f"row {slot} of {table.name} has its handle: read it from model.agents"
            )
        self._refer(model, table.name, model.identity(table, slot))
        self.stand(slot)
        self.join()

    def join(self) -> None:
        """Enter the model's sets, by the number that the row has and without counting one."""
        self.__dict__["_last"] = {}
        model, identity, counted = self.model, self.unique_id, next_id(self.model)
        self.__dict__["_joins"] = True  # Mesa 3.5 gives a number of its own
        model.register_agent(self)
        self.__dict__["unique_id"] = identity
        del self.__dict__["_joins"]
        if counted is not None:
            set_next_id(model, counted)

    def _refer(self, model: ArrayModel[Any], table: str, identity: int) -> None:
        self.__dict__.update(
            _table=table, _slot=-1, _layout=-1, _last={}, pos=None, model=model, unique_id=identity
        )
        self.__dict__["_lane"] = identity - model.first_identity(table)

    @property
    def row(self) -> tuple[type[RowAgent], str, int]:
        """Class, table and number: by these a copy of the model finds the same row."""
        return type(self), self.__dict__["_table"], self.unique_id

    def _rows(self) -> Table:
        """The table, by its name in the model that the handle belongs to now."""
        own = self.__dict__
        found: Table = own["model"].state.tables[own["_table"]]
        return found

    @property
    def lane(self) -> int:
        """The luck id of the row, which stays while rows move."""
        return int(self.__dict__["_lane"])

    @property
    def slot(self) -> int:
        """Row in the table now, −1 where it has left."""
        own, table = self.__dict__, self._rows()
        if own["_layout"] != table.layout:
            self.stand(int(table.find(np.array([self.lane]))[0]))
        return int(own["_slot"])

    def stand(self, slot: int) -> None:
        """Told in which row of the table, as it is laid out now, the agent is."""
        self.__dict__.update(_slot=slot, _layout=self._rows().layout)

    def remember(self) -> None:
        """Keep the last values of a row that is about to leave."""
        table, slot = self._rows(), self.slot
        if slot >= 0 and not table.alive[slot]:
            self.__dict__["_last"] = {name: _read(table, name, slot) for name in table.columns}

    def __getattr__(self, name: str) -> Any:
        # While a copy is being filled there is no model yet, or one without a state.
        model = self.__dict__.get("model")
        table = None if model is None or "state" not in vars(model) else self._rows()
        if table is None or name not in table.columns:
            meant = did_you_mean(name, table.columns if table is not None else ())
            text = f"{type(self).__name__} has no attribute {name!r}{meant}"
            raise AttributeError(text, name=name, obj=self)
        slot = self.slot
        if slot >= 0:
            return _read(table, name, slot)
        if name in self.__dict__["_last"]:
            return copy.copy(self.__dict__["_last"][name])
        raise AttributeError(f"{self!r} has left the model", name=name, obj=self)

    def __dir__(self) -> list[str]:
        """With the columns, so that a notebook completes them."""
        return [*super().__dir__(), *self._rows().columns]

    def __setattr__(self, name: str, value: Any) -> None:
        table = self._rows()
        column = table.columns.get(name)
        if name == "unique_id":
            if self.unique_id != value and "_joins" not in self.__dict__:
                raise AttributeError("unique_id names the row for the whole of its life")
            self.__dict__[name] = value
        elif column is None:
            own = inspect.getattr_static(type(self), name, None)
            if name not in self.__dict__ and not inspect.isdatadescriptor(own):
                text = (
                    f"{type(self).__name__} has no attribute {name!r}"
                    f"{did_you_mean(name, table.columns)}, and a handle keeps none of its own: "
                    "declare a column, or keep it by unique_id in model.state"
                )
                raise AttributeError(text, name=name, obj=self)
            object.__setattr__(self, name, value)
        elif column.money:
            raise AttributeError(f"{name} is money: only the ledger may move it")
        elif self.slot < 0:
            raise AttributeError(f"{self!r} has left the model", name=name, obj=self)
        elif name == "kind":
            table.change_kind(np.array([self.slot]), int(value))
        elif name == "alive":
            raise AttributeError("use remove(): an exit settles accounts")
        else:
            getattr(table, name)[self.slot] = value

    def remove(self) -> None:
        """Leave the model by the same orderly exit that the exit rule takes."""
        table, slot = self._rows(), self.slot
        if slot >= 0 and table.alive[slot]:
            self.model.retire_row(table, slot)
        self.model.forget(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"

    def __reduce__(self) -> Any:
        """A copy of a handle is the handle of the same row in the model's copy."""
        return handle_of, (self.model, *self.row, self.__dict__["_last"])

    def __deepcopy__(self, memo: dict[int, Any]) -> RowAgent:
        """Itself where the model is not copied with it, as in a snapshot."""
        model = copy.deepcopy(self.model, memo)
        if model is self.model:
            return self
        return handle_of(model, *self.row, dict(self.__dict__["_last"]))

    def __copy__(self) -> RowAgent:
        """There is one handle of a row."""
        return self


def _read(table: Table, name: str, slot: int) -> Any:
    value = getattr(table, name)[slot]
    return value.copy() if isinstance(value, np.ndarray) else value.item()


def handle_of(
    model: ArrayModel[Any],
    kind: type[RowAgent],
    table: str,
    identity: int,
    last: dict[str, Any] | None = None,
) -> RowAgent:
    """The model's handle of a row. The row may not be there yet, while a copy is being filled.

    ``last`` are the values of a row that has left: its handle is in none of the model's sets.
    """
    handles = vars(model).get("_handles")
    lane = identity - model.first_identity(table)
    found = handles[table].get(lane) if handles is not None else None
    if found is not None and type(found) is kind:
        return found
    bare = kind.__new__(kind)
    bare._refer(model, table, identity)
    if last:
        bare.__dict__["_last"] = last
    elif handles is not None:  # else it comes with the rest of the copy, this handle within
        if found is not None:
            model.forget(found)
        handles[table][lane] = bare
        bare.join()
    return bare
