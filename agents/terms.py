"""The named values that policy bends. Rules read them and never learn who changed them."""
# ruff: noqa: RUF009 - `_per` and `_one` make fields

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from agents.world import World

Floats = NDArray[np.float64]
INF = float("inf")


def _per(rows: str, doc: str, dtype: type = np.float64) -> Any:
    """A term with a value, neutrally 0, for each row of a table, or for each of the scenarios."""
    return field(metadata={"doc": doc, "rows": rows, "dtype": dtype})


def _one(neutral: float, doc: str) -> Any:
    """A term with one value for the whole city."""
    return field(default=neutral, metadata={"doc": doc, "rows": ""})


@dataclass(kw_only=True)
class Terms:
    """Made neutral at the start of every quarter, then bent by the instruments in force.

    A field is all that a new term needs. An array has the shape ``(firms,)``, ``(parks,)``,
    ``(segments,)``, ``(scenarios,)``, or for ``markets`` ``(uses,)``.
    """

    rd_subsidy: Floats = _per("firms", "share of reported R&D that a government refunds")
    rent_discount: Floats = _per("parks", "share of the list rent that a tenant does not bear")
    price_support: Floats = _per(
        "markets",
        "share of the price that a government bears for buyers in the city, whoever "
        "makes the goods",
    )
    package: Floats = _per(
        "segments", "investment package by capital outlay that a project is offered"
    )
    headquarters_award: Floats = _per(
        "segments", "what headquarters are offered beside the package, by capital outlay"
    )
    local_sourcing: Floats = _per(
        "segments",
        "worth of components from the city's makers that policy adds in the eyes of its "
        "plants, as a fall of ln price, per segment of the component",
    )
    screening: Floats = _per(
        "parks",
        "utility that a full park takes from tenants off its focus beside what "
        "operators do by themselves",
    )
    land_grant: Floats = _per(
        "parks", "share of parks' applications for land granted beside the usual"
    )
    new_micro_parks: float = _one(0.0, "micro-parks funded a year")
    approval_delay: float = _one(1.0, "time that approvals take, by today's")
    openness: Floats = _per(
        "scenarios", "openness of a scenario in the city that is added to the start's"
    )
    permit_grade: NDArray[np.int64] = _per(
        "markets",
        "grades by which the permit of a market's goods is eased",
        np.int64,
    )
    supervision: Floats = _per("segments", "part of incidents that supervision prevents")
    tax_relief: Floats = _per("firms", "share of profit tax that is not collected")
    rd_deduction: Floats = _per(
        "firms", "reported R&D deducted from taxable profit beside its cost, as a share of it"
    )
    guidance: Floats = _per(
        "segments",
        "share of a startup's round that the state guidance fund adds to what others bring",
    )
    automation_support: Floats = _per(
        "segments", "share of a plant's outlay on automation that others bear"
    )
    stay_incentive: Floats = _per(
        "firms", "what a plant is offered for three years of staying, by its capital"
    )
    guidance_budget: float = _one(
        INF,
        "most that the guidance fund pays in the quarter, million yuan; what is "
        "lacking, private funds bring",
    )
    interoperability: Floats = _per(
        "segments", "part of products that work with those of any ecosystem"
    )
    alliance_fee: float = _one(1.0, "factor on the dues of alliances")
    talent: float = _one(0.0, "part by which more engineers want to live in the city")
    housing: float = _one(0.0, "part of engineers' cost of housing that a government bears")
    oem_transition: float = _one(
        0.0, "added to the pace at which makers turn to NEVs, as a share of it"
    )
    coproduction: float = _one(
        0.0, "share of its cars that a brand without licence may build at licensed plants"
    )
    trade_in: Floats = _per(
        "markets",
        "share of the price that a government bears where a buyer in the city replaces "
        "an old device",
    )
    reserved: Floats = _per(
        "markets",
        "share of the city's demand that public buyers keep for makers of the city with "
        "a domestic processor or a newly launched model",
    )
    ceiling: Floats = _per(
        "markets", "added to what the city's users could have in use, as a share"
    )
    innovation: Floats = _per("segments", "added to the rate of innovations, as a share")
    component_research: Floats = _per("firms", "share of R&D refunded beside ``rd_subsidy``")
    cost_relief: Floats = _per("firms", "share of unit cost that plants in the city are spared")
    promotion: Floats = _per(
        "segments",
        "marketing of the city's brands that others pay for, by what they spend themselves",
    )
    export_reach: Floats = _per("segments", "added to the growth of ln reach abroad")
    design_help: Floats = _per(
        "firms", "what others bring to the development of each new model, million yuan"
    )
    incubation: Floats = _per(
        "segments",
        "added to the chance that a startup finds its first round, as a share of the hazard",
    )
    micro_park_budget: float = _one(
        INF, "most that new micro-parks may cost the municipality, million yuan"
    )

    @staticmethod
    def neutral(world: World) -> Terms:
        """Terms under which no policy acts."""
        length = {name: table.n for name, table in world.tables.items()}
        length["scenarios"] = len(world.static.openness)
        arrays: dict[str, Any] = {n: np.zeros(length[rows], dtype) for n, rows, dtype in _ARRAYS}
        return Terms(**arrays)


_ARRAYS = tuple(
    (term.name, term.metadata["rows"], term.metadata["dtype"])
    for term in fields(Terms)
    if term.metadata["rows"]
)
