"""The office that carries a plan out: sets terms before decisions, pays claims after accounts."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.city import City
from agents.terms import DEMAND, TERMS, Offer, Terms, combine, own_cost
from agents.world import World
from engine.groups import sum_by
from engine.growing import grown
from engine.ledger import Rows
from engine.table import Move
from policies.affordable import affordable
from policies.instrument import Claims, Instrument, Order
from policies.plan import Dated, Plan
from policies.registry import INSTRUMENTS
from policies.scope import Scope, bind, key_of

Floats = NDArray[np.float64]

DEMAND_TERMS = frozenset(DEMAND)


class Office:
    """Enacts one plan in one world.

    Its own state, by instrument: the quarter's orders, which hold what each contributed to the
    terms; money spent this year, also by firm; what was spent beyond the budget of the year before;
    and, by firm, claims that wait for approval.
    """

    def __init__(self, plan: Plan, reference: Plan | None = None) -> None:
        self.plan = plan
        self.reference = reference
        """The plan that national paths contain already; None where there are none."""
        self.scopes: dict[tuple[object, ...], Scope] = {}
        self.orders: dict[str, Order] = {}
        self.budgets: dict[str, float] = {}
        self.spent_year: dict[str, float] = {}
        self.paid_year: dict[str, Floats] = {}
        self.overspent: dict[str, float] = {}
        self.waiting: dict[str, Floats] = {}

    def bind(self, city: City) -> None:
        """Look up what the plan names in the city. Raises InputError for what it has not."""
        self.scopes = bind(self.plan, city)
        if self.reference is not None:
            self.scopes = {**bind(self.reference, city), **self.scopes}

    def enact(self, world: World) -> None:
        """Government: neutral terms, then every instrument in force, in the order of keys."""
        if not self.scopes and (self.plan.settings or self.reference is not None):
            self.bind(world.city)
        world.terms = Terms.neutral(world.lengths)
        if world.quarter % 4 == 0:
            self._new_year()
        self.orders, self.budgets = {}, {}
        offers: dict[str, Offer] = {}
        in_force = self.plan.at(world.quarter)
        for key, setting in in_force.items():
            instrument = INSTRUMENTS[key]
            if setting.level == instrument.neutral or setting.budget <= 0.0:
                continue
            self.budgets[key] = setting.budget
            order = self._order(world, key, setting, self._left(world, key))
            self.orders[key], offers[key] = self._offered(world, instrument, order)
        values, world.contributions = combine(world.lengths, offers)
        world.terms.bend(values)
        for key, offer in offers.items():
            own = {term: world.contributions[term][key] for term in offer}
            self.orders[key] = replace(self.orders[key], own=own)
        if self.reference is not None:
            world.reference = self._referred(world, in_force, offers)
        world.allowances = {
            key: max(0.0, order.budget)
            for key, order in self.orders.items()
            if INSTRUMENTS[key].booked_by_steps
        }
        self.waiting = {key: w for key, w in self.waiting.items() if key in self.orders}

    def _referred(
        self, world: World, in_force: Mapping[str, Dated], offers: Mapping[str, Offer]
    ) -> dict[str, Floats]:
        """Terms of demand as the reference plan would have them: of what is in force the offers
        made, of the rest those that a quarter's budget bears by the tables as they stand."""
        assert self.reference is not None
        there = {k: s for k, s in self.reference.at(world.quarter).items() if _bends_demand(k)}
        if there == {k: s for k, s in in_force.items() if _bends_demand(k)}:
            return world.terms.of_demand()
        shadow: dict[str, Offer] = {}
        for key, setting in there.items():
            instrument = INSTRUMENTS[key]
            if in_force.get(key) == setting:
                if key in offers:
                    shadow[key] = offers[key]
            elif setting.level != instrument.neutral and setting.budget > 0.0:
                left = setting.budget if instrument.at_once else setting.budget / 4.0
                order = self._order(world, key, setting, left)
                shadow[key] = self._offered(world, instrument, order)[1]
        terms = Terms.neutral(world.lengths)
        terms.bend(combine(world.lengths, shadow)[0])
        return terms.of_demand()

    def _offered(self, world: World, instrument: Instrument, order: Order) -> tuple[Order, Offer]:
        """What an instrument offers, with its level cut to what its budget bears."""
        if instrument.promised and order.budget < float("inf"):
            return self._affordable(world, instrument, order)
        return order, self._offer(world, instrument, order)

    def _offer(self, world: World, instrument: Instrument, order: Order) -> Offer:
        offer = instrument.offer(world, order)
        if silent := [term for term in offer if term not in instrument.bends]:
            raise ValueError(f"{instrument.key}: offers {silent[0]!r}, which its bends do not name")
        return offer

    def _new_year(self) -> None:
        """Books of a new year; what the last one overspent is taken from its budget."""
        before, self.overspent = self.overspent, {}
        for key, budget in self.budgets.items():
            beyond = before.get(key, 0.0) + self.spent_year.get(key, 0.0) - budget
            if beyond > 1e-9 * budget:  # more than rounding
                self.overspent[key] = beyond
        self.spent_year = {}
        self.paid_year = {}

    def _order(self, world: World, key: str, setting: Dated, left: float) -> Order:
        scope = self.scopes[key_of(key, setting)]
        parks = scope.parks
        if parks is not None and len(parks) < world.parks.n:  # some opened during the run
            parks = grown(parks, world.parks.n)
        return Order(
            setting.level,
            setting.cap,
            scope.segments,
            scope.uses & world.open_uses,
            parks,
            scope.kinds,
            left,
            yearly=setting.budget,
        )

    def _affordable(
        self, world: World, instrument: Instrument, order: Order
    ) -> tuple[Order, Offer]:
        """The order with its level cut to the one that the budget bears, and the offer at it.

        What a level costs is what the instrument would claim by the tables as they stand, were it
        alone: for price support by the sales of the quarter before.
        """
        offers: dict[float, Offer] = {}

        def cost(level: float) -> float:
            tried = replace(order, level=level)
            offer = offers[level] = self._offer(world, instrument, tried)
            _, alone = combine(world.lengths, {instrument.key: offer})
            own = {term: by_key[instrument.key] for term, by_key in alone.items()}
            claims = instrument.claims(world, replace(tried, own=own))
            return 0.0 if claims is None else float(claims.amounts.sum())

        level = affordable(cost, instrument.neutral, order.level, order.budget)
        order = replace(order, level=level)
        offer = offers.get(level)
        return order, self._offer(world, instrument, order) if offer is None else offer

    def _left(self, world: World, key: str) -> float:
        """Budget until the end of this quarter less what was spent: quarters' fourths so far."""
        part = 1.0 if INSTRUMENTS[key].at_once else (world.quarter % 4 + 1) / 4.0
        spent = self.spent_year.get(key, 0.0) + self.overspent.get(key, 0.0)
        return self.budgets[key] * part - spent

    def settle(self, world: World) -> None:
        """Pay claims: those of firms wait for approval; then the cap a firm and year, then pro rata
        what the budget leaves.

        A quarter may spend its fourth of the year's budget and what earlier quarters left over.
        What firms are not paid, they bear. What was promised is paid in full.
        """
        for key, order in self.orders.items():
            instrument = INSTRUMENTS[key]
            for asked in (instrument.claims, instrument.claims_beside):
                claims = asked(world, order)
                if claims is not None:
                    self._settle(world, key, order, claims)
        for key, order in self.orders.items():
            own = INSTRUMENTS[key].borne(world, order)
            if own is not None:
                self._bear(world, key, own)

    def _settle(self, world: World, key: str, order: Order, claims: Claims) -> None:
        instrument = INSTRUMENTS[key]
        claims = self._approved(world, instrument, claims)
        if not instrument.promised:
            claims = replace(claims, amounts=self._rationed(world, key, order, claims))
        total = float(claims.amounts.sum())
        if total <= 0.0:
            return
        self._pay(world, instrument, claims)
        if key in world.allowances:
            world.allowances[key] = max(0.0, world.allowances[key] - total)

    def close(self, world: World) -> None:
        """Count what the quarter paid for instruments, here and in its own steps, after all."""
        for key in self.orders:
            paid = world.ledger.memos.get(key, 0.0)
            self.spent_year[key] = self.spent_year.get(key, 0.0) + paid

    def _approved(self, world: World, instrument: Instrument, claims: Claims) -> Claims:
        """Of what firms claimed and still wait for, the part that is decided this quarter.

        With w quarters of mean waiting, times the delay of approvals, one in w is decided.
        """
        if claims.firms is None or not instrument.applied_for:
            return claims
        waiting = grown(self.waiting.get(instrument.key, np.zeros(0)), world.firms.n)
        waiting[claims.firms] += claims.amounts
        due = waiting * min(
            1.0, 1.0 / (world.parameters.policy.claim_wait * world.terms.approval_delay)
        )
        self.waiting[instrument.key] = waiting - due
        slots = np.flatnonzero(due > 0.0)
        return replace(claims, amounts=due[slots], firms=slots, payers=None)

    def _rationed(self, world: World, key: str, order: Order, claims: Claims) -> Floats:
        amounts = claims.amounts
        if claims.firms is not None and np.isfinite(order.cap):
            paid = grown(self.paid_year.get(key, np.zeros(0)), world.firms.n)
            amounts = np.minimum(amounts, np.maximum(0.0, order.cap - paid[claims.firms]))
        paid_now = world.ledger.memos.get(key, 0.0)
        total, left = float(amounts.sum()), max(0.0, self._left(world, key) - paid_now)
        if total > left:
            amounts = amounts * (left / total)
        if claims.firms is not None and np.isfinite(order.cap):
            paid[claims.firms] += amounts
            self.paid_year[key] = paid
        return amounts

    def _pay(self, world: World, instrument: Instrument, claims: Claims) -> None:
        governments, ledger, key = world.governments, world.ledger, instrument.key
        payers = claims.payers
        if payers is None:
            payers = instrument.payers(world, claims.firms)
        by_payer = sum_by(payers, claims.amounts, governments.n)
        flow = claims.flow or ("vouchers" if claims.firms is None else "grants")
        if claims.firms is None:
            ledger.pay(flow, Rows(governments), claims.receiver, by_payer, memo=key)
            if claims.leaked:
                world.leaked[key] = world.leaked.get(key, 0.0) + claims.leaked
            return
        ledger.pay(flow, Rows(governments), "clearing", by_payer, memo=key)
        ledger.pay(flow, "clearing", world.firm_rows(claims.firms), claims.amounts)
        instrument.paid(world, claims)
        table = world.firms
        table.profit[claims.firms] += claims.amounts
        table.year_profit[claims.firms] += claims.amounts
        table.profit_past[claims.firms, 0] += claims.amounts

    def _bear(self, world: World, key: str, claims: Claims) -> None:
        """Firms pay what they have to add themselves: a purchase like others, out of profit."""
        table, slots, amounts = world.firms, claims.firms, claims.amounts
        assert slots is not None
        world.ledger.pay(
            "programme_costs", world.firm_rows(slots), "rest", amounts, memo=own_cost(key)
        )
        for past in (table.profit_past, table.value_added_past):
            past[slots, 0] -= amounts
        for now in (table.profit, table.year_profit, table.value_added):
            now[slots] -= amounts

    def follow(self, moves: Mapping[str, Move]) -> None:
        """Drop what is kept of firms that left their table."""
        if "firms" not in moves:
            return
        firms = moves["firms"]
        for book in (self.paid_year, self.waiting):
            for key, amounts in book.items():
                book[key] = firms.rows(amounts)
        for key, order in self.orders.items():
            own = {
                t: firms.rows(v) if TERMS[t].rows == "firms" else v for t, v in order.own.items()
            }
            self.orders[key] = replace(order, own=own)

    def snapshot(self) -> Any:
        """Copy of the office's own state."""
        return (
            dict(self.spent_year),
            {k: v.copy() for k, v in self.paid_year.items()},
            dict(self.overspent),
            {k: v.copy() for k, v in self.waiting.items()},
            dict(self.budgets),
            deepcopy(self.orders),
        )

    def restore(self, snapshot: Any) -> None:
        """Return to a snapshot. The plan is not part of it: a branch goes on under its own."""
        spent_year, paid_year, overspent, waiting, budgets, orders = snapshot
        self.spent_year = dict(spent_year)
        self.paid_year = {k: v.copy() for k, v in paid_year.items()}
        self.overspent = dict(overspent)
        self.waiting = {k: v.copy() for k, v in waiting.items()}
        self.budgets = dict(budgets)
        self.orders = deepcopy(orders)


def _bends_demand(key: str) -> bool:
    return not DEMAND_TERMS.isdisjoint(INSTRUMENTS[key].bends)
