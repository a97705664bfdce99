"""The named values that policy bends. Rules read them and never learn who changed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from agents.world import World

Floats = NDArray[np.float64]


@dataclass
class Terms:
    """Made neutral at the start of every quarter, then bent by the instruments in force.

    Attributes:
        rd_subsidy: share of reported R&D that a government refunds, per firm, shape ``(firms,)``.
        rent_discount: share of the list rent that a tenant does not bear, per park ``(parks,)``.
        price_support: share of the price that a government bears for buyers in the city, whoever
            makes the goods, per market ``(uses,)``.
        openness: openness of a scenario in the city that is added to the start's ``(scenarios,)``.
        permit_grade: grades by which the permit of a market's goods is eased ``(uses,)``.
        supervision: part of incidents that supervision prevents, per segment ``(segments,)``.
        interoperability: part of products that work with those of any ecosystem, per segment.
        alliance_fee: factor on the dues of alliances.
        oem_transition: added to the pace at which makers turn to NEVs, as a share of it.
        coproduction: share of its cars that a brand without licence may build at licensed plants.
        package: investment package by capital outlay that a project is offered, per segment.
        headquarters_award: what headquarters are offered beside it, likewise.
        local_sourcing: worth of components from the city's makers that policy adds in the eyes of
            its plants, as a fall of ln price, per segment of the component.
        screening: utility that a full park takes from tenants off its focus beside what operators
            do by themselves, per park ``(parks,)``.
        land_grant: share of parks' applications for land granted beside the usual, ``(parks,)``.
        new_micro_parks: micro-parks funded a year.
        approval_delay: time that approvals take, by today's.
        tax_relief: share of profit tax that is not collected, per firm.
        rd_deduction: reported R&D deducted from taxable profit beside its cost, as a share of it,
            per firm.
        automation_support: share of a plant's outlay on automation that others bear, per segment.
        stay_incentive: what a plant is offered for three years of staying, by its capital, per
            firm.
        guidance: share of a startup's round that the state guidance fund adds to what others
            bring, per segment.
        guidance_budget: most that the guidance fund pays in the quarter, million yuan; what is
            lacking, private funds bring.
        trade_in: share of the price that a government bears where a buyer in the city replaces an
            old device, per market ``(uses,)``.
        reserved: share of the city's demand that public buyers keep for makers of the city with a
            domestic processor or a newly launched model, per market ``(uses,)``.
        ceiling: added to what the city's users could have in use, as a share, per market.
        innovation: added to the rate of innovations, as a share, per segment.
        component_research: share of R&D refunded beside ``rd_subsidy``, per firm.
        cost_relief: share of unit cost that plants in the city are spared, per firm.
        promotion: marketing of the city's brands that others pay for, by what they spend
            themselves, per segment.
        export_reach: added to the growth of ln reach abroad, per segment.
        design_help: what others bring to the development of each new model, million yuan, per
            firm.
        incubation: added to the chance that a startup finds its first round, as a share of the
            hazard, per segment.
        micro_park_budget: most that new micro-parks may cost the municipality, million yuan.
        talent: part by which more engineers want to live in the city.
        housing: part of engineers' cost of housing that a government bears.
    """

    rd_subsidy: Floats
    rent_discount: Floats
    price_support: Floats
    package: Floats
    headquarters_award: Floats
    local_sourcing: Floats
    screening: Floats
    land_grant: Floats
    new_micro_parks: float
    approval_delay: float
    openness: Floats
    permit_grade: NDArray[np.int64]
    supervision: Floats
    tax_relief: Floats
    rd_deduction: Floats
    guidance: Floats
    automation_support: Floats
    stay_incentive: Floats
    guidance_budget: float
    interoperability: Floats
    alliance_fee: float
    talent: float
    housing: float
    oem_transition: float
    coproduction: float
    trade_in: Floats
    reserved: Floats
    ceiling: Floats
    innovation: Floats
    component_research: Floats
    cost_relief: Floats
    promotion: Floats
    export_reach: Floats
    design_help: Floats
    incubation: Floats
    micro_park_budget: float

    @staticmethod
    def neutral(world: World) -> Terms:
        """Terms under which no policy acts."""
        return Terms(
            rd_subsidy=np.zeros(world.firms.n),
            rent_discount=np.zeros(world.parks.n),
            price_support=np.zeros(world.markets.n),
            package=np.zeros(world.segments.n),
            headquarters_award=np.zeros(world.segments.n),
            local_sourcing=np.zeros(world.segments.n),
            screening=np.zeros(world.parks.n),
            land_grant=np.zeros(world.parks.n),
            new_micro_parks=0.0,
            approval_delay=1.0,
            openness=np.zeros(len(world.static.openness)),
            permit_grade=np.zeros(world.markets.n, dtype=np.int64),
            supervision=np.zeros(world.segments.n),
            tax_relief=np.zeros(world.firms.n),
            rd_deduction=np.zeros(world.firms.n),
            guidance=np.zeros(world.segments.n),
            automation_support=np.zeros(world.segments.n),
            stay_incentive=np.zeros(world.firms.n),
            guidance_budget=float("inf"),
            interoperability=np.zeros(world.segments.n),
            alliance_fee=1.0,
            talent=0.0,
            housing=0.0,
            oem_transition=0.0,
            coproduction=0.0,
            trade_in=np.zeros(world.markets.n),
            reserved=np.zeros(world.markets.n),
            ceiling=np.zeros(world.markets.n),
            innovation=np.zeros(world.segments.n),
            component_research=np.zeros(world.firms.n),
            cost_relief=np.zeros(world.firms.n),
            promotion=np.zeros(world.segments.n),
            export_reach=np.zeros(world.segments.n),
            design_help=np.zeros(world.firms.n),
            incubation=np.zeros(world.segments.n),
            micro_park_budget=float("inf"),
        )
