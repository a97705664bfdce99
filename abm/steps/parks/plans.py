"""What park operators decide once a year: expansion, on credit in part; and new micro-parks where
funded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.city import factor_prices
from agents import kinds
from agents import parks as rules
from agents.finance import repayment
from agents.world import World
from engine.choice import gumbel, gumbel_pick
from engine.draws import Decision
from engine.groups import sum_by, sum_rows_by
from engine.ledger import Rows
from engine.table import Slots

Floats = NDArray[np.float64]

LAND = Decision("parks.land")
FUNDED = Decision("parks.funded")
SITE = Decision("parks.site")
FLOOR = Decision("parks.floor")

MOST_A_YEAR = 12
"""Micro-parks that one year can open: places in the list that keeps their luck."""

LARGEST_MICRO_PARK = 0.5
"""A micro-park's area at most, km²: what makes it one."""


def yearly_plans(world: World) -> None:
    """In the first quarter of a year, but for the first of all: then the data hold."""
    if world.quarter % 4 != 0:
        return
    if world.quarter > world.city.start:
        expand(world)
        open_micro_parks(world)


def finish_buildings(world: World) -> None:
    """Floor space under construction is let from the quarter in which it is ready."""
    parks = world.parks
    ready = np.flatnonzero((parks.floor_building > 0.0) & (parks.floor_ready <= world.quarter))
    if len(ready):
        parks.floor[ready] += parks.floor_building[ready]
        parks.floor_building[ready] = 0.0


def serve_loans(world: World) -> None:
    """Interest, for which banks lend on where rents don't reach, and a share of the loans."""
    parks, ledger, p = world.parks, world.ledger, world.parameters.finance
    owing = np.flatnonzero(parks.debt > 0.0)
    if not len(owing):
        return
    operators = Rows(parks, owing)
    rate = world.economy.lending_rate[0] + p.loan_spread / 4.0
    interest = rate * parks.debt[owing]
    more = np.maximum(0.0, interest - np.maximum(parks.cash[owing], 0.0))
    ledger.pay("loans_drawn", "banks", operators, more)
    ledger.pay("interest", operators, "banks", interest)
    debt = parks.debt[owing] + more
    paid = repayment(parks.cash[owing], debt, np.zeros(len(owing)), p.repayment)
    ledger.pay("loans_repaid", operators, "banks", paid)
    parks.debt[owing] = debt - paid


def floor_cost(world: World) -> tuple[float, float]:
    """Construction and land for a square metre of floor space, million yuan."""
    p = world.parameters.parks
    cost = world.parameters.labour.employer_cost
    prices = factor_prices.at(world.city, world.quarter, cost, world.cut)
    land = prices.land / p.floor_area_ratio
    return p.construction_cost / 1e6, land


def building_time(world: World) -> int:
    """Quarters from the grant of land to the first tenant; approval is a part of it."""
    return max(1, round(world.parameters.parks.building_quarters * world.terms.approval_delay))


def expand(world: World) -> None:
    """A park that is nearly full builds, if it is granted land and has its part of the money.

    Banks lend the rest.

    Micro-parks are built up to their bounds, and the rest of a district is nobody's to build on.
    """
    p, parks = world.parameters.parks, world.parks
    construction, land = floor_cost(world)
    more = rules.expansion(
        parks.used / np.maximum(parks.floor, 1.0),
        parks.floor,
        cash=parks.cash,
        unit_cost=p.own_capital * (construction + land),
        level=p.expansion_occupancy,
        part=p.expansion_part,
    )
    asks = np.flatnonzero((more > 0.0) & (parks.kind == kinds.PARK) & (parks.floor_building <= 0.0))
    luck = world.draws.uniform(LAND, world.quarter, parks.lane[asks])
    granted = asks[luck < np.minimum(1.0, p.land_granted + world.terms.land_grant[asks])]
    if len(granted):
        loan = (1.0 - p.own_capital) * (construction + land) * more[granted]
        world.ledger.pay("loans_drawn", "banks", Rows(parks, granted), loan)
        parks.debt[granted] += loan
        build(world, granted, more[granted])


def build(world: World, slots: Slots, floor: Floats) -> None:
    """Order ``floor`` m² for parks: builders are paid now, land is bought of the district."""
    parks = world.parks
    parks.floor_building[slots] = floor
    parks.floor_ready[slots] = world.quarter + building_time(world)
    pay_builders(world, slots, floor)


def pay_builders(world: World, slots: Slots, floor: Floats, lent: bool = False) -> Floats:
    """Pay construction and the district's land for ``floor`` m², ``lent`` by banks as a whole.

    Returns the cost, million yuan, (slots,).
    """
    parks, ledger = world.parks, world.ledger
    construction, land = floor_cost(world)
    operators = Rows(parks, slots)
    cost = floor * (construction + land)
    if lent:
        ledger.pay("loans_drawn", "banks", operators, cost)
    ledger.pay("construction", operators, "rest", floor * construction)
    by_district = sum_by(parks.district[slots], floor * land, len(world.city.districts))
    ledger.pay("land", operators, "clearing", floor * land)
    ledger.pay("land", "clearing", world.government(kinds.DISTRICT), by_district)
    return cost


def open_micro_parks(world: World) -> None:
    """Open as many micro-parks as are funded this year, where a target segment lacks space.

    A candidate's luck goes with its place in the year's list: to fund one more moves no other.
    The municipality pays in what land and building cost, as far as the budgets of the instruments
    go that fund them.
    """
    funded, parks, p = world.terms.new_micro_parks, world.parks, world.parameters.parks
    if funded <= 0.0:
        return
    if funded > MOST_A_YEAR:
        raise ValueError(f"{funded:g} micro-parks a year: the list holds {MOST_A_YEAR}")
    luck = float(world.draws.uniform(FUNDED, world.quarter, np.zeros(1, dtype=np.int64))[0])
    count = min(int(funded + luck), MOST_A_YEAR)
    if count == 0:
        return
    data = len(world.city.parks)
    first = data + (world.quarter - world.city.start) // 4 * MOST_A_YEAR
    lane = first + np.arange(count)
    factor = np.exp(
        p.micro_floor_log_sd * np.clip(world.draws.normal(FLOOR, world.quarter, lane), -3.0, 3.0)
    )
    bill = np.cumsum(p.micro_floor * factor * sum(floor_cost(world)))
    payers = world.contributions.get("new_micro_parks", {})
    shares = {key: float(part) / funded for key, part in payers.items() if part > 0.0}
    borne = [bill * share <= world.allowances[key] for key, share in shares.items()]
    count = int(np.logical_and.reduce(borne).sum()) if borne else 0
    if count == 0:
        return
    lane, factor = lane[:count], factor[:count]
    district, segment = sites(world, lane)
    rent = mean_rent(world)[district]
    beside = cluster(world, district, segment)
    slots = parks.add(
        count,
        lane=lane,
        kind=kinds.MICRO_PARK,
        born=world.quarter,
        sector=world.ledger.sector_code["parks"],
        district=district,
        area=np.minimum(p.micro_area * factor, LARGEST_MICRO_PARK),
        lon=parks.lon[beside],
        lat=parks.lat[beside],
        rent=rent,
        rent_start=rent,
        services=p.micro_services,
        focus=segment,
    )
    world.jobs_by_place = np.pad(world.jobs_by_place, ((0, 0), (0, count)))
    world.output_by_place = np.pad(world.output_by_place, ((0, 0), (0, 0), (0, count)))
    floor = p.micro_floor * factor
    cost = floor * sum(floor_cost(world))
    city = Rows(world.governments, np.array([world.municipality]))
    ledger = world.ledger
    for key, share in shares.items():
        paid = share * cost.sum(keepdims=True)
        ledger.pay("park_capital", city, "clearing", paid, memo=key)
    ledger.pay("park_capital", "clearing", Rows(parks, slots), cost)
    build(world, slots, floor)


def park_names(world: World) -> list[str]:
    """The city's parks by their keys; one that opened during the run by year and place in the
    year's list, whatever else opened."""
    known = world.city.parks.keys
    lane, born = world.parks.lane[len(known) :], world.parks.born[len(known) :]
    place = (lane - len(known)) % MOST_A_YEAR + 1
    opened = zip((born // 4).tolist(), place.tolist(), strict=True)
    return [*known, *(f"micro_park_{year}_{k}" for year, k in opened)]


def sites(world: World, lane: Slots) -> tuple[Slots, Slots]:
    """District and target segment of each new micro-park."""
    p, parks, size = world.parameters.parks, world.parks, len(world.city.districts)
    jobs = sum_rows_by(parks.district, world.jobs_by_place.T, size)
    used, floor = (sum_by(parks.district, a, size) for a in (parks.used, parks.floor))
    utility = rules.site_utility(jobs, used, floor, p.site_mass, p.site_crowding)
    utility[:, ~world.segments.is_target] = -np.inf
    flat = np.repeat(utility.reshape(1, -1), len(lane), axis=0)
    luck = world.draws.uniform_matrix(SITE, world.quarter, lane, flat.shape[1])
    pair = gumbel_pick(flat, gumbel(luck))
    return pair // len(world.segments), pair % len(world.segments)


def cluster(world: World, district: Slots, segment: Slots) -> Slots:
    """The place of each district with most jobs of a segment: a new micro-park is built beside."""
    inside = world.parks.district == district[:, None]
    found: Slots = np.where(inside, world.jobs_by_place[segment], -1.0).argmax(axis=1)
    return found


def mean_rent(world: World) -> Floats:
    """Mean list rent of each district by floor space, (districts,)."""
    parks, size = world.parks, len(world.city.districts)
    weight = np.maximum(parks.floor, 1.0)
    total = sum_by(parks.district, weight, size)
    found: Floats = sum_by(parks.district, weight * parks.rent, size) / np.maximum(total, 1e-9)
    return found
