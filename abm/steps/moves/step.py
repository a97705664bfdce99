"""Firms move within the city: at the end of a lease, or when they lack room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.steps.entry.settling import choosiness, near_places
from abm.steps.moves.leases import begin, cramped, ending, free, renew
from abm.steps.parks.letting import floor_need
from agents import moves as rules
from agents.location import kilometres, within_reach
from agents.world import World
from engine.choice import race
from engine.draws import Decision
from engine.memory import push
from engine.ration import rounds
from engine.table import Slots

Floats = NDArray[np.float64]

PLACE = Decision("moves.place")
TURN = Decision("moves.turn")


def moves(world: World) -> None:
    """Who looks compares all places with its own by the rule of location, less what a move costs;
    who goes pays for it and signs a lease there, who stays renews its own."""
    firms, economy = world.firms, world.economy
    begin(world)
    due = ending(world)
    looks = np.union1d(free(world, due), free(world, cramped(world)))
    looks = looks[firms.cash[looks] >= outlay(world, looks)]
    place = choose(world, looks) if len(looks) else looks
    goes = place != firms.hq[looks]
    movers, to = looks[goes], place[goes]
    jobs = (firms.engineers + firms.staff + firms.operators)[movers]
    push(economy.moves_year, float(len(movers)))
    push(economy.moved_jobs_year, float(jobs.sum()))
    pay(world, movers)
    takes_plant = firms.plant[movers] == firms.hq[movers]
    firms.plant[movers] = np.where(takes_plant, to, firms.plant[movers])
    firms.hq[movers] = to
    firms.last_move[movers] = world.quarter
    renew(world, np.union1d(due, movers))


def space(world: World, slots: Slots) -> Floats:
    """Floor space that firms would rent at another place, m², with a plant that is beside."""
    firms = world.firms
    office, works = floor_need(world)
    beside = firms.plant[slots] == firms.hq[slots]
    found: Floats = office[slots] + np.where(beside, works[slots], 0.0)
    return found


def outlay(world: World, slots: Slots) -> Floats:
    """Fitting out and removal, million yuan."""
    return space(world, slots) * (world.parameters.moves.outlay / 1e6)


def pay(world: World, movers: Slots) -> None:
    """Out of cash, and out of the year's profit."""
    firms = world.firms
    if not len(movers):
        return
    cost = outlay(world, movers)
    world.ledger.pay("moving", world.firm_rows(movers), "rest", cost)
    firms.profit[movers] -= cost
    firms.year_profit[movers] -= cost
    firms.profit_past[movers, 0] -= cost


def choose(world: World, slots: Slots) -> Slots:
    """A place for each: its own at no cost, others while their room lasts, in an order of luck.

    The noise belongs to (firm, place's luck id).
    """
    firms, parks, q = world.firms, world.parks, world.quarter
    lane, home = firms.lane[slots], firms.hq[slots]
    luck = world.draws.uniform_matrix(PLACE, q, lane, int(parks.lane.max()) + 1)
    score = race(worth(world, slots), luck[:, parks.lane])
    score[:, ~parks.alive] = -np.inf
    row = np.arange(len(slots))
    # One's own place has room, which no other could take: it is a column of its own.
    score = np.concatenate([score, score[row, home][:, None]], axis=1)
    score[row, home] = -np.inf
    room = np.append(np.maximum(0.0, parks.floor - parks.used), np.inf)
    order = world.draws.uniform(TURN, q, lane)
    place = rounds(score, space(world, slots), room, order, lane)
    return np.where((place < 0) | (place == parks.n), home, place)


def worth(world: World, slots: Slots) -> Floats:
    """What each place is worth to each firm, (firms, parks): as to a newcomer, without its own part
    of the company it finds, less the cost of moving there."""
    firms, parks, p = world.firms, world.parks, world.parameters
    home, segment = firms.hq[slots], firms.segment[slots]
    beside = firms.plant[slots] == home
    row = np.arange(len(slots))
    near = near_places(world)
    jobs = firms.engineers[slots] + firms.staff[slots]
    jobs = jobs + np.where(beside, firms.operators[slots], 0.0)
    found = world.accounts.appeal[segment]
    found[row, home] += choosiness(world)[segment, home]  # who is in was let in
    mass = within_reach(world.jobs_by_place, near)[segment]
    knowledge = within_reach(parks.knowledge, near)[None, :]
    engineers = firms.engineers[slots]
    found = found + rules.without_own(mass, jobs[:, None] * near[home], p.location.chain)
    own = rules.without_own(knowledge, engineers[:, None] * near[home], p.location.knowledge)
    km = kilometres(parks.lon, parks.lat)[home]
    cost = rules.cost_of_moving(
        km, beside, base=p.moves.cost, by_km=p.moves.cost_km, of_plant=p.moves.cost_plant
    )
    cost[row, home] = 0.0
    return found + own - cost
