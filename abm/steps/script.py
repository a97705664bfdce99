"""Scripted sales of dated arrivals."""

from __future__ import annotations

import numpy as np

from abm.market import choice_weight, offers, solve_reach
from abm.start.first_quarter import given_shares, line_rows
from abm.steps.demand import cell_sizes
from agents.world import World
from engine.groups import sum_rows_by


def script(world: World) -> None:
    """Set reach and capacity so that a scripted line sells this quarter what the data say.

    Sizes of cells stand once events, terms and input prices do; what a quarter's launches and
    markups move after this, and what spills over from others, comes on top.
    """
    ramps, lines, firms = world.city.ramps, world.lines, world.firms
    rows = np.flatnonzero(ramps.quarter == world.quarter)
    if not len(rows):
        return
    named = firms.name_row[lines.firm]
    scripted = np.flatnonzero(named >= 0)
    keys = zip(named[scripted].tolist(), lines.use[scripted].tolist(), strict=True)
    by_row = dict(zip(keys, scripted.tolist(), strict=True))
    slots, units, data = [], [], []
    row_of = line_rows(world)
    for row in rows.tolist():
        key = (int(ramps.firm[row]), int(ramps.use[row]))
        if key in by_row:
            slots.append(by_row[key])
            units.append(float(ramps.units[row]))
            data.append(row_of[key])
    if not slots:
        return
    line = np.array(slots)
    wanted = np.array(units)[:, None] * given_shares(world)[np.array(data)]
    size = cell_sizes(world).size
    weight = choice_weight(world, offers(world).value)
    weight[line] = 0.0
    others = sum_rows_by(lines.use, weight, len(size))
    solve_reach(world, line, wanted, size, others)
    lines.capacity[line] = np.maximum(
        lines.capacity[line], np.array(units) / world.parameters.capacity.utilisation
    )
    lines.expected[line] = np.array(units)
