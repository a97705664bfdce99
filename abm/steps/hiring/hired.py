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

MAKER = Decision("hiring.maker")
COLUMNS = 127
"""Makers share a brand's noise by luck id modulo this prime."""


def for_hire(world: World) -> Slots:
    """Contract makers that work in the city."""
    firms = world.firms
    contract = firms.of_kind(kinds.CONTRACT)
    found: Slots = contract[firms.local_share[contract] >= 0.5]
    return found


def hires(world: World) -> Slots:
    """Firms whose goods are made by a maker in the city this quarter."""
    firms = world.firms
    brand = firms.of_kind(kinds.BRAND, kinds.STARTUP)
    brand = brand[firms.maker[brand] >= 0]
    open_ = np.zeros(firms.n, dtype=bool)
    open_[for_hire(world)] = True
    found: Slots = brand[open_[firms.maker[brand]]]
    return found


def load(world: World, who: Slots) -> Floats:
    """Labour and energy that brands ``who`` ask of each maker, million yuan a quarter, (firms,)."""
    firms = world.firms
    return sum_by(firms.maker[who], firms.making[who], firms.n)


def margins(world: World, maker: Slots, loaded: Floats) -> Floats:
    """Margin on the fee of each maker that is so ``loaded``: higher for the full, (makers,)."""
    c = world.parameters.contracting
    capacity = world.firms.hire_capacity[maker]
    target = world.parameters.capacity.utilisation
    use = np.where(capacity > 0.0, loaded / np.maximum(capacity, 1e-12), target)
    norm, most = np.full(len(loaded), c.fee_margin), c.fee_margin_most
    return contract_markup(norm, use, target=target, response=c.margin_response, low=0.0, high=most)


class Seekers(NamedTuple):
    """Brands that look for a maker, and what they need, million yuan a quarter."""

    slots: Slots
    need: Floats


def choose(world: World, seekers: Seekers, staying: Slots) -> Slots:
    """A maker of the brand's segment for each, −1 where none has room: P ∝ capacity, in rounds.

    ``staying`` are the brands whose makers keep their orders.
    """
    firms = world.firms
    found = np.full(len(seekers.slots), -1)
    maker = for_hire(world)
    maker = maker[firms.hire_capacity[maker] > 0.0]
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
    firms, lines, markets = world.firms, world.lines, world.markets
    part = (markets.labour_share + markets.energy_share)[lines.use] * firms.local_share[lines.firm]
    worth = lines.expected * lines.unit_cost / 1e6 * part
    firms.making = sum_by(lines.firm, worth, firms.n)
    brand = firms.is_kind(kinds.BRAND, kinds.STARTUP)
    segments = len(world.segments)
    asked = sum_by(firms.segment[brand], firms.making[brand], segments)
    turnover = sum_by(lines.firm, lines.expected * lines.price, firms.n) * firms.local_share
    maker = for_hire(world)
    segment = firms.segment[maker]
    whole = sum_by(segment, turnover[maker], segments)
    share = turnover[maker] / np.maximum(whole, 1e-12)[segment]
    firms.hire_capacity[maker] = share * asked[segment] / world.parameters.capacity.utilisation
    seeks = np.flatnonzero(brand & (firms.making > 0.0))
    nobody = np.zeros(0, dtype=np.int64)
    firms.maker[seeks] = choose(world, Seekers(seeks, firms.making[seeks]), nobody)
