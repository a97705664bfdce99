"""The office that carries a plan out: sets terms before decisions, pays claims after accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.terms import Terms
from agents.world import World
from engine.document import InputError, did_you_mean
from engine.groups import sum_by
from engine.ledger import Rows
from policies.instrument import Claims, Instrument, Order
from policies.plan import Dated, Plan
from policies.registry import INSTRUMENTS

Floats = NDArray[np.float64]


class Office:
    """Enacts one plan in one world.

    Its own state: money spent this year by instrument, and by instrument and firm; and what price
    support would have cost at full level the quarter before, from which the next level follows.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.orders: dict[str, Order] = {}
        self.budgets: dict[str, float] = {}
        self.spent_year: dict[str, float] = {}
        self.paid_year: dict[str, Floats] = {}
        self.expected: dict[str, float] = {}

    def enact(self, world: World) -> None:
        """Government: neutral terms, then every instrument in force, in the order of keys."""
        world.terms = Terms.neutral(world)
        if world.quarter % 4 == 0:
            self.spent_year = {}
            self.paid_year = {}
        self.orders, self.budgets = {}, {}
        for key, setting in self.plan.at(world.quarter).items():
            instrument = INSTRUMENTS[key]
            if setting.level == instrument.neutral or setting.budget <= 0.0:
                continue
            order = Order(setting.level, setting.cap, _segments(world, instrument, setting))
            self.budgets[key] = setting.budget
            if instrument.supports_price:
                order = replace(order, level=order.level * self._room(world, key))
            self.orders[key] = order
            instrument.offer(world, order)

    def _room(self, world: World, key: str) -> float:
        """Part of the level that the budget bears: budget left / expected claims, at most 1.

        What an earlier quarter overspent is taken from this one. The first quarter has nothing to
        go by and offers the full level.
        """
        expected = self.expected.get(key, 0.0)
        if expected <= 0.0:
            return 1.0
        return float(np.clip(self._left(world, key) / expected, 0.0, 1.0))

    def _left(self, world: World, key: str) -> float:
        """Budget until the end of this quarter: quarters' fourths so far less what was spent."""
        until_now = self.budgets[key] * (world.quarter % 4 + 1) / 4.0
        return until_now - self.spent_year.get(key, 0.0)

    def settle(self, world: World) -> None:
        """Pay claims: first the cap a firm and year, then pro rata what the budget leaves.

        A quarter may spend its fourth of the year's budget and what earlier quarters left over.
        What firms are not paid, they bear. Price support was promised and is paid in full.
        """
        for key, order in self.orders.items():
            instrument = INSTRUMENTS[key]
            claims = instrument.claims(world, order)
            if claims is None or not len(claims.amounts):
                continue
            amounts = claims.amounts
            if instrument.supports_price:
                if order.level > 0.0:  # a quarter without support tells nothing of its cost
                    full = self.plan.at(world.quarter)[key].level
                    self.expected[key] = float(amounts.sum()) * full / order.level
            else:
                amounts = self._rationed(world, key, order, claims)
            total = float(amounts.sum())
            if total <= 0.0:
                continue
            self._pay(world, key, replace(claims, amounts=amounts))
            self.spent_year[key] = self.spent_year.get(key, 0.0) + total

    def _rationed(self, world: World, key: str, order: Order, claims: Claims) -> Floats:
        amounts = claims.amounts
        if claims.firms is not None and np.isfinite(order.cap):
            paid = np.zeros(world.firms.n)
            before = self.paid_year.get(key, np.zeros(0))
            paid[: len(before)] = before
            amounts = np.minimum(amounts, np.maximum(0.0, order.cap - paid[claims.firms]))
        total, left = float(amounts.sum()), max(0.0, self._left(world, key))
        if total > left:
            amounts = amounts * (left / total)
        if claims.firms is not None and np.isfinite(order.cap):
            paid[claims.firms] += amounts
            self.paid_year[key] = paid
        return amounts

    def _pay(self, world: World, key: str, claims: Claims) -> None:
        governments, ledger = world.governments, world.ledger
        by_payer = sum_by(claims.payers, claims.amounts, governments.n)
        flow = "vouchers" if claims.firms is None else "grants"
        ledger.pay(flow, Rows(governments), "clearing", by_payer, memo=key)
        if claims.firms is None:
            ledger.pay(flow, "clearing", claims.receiver, float(by_payer.sum()))
            world.leaked[key] = world.leaked.get(key, 0.0) + claims.leaked
            return
        ledger.pay(flow, "clearing", world.firm_rows(claims.firms), claims.amounts)
        INSTRUMENTS[key].paid(world, claims)
        table = world.firms
        table.profit[claims.firms] += claims.amounts
        table.year_profit[claims.firms] += claims.amounts
        table.profit_past[claims.firms, 0] += claims.amounts

    def snapshot(self) -> Any:
        """Copy of the office's own state."""
        return (
            dict(self.spent_year),
            {k: v.copy() for k, v in self.paid_year.items()},
            dict(self.expected),
        )

    def restore(self, snapshot: Any) -> None:
        """Return to a snapshot. The plan is not part of it: a branch goes on under its own."""
        spent_year, paid_year, expected = snapshot
        self.spent_year = dict(spent_year)
        self.paid_year = {k: v.copy() for k, v in paid_year.items()}
        self.expected = dict(expected)


def _segments(world: World, instrument: Instrument, setting: Dated) -> NDArray[np.bool_]:
    """Which segments a setting serves, shape ``(segments,)``. Raises InputError."""
    rows = world.city.segments
    if setting.segments is None:
        roles = rows.texts("role")
        return np.array([role in instrument.roles for role in roles])
    served = np.zeros(len(rows), dtype=bool)
    for key in setting.segments:
        if key not in rows.index:
            expected = f"a segment of the city{did_you_mean(key, rows.keys)}"
            raise InputError("", 0, 0, "segments", expected, repr(key))
        served[rows.index[key]] = True
    return served
