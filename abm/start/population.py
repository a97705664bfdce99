"""The firms of the first quarter: those the city names, and a synthetic remainder.

Firms are laid out in the order of the data, the named first; a firm's luck id is its place there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents import kinds
from agents.city import City
from agents.entry import heavy_tailed
from agents.parameters.start import Start
from agents.world import World
from engine.choice import race
from engine.draws import Decision, Draws
from engine.ration import rounds

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SIZE = Decision("start.size")
AGE = Decision("start.age")
QUALITY = Decision("start.quality")
PRODUCTIVITY = Decision("start.productivity")
BURN = Decision("start.burn")
CASH = Decision("start.cash")
PLACE = Decision("start.place")


@dataclass(frozen=True)
class Founders:
    """Firms before they are rows: arrays ``(firms,)``; ``line_*`` arrays ``(lines,)``.

    ``line_shares`` (lines, 3) splits a line's revenue by destination. Money in million yuan, line
    revenue per year.
    """

    lane: Codes
    name_row: Codes
    kind: Codes
    segment: Codes
    owner: Codes
    founded: Codes
    hq: Codes
    plant: Codes
    local_share: Floats
    licence: NDArray[np.bool_]
    domestic_cpu: NDArray[np.bool_]
    rd_share: Floats
    parent: Floats
    parent_until: Codes
    productivity: Floats
    quality: Floats
    burn: Floats
    startup_cash: Floats
    main_use: Codes
    line_firm: Codes
    line_use: Codes
    line_revenue: Floats
    line_price: Floats
    line_margin: Floats
    line_shares: Floats
    line_hosted: Floats
    line_host: Codes


def lanes_at_start(city: City) -> int:
    """Luck ids that the initial firms take; those that arrive later and giants are included."""
    return len(city.firms) + int(city.population.count.sum()) + len(city.giants)


def destination_shares(size: Floats, use: Codes, start: Start) -> Floats:
    """Where a firm without data of its own sells: by ``size`` of cells, (uses, 3), home weighted up
    and export down."""
    weight = size[use] * np.array([start.home_weight, 1.0, start.export_weight])
    total = weight.sum(axis=1, keepdims=True)
    found: Floats = weight / np.maximum(total, 1e-12)
    return found


def synthetic(world: World, wage_engineer: float) -> Founders:
    """The remainder that brings counts and totals to the city's figures.

    Revenue is lognormal within a row of ``population.csv``, scaled to its total.
    """
    city, markets, parameters, draws = world.city, world.markets, world.parameters, world.draws
    rows = city.population
    count = rows.count
    row = np.repeat(np.arange(len(rows)), count)
    lane = len(city.firms) + np.arange(len(row))
    use = rows.use[row]
    segment = markets.segment[use]
    kind = rows.kind.codes[row]
    size = np.exp(rows.revenue_log_sd[row] * np.clip(draws.normal(SIZE, 0, lane), -3.0, 3.0))
    total = np.bincount(row, size, len(rows))
    revenue = rows.revenue_million_per_year[row] * size / total[row]
    age = rows.mean_age_years[row] * draws.exponential(AGE, 0, lane)
    start = parameters.start
    quality = np.exp(start.quality_log_sd * np.clip(draws.normal(QUALITY, 0, lane), -3.0, 3.0))
    productivity = np.exp(
        start.productivity_log_sd * np.clip(draws.normal(PRODUCTIVITY, 0, lane), -3.0, 3.0)
    )
    finance = parameters.finance
    luck = np.clip(draws.normal(BURN, 0, lane), -3.0, 3.0)
    spread = heavy_tailed(luck, np.full(len(lane), parameters.entry.tail))
    burn = np.where(kind == kinds.STARTUP, finance.startup_burn * spread, 0.0)
    local = rows.local_share[row]
    rd_share = rows.rd_share_of_revenue[row]
    sells = revenue > 0.0
    market_margin = 1.0 - markets.reference_cost / markets.reference_price
    floor = _floor_need(world, segment, revenue, rd_share, local, wage_engineer, use, burn)
    hq = _places(city, start, draws, lane, segment, floor)
    return Founders(
        lane=lane,
        name_row=np.full(len(row), -1),
        kind=kind,
        segment=segment,
        owner=np.zeros(len(row), dtype=np.int64),
        founded=city.start - np.maximum(1, np.round(4.0 * age)).astype(np.int64),
        hq=hq,
        plant=np.where(local > 0.0, hq, -1),
        local_share=local,
        licence=(kind == kinds.OEM_) | (kind == kinds.CONTRACT),
        domestic_cpu=np.zeros(len(row), dtype=np.bool_),
        rd_share=rd_share,
        parent=np.zeros(len(row)),
        parent_until=np.full(len(row), -1),
        productivity=productivity,
        quality=quality,
        burn=burn,
        startup_cash=burn * finance.runway_quarters * draws.uniform(CASH, 0, lane),
        main_use=use,
        line_firm=np.flatnonzero(sells),
        line_use=use[sells],
        line_revenue=revenue[sells],
        line_price=markets.reference_price[use[sells]]
        * quality[sells] ** markets.scale[use[sells]],
        line_margin=np.where(
            (kind == kinds.CONTRACT) & markets.has_principal[use],
            np.minimum(market_margin[use], parameters.contracting.margin),
            market_margin[use],
        )[sells],
        line_shares=destination_shares(markets.size_start, use[sells], start),
        line_hosted=rows.hosted_share[row][sells],
        line_host=np.full(int(sells.sum()), -1),
    )


def named(world: World, rows: Codes) -> Founders:
    """Named firms, by row of ``firms.csv``: those of the start, or one that arrives."""
    city, parameters = world.city, world.parameters
    firms, lines = city.firms, city.lines
    place = np.full(len(firms), -1)
    place[rows] = np.arange(len(rows))
    mine = np.flatnonzero(place[lines.firm] >= 0)
    line_firm = place[lines.firm[mine]]
    use = lines.use[mine]
    revenue = lines.revenue_million_per_year[mine]
    weight = np.bincount(line_firm, revenue, len(rows))
    local = np.bincount(line_firm, revenue * lines.local_share[mine], len(rows))
    main = np.full(len(rows), -1)
    for line in np.argsort(revenue, kind="stable").tolist():  # the largest line comes last
        main[line_firm[line]] = use[line]
    segment = firms.segment[rows]
    first_use = (world.markets.segment == segment[:, None]).argmax(axis=1)
    main = np.where(main >= 0, main, first_use)
    rd = firms.rd_share_of_revenue[rows]
    price = lines.price_yuan[mine]
    no_share = np.zeros(len(rows))
    parent = firms.parent_million_per_year[rows] / 4.0
    # A named startup burns its parent's facility, or what its R&D takes.
    is_startup = firms.kind.codes[rows] == kinds.STARTUP
    spent = parameters.start.facility_spent * parent
    spends = np.where(parent > 0.0, spent, np.where(np.isnan(rd), 0.0, rd) * weight / 4.0)
    burn = np.where(is_startup, np.maximum(spends, parameters.finance.startup_burn), 0.0)
    return Founders(
        lane=rows.astype(np.int64),
        name_row=rows.astype(np.int64),
        kind=firms.kind.codes[rows],
        segment=segment,
        owner=firms.owner.codes[rows],
        founded=4 * firms.founded_year[rows],
        hq=firms.hq_park[rows],
        plant=firms.plant_park[rows],
        local_share=np.divide(local, weight, out=no_share, where=weight > 0.0),
        licence=firms.licence[rows],
        domestic_cpu=firms.domestic_cpu[rows],
        rd_share=np.where(np.isnan(rd), world.segments.rd_share[segment], rd),
        parent=parent,
        parent_until=np.where(
            firms.parent_until[rows] >= 0,
            firms.parent_until[rows],
            np.where(parent > 0.0, city.end, -1),
        ),
        productivity=np.ones(len(rows)),
        # The premium of a named maker's price is in its cost level and niche: quality in the
        # model is what research moves, and a lead that no research made would melt away.
        quality=np.ones(len(rows)),
        burn=burn,
        startup_cash=np.zeros(len(rows)),
        main_use=main,
        line_firm=line_firm,
        line_use=use,
        line_revenue=revenue,
        line_price=price,
        line_margin=lines.gross_margin[mine],
        line_shares=lines.destination_shares()[mine],
        line_hosted=lines.hosted_share[mine],
        line_host=lines.host[mine],
    )


def _floor_need(
    world: World,
    segment: Codes,
    revenue: Floats,
    rd_share: Floats,
    local: Floats,
    wage_engineer: float,
    use: Codes,
    burn: Floats,
) -> Floats:
    """First guess of a firm's floor space, m²: engineers, staff and operators in the city."""
    quarter, p = revenue / 4.0, world.parameters
    staff = world.segments.overhead_share[segment] * p.labour.staff_share
    white = (quarter * (rd_share + staff)) / wage_engineer
    white = white + p.finance.startup_research * burn / wage_engineer
    blue = (
        quarter * local * world.markets.labour_share[use] / (p.start.operator_wage * wage_engineer)
    )
    found: Floats = (white + blue) * world.segments.floor_per_job[segment]
    return found


def _places(
    city: City, p: Start, draws: Draws, lane: Codes, segment: Codes, floor: Floats
) -> Codes:
    """A park for each firm: focus, services and luck; floor space binds, the largest first.

    A district's remainder draws with its floor space. Firms that find no room anywhere go to the
    largest remainder.
    """
    parks = city.parks
    size = len(parks)
    match = parks.focus[None, :] == np.arange(len(city.segments))[:, None]
    utility = p.place_focus * match + p.place_services * parks.services
    utility = utility + p.place_floor * np.log(parks.floor_m2)
    luck = draws.uniform(PLACE, 0, lane[:, None] * size + np.arange(size))
    room = parks.floor_m2 * p.place_fullest
    place = rounds(race(utility[segment], luck), floor, room, -floor, lane)
    remainder = np.array([kind == "remainder" for kind in parks.kind])
    largest = int(np.argmax(np.where(remainder, parks.floor_m2, -1.0)))
    return np.where(place >= 0, place, largest)
