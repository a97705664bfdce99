"""Who makes goods for brands without a plant: rooms, loads and margins of makers for hire."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents import kinds
from agents.contracting import contract_markup
from agents.world import World
from engine.choice import gumbel
from engine.draws import Decision
from engine.groups import sum_by
from engine.ration import rounds_by_group
from engine.table import Slots

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MAKER = Decision("hiring.maker")
COLUMNS = 127
"""Makers share a brand's noise by luck id modulo this prime."""
HIGHEST = 0.4
"""Highest margin on a fee (assumed)."""


def for_hire(world: World) -> Flags:
    """Contract makers that work in the city, (firms,)."""
    firms = world.firms
    found: Flags = firms.alive & firms.is_kind(kinds.CONTRACT) & (firms.local_share >= 0.5)
    return found


def hires(world: World) -> Flags:
    """Firms whose goods are made by a maker in the city this quarter, (firms,)."""
    firms = world.firms
    brand = firms.is_kind(kinds.BRAND, kinds.STARTUP)
    known = np.where(firms.maker >= 0, firms.maker, 0)
    found: Flags = firms.alive & brand & (firms.maker >= 0) & for_hire(world)[known]
    return found


def load(world: World, who: Flags) -> Floats:
    """Labour and energy that brands ``who`` ask of each maker, million yuan a quarter, (firms,)."""
    firms = world.firms
    return sum_by(firms.maker[who], firms.making[who], firms.n)


def margins(world: World, loaded: Floats) -> Floats:
    """Margin on the fee by maker: higher for the full, (firms,)."""
    c = world.parameters.contracting
    capacity = world.firms.hire_capacity
    target = world.parameters.capacity.utilisation
    use = np.where(capacity > 0.0, loaded / np.maximum(capacity, 1e-12), target)
    return contract_markup(
        np.full(len(loaded), c.fee_margin), use, target, c.margin_response, 0.0, HIGHEST
    )


class Seekers(NamedTuple):
    """Brands that look for a maker, and what they need, million yuan a quarter."""

    slots: Slots
    need: Floats


def choose(world: World, seekers: Seekers, staying: Flags) -> Slots:
    """A maker of the brand's segment for each, −1 where none has room: P ∝ capacity, in rounds.

    ``staying`` are the brands whose makers keep their orders.
    """
    firms = world.firms
    found = np.full(len(seekers.slots), -1)
    maker = np.flatnonzero(for_hire(world) & (firms.hire_capacity > 0.0))
    served = np.zeros(len(world.segments), dtype=bool)
    served[firms.segment[maker]] = True
    rows = np.flatnonzero(served[firms.segment[seekers.slots]])
    if not len(rows):
        return found
    slots, need = seekers.slots[rows], seekers.need[rows]
    capacity = firms.hire_capacity[maker]
    free = world.parameters.contracting.fullest * capacity - load(world, staying)[maker]
    lane, pull, column = firms.lane[slots], np.log(capacity), firms.lane[maker] % COLUMNS

    def utility(brand: Slots, maker: Slots) -> Floats:
        luck = world.draws.uniform_cells(MAKER, world.quarter, lane[brand], column[maker])
        found: Floats = pull[maker] + gumbel(luck)
        return found

    place = rounds_by_group(
        firms.segment[slots],
        firms.segment[maker],
        utility,
        need,
        np.maximum(free, 0.0),
        world.draws.uniform_cells(MAKER, world.quarter, lane, np.array([COLUMNS])),
        lane,
    )
    found[rows] = np.where(place >= 0, maker[place], -1)
    return found


def open_shops(world: World) -> None:
    """At the start makers for hire have the capacity that their segment's brands need.

    At the desired use of plants, split by turnover in the city; brands that fit nowhere work in
    shops of their own.
    """
    firms, lines, s = world.firms, world.lines, world.static
    part = (s.labour_share + s.energy_share)[lines.use] * firms.local_share[lines.firm]
    worth = lines.expected * lines.unit_cost / 1e6 * part
    firms.making = sum_by(lines.firm, worth, firms.n)
    brand = firms.is_kind(kinds.BRAND, kinds.STARTUP)
    segments = len(world.segments)
    asked = sum_by(firms.segment[brand], firms.making[brand], segments)
    turnover = sum_by(lines.firm, lines.expected * lines.price, firms.n) * firms.local_share
    turnover = np.where(for_hire(world), turnover, 0.0)
    whole = sum_by(firms.segment, turnover, segments)
    share = turnover / np.maximum(whole, 1e-12)[firms.segment]
    firms.hire_capacity = share * asked[firms.segment] / world.parameters.capacity.utilisation
    seeks = np.flatnonzero(brand & (firms.making > 0.0))
    nobody = np.zeros(firms.n, dtype=bool)
    firms.maker[seeks] = choose(world, Seekers(seeks, firms.making[seeks]), nobody)
