"""The office that carries a plan out: sets terms before decisions, pays claims after accounts."""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.terms import Terms
from agents.world import World
from engine.groups import sum_by
from engine.ledger import Rows
from policies.plan import Dated, Plan
from policies.registry import INSTRUMENTS


class Office:
    """Enacts one plan in one world. Its own state is the money spent this year and in all."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.in_force: dict[str, Dated] = {}
        self.spent_year: dict[str, float] = {}
        self.paid_year: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
        self.spent_quarter: dict[str, float] = {}

    def enact(self, world: World) -> None:
        """2 · Government: neutral terms, then every instrument in force, in the order of keys."""
        world.terms = Terms.neutral(world.firms.n, world.parks.n)
        if world.quarter % 4 == 0:
            self.spent_year = {}
            self.paid_year = {}
        self.in_force = self.plan.at(world.quarter)
        for key, setting in self.in_force.items():
            instrument = INSTRUMENTS[key]
            if setting.level != instrument.neutral and setting.budget > 0.0:
                instrument.offer(world, setting.level, setting.cap)

    def settle(self, world: World) -> None:
        """Pay claims: first the cap a firm and year, then pro rata what the budget leaves.

        A quarter may spend its fourth of the year's budget and what earlier quarters left over.
        What is not paid, the claimant bears.
        """
        self.spent_quarter = {}
        for key, setting in self.in_force.items():
            instrument = INSTRUMENTS[key]
            if setting.level == instrument.neutral or setting.budget <= 0.0:
                continue
            claims = instrument.claims(world, setting.level)
            if claims is None or not len(claims.firms):
                continue
            before = self.paid_year.get(key, np.zeros(0))
            paid_year = np.zeros(world.firms.n)
            paid_year[: len(before)] = before
            amounts = np.minimum(
                claims.amounts, np.maximum(0.0, setting.cap - paid_year[claims.firms])
            )
            room = setting.budget * (world.quarter % 4 + 1) / 4.0 - self.spent_year.get(key, 0.0)
            total = float(amounts.sum())
            if total > room:
                amounts = amounts * (max(room, 0.0) / total)
                total = float(amounts.sum())
            if total <= 0.0:
                continue
            self._pay(world, key, claims.firms, amounts, claims.payers)
            paid_year[claims.firms] += amounts
            self.paid_year[key] = paid_year
            self.spent_year[key] = self.spent_year.get(key, 0.0) + total
            self.spent_quarter[key] = total

    def _pay(self, world: World, key: str, firms: Any, amounts: Any, payers: Any) -> None:
        governments = world.governments
        by_payer = sum_by(payers, amounts, governments.n)
        world.ledger.pay("grants", Rows(governments), "clearing", by_payer, memo=key)
        world.ledger.pay("grants", "clearing", world.firm_rows(firms), amounts)
        table = world.firms
        table.profit[firms] += amounts
        table.year_profit[firms] += amounts
        table.profit_past[firms, 0] += amounts

    def snapshot(self) -> Any:
        """Copy of the office's own state."""
        return (
            dict(self.in_force),
            dict(self.spent_year),
            {k: v.copy() for k, v in self.paid_year.items()},
            dict(self.spent_quarter),
        )

    def restore(self, snapshot: Any) -> None:
        """Return to a snapshot. The plan is not part of it: a branch goes on under its own."""
        in_force, spent_year, paid_year, spent_quarter = snapshot
        self.in_force = dict(in_force)
        self.spent_year = dict(spent_year)
        self.paid_year = {k: v.copy() for k, v in paid_year.items()}
        self.spent_quarter = dict(spent_quarter)
