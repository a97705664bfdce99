"""The space of an experiment: its factors by name, checked, and the points that are visited."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import polars as pl

from abm.settings import INSTRUMENT
from abm.simulation import Factor as Known
from engine.document import InputError, Number, did_you_mean, read_header, read_table
from experiments.runs.frames import csv_bytes
from experiments.runs.point import Point
from experiments.studies.designs import TableDesign
from experiments.studies.experiment import Experiment
from experiments.studies.factors import KINDS, Factor
from experiments.studies.origin import Loc, Origin
from policies.numbers import PLANS, plan_of

POINT = "point"
"""A column of a design's table that numbers its rows; it is no factor."""

ONE_LEVEL = "the level of an instrument in all plans or in single ones"

MOST_VALUES = 20_000_000
"""Of a design, points times factors: about what 2 GB of memory hold."""

Names = Mapping[str, Known]


@dataclass(frozen=True)
class Space:
    """Factors with their names and ranges, and the design's points."""

    factors: tuple[Factor, ...]
    points: tuple[Point, ...]

    def as_csv(self) -> bytes:
        """The points as a table that a design of kind ``table`` reads: one row each, exact."""
        columns = {POINT: [str(number) for number in range(len(self.points))]}
        values = [dict(point) for point in self.points]
        for name in (str(factor.name) for factor in self.factors):
            columns[name] = [repr(v[name]) if name in v else "" for v in values]
        return csv_bytes(pl.DataFrame(columns))


def lay_out(experiment: Experiment, known: Names, origin: Origin) -> Space:
    """Check every name and value, and list the points. Raises ``InputError``."""
    for name, value in experiment.constants.items():
        loc: Loc = ("constants", name)
        _check_name(name, loc, known, origin, key=True)
        _check_value(name, value, loc, known, origin)
        if (other := _set_twice(name, experiment.constants)) is not None:
            raise origin.error(loc, ONE_LEVEL, other, key=True)
    if isinstance(experiment.design, TableDesign):
        return _from_table(experiment, experiment.design, known, origin)
    factors = _named(experiment, known, origin)
    count = experiment.design.count(factors)
    if count * len(factors) > MOST_VALUES:
        expected = f"a design of at most {MOST_VALUES:,} values"
        found = f"{count:,} points of {len(factors)} factors"
        raise origin.error(("design", "kind"), expected, found)
    try:
        return Space(factors, experiment.design.points(factors))
    except ValueError as error:
        expected = f"factors that the design can use: {error}"
        raise origin.error(("design", "kind"), expected, experiment.design.kind) from error


def _named(experiment: Experiment, known: Names, origin: Origin) -> tuple[Factor, ...]:
    found: list[Factor] = []
    seen = set(experiment.constants)
    for row, written in enumerate(experiment.factors):
        what = "name" if written.name is not None else "match"
        loc: Loc = ("factors", row, what)
        if written.name is not None:
            _check_name(written.name, loc, known, origin)
        _check_values(written, row, known, origin)
        before = len(found)
        try:
            meant = tuple(written.resolved(known))
        except ValueError as error:
            raise origin.error(("factors", row, "prior"), str(error), str(written.prior)) from error
        for factor in meant:
            name = str(factor.name)
            if name in seen and written.match is not None:
                continue  # a pattern stands for all that are not named apart
            if name in seen:
                again = "a constant too" if name in experiment.constants else "it again"
                raise origin.error(loc, "each factor once", again)
            if (other := _set_twice(name, seen)) is not None:
                raise origin.error(loc, ONE_LEVEL, other)
            seen.add(name)
            found.append(factor)
        if len(found) == before:
            raise origin.error(loc, "a pattern that fits names with a range", str(written.match))
    return tuple(found)


def _set_twice(name: str, others: Collection[str]) -> str | None:
    """Of the others the one that sets the same level: in all plans, and in one of them."""
    if name.startswith(INSTRUMENT):
        key = name.removeprefix(INSTRUMENT)
        same = (o for o in others if plan_of(o) and o.endswith(f".{key}.level"))
        return next(same, None)
    if name.startswith(PLANS) and name.endswith(".level"):
        free = INSTRUMENT + name.split(".")[-2]
        return free if free in others else None
    return None


def _check_values(written: Factor, row: int, known: Names, origin: Origin) -> None:
    """Every value that is written for a factor, where it is written."""
    for kind in KINDS:
        values = getattr(written, kind)
        if values is None or kind == "prior":
            continue
        if kind in {"grid", "choice"} and len(set(values)) < len(values):
            raise origin.error(("factors", row, kind), "each value once", "one again")
        for column, value in enumerate(values):
            loc: Loc = ("factors", row, kind, column)
            _check_value(str(written.name), float(value), loc, known, origin)


def _check_name(name: str, loc: Loc, known: Names, origin: Origin, key: bool = False) -> None:
    if name not in known:
        raise origin.error(loc, _expected(name, known), repr(name), key=key)


def _expected(name: str, known: Names) -> str:
    if name.startswith(PLANS):
        keys = sorted({plan_of(k) for k in known} - {""})
        return (
            f"a number of a plan of the experiment ({', '.join(keys)}){did_you_mean(name, known)}"
        )
    return f"a parameter or instrument{did_you_mean(name, known)}"


def _check_value(name: str, value: float, loc: Loc, known: Names, origin: Origin) -> None:
    (low, high), unit = known[name].ends, known[name].unit
    if not (isfinite(value) and low <= value <= high):
        raise origin.error(loc, f"{low:g} to {high:g} ({unit})", f"{value:g}")


def _from_table(experiment: Experiment, design: TableDesign, known: Names, origin: Origin) -> Space:
    """Factors and points from a CSV file beside the experiment's; an empty cell is the default."""
    if experiment.factors:
        raise origin.error(("factors",), "no factors: the table's header names them", "some")
    path = Path(origin.document.file).parent / design.file
    if not path.is_file():
        raise origin.error(("design", "file"), "the path of a CSV file", repr(design.file))
    header = read_header(path)
    names = [name for name in header if name != POINT]
    for name, place in header.items():
        if name != POINT and name not in known:
            raise InputError(str(path), *place, name, _expected(name, known), repr(name))
        if name in experiment.constants:
            raise InputError(str(path), *place, name, "each name once", "a constant too")
        if (other := _set_twice(name, (*experiment.constants, *header))) is not None:
            raise InputError(str(path), *place, name, ONE_LEVEL, other)
    if not names:
        raise InputError(str(path), 1, 1, "", "a header row of factors' names", "none")
    columns = {name: Number(optional=True) for name in names}
    table = read_table(path, {**columns, **({POINT: Number()} if POINT in header else {})})
    for name in names:
        low, high = known[name].ends
        for row, value in enumerate(table.columns[name]):
            if value is not None and not low <= value <= high:
                expected = f"{low:g} to {high:g} ({known[name].unit})"
                raise table.error(row, name, expected, f"{value:g}")
    if not len(table):
        raise InputError(str(path), 1, 1, "", "a row or more below the header", "none")
    factors = tuple(Factor(name=name, grid=_distinct(table.columns[name])) for name in names)
    rows = zip(*(table.columns[name] for name in names), strict=True)
    points = tuple(
        tuple((n, v) for n, v in zip(names, row, strict=True) if v is not None) for row in rows
    )
    return Space(factors, points)


def _distinct(values: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(sorted({v for v in values if v is not None})) or (0.0,)
