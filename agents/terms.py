"""The named values that policy bends. Rules read them and never learn who changed them."""
# ruff: noqa: RUF009 - `_per` and `_one` make fields

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.combiners import MAXIMUM, PRODUCT, SUM, Combiner, Sum
from engine.document import did_you_mean

Floats = NDArray[np.float64]
Offer = Mapping[str, Floats | float]
"""What one instrument would make of each term that it bends, by the term's name."""
Contributions = dict[str, dict[str, Floats]]
"""Of each term, what each instrument contributed to its departure from neutral, by key: they add
up to it. Shape ``(rows,)`` of the term, or ``()``."""

DEMAND: tuple[str, ...] = ("openness", "ceiling", "content", "price_support", "trade_in")
"""Terms that bend how much buyers want, which a national path contains under its own plan."""
TENANCIES = "tenancies"
"""Rows of terms that have a value for each segment in each park."""

BORNE: tuple[str, ...] = ("interoperability",)
"""Terms that firms pay for themselves where they take them up; the rules book it."""

FINANCE, PARKS = "finance", "parks"
"""Steps of the quarter that pay for a term themselves."""


def own_cost(name: str) -> str:
    """The ledger's memo of what firms pay themselves for an instrument, by its key, or for one of
    ``BORNE`` by the term's name."""
    return f"own cost of {name}"


@dataclass(frozen=True)
class Term:
    """What a term is: the table of its rows (empty: one value for the city), its value without
    policy, how several offers combine, its meaning, and the step that pays for it, if one does.

    A step that pays takes of ``world.contributions`` who contributed what, of
    ``world.allowances`` what each may spend, and books it under the instrument's key.
    """

    name: str
    rows: str
    neutral: float
    combiner: Combiner
    doc: str
    dtype: type
    paid_by: str


def _per(
    rows: str, combiner: Combiner, doc: str, dtype: type = np.float64, paid_by: str = ""
) -> Any:
    """A term with a value, neutrally 0, for each row of a table, or for each of the scenarios."""
    return field(metadata={"term": (rows, 0.0, combiner, doc, dtype, paid_by)})


def _one(neutral: float, combiner: Combiner, doc: str, paid_by: str = "") -> Any:
    """A term with one value for the whole city."""
    term = "", neutral, combiner, doc, np.float64, paid_by
    return field(default=neutral, metadata={"term": term})


@dataclass(kw_only=True)
class Terms:
    """Made neutral at the start of every quarter, then bent by the instruments in force.

    A field is all that a new term needs. An array has the shape ``(firms,)``, ``(parks,)``,
    ``(segments,)``, ``(scenarios,)``, for ``markets`` ``(uses,)``, and for ``tenancies``, of each
    segment in each park, ``(segments · parks,)``, segment after segment (``World.by_tenancy``).
    Beside its neutral value each says how the offers of several instruments combine. What a step of
    one's own bends by hand has no payer: nobody contributed it.
    """

    rd_subsidy: Floats = _per("firms", MAXIMUM, "share of reported R&D that a government refunds")
    rent_discount: Floats = _per(
        TENANCIES, MAXIMUM, "share of the list rent that a tenant of a segment does not bear"
    )
    admission: Floats = _per(
        TENANCIES,
        MAXIMUM,
        "utility that a park takes from newcomers of a segment that it does not admit, however "
        "empty it is",
    )
    added_services: Floats = _per("parks", Sum(most=1.0), "services beside the park's own, 0–1")
    leader_land: Floats = _per(
        TENANCIES,
        MAXIMUM,
        "worth of the land that a leading project of a segment is given in a park, by capital "
        "outlay",
    )
    price_support: Floats = _per(
        "markets",
        Sum(most=0.95),
        "share of the price that a government bears for buyers in the city, whoever "
        "makes the goods",
    )
    package: Floats = _per(
        "segments", MAXIMUM, "investment package by capital outlay that a project is offered"
    )
    headquarters_award: Floats = _per(
        "segments", MAXIMUM, "what headquarters are offered beside the package, by capital outlay"
    )
    local_sourcing: Floats = _per(
        "segments",
        MAXIMUM,
        "worth of components from the city's makers that policy adds in the eyes of its "
        "plants, as a fall of ln price, per segment of the component",
    )
    screening: Floats = _per(
        "parks",
        MAXIMUM,
        "utility that a full park takes from tenants off its focus beside what "
        "operators do by themselves",
    )
    land_grant: Floats = _per(
        "parks", MAXIMUM, "share of parks' applications for land granted beside the usual"
    )
    new_micro_parks: float = _one(0.0, MAXIMUM, "micro-parks funded a year", paid_by=PARKS)
    approval_delay: float = _one(1.0, PRODUCT, "time that approvals take, by today's")
    openness: Floats = _per(
        "scenarios", MAXIMUM, "openness of a scenario in the city that is added to the start's"
    )
    permit_grade: NDArray[np.int64] = _per(
        "markets",
        MAXIMUM,
        "grades by which the permit of a market's goods is eased",
        np.int64,
    )
    supervision: Floats = _per("segments", MAXIMUM, "part of incidents that supervision prevents")
    tax_relief: Floats = _per("firms", MAXIMUM, "share of profit tax that is not collected")
    rd_deduction: Floats = _per(
        "firms", SUM, "reported R&D deducted from taxable profit beside its cost, as a share of it"
    )
    guidance: Floats = _per(
        "segments",
        MAXIMUM,
        "share of a startup's round that the state guidance fund adds to what others bring",
        paid_by=FINANCE,
    )
    automation_support: Floats = _per(
        "segments", MAXIMUM, "share of a plant's outlay on automation that others bear"
    )
    stay_incentive: Floats = _per(
        "firms", MAXIMUM, "what a plant is offered for three years of staying, by its capital"
    )
    interoperability: Floats = _per(
        "segments", MAXIMUM, "part of products that work with those of any ecosystem"
    )
    alliance_fee: float = _one(1.0, PRODUCT, "factor on the dues of alliances")
    talent: float = _one(0.0, SUM, "part by which more engineers want to live in the city")
    housing: float = _one(
        0.0, MAXIMUM, "part of engineers' cost of housing that a government bears"
    )
    oem_transition: float = _one(
        0.0,
        SUM,
        "added to the pace at which makers turn to NEVs and raise their driving level, as a share "
        "of it",
    )
    coproduction: float = _one(
        0.0, MAXIMUM, "share of its cars that a brand without licence may build at licensed plants"
    )
    trade_in: Floats = _per(
        "markets",
        MAXIMUM,
        "share of the price that a government bears where a buyer in the city replaces "
        "an old device",
    )
    reserved: Floats = _per(
        "markets",
        MAXIMUM,
        "share of the city's demand that public buyers keep for makers of the city with "
        "a domestic processor or a newly launched model",
    )
    fleet_saving: Floats = _per(
        "markets",
        Sum(most=0.95),
        "share of the cost of running driverless vehicles that fleets are spared",
    )
    vehicle_law: float = _one(
        0.0, MAXIMUM, "how far a law on road rights, data and liability of driverless vehicles goes"
    )
    ceiling: Floats = _per(
        "markets", SUM, "added to what the city's users could have in use, as a share"
    )
    content: Floats = _per(
        "markets", SUM, "added to the titles that developers bring out for its goods, as a share"
    )
    innovation: Floats = _per("segments", SUM, "added to the rate of innovations, as a share")
    component_research: Floats = _per(
        "firms", MAXIMUM, "share of R&D refunded beside ``rd_subsidy``"
    )
    cost_relief: Floats = _per(
        "firms", SUM, "share of unit cost that plants in the city are spared"
    )
    promotion: Floats = _per(
        "segments",
        SUM,
        "marketing of the city's brands that others pay for, by what they spend themselves",
    )
    export_reach: Floats = _per("segments", SUM, "added to the growth of ln reach abroad")
    design_help: Floats = _per(
        "firms", SUM, "what others bring to the development of each new model, million yuan"
    )
    incubation: Floats = _per(
        "segments",
        MAXIMUM,
        "added to the chance that a startup finds its first round, as a share of the hazard",
    )

    @staticmethod
    def neutral(lengths: Mapping[str, int]) -> Terms:
        """Terms under which no policy acts, ``lengths`` their rows (``World.lengths``)."""
        arrays: dict[str, Any] = {
            name: np.zeros(lengths[term.rows], term.dtype)
            for name, term in TERMS.items()
            if term.rows
        }
        return Terms(**arrays)

    def of_demand(self) -> dict[str, Floats]:
        """A copy of the terms of ``DEMAND``, by name."""
        return {name: np.array(getattr(self, name)) for name in DEMAND}

    def bend(self, values: Mapping[str, Floats]) -> None:
        """Give some terms other values."""
        for name, value in values.items():
            setattr(self, name, value if TERMS[name].rows else float(value))


TERMS: dict[str, Term] = {
    each.name: Term(each.name, *each.metadata["term"]) for each in fields(Terms)
}
"""What each term is, by name."""


def combine(
    lengths: Mapping[str, int], offers: Mapping[str, Offer]
) -> tuple[dict[str, Floats], Contributions]:
    """Values of the terms that instruments, by key, offer on, and what each contributed to them.

    The order of ``offers`` does not matter: where it could, that of keys holds. Raises ValueError
    for a term that there is not, and for an offer of another shape than the term's.
    """
    by_term: dict[str, dict[str, Floats]] = {}
    for key in sorted(offers):
        for name, values in offers[key].items():
            by_term.setdefault(name, {})[key] = _checked(lengths, key, name, values)
    found: dict[str, Floats] = {}
    contributions: Contributions = {}
    for name, by_key in by_term.items():
        term = TERMS[name]
        neutral = term.dtype(term.neutral)
        found[name], parts = term.combiner(neutral, list(by_key.values()))
        contributions[name] = dict(zip(by_key, parts, strict=True))
    return found, contributions


def _checked(lengths: Mapping[str, int], key: str, name: str, values: Floats | float) -> Floats:
    term = TERMS.get(name)
    if term is None:
        raise ValueError(f"{key}: offers {name!r}, {unknown(name)}")
    found: Floats = np.asarray(values, term.dtype)
    if found.shape != (shape := (lengths[term.rows],) if term.rows else ()):
        rows = f"one value for each of the {term.rows}" if term.rows else "one number"
        raise ValueError(f"{key}: offers {name!r} of shape {found.shape}: {rows}, {shape}")
    return found


def unknown(name: str) -> str:
    """What to say of a term that there is not."""
    return f"which is no field of agents.terms.Terms{did_you_mean(name, TERMS)}"
