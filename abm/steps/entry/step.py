"""Startups and spin-offs from the fixed lists of candidates, arrivals, where they settle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.lines import tail_of
from abm.market import justify, price_level, pull_of_markets
from abm.start.founding import add_firms
from abm.start.population import named
from abm.steps.entry.parents import parents_of
from abm.steps.entry.settling import appeal, near_home, settle
from abm.steps.parks.closing import rehouse
from agents import kinds
from agents.attraction import leader_pull
from agents.entry import (
    appeal_of_city,
    entry_rate,
    heavy_tailed,
    pull_of_places,
    spinoff_rate,
)
from agents.equity import venture_factor
from agents.world import World
from engine.choice import gumbel
from engine.draws import Decision
from engine.groups import count_by, sum_by
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

ENTERS = Decision("entry.enters")
TALENT = Decision("entry.talent")
SKILL = Decision("entry.skill")
BURN = Decision("entry.burn")
RUNWAY = Decision("entry.runway")
USE = Decision("entry.use")

STARTUPS, SPINOFFS = 0, 1
"""Channels of entry, as the lists of candidates number them."""


class Newcomers(NamedTuple):
    """Who enters: ``known`` is the technology they start from before their own luck, ``offers``
    (newcomers, parks) what each park is worth to each, ``spun_off`` whether they leave a firm."""

    lane: Slots
    segment: Slots
    use: Slots
    known: Floats
    offers: Floats
    spun_off: NDArray[np.bool_]


def entries(world: World) -> None:
    """Candidates whose draw falls below the rate enter; scripted arrivals come as dated."""
    offers = world.accounts.appeal = appeal(world)
    if world.quarter == world.city.start:
        world.segments.worth_start = worth_of_places(world, offers)
    both = zip(startups(world, offers), spinoffs(world, offers), strict=True)
    coming = Newcomers(*(np.concatenate(pair) for pair in both))
    world.accounts.births = len(coming.lane)
    if len(coming.lane):
        found(world, coming)
    arrivals(world)


def startups(world: World, offers: Floats) -> Newcomers:
    """New firms with a technology near what is known."""
    segments, p, firms = world.segments, world.parameters, world.firms
    lanes, segment, _ = world.candidates.of(world.quarter - world.city.start, STARTUPS)
    living = count_by(firms.segment[firms.live], len(world.segments)).astype(np.float64)
    appetite = float(world.investors.appetite[0])
    money = venture_factor(appetite, p.entry.venture_response, p.entry.venture_most)
    rate = entry_rate(
        segments.entry_base * p.entry.base * (1.0 - p.entry.klepper) * money,
        market_growth(world),
        firms=living,
        firms_start=segments.firms_start,
        response=p.entry.growth_response,
        crowd=p.entry.crowding,
        bound=p.entry.growth_bound,
    ) * pull_of_leaders(world)
    rate = rate * pull_of_places(
        worth_of_places(world, offers),
        segments.worth_start,
        p.entry.location_response,
        p.entry.location_bound,
    )
    luck = world.draws.uniform(ENTERS, world.quarter, lanes)
    chosen = world.candidates.active(STARTUPS, rate, segment, luck)
    lane, segment = lanes[chosen], segment[chosen]
    use = choose_uses(world, lane, segment)
    known = world.markets.frontier[use] * (1.0 - p.entry.technology_discount)
    return Newcomers(lane, segment, use, known, offers[segment], np.zeros(len(lane), dtype=bool))


def worth_of_places(world: World, offers: Floats) -> Floats:
    """What all places that are open are worth to a newcomer of each segment, (segments,)."""
    return appeal_of_city(np.where(world.parks.alive, offers, -np.inf))


def pull_of_leaders(world: World) -> Floats:
    """Factor on entry near large firms that arrived, their suppliers' segments included."""
    firms, p = world.firms, world.parameters.attraction
    output = added(world.segments.output_year)
    own = added(firms.output_year)
    leads = firms.alive & firms.arrived & (own >= p.leader_share * output[firms.segment])
    leaders = sum_by(firms.segment[leads], own[leads], len(output))
    return leader_pull(leaders, output, world.static.component_need, p.leader_effect)


def spinoffs(world: World, offers: Floats) -> Newcomers:
    """Staff leave a firm that knows much, for its own market and the same park if there is room."""
    segments, p, firms = world.segments, world.parameters, world.firms
    lanes, segment, _ = world.candidates.of(world.quarter - world.city.start, SPINOFFS)
    live = firms.live
    engineers = sum_by(firms.segment[live], firms.engineers[live], len(world.segments))
    rate = spinoff_rate(
        segments.entry_base * p.entry.base * p.entry.klepper,
        engineers,
        world.segments.engineers_start,
        p.entry.knowledge_most,
    )
    luck = world.draws.uniform(ENTERS, world.quarter, lanes)
    chosen = world.candidates.active(SPINOFFS, rate, segment, luck)
    lane, segment = lanes[chosen], segment[chosen]
    parent = parents_of(world, lane, segment)
    lane, segment, parent = lane[parent >= 0], segment[parent >= 0], parent[parent >= 0]
    use = firms.use[parent]
    known = world.markets.frontier[use] * (1.0 - p.entry.technology_discount)
    lead = (firms.technology[parent] / known) ** p.entry.inheritance
    places = near_home(world, offers[segment], firms.hq[parent])
    return Newcomers(lane, segment, use, known * lead, places, np.ones(len(lane), dtype=bool))


def seed_burn(world: World, lane: Slots, spun_off: NDArray[np.bool_]) -> Floats:
    """A newcomer's spending a quarter, heavy-tailed by origin; it rises with prices."""
    luck = np.clip(world.draws.normal(BURN, world.quarter, lane), -3.0, 3.0)
    size = heavy_tailed(luck, tail_of(world.parameters.entry, spun_off))
    return world.parameters.finance.startup_burn * price_level(world) * size


def first_runway(world: World, lane: Slots) -> Floats:
    """Quarters that a newcomer's first money lasts: lognormal around the runway, bounded."""
    p = world.parameters.finance
    z = np.clip(world.draws.normal(RUNWAY, world.quarter, lane), -3.0, 3.0)
    sd = p.runway_log_sd
    found: Floats = p.runway_quarters * np.minimum(np.exp(sd * z - 0.5 * sd * sd), p.runway_most)
    return found


def found(world: World, coming: Newcomers) -> Slots:
    """Add newcomers as startups in a park with their own luck and seed money. Returns slots."""
    markets, p, q = world.markets, world.parameters, world.quarter
    lane, segment, use, known, offers, spun_off = coming
    talent = np.clip(world.draws.normal(TALENT, q, lane), -3.0, 3.0)
    skill = np.clip(world.draws.normal(SKILL, q, lane), -3.0, 3.0)
    burn = seed_burn(world, lane, spun_off)
    park = settle(world, lane, offers, burn, segment, True)
    # Nobody starts further ahead of best practice than research could bring a firm.
    most = world.markets.frontier[use] * np.exp(p.research.headroom)
    technology = np.minimum(known * np.exp(p.entry.technology_log_sd * talent), most)
    # Whoever has no licence has its cars built elsewhere.
    builds = ~markets.needs_licence[use]
    slots = world.firms.add(
        len(lane),
        lane=lane,
        kind=kinds.STARTUP,
        born=q,
        sector=world.ledger.sector_code["firms"],
        segment=segment,
        use=use,
        founded=q,
        hq=park,
        plant=np.where(builds, park, -1),
        local_share=np.where(builds, markets.local_share[use], 0.0),
        local_start=np.where(builds, markets.local_share[use], 0.0),
        technology=technology,
        productivity=np.exp(p.start.productivity_log_sd * skill),
        rd_share=world.segments.rd_share[segment],
        spun_off=spun_off,
        burn=burn,
        rd_own=p.finance.startup_research * burn,
    )
    money = burn * first_runway(world, lane)
    world.ledger.pay("equity_rounds", "households", world.firm_rows(slots), money)
    return slots


def market_growth(world: World) -> Floats:
    """Growth a year that entrants expect of each segment's market, by value, shape ``(S,)``.

    Of a market that follows a national path what passed and what is published; else the growth
    path's rate, or for adoption the room left: new sales over stock. Bounded.
    """
    markets, p = world.markets, world.parameters.entry
    value = markets.size * markets.reference_price[:, None]
    room = np.log(np.maximum(markets.ceiling, 1.0) / np.maximum(markets.adopted, 1.0))
    filling = np.clip(room / p.saturation_years, -p.growth_bound, p.growth_bound)
    pace = np.where(markets.grows[:, None], markets.growth, filling)
    national, follows = world.national, world.national.follows
    now = national.place(world.quarter - world.city.start)
    expected = national.growth[now, follows]
    pace[follows, :2] = np.clip(expected, -p.growth_bound, p.growth_bound)[:, None]
    total = sum_by(markets.segment, value.sum(axis=1), len(world.segments))
    weighted = sum_by(markets.segment, (value * pace).sum(axis=1), len(world.segments))
    return np.divide(weighted, total, out=np.zeros_like(total), where=total > 0.0)


def choose_uses(world: World, lane: Slots, segment: Slots) -> Slots:
    """Market of each entrant: among its segment's that are open, by value^w, with its own luck."""
    markets, pull = world.markets, pull_of_markets(world)
    row, use = np.nonzero(markets.segment == segment[:, None])
    score = np.full((len(lane), len(pull)), -np.inf)
    luck = world.draws.uniform_cells(USE, world.quarter, lane[row], use)
    score[row, use] = pull[use] + gumbel(luck)
    found: Slots = score.argmax(axis=1)
    return found


def arrivals(world: World) -> None:
    """Bring named firms at their date; ``abm.steps.script`` holds their sales to the data."""
    city = world.city
    coming = np.flatnonzero(city.firms.arrives == world.quarter + 1)
    if len(coming):
        slots = add_firms(world, named(world, coming))
        rehouse(world)  # the park of the data may have closed
        world.firms.arrived[slots] = True
        justify(world, np.flatnonzero(np.isin(world.lines.firm, slots)))
        beside = world.parameters.entry.arrival_money
        capital = np.maximum(world.firms.parent[slots], 0.0) + beside
        world.ledger.pay("equity_rounds", "rest", world.firm_rows(slots), 4.0 * capital)
