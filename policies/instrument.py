"""What an instrument of policy is: a level, the term it bends, and what it owes to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from agents import kinds
from agents.parameters import GROUPS
from agents.parameters.group import Group
from agents.terms import BORNE, TERMS, Offer, unknown
from agents.world import World
from policies.groups import GROUP

__all__ = [
    "REGISTRY",
    "Claims",
    "Instrument",
    "Offer",
    "Order",
    "Payer",
    "Programme",
    "register",
]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Slots = NDArray[np.int64]

Payer = Literal["", "municipality", "district", "centre"]


@dataclass(frozen=True)
class Order:
    """What the office asks of an instrument this quarter.

    ``level`` is in the instrument's unit. ``cap`` is the most a claimant may get in a year, million
    yuan (inf: no cap). Flags tell whom it serves: ``segments`` (segments,), ``uses`` (uses,) of
    markets, ``parks`` (parks,) or None for all, ``kinds`` (kinds of firms,) or None for all.
    ``budget`` is what may still be spent this quarter, million yuan, ``yearly`` the whole year's.
    ``own`` is there once all have offered: what the instrument itself contributed to each term that
    it bends, by name, (rows,) or (); nothing where another instrument offered more of a maximum.
    """

    level: float
    cap: float
    segments: Flags
    uses: Flags
    parks: Flags | None = None
    kinds: Flags | None = None
    budget: float = float("inf")
    yearly: float = float("inf")
    own: Mapping[str, Floats] = field(default_factory=dict)

    def firms(self, world: World) -> Flags:
        """Firms that it serves: by segment, kind and park of the headquarters."""
        firms = world.firms
        served: Flags = self.segments[firms.segment]
        if self.kinds is not None:
            served &= self.kinds[firms.kind]
        if self.parks is not None:
            served &= self.parks[firms.hq]
        return served

    def counted(self, term: str, served: Flags) -> float:
        """The mean of ``own`` over the ``served`` (rows,) of a term: of a level that is the same
        for all, what counts beside other instruments."""
        return float(self.own[term][served].mean()) if served.any() else 0.0


@dataclass(frozen=True)
class Claims:
    """What is owed this quarter: one entry a claim, million yuan.

    ``firms`` holds slots of firms, each once, or is None where ``receiver``, a sector of the
    ledger, is paid: buyers of goods, say. ``payers`` holds rows of the table of governments; None
    leaves it to the instrument's ``payer``. ``flow`` names the ledger's flow; grants to firms,
    else vouchers. ``leaked`` is the part that favours makers from outside the city.
    """

    amounts: Floats
    payers: Slots | None = None
    firms: Slots | None = None
    receiver: str = ""
    flow: str = ""
    leaked: float = 0.0


class Instrument:
    """One kind of policy. Subclass it in a file of ``policies/instruments`` and ``register`` it.

    ``offer`` runs before decisions and says what it would make of named values in ``world.terms``;
    where several instruments bend one, the term's combiner says what comes of it. Rules read the
    value and never learn who changed it. ``claims`` runs after the accounts, and reckons from what
    the instrument itself contributed, ``order.own``; the office caps, rations and pays. So does
    ``borne``, for what firms have to pay themselves. ``level`` is in ``unit``, between ``low`` and
    ``high``; at ``neutral`` nothing happens. An instrument keeps nothing itself: one object serves
    every world.
    """

    key: ClassVar[str]
    name_zh: ClassVar[str]
    name_en: ClassVar[str]
    help_zh: ClassVar[str]
    help_en: ClassVar[str]
    unit: ClassVar[str]
    unit_zh: ClassVar[str]
    group: ClassVar[str] = "funding"
    """Key of one of ``policies.groups``."""
    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0
    neutral: ClassVar[float] = 0.0
    by: ClassVar[tuple[str, ...]] = ("segments",)
    """What a plan may narrow it to: segments, uses, parks, kinds; empty: the whole city."""
    roles: ClassVar[tuple[str, ...]] = ("target", "component")
    """Roles of the segments it serves where a plan names no segments."""
    eligible_zh: ClassVar[str] = "全市"
    eligible_en: ClassVar[str] = "the whole city"
    payer: ClassVar[Payer] = "municipality"
    """Whose budget bears it; empty: it costs no money."""
    bends: ClassVar[tuple[str, ...]] = ()
    """Fields of ``agents.terms.Terms`` that an offer holds."""
    promised: ClassVar[bool] = False
    """Paid in full: the office lowers the level before decisions, not the claims after them."""
    applied_for: ClassVar[bool] = False
    """A firm's claim waits for its approval, ``policy.claim_wait`` quarters at today's speed."""
    at_once: ClassVar[bool] = False
    """It may spend the year's budget in one quarter."""
    vehicles: ClassVar[bool] = False
    """It is for vehicles alone: without them in a city it is left out there."""
    fleets: ClassVar[bool] = False
    """It is for fleets of commercial vehicles: a city without them leaves it out."""
    numbers: ClassVar[type[Group] | None] = None
    """Sizes of its effects: parameters named ``<key>.<field>``, read by ``parameters.of``."""

    @property
    def unit_en(self) -> str:
        """The unit in English."""
        return self.unit

    @property
    def rationing_zh(self) -> str:
        """What happens when money is short, in Chinese."""
        return _RATIONING[self._rationing][0]

    @property
    def rationing_en(self) -> str:
        """What happens when money is short, in English."""
        return _RATIONING[self._rationing][1]

    @cached_property
    def booked_by_steps(self) -> bool:
        """Money for a term that it bends moves in the quarter's own steps, under its key."""
        return any(TERMS[term].paid_by for term in self.bends)

    @cached_property
    def costs_firms(self) -> bool:
        """Firms may have to pay themselves so that it works for them."""
        own = type(self).borne is not Instrument.borne
        return own or not set(BORNE).isdisjoint(self.bends)

    @property
    def _rationing(self) -> str:
        if not self.payer:
            return "none"
        if self.booked_by_steps:
            return "steps"
        return "before" if self.promised else "pro rata"

    def offer(self, world: World, order: Order) -> Offer:
        """Values of the terms that it ``bends``, by name; nothing in ``world`` is changed."""
        raise NotImplementedError

    def claims(self, world: World, order: Order) -> Claims | None:
        """Claims of the quarter before caps and budgets; None where the instrument owes nothing.

        Of what is ``promised`` the office asks it also before the quarter, when the tables still
        hold the last one's sales: so it learns what a level would cost. More of ``order.own`` never
        claims less.
        """
        return None

    def borne(self, world: World, order: Order) -> Claims | None:
        """What firms pay themselves this quarter so that it works for them, by ``order.own``: to
        whom they buy from, outside. None where the rules book all of it, or nothing is needed."""
        return None

    def claims_beside(self, world: World, order: Order) -> Claims | None:
        """Claims of another receiver out of the same budget, settled after ``claims``."""
        return None

    def paid(self, world: World, claims: Claims) -> None:
        """Told what firms really got, for an instrument that keeps an account of what it owes."""

    def payers(self, world: World, firms: Slots | None) -> Slots:
        """Rows of the governments that pay, one a claim: for districts that of the headquarters."""
        count = 1 if firms is None else len(firms)
        if self.payer == "district" and firms is not None:
            districts = world.government(kinds.DISTRICT).slots
            assert districts is not None
            return districts[world.parks.district[world.firms.hq[firms]]]
        if self.payer == "centre":
            return np.full(count, int(np.flatnonzero(world.governments.kind == kinds.CENTRE)[0]))
        return np.full(count, world.municipality)


class Programme(Instrument):
    """A programme that a government pays for by what it does, whoever gains by it.

    What it buys is made elsewhere (``rest``) unless ``receiver`` says so.
    """

    promised: ClassVar[bool] = True
    receiver: ClassVar[str] = "rest"
    flow: ClassVar[str] = "programmes"

    def cost(self, world: World, order: Order) -> float:
        """Million yuan a year, by ``order.own``."""
        raise NotImplementedError

    def claims(self, world: World, order: Order) -> Claims | None:
        cost = self.cost(world, order) / 4.0
        return Claims(np.array([cost]), receiver=self.receiver, flow=self.flow)


class Package(Instrument):
    """What is promised at once to who comes, and paid in equal parts while the firm stays."""

    def paid_over(self, world: World) -> float:
        """Quarters of payment."""
        raise NotImplementedError

    def claims(self, world: World, order: Order) -> Claims | None:
        slots, amounts = world.promises.due(world.firms, self.key, self.paid_over(world))
        return Claims(amounts, firms=slots)

    def paid(self, world: World, claims: Claims) -> None:
        assert claims.firms is not None
        world.promises.pay(world.firms, self.key, claims.firms, claims.amounts)


_RATIONING = {
    "none": ("不涉及资金", "no money is involved"),
    "steps": (
        "预算用完后本季不再出资",
        "nothing more is paid in a quarter once its budget is spent",
    ),
    "before": (
        "事先按预算下调力度，已承诺的全额兑现",
        "the level is lowered beforehand to fit the budget; what is promised is paid in full",
    ),
    "pro rata": (
        "先按企业年度上限，再按预算同比例核减",
        "first the yearly cap of each firm, then pro rata to what the budget leaves",
    ),
}

REGISTRY: dict[str, Instrument] = {}


_ASKED = ("name_zh", "name_en", "help_zh", "help_en", "unit", "unit_zh")


def register(kind: type[Instrument]) -> type[Instrument]:
    """Make an instrument known by its key.

    Raises ValueError when the key is taken, by a group of parameters too, the group unknown, a text
    missing, when it says that it bends a term that there is not, or one that a step pays for out of
    another budget than its own.
    """
    if kind.key in REGISTRY:
        raise ValueError(f"an instrument {kind.key!r} is registered already")
    if kind.key in GROUPS:
        raise ValueError(f"{kind.key}: a group of parameters has this name")
    if kind.group not in GROUP:
        raise ValueError(f"{kind.key}: no group {kind.group!r}, there are {', '.join(GROUP)}")
    if missing := [name for name in _ASKED if not hasattr(kind, name)]:
        raise ValueError(f"{kind.key}: no {', '.join(missing)}")
    for term in kind.bends:
        if term not in TERMS:
            raise ValueError(f"{kind.key}: bends {term!r}, {unknown(term)}")
        if TERMS[term].paid_by and kind.payer != "municipality":
            raise ValueError(f"{kind.key}: the municipality pays for {term!r}, not {kind.payer!r}")
    REGISTRY[kind.key] = kind()
    return kind
