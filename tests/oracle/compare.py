"""Arrays against objects, column by column, after the same steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.world import World
from tests.oracle.firm import Firm
from tests.oracle.line import Line, Model
from tests.oracle.market import Market
from tests.oracle.model import ObjectModel
from tests.oracle.places import Park

Floats = NDArray[np.float64]

SCALE = {
    "firms.cash": ("revenue", "cost"),
    "firms.profit": ("revenue", "cost"),
    "firms.profit_past": ("revenue", "cost"),
    "firms.year_profit": ("revenue", "cost"),
    "firms.loss_forward": ("revenue", "cost"),
    "firms.value_added": ("revenue", "cost"),
    "firms.gross_profit": ("revenue", "cost"),
    "lines.stock": ("stock", "made"),
    "lines.made": ("stock", "made"),
    "markets.lost_units": ("size",),
}
"""Differences of large numbers are measured against what they are differences of."""


def gaps(world: World, model: ObjectModel) -> dict[str, float]:
    """The largest relative gap of every column between the two, by ``table.column``.

    Raises ValueError where not the same agents live.
    """
    return dict(_gaps(world, model))


def worst(found: dict[str, float]) -> tuple[str, float]:
    """The column with the largest gap. NaN is the largest of all."""
    name = max(found, key=lambda key: (np.isnan(found[key]), found[key]))
    return name, found[name]


def _gaps(world: World, model: ObjectModel) -> Iterator[tuple[str, float]]:
    firms, accounts = world.firms, world.accounts
    lines = [line for market in model.markets for line in market.lines]
    models = [product for line in lines for product in line.models]
    for name, table, objects, traits in (
        ("firms", firms, model.firms, Firm.TRAITS),
        ("lines", world.lines, lines, Line.TRAITS),
        ("products", world.products, models, Model.TRAITS),
        ("markets", world.markets, model.markets, Market.TRAITS),
        ("parks", world.parks, model.parks, Park.TRAITS),
    ):
        slots, ordered = table.live, objects
        if name in ("firms", "lines", "products"):  # these have a luck id of their own
            slots = slots[np.argsort(table.lane[slots], kind="stable")]
            ordered = sorted(objects, key=lambda one: one.lane)
        if len(slots) != len(ordered):
            raise ValueError(f"{name}: {len(slots)} rows, {len(ordered)} objects")
        columns = {trait: getattr(table, trait)[slots] for trait in traits}
        if name == "firms":
            for trait in ("cost", "gross_profit", "rent_hq", "rent_plant"):
                columns[trait] = getattr(accounts, trait)[slots]
        elif name == "lines":
            columns |= {"output": accounts.output_line[slots], "weight": accounts.weight[slots]}
        elif name == "markets":
            columns["outside_share"] = accounts.outside_share
        for trait, want in columns.items():
            got = _column(ordered, trait, want.shape)
            scale = _scale(f"{name}.{trait}", columns, want)
            yield f"{name}.{trait}", _relative(got, want, scale)
    yield from _money(world, model)


def _money(world: World, model: ObjectModel) -> Iterator[tuple[str, float]]:
    """Balances of sectors and governments, and the quarter's flows, against all that moved."""
    ledger = world.ledger
    moved = np.zeros_like(ledger.moved)
    for (flow, payer, receiver), amount in model.books.flows.items():
        code = ledger.flow_code[flow], ledger.sector_code[payer], ledger.sector_code[receiver]
        moved[code] = amount
    turnover = np.full(moved.shape, ledger.moved.sum())
    yield "ledger.moved", _relative(moved, ledger.moved, turnover * 1e-3)
    balances = _column(model.sectors.values(), "cash", ledger.balances.shape)
    yield "ledger.balances", _relative(balances, ledger.balances, turnover[0, 0])
    holders = {"centre": [model.centre], "municipality": [model.municipality]}
    holders["districts"] = model.districts
    table = world.governments
    for sector, group in holders.items():
        want = table.cash[table.sector == ledger.sector_code[sector]]
        yield f"{sector}.cash", _relative(_column(group, "cash", want.shape), want, np.abs(want))


def _column(objects: Iterable[Any], name: str, shape: Sequence[int]) -> Floats:
    values = [getattr(one, name) for one in objects]
    found = np.array([list(v) if len(shape) == 2 else v for v in values], dtype=np.float64)
    return found.reshape(shape)


def _scale(name: str, columns: dict[str, Floats], want: Floats) -> Floats:
    size = np.abs(want).astype(np.float64)
    for other in SCALE.get(name, ()):
        extra = np.abs(columns[other])
        size = size + (extra[:, None] if extra.ndim < size.ndim else extra)
    return size


def _relative(got: Floats, want: Floats, scale: Floats) -> float:
    """max |got − want| / scale; where both are zero the gap is none."""
    gap = np.abs(got - want)
    with np.errstate(all="ignore"):
        found = np.where(gap == 0.0, 0.0, gap / scale)
    return float(found.max(initial=0.0))
