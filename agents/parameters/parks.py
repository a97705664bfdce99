"""Rents, and what operators plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agents.parameters.group import (
    Group,
    NonNegative,
    Part,
    Positive,
    Real,
    Share,
    assumed,
    derived,
    of_city,
    read,
)


class Parks(Group):
    """Rents, and what operators plan."""

    rent_response: NonNegative = assumed(0.04, 0.01, 0.1, "1/quarter")
    """growth of rent by occupancy above target"""
    market_response: NonNegative = assumed(0.1, 0.05, 0.2, "1/quarter")
    """fall of all rents by the parks' vacancy above normal. Source: models of natural vacancy of
    offices: .3 to .5 a year (Rosen and Smith 1983 and after; general knowledge)"""
    occupancy_target: Share = of_city("share")
    """occupancy at which rents only drift"""
    rent_drift: Real = assumed(0.02, 0.0, 0.04, "1/year")
    """growth of rents at the target"""
    screening: NonNegative = assumed(0.5, 0.0, 2.0, "utility in a full park")
    """penalty of tenants off the focus in a full park. Source: half of the pull of a matching
    focus"""
    screening_occupancy: Share = assumed(0.7, 0.5, 0.9, "share")
    """occupancy from which operators pick. Source: below it operators take whom they get"""
    expansion_occupancy: Share = assumed(0.85, 0.8, 0.95, "share")
    """occupancy from which operators build. Source: vacancy of business parks 15–17 % is the norm;
    above it space is short"""
    expansion_part: Share = assumed(0.15, 0.05, 0.3, "share of floor")
    """part of its floor that an operator adds"""
    land_granted: Share = of_city("share of applications a year")
    """applications for land that are granted"""
    own_capital: Part = read(0.3, 0.25, 0.5, "share of cost")
    """part of a building's cost that its operator brings. Source: a quarter at least is asked of
    builders of other than homes (State Council 2015), banks ask 30 %"""
    building_quarters: NonNegative = assumed(6.0, 4.0, 10.0, "quarters")
    """time from grant to first tenant. Source: from the grant of land to the first tenant"""
    construction_cost: Positive = of_city("yuan/m2")
    """cost of a square metre of floor"""
    floor_area_ratio: Positive = assumed(2.0, 1.5, 3.0, "m2 of floor by m2 of land")
    """floor by land. Source: industrial land is to be built on at 2 or more (general knowledge)"""
    micro_floor: Positive = of_city("m2")
    """mean floor of a micro-park"""
    micro_floor_log_sd: NonNegative = of_city("ln")
    """spread of micro-parks' floor"""
    micro_area: Annotated[float, Field(gt=0.0, le=0.5)] = of_city("km2")
    """area of a micro-park"""
    micro_services: Share = of_city("0–1")
    """services in a micro-park"""
    site_mass: NonNegative = assumed(1.0, 0.5, 2.0, "1")
    """weight of a segment's jobs in siting a park. Source: a new micro-park goes where its segment
    has gathered"""
    site_crowding: NonNegative = assumed(2.0, 0.0, 4.0, "utility of a full district")
    """weight of a full district in siting a park. Source: … and where it lacks space"""
    industry_share: Share = derived(0.33, 0.2, 0.45, "share of floor")
    """part of new floor that these industries use. Source: solved at the start from a vacancy of 16
    %, the published one, over floor that stood in 2019 (SOURCES.md of the city's data); range by
    what software and electronics took of new leases, 37 to 59 %, and by area"""
    business_industrial: Share = assumed(0.5, 0.3, 0.65, "share of floor")
    """most of a park's floor for factories with which its rent counts as a business park's"""
    running_cost: Share = assumed(0.6, 0.4, 0.8, "share of rent")
    """what an operator spends on running the park"""
    rent_bound: Positive = assumed(0.05, 0.02, 0.1, "1/quarter")
    """most change of ln rent"""
