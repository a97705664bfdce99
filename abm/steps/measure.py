"""What the quarter added to the memory of outcomes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.component_contents import car_uses, told
from agents.world import World
from engine.groups import sum_by
from engine.memory import added, push
from engine.table import Table

Floats = NDArray[np.float64]


def quarter_output(world: World) -> list[tuple[Table, str, Floats]]:
    """The quarter's output in the city by market (money and units), segment, park and firm."""
    lines, firms = world.lines, world.firms
    output = world.accounts.output_line
    count = len(output)  # lines opened after the accounts made nothing yet
    owner, use = lines.firm[:count], lines.use[:count]
    local = lines.made[:count] * firms.local_share[owner]
    segment = world.markets.segment[use]
    cars = car_uses(world)
    site = np.where(firms.plant[owner] >= 0, firms.plant[owner], firms.hq[owner])
    return [
        (table, column, sum_by(code, amount, len(table)))
        for table, column, code, amount in (
            (world.markets, "output_year", use, output),
            (world.markets, "units_year", use, local),
            (world.markets, "level2_made_year", use, local * firms.level2[owner] * cars[use]),
            (world.segments, "output_year", segment, output),
            (world.parks, "output_year", site, output),
            (firms, "output_year", owner, output),
        )
    ]


def output_by_place(world: World) -> Floats:
    """The quarter's output by segment of the firm and park, (segments, parks)."""
    firms, lines, places = world.firms, world.lines, len(world.parks)
    output = world.accounts.output_line
    owner = lines.firm[: len(output)]
    site = np.where(firms.plant[owner] >= 0, firms.plant[owner], firms.hq[owner])
    size = len(world.segments)
    return sum_by(firms.segment[owner] * places + site, output, size * places).reshape(size, places)


def _level2(world: World) -> Floats:
    """Share of each model's units at driving level 2: the maker's of cars, (models on sale,)."""
    found, lines = world.accounts.offers, world.lines
    own: Floats = (world.products.level[found.product] >= 2).astype(np.float64)
    if not told(world):
        return own
    maker = world.firms.level2[lines.firm[found.line]]
    share: Floats = np.where(car_uses(world)[lines.use[found.line]], maker, own)
    return share


def measure(world: World) -> None:
    """Shift the four-quarter memories of output by market, segment, park and firm."""
    world.output_by_place = np.concatenate(
        [output_by_place(world)[None], world.output_by_place[:-1]]
    )
    lines = world.lines
    for table, column, now in quarter_output(world):
        push(getattr(table, column), now)
    markets = world.markets
    units = added(markets.size, 2)
    price = markets.price_index * markets.reference_price / 1e6
    for column, now in (("national_year", units), ("national_value_year", units * price)):
        push(getattr(markets, column), now)
    found = world.accounts.offers
    products = world.products
    push(products.city_sales, 0.0)
    in_city = lines.sold[found.line, 0] * found.within * found.price / 1e6
    products.city_sales[found.product, 0] = in_city
    units = products.units[found.product]
    of = lines.use[found.line]
    advanced = sum_by(of, units * _level2(world), len(world.markets))
    total = sum_by(of, units, len(world.markets))
    world.markets.level2_share = np.divide(
        advanced, total, out=np.zeros_like(total), where=total > 0.0
    )
