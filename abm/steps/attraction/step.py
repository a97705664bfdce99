"""Attraction (招商引资): districts bid, mobile projects choose among the city and its rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.attraction.claw_back import review
from abm.steps.attraction.projects import (
    CENTRE,
    HEADQUARTERS,
    Projects,
    arrive,
    giants,
    on_the_market,
)
from abm.steps.entry.settling import settle
from agents import attraction as rules
from agents.world import World
from engine.choice import gumbel, gumbel_pick
from engine.draws import Decision
from engine.groups import sum_by, sum_rows_by
from engine.memory import added, push

Floats = NDArray[np.float64]

PLACE = Decision("attraction.place")


def attraction(world: World) -> None:
    """Projects of the quarter pick the city or a region; in the city a park, if it has room."""
    review(world)
    bid = district_bids(world)
    package = remember_offers(world, bid)
    projects = on_the_market(world).and_those(giants(world))
    world.accounts.projects = 0
    if not len(projects.lane):
        return
    coming = projects.take(choose_city(world, projects, package))
    if not len(coming.lane):
        return
    land = leader_land(world, coming, world.terms.leader_land)
    mine = bid[:, coming.segment].T[:, world.parks.district]
    best = package[coming.segment][:, None]
    offers = world.accounts.appeal[coming.segment]
    offers = offers + world.parameters.location.incentive * (mine - best + land)
    payroll = coming.jobs * world.economy.wage_engineer[0]
    park = settle(world, coming.lane, offers, payroll, coming.segment, False)
    housed = park >= 0  # who finds no floor space goes elsewhere
    world.accounts.projects = int(housed.sum())
    if housed.any():
        coming, park = coming.take(housed), park[housed]
        rate = bid[world.parks.district[park], coming.segment]
        promises = promised(world, coming, rate)
        for key, part in world.contributions.get("leader_land", {}).items():
            given = leader_land(world, coming, part)[np.arange(len(park)), park]
            promises[key] = promises.get(key, 0.0) + given * coming.capital
        arrive(world, coming, park, promises)


def leader_land(world: World, x: Projects, land: Floats) -> Floats:
    """Worth of land by capital outlay that parks give leading projects, (projects, parks): those
    whose plant would be a chain master."""
    made = 4.0 * x.revenue * x.local
    leads = made >= world.parameters.location.master_output
    return world.by_tenancy(land)[x.segment] * leads[:, None]


def district_bids(world: World) -> Floats:
    """Packages that the districts offer by capital outlay, (districts, segments)."""
    parks, firms, p = world.parks, world.firms, world.parameters.attraction
    size = len(world.city.districts)
    jobs = sum_rows_by(parks.district, world.jobs_by_place.T, size)
    used, floor = (sum_by(parks.district, a, size) for a in (parks.used, parks.floor))
    generous = rules.generosity(
        jobs,
        used,
        floor=floor,
        specialisation=p.bid_specialisation,
        spare=p.bid_spare,
        overlooked=p.bid_overlooked,
    )
    live = firms.live
    home = parks.district[firms.hq[live]]
    owed = sum_by(home, firms.package_owed[live], size)
    revenue = sum_by(home, added(firms.revenue_past, 4)[live], size)
    means = p.district_budget * revenue
    return rules.bids(world.terms.package, generous, owed, means, p.bidding)


def remember_offers(world: World, bid: Floats) -> Floats:
    """What the bids are worth to a project, (segments,); what rivals see goes into the memory."""
    segments, parks, p = world.segments, world.parks, world.parameters.attraction
    floor = sum_by(parks.district, parks.floor, len(world.city.districts))
    weight = floor / max(float(floor.sum()), 1.0)
    package = rules.city_offer(bid, weight, p.package_weight)
    seen = package + p.headquarters_share * world.terms.headquarters_award
    push(segments.package_past, seen)
    if world.quarter == world.city.start:
        segments.package_start = seen
        segments.package_past = seen[:, None]
        segments.jobs_start = segments.jobs
    return package


def award(world: World, x: Projects) -> Floats:
    """What headquarters are offered beside the package, by capital outlay."""
    extra = world.terms.headquarters_award[x.segment]
    return np.where(x.kind == HEADQUARTERS, extra, 0.0)


def promised(world: World, x: Projects, rate: Floats) -> dict[str, Floats]:
    """What each instrument promises to projects that districts bid ``rate`` for, million yuan.

    A bid is a part of the ceiling, and of that part each instrument bears as much as of the
    ceiling; so with the award. By its key, (projects,).
    """
    packages = world.contributions.get("package", {})
    awards = world.contributions.get("headquarters_award", {})
    ceiling, leads = world.terms.package[x.segment], x.kind == HEADQUARTERS
    found = {}
    for key in sorted(packages.keys() | awards.keys()):
        by_capital = np.zeros(len(x.lane))
        if key in packages:
            mine = packages[key][x.segment]
            by_capital += rate * np.divide(mine, ceiling, out=by_capital.copy(), where=ceiling > 0)
        if key in awards:
            by_capital += np.where(leads, awards[key][x.segment], 0.0)
        found[key] = by_capital * x.capital
    return found


def choose_city(world: World, x: Projects, package: Floats) -> NDArray[np.bool_]:
    """Which projects come, by Gumbel noise that belongs to (project, alternative)."""
    markets, p, segments, regions = (
        world.markets,
        world.parameters.attraction,
        world.segments,
        world.city.regions,
    )
    start = segments.package_start
    rivals = rules.rival_package(start, segments.package_past[:, 2], start, p.rival_answer)
    centre = x.kind == CENTRE
    labour = np.where(centre, segments.rd_share[x.segment], markets.labour_share[x.use] * x.local)
    rent = labour * rent_by_wage(world)[x.segment]
    capital = segments.capital[x.segment]
    wage, rental = city_costs(world, centre)
    least = world.parameters.capacity.least_capital
    own = rules.place_value(
        labour,
        rent,
        wage=wage,
        rental=rental,
        capital=capital,
        horizon=p.horizon,
        least_capital=least,
        most=p.gain_most,
    )
    value = rules.place_value(
        labour[:, None],
        rent[:, None],
        wage=regions.wage_index,
        rental=regions.rent_index,
        capital=capital[:, None],
        horizon=p.horizon,
        least_capital=least,
        most=p.gain_most,
    )
    land = leader_land(world, x, world.terms.leader_land).max(axis=1)
    utility = rules.place_utility(
        x.chance,
        own + package[x.segment] + award(world, x) + land,
        regions=rivals[x.segment][:, None] * regions.incentive_index,
        region_value=value,
        mass=segments.jobs[x.segment],
        mass_start=segments.jobs_start[x.segment],
        delay=p.delay_cost * (world.terms.approval_delay - 1.0),
        weight=p.package_weight,
        mass_weight=p.mass_weight,
    )
    noise = gumbel(world.draws.uniform_matrix(PLACE, world.quarter, x.lane, utility.shape[1]))
    found: NDArray[np.bool_] = gumbel_pick(utility, noise) == 0
    return found


def rent_by_wage(world: World) -> Floats:
    """Rent of a job's floor space by an operator's wage at the start, (segments,)."""
    parks = world.parks
    rent = float(np.average(parks.rent_start, weights=np.maximum(parks.floor, 1.0)))
    found: Floats = world.segments.floor_per_job * (rent / world.economy.wage_operator_start[0])
    return found


def city_costs(world: World, centre: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Wages by those outside and rents by their drift: 1 where the city is as dear as it
    was for its rivals, more where its own industry drove them up."""
    now, parks = world.economy, world.parks
    operators = now.wage_operator[0] / now.outside_wage[0, 0]
    engineers = now.wage_engineer[0] / now.outside_wage[0, 1]
    weight = np.maximum(parks.floor, 1.0)
    years = (world.quarter - world.city.start) / 4.0
    drift = np.exp(world.parameters.parks.rent_drift * years)
    rental = float((weight * parks.rent).sum() / ((weight * parks.rent_start).sum() * drift))
    return np.where(centre, engineers, operators), rental
