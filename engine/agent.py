"""A Mesa agent that is a view of one row of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

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

    def __init__(self, model: ArrayModel[Any], table: Table, slot: int) -> None:
        own = self.__dict__
        own["_table"] = table
        own["_slot"] = slot
        own["pos"] = None
        own["model"] = model
        own["unique_id"] = model.identity(table, slot)
        model.register_agent(self)
        own["unique_id"] = model.identity(table, slot)

    @property
    def slot(self) -> int:
        """Row in the table."""
        return int(self.__dict__["_slot"])

    def __getattr__(self, name: str) -> Any:
        table = self.__dict__.get("_table")
        if table is None or name not in table.columns:
            # With name and object Python looks for what was meant, but only where it is shown.
            text = f"{type(self).__name__} has no attribute {name!r}"
            raise AttributeError(text, name=name, obj=self)
        value = getattr(table, name)[self.__dict__["_slot"]]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __dir__(self) -> list[str]:
        """With the columns, so that a notebook completes them."""
        return [*super().__dir__(), *self.__dict__["_table"].columns]

    def __setattr__(self, name: str, value: Any) -> None:
        table: Table = self.__dict__["_table"]
        column = table.columns.get(name)
        if column is None:
            if name not in self.__dict__ and not hasattr(type(self), name):
                text = f"{type(self).__name__} has no attribute {name!r}"
                raise AttributeError(text, name=name, obj=self)
            object.__setattr__(self, name, value)
        elif column.money:
            raise AttributeError(f"{name} is money: only the ledger may move it")
        elif name == "kind":
            table.change_kind(np.array([self.slot]), int(value))
        elif name == "alive":
            raise AttributeError("use remove(): an exit settles accounts")
        else:
            getattr(table, name)[self.__dict__["_slot"]] = value

    def remove(self) -> None:
        """Leave the model by the same orderly exit that the exit rule takes."""
        table: Table = self.__dict__["_table"]
        if table.alive[self.slot]:
            self.model.retire_row(table, self.slot)
        self.model.forget(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"
