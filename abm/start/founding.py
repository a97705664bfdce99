"""How founders become rows: firms, their product lines, and the models in each line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.component_contents import level2_cost, told
from abm.start.population import Founders
from agents import kinds
from agents.pricing import input_mix, unit_cost
from agents.world import World
from engine.draws import Decision
from engine.table import Slots

Floats = NDArray[np.float64]

MODEL_QUALITY = Decision("start.model_quality")
MODEL_AGE = Decision("start.model_age")
MODEL_LEVEL = Decision("start.model_level")
LINE_SPAN, PRODUCT_SPAN = 100, 10_000
"""Luck ids of a firm's lines and products follow from its own: lane × span + ordinal."""


def add_firms(world: World, founders: Founders) -> Slots:
    """Add firms with lines and products. Cash and reach are for the caller to set."""
    f = founders
    slots = world.firms.add(
        len(f.lane),
        lane=f.lane,
        kind=f.kind,
        born=world.quarter,
        sector=world.ledger.sector_code["firms"],
        name_row=f.name_row,
        segment=f.segment,
        use=f.main_use,
        owner=f.owner,
        founded=f.founded,
        hq=f.hq,
        plant=f.plant,
        local_share=f.local_share,
        local_start=f.local_share,
        licence=f.licence,
        domestic_cpu=f.domestic_cpu,
        technology=f.quality * world.markets.outside_quality[f.main_use],
        productivity=f.productivity,
        rd_share=f.rd_share,
        parent=f.parent,
        parent_until=f.parent_until,
        burn=f.burn,
    )
    _add_lines(world, f, slots)
    return slots


def _add_lines(world: World, f: Founders, slots: Slots) -> None:
    markets, start = world.markets, world.parameters.start
    use, firm = f.line_use, slots[f.line_firm]
    is_named = f.name_row[f.line_firm] >= 0
    quality = f.quality[f.line_firm]
    mix = _mix(world, use, f.productivity[f.line_firm])
    norm = markets.reference_cost[use] * world.markets.learning[use]
    plain = unit_cost(norm, quality, markets.scale[use], mix)
    cost = np.where(is_named, f.line_price * (1.0 - f.line_margin), plain)
    cost_level = cost / plain
    markup = np.where(is_named, f.line_price / cost, 1.0 / (1.0 - f.line_margin)) - 1.0
    price = cost * (1.0 + markup)
    units = f.line_revenue / 4.0 * 1e6 / price
    quality = quality * world.markets.outside_quality[use]
    ordinal = _ordinals(f.line_firm)
    lines = world.lines.add(
        len(use),
        lane=f.lane[f.line_firm] * LINE_SPAN + ordinal,
        kind=0,
        born=world.quarter,
        firm=firm,
        use=use,
        markup=markup,
        hosted=f.line_hosted,
        host=f.line_host,
        brand=world.parameters.demand.brand_gain
        / (world.parameters.demand.brand_gain + world.parameters.demand.brand_decay),
        cost_level=cost_level,
        unit_cost=cost,
        price=price,
        capacity=units / world.parameters.capacity.utilisation,
        expected=units,
        stock=world.parameters.price.stock_target * units,
        made_past=units * 4.0 * start.experience_years,
        contracted=(f.kind[f.line_firm] == kinds.CONTRACT) & markets.has_principal[use],
    )
    _add_models(world, f, lines, quality, ordinal)


def _ordinals(firm: Slots) -> Slots:
    """Place of each line among its firm's lines."""
    order = np.argsort(firm, kind="stable")
    ordinal = np.empty(len(firm), dtype=np.int64)
    first = np.searchsorted(firm[order], firm[order])
    ordinal[order] = np.arange(len(firm)) - first
    return ordinal


def _mix(world: World, use: Slots, productivity: Floats) -> Floats:
    markets = world.markets
    return input_mix(
        markets.labour_share[use], markets.energy_share[use], 1.0 / productivity, np.ones(len(use))
    )


def _add_models(
    world: World, f: Founders, lines: Slots, quality: Floats, line_ordinal: Slots
) -> None:
    """One model, more for large makers: 1 + ln(revenue by that of one), bounded."""
    if not len(lines):
        return
    start = world.parameters.start
    most = int(start.models_most)
    own_brand = np.isin(f.kind[f.line_firm], (kinds.BRAND, kinds.OEM_, kinds.STARTUP))
    wanted = 1 + np.floor(np.log(np.maximum(f.line_revenue, 1e-9) / start.model_revenue))
    count = np.where(own_brand, np.clip(wanted, 1, most), 1).astype(np.int64)
    row = np.repeat(np.arange(len(lines)), count)
    ordinal = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    lane = f.lane[f.line_firm][row]
    # Lines of one firm take turns in the numbering of its products.
    place = line_ordinal[row] * most + ordinal
    noise, age, level = np.empty(len(row)), np.empty(len(row)), np.empty(len(row))
    for k in np.unique(place).tolist():
        here = place == k
        noise[here] = world.draws.normal(MODEL_QUALITY, k, lane[here])
        age[here] = world.draws.uniform(MODEL_AGE, k, lane[here])
        level[here] = world.draws.uniform(MODEL_LEVEL, k, lane[here])
    spread = world.parameters.research.launch_spread
    # The first model carries the line's own quality, so that data prices hold for it.
    model_quality = quality[row] * np.where(ordinal > 0, np.exp(spread * np.clip(noise, -3, 3)), 1)
    world.products.add(
        len(row),
        lane=lane * PRODUCT_SPAN + place,
        kind=0,
        born=world.quarter,
        line=lines[row],
        quality=model_quality,
        launched=world.quarter - 1 - np.floor(start.model_age * age).astype(np.int64),
        on_sale=world.quarter,
        level=driving_level(world, level, f.line_use[row], world.lines.firm[lines][row]),
    )
    np.maximum.at(world.firms.launches, world.lines.firm[lines][row], place + 1)


def driving_level(world: World, uniform: Floats, use: Slots, firm: Slots) -> Slots:
    """Level of new models: 2 with a chance, else 1. Only vehicles.

    Share of new models at level 2 or more: of cars whose driving systems the city's contents tell
    of, the maker's level, or the country's where it has none yet; of others
    1/(1 + exp(−(year − midpoint)/scale)), a logistic path of time. Those that fleets buy drive by
    themselves, level 4.
    """
    p, markets = world.parameters.vehicles, world.markets
    year = world.quarter / 4.0
    share = np.full(len(use), 1.0 / (1.0 + np.exp(-(year - p.level2_midpoint) / p.level2_years)))
    if told(world):
        own = world.firms.level2[firm]
        own = np.where(own > 0.0, own, world.economy.level2_national[0])
        share = np.where(level2_cost(world)[use] > 0.0, own, share)
    level: Slots = np.where(markets.is_vehicle[use], np.where(uniform < share, 2, 1), 0).astype(
        np.int64
    )
    level[world.markets.by_fleets[use]] = 4
    return level
