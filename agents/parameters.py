"""Types and bounds of the model's parameters. Their values, ranges and sources are city data."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST = 1e12
"""Of any parameter, money in whatever currency included: what lies beyond is a slip of the pen."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(gt=0.0, le=MOST)]
NonNegative = Annotated[float, Field(ge=0.0, le=MOST)]
Real = Annotated[float, Field(ge=-100.0, le=100.0)]
"""A rate or weight that may be negative."""


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Demand(_Group):
    """Choice among products, and the stocks behind it."""

    alpha_quality: NonNegative
    alpha_price: NonNegative
    alpha_brand: NonNegative
    nest_scale: Annotated[float, Field(gt=0.0, le=1.0)]
    variety: NonNegative
    reach_speed: NonNegative
    reach_marketing: NonNegative
    reach_newcomer: Positive
    alpha_ecosystem: NonNegative
    alliance_spread: Positive
    brand_decay: Share
    brand_gain: Share
    brand_hit: Share
    recapture: Share
    shock_probability: Share
    shock_scale: NonNegative
    outside_answer: NonNegative
    demonstration: Share
    income_growth: Real


class Price(_Group):
    """Markups and cost."""

    markup_speed: NonNegative
    markup_min: Real
    markup_max: Positive
    learning_own: Share
    learning_spill: Positive
    stock_target: NonNegative
    productivity_trend: Real
    input_inflation: Real
    expectation: Share


class Research(_Group):
    """R&D, imitation and launches."""

    innovation_rate: NonNegative
    engineer_elasticity: Share
    quality_step: NonNegative
    productivity_step: NonNegative
    headroom: Positive
    imitation_rate: NonNegative
    labour_share: Share
    subsidy_response: Annotated[float, Field(ge=-0.5, le=1.0)]
    relabelled: Share
    spillover: NonNegative
    knowledge_reference: Positive
    launch_quarters: Positive
    launch_spread: NonNegative
    design_elasticity: NonNegative


class Labour(_Group):
    """Wages and migration. Shares and elasticities by skill."""

    operator_share: Annotated[float, Field(gt=0.0, le=1.0)]
    engineer_share: Annotated[float, Field(gt=0.0, le=1.0)]
    supply_operators: NonNegative
    supply_engineers: NonNegative
    rest_elasticity: NonNegative
    migration_speed: Share
    slack: NonNegative
    wage_speed: NonNegative
    turnover: Share
    housing_share: Share


class Capacity(_Group):
    """Plants."""

    utilisation: Annotated[float, Field(gt=0.0, le=1.0)]
    growth_limit: Share
    depreciation: Share


class Finance(_Group):
    """Cash, credit, equity, tax."""

    credit_multiple: NonNegative
    loan_spread: NonNegative
    repayment: Share
    cash_quarters: Positive
    profit_tax: Share
    high_tech_tax: Share
    high_tech_research: Share
    local_tax_share: Share
    startup_burn: Positive
    startup_burn_log_sd: NonNegative
    runway_quarters: Positive
    round_chance: Share
    promotion_revenue: Positive
    growth_asked: Real
    growth_chance: Share
    runway_log_sd: NonNegative
    venture_response: NonNegative
    backer: NonNegative
    growth_weight: NonNegative
    guidance_pull: Share
    dilution: Share
    collateral: Share
    ipo_revenue: Positive
    ipo_growth: NonNegative
    ipo_chance: Share
    ipo_float: Share
    ipo_research: Share
    value_multiple: Positive


class Entry(_Group):
    """Births. ``klepper`` is the share of spin-offs among entrants at the start, 0 = none."""

    base: NonNegative
    klepper: Share
    inheritance: Share
    growth_response: NonNegative
    venture_response: NonNegative
    crowding: Positive
    technology_log_sd: NonNegative
    technology_discount: Share


class Attraction(_Group):
    """Mobile projects."""

    projects_per_year: NonNegative
    base_chance: Annotated[float, Field(gt=0.0, lt=1.0)]
    package_weight: NonNegative
    mass_weight: NonNegative
    rival_answer: Share
    capex_median: Positive
    capex_log_sd: NonNegative
    headquarters_share: Share
    centre_share: Share
    centre_budget: NonNegative
    market_cap: Share
    horizon: NonNegative
    delay_cost: NonNegative
    bidding: Share
    bid_specialisation: NonNegative
    bid_spare: NonNegative
    district_budget: Positive
    claw_back: Share
    promise_kept: Share
    bound_years: NonNegative
    leader_effect: NonNegative
    leader_share: Share


class Contracting(_Group):
    """Principals' orders and what contract makers ask."""

    fee_weight: NonNegative
    margin: Annotated[float, Field(gt=0.0, lt=1.0)]
    margin_response: NonNegative
    markup_min: NonNegative
    markup_max: Positive
    fullest: Share
    fee_margin: NonNegative
    hire_renewal: Share
    prepayment: Annotated[float, Field(ge=0.0, lt=1.0)]
    overhead: Share
    marketing: Share
    rd_share: Share
    incentive: Share
    geopolitics_rise: NonNegative
    geopolitics_from: Annotated[float, Field(ge=1900, le=2200)]


class Upgrading(_Group):
    """What plants do with themselves; a base of 0 closes an option."""

    automation_base: NonNegative
    automation_slope: NonNegative
    automation_gain: NonNegative
    automation_cost: Positive
    relocation_base: NonNegative
    relocation_slope: NonNegative
    moving_cost: NonNegative
    incentive: NonNegative
    brand_base: NonNegative
    brand_part: Share
    brand_start: Share
    brand_engineers: NonNegative
    brand_quality: NonNegative


class Exit(_Group):
    """Deaths."""

    minimal_revenue: NonNegative
    weak_quarters: Positive
    grace_quarters: NonNegative
    severance: NonNegative
    acquisition_chance: Share
    acquisition_price: NonNegative
    acquisition_behind: NonNegative
    acquisition_absorbed: Share


class Location(_Group):
    """Choice of a park."""

    chain: Real
    related: Real
    knowledge: Real
    labour: Real
    labour_km: Positive
    rent: NonNegative
    crowding: NonNegative
    services: Real
    focus: Real
    home: Real
    moving: NonNegative
    incentive: NonNegative


class Parks(_Group):
    """Rents, and what operators plan."""

    rent_response: NonNegative
    occupancy_target: Share
    rent_drift: Real
    screening: NonNegative
    screening_occupancy: Share
    expansion_occupancy: Share
    expansion_part: Share
    land_granted: Share
    own_capital: Annotated[float, Field(gt=0.0, le=1.0)]
    building_quarters: NonNegative
    construction_cost: Positive
    floor_area_ratio: Positive
    micro_floor: Positive
    micro_floor_log_sd: NonNegative
    micro_area: Annotated[float, Field(gt=0.0, le=0.5)]
    micro_services: Share
    site_mass: NonNegative
    site_crowding: NonNegative


class Vehicles(_Group):
    """The turn to new-energy vehicles, at home and outside; driving levels."""

    outside_rise: Real
    transition_speed: Share
    transition_opening: Share
    retooling: Share
    coproduction: Share
    level2_midpoint: Annotated[float, Field(ge=1900, le=2200)]
    level2_years: Positive


class Safety(_Group):
    """Incidents of devices that need a permit, and trust."""

    hazard: NonNegative
    settling: Positive
    drop: Share
    recovery: Share
    compensation: Share
    supervision_wait: NonNegative


class Policy(_Group):
    """What a level of an instrument costs a year, and whom it reaches."""

    scenario_cost: NonNegative
    roads_cost: NonNegative
    content_cost: NonNegative
    platform_return: Positive
    small_firm: NonNegative
    standards_cost: NonNegative
    expo_cost: NonNegative
    transition_cost: NonNegative
    talent_cost: NonNegative
    supervision_cost: NonNegative
    procurement_premium: Share
    replacement_limit: NonNegative
    silver_share: Share


class Sourcing(_Group):
    """Where plants buy components. ``speed`` 0 freezes the start's shares."""

    substitution: NonNegative
    speed: Share
    volume_weight: NonNegative
    volume_reference: Positive
    mass_weight: NonNegative
    risk_strength: NonNegative
    risk_price: Share
    risk_aversion: NonNegative
    risk_memory: Share
    shortage: NonNegative
    demand_pull: NonNegative
    backed_growth: NonNegative


class Start(_Group):
    """The world before the first quarter."""

    productivity_log_sd: NonNegative
    quality_log_sd: NonNegative
    cash_quarters: NonNegative
    experience_years: NonNegative


class Parameters(_Group):
    """All parameters, by group."""

    demand: Demand
    price: Price
    research: Research
    labour: Labour
    capacity: Capacity
    finance: Finance
    entry: Entry
    attraction: Attraction
    contracting: Contracting
    upgrading: Upgrading
    exit: Exit
    location: Location
    parks: Parks
    vehicles: Vehicles
    safety: Safety
    sourcing: Sourcing
    policy: Policy
    start: Start
