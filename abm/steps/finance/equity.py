"""Rounds of equity: startups, and firms of any size that grow but are short of cash."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from abm.frontier import lead_of
from abm.steps.finance.owners import fund
from agents import equity as rules
from agents import kinds
from agents.world import World
from engine.draws import Decision
from engine.ledger import Party
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

ROUND = Decision("finance.round")
ROUND_SIZE = Decision("finance.round_size")
GROWTH = Decision("finance.growth_equity")


def rounds_of_equity(world: World) -> None:
    """A startup with little of its burn left seeks a round, and gets it by chance.

    The round covers the runway at a new burn. A failure counts; a success clears the count.
    """
    firms, p = world.firms, world.parameters.finance
    startups = firms.of_kind(kinds.STARTUP)
    startups = startups[firms.parent_until[startups] < world.quarter]  # a parent pays for the rest
    seeks = startups[rules.seeks_round(firms.cash[startups], firms.burn[startups], p.round_sought)]
    if not len(seeks):
        return
    guided = world.terms.guidance[firms.segment[seeks]]
    mentored = np.where(firms.rounds[seeks] == 0, world.terms.incubation[firms.segment[seeks]], 0.0)
    chance = chance_of_money(world, seeks, p.round_chance, guided, mentored)
    won = world.draws.uniform(ROUND, world.quarter, firms.lane[seeks]) < chance
    firms.failed_rounds[seeks] = np.where(won, 0, firms.failed_rounds[seeks] + 1)
    lucky = seeks[won]
    if not len(lucky):
        return
    noise = world.draws.normal(ROUND_SIZE, world.quarter, firms.lane[lucky])
    burn = firms.burn[lucky] * np.exp(p.round_growth + p.round_log_sd * np.clip(noise, -3.0, 3.0))
    firms.burn[lucky] = burn
    amount = burn * p.runway_quarters
    raise_equity(world, lucky, amount, _borne(world, lucky, amount))


def _borne(world: World, slots: Slots, amount: Floats) -> dict[str, Floats]:
    """What each instrument of guidance brings of rounds of ``amount``, as a share, by its key.

    What its budget lacks, private funds bring.
    """
    found = {}
    for key, guided in world.contributions.get("guidance", {}).items():
        part = guided[world.firms.segment[slots]]
        asked = float((amount * part).sum())
        if asked > 0.0:
            found[key] = part * min(1.0, world.allowances[key] / asked)
    return found


def growth_equity(world: World) -> None:
    """A firm of any size that grows but is short of cash may sell shares: funded loss-makers.

    Short: less than a part of a quarter's cost; with an open facility of a parent, less than
    nothing after it. Growing: a year's revenue up by the asked rate on the year before. It raises
    some quarters' loss and that part of the cost, by chance, less what the parent gives.
    """
    firms, p = world.firms, world.parameters.finance
    facility = np.where(firms.parent_until >= world.quarter, firms.parent, 0.0)
    least = p.cash_short * world.accounts.cost
    short = np.where(facility > 0.0, firms.cash + facility < 0.0, firms.cash < least)
    slots = np.flatnonzero(~firms.is_kind(kinds.STARTUP) & short)
    now, before = (added(firms.revenue_past, 4, first)[slots] for first in (0, 4))
    slots = slots[(now >= (1.0 + p.growth_asked) * before) & (before > 0.0)]
    if not len(slots):
        return
    chance = chance_of_money(world, slots, p.growth_chance, np.zeros(len(slots)))
    won = world.draws.uniform(GROWTH, world.quarter, firms.lane[slots]) < chance
    slots = slots[won]
    given = facility[slots]
    loss = np.maximum(0.0, -firms.profit[slots] - given)
    hole = np.maximum(0.0, -firms.cash[slots] - given)
    raise_equity(world, slots, p.growth_quarters * loss + least[slots] + hole, {})


def chance_of_money(
    world: World, slots: Slots, base: float, guided: Floats, mentored: Floats | float = 0.0
) -> Floats:
    """Chance of firms ``slots`` to find equity this quarter; ``base`` that of a plain first."""
    firms, p = world.firms, world.parameters.finance
    now, before = (added(firms.revenue_past, 4, first)[slots] for first in (0, 4))
    return rules.money_found(
        base,
        float(world.investors.appetite[0]),
        response=p.venture_response,
        backed=(firms.rounds[slots] > 0) | firms.listed[slots],
        backer=p.backer,
        growth=rules.sales_growth(now, before),
        growth_weight=p.growth_weight,
        guided=guided,
        pull=p.guidance_pull,
        most_guided=p.guided_most,
        lead=lead_of(world, slots) - np.log(1.0 - world.parameters.entry.technology_discount),
        screening=p.screening,
        mentored=mentored,
    )


def raise_equity(world: World, slots: Slots, amount: Floats, guided: Mapping[str, Floats]) -> None:
    """Funds call capital and buy new shares; ``guided`` is the guidance fund's part of each round,
    by the instrument that pays for it.

    Households fund venture capital, the municipality the guidance fund. A listed firm sells to
    households through the market.
    """
    if not len(slots):
        return
    firms, sold = world.firms, world.parameters.finance.dilution
    by_fund = sum(guided.values(), np.zeros(len(slots)))
    private = np.where(firms.listed[slots], 0.0, 1.0 - by_fund)
    firms.venture_stake[slots] = rules.after_sale(firms.venture_stake[slots], sold, private)
    firms.guidance_stake[slots] = rules.after_sale(firms.guidance_stake[slots], sold, by_fund)
    firms.rounds[slots] += 1
    ledger, city = world.ledger, world.government(kinds.MUNICIPALITY)
    _buy(world, kinds.VENTURE, "households", slots, amount * private)
    for key, part in guided.items():
        _buy(world, kinds.GUIDANCE, city, slots, amount * part, key)
    public = np.where(firms.listed[slots], amount * (1.0 - by_fund), 0.0)
    ledger.pay("equity_rounds", "households", world.firm_rows(slots), public)


def _buy(
    world: World, kind: int, owner: Party, slots: Slots, paid: Floats, memo: str | None = None
) -> None:
    """A fund calls on its owner for what it pays to firms, million yuan, (slots,)."""
    total = float(paid.sum())
    if total <= 0.0:
        return
    ledger, buyer = world.ledger, fund(world, kind)
    ledger.pay("fund_calls", owner, buyer, total, memo=memo)
    ledger.pay("equity_rounds", buyer, "clearing", total)
    ledger.pay("equity_rounds", "clearing", world.firm_rows(slots), paid)
