"""Calls into NumPy in a quarter, by step.

The arrays of the world become a subclass that counts what is done with it and with what comes of
it. Work among arrays that never met the world's (few and small) is not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from abm.model import IndustryModel
from agents.world import World
from benchmarks.row import Row
from benchmarks.run import CITY, PLAN
from engine.model import Step

WARM_UP = 8
QUARTERS = 4
KINDS = ("ufuncs", "functions", "gathers", "writes", "draws")

DRAWS = (
    "uniform",
    "normal",
    "exponential",
    "uniform_matrix",
    "uniform_cells",
    "normal_pair",
    "uniform_pair",
)

counts: Counter[str] = Counter()


class Counted(np.ndarray):
    """An array that counts operations; results are such arrays again."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        counts["ufuncs"] += 1
        if "out" in named:
            named["out"] = tuple(map(plain, named["out"]))
        return counted(getattr(ufunc, method)(*map(plain, inputs), **plain(named)))

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        counts["functions"] += 1
        return counted(func(*plain(args), **plain(kwargs)))

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        counts["gathers"] += any(isinstance(part, np.ndarray) for part in parts)
        return super().__getitem__(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        counts["writes"] += 1
        super().__setitem__(plain(key), plain(value))


def plain(value: Any) -> Any:
    """The same without counting, inside lists, tuples and dictionaries too."""
    if isinstance(value, Counted):
        return value.view(np.ndarray)
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(plain, value))
    return value


def counted(value: Any) -> Any:
    """The same with counting; several results too."""
    if isinstance(value, np.ndarray):
        return value.view(Counted)
    if isinstance(value, tuple):
        return tuple(map(counted, value))
    return value


def measure(quick: bool) -> list[Row]:
    """Operations of the mean quarter of a year."""
    model = IndustryModel(CITY, PLAN, rng=1)
    for _ in range(WARM_UP):
        model.step()
    by_step: dict[str, Counter[str]] = {}
    for step in list(model.schedule):
        model.schedule.replace(step.name, _counting(step, by_step))
    write = _counting(Step("record", model.record.write), by_step)
    model.record.write = write  # type: ignore[method-assign]
    for _ in range(QUARTERS):
        model.step()
    plain_model = IndustryModel(CITY, PLAN, rng=1)
    for _ in range(WARM_UP + QUARTERS):
        plain_model.step()
    if not np.array_equal(model.record.values, plain_model.record.values):
        raise AssertionError("counting changed the numbers")
    total: Counter[str] = Counter()
    for found in by_step.values():
        total.update(found)
    rows = [Row("all", total.total() / QUARTERS, "a quarter", at_most=500.0)]
    rows += [Row(kind, total[kind] / QUARTERS, "a quarter") for kind in KINDS]
    for name, found in by_step.items():
        rows.append(Row(f"step {name}", found.total() / QUARTERS, "a quarter"))
    return rows


def _counting(step: Step[World], by_step: dict[str, Counter[str]]) -> Callable[[World], None]:
    own = by_step[step.name] = Counter()

    def run(world: World) -> None:
        _watch(world)
        counts.clear()
        step.run(world)
        own.update(counts)

    return run


def _watch(world: World) -> None:
    """Make the world's arrays count; new ones too, so it is done again before each step."""
    for table in world.tables.values():
        for name, column in table._store.items():
            table._store[name] = column.view(Counted)
        table._forget_views()
    ledger = world.ledger
    ledger.balances, ledger.moved = ledger.balances.view(Counted), ledger.moved.view(Counted)
    if isinstance(world.static.need, Counted):
        return
    arrays = {f.name: getattr(world.static, f.name) for f in fields(world.static)}
    world.static = replace(world.static, **{name: counted(a) for name, a in arrays.items()})
    for name in DRAWS:
        setattr(world.draws, name, _drawing(getattr(world.draws, name)))


def _drawing(draw: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        counts["draws"] += 1
        return draw(*plain(args), **plain(named)).view(Counted)

    return run
