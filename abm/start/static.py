"""The parts of a world that no run changes: fixed columns of its tables, and arrays beside."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.city import factor_prices
from abm.cut import cut_of
from abm.start.supply_chain import chain_of as _chain
from agents.city import City
from agents.location import kilometres, relatedness
from agents.world import Ecosystems, Floats, Static


class Fixed(NamedTuple):
    """What no run changes: arrays beside the tables, and the fixed columns of two tables."""

    static: Static
    markets: dict[str, NDArray[Any]]
    segments: dict[str, NDArray[Any]]


def fixed_of(city: City) -> Fixed:
    """Of a city's segments, uses and cells; uses × 3 by destination. Made once a process."""
    if city.digest not in _KNOWN:
        _KNOWN[city.digest] = _laid_out(city)
        found = _KNOWN[city.digest].static
        for array in (*vars(found).values(), *vars(found.ecosystems).values()):
            if isinstance(array, np.ndarray):
                array.setflags(write=False)  # all models of the process share it
    return _KNOWN[city.digest]


_KNOWN: dict[str, Fixed] = {}


def _laid_out(city: City) -> Fixed:
    uses, segments, cells = city.uses, city.segments, city.cells
    of = uses.segment
    price = uses.price_yuan
    seasonal = np.stack([uses.seasonal_q1, uses.seasonal_q2, uses.seasonal_q3, uses.seasonal_q4])
    roles = segments.role
    is_component = np.array([role == "component" for role in roles])
    need = _inputs(city)
    classes = np.flatnonzero(is_component)
    chain = _chain(city, classes, of, price)
    firms = _firms_by_segment(city)
    ecosystems = _ecosystems(city)
    hosts = ecosystems.spans[ecosystems.is_host].sum(axis=0)

    def by_cell(column: Floats) -> Floats:
        found = np.zeros((len(uses), 3))
        found[cells.use, cells.destination.codes] = column
        return found

    markets = {
        "segment": of,
        "reference_price": price,
        "reference_cost": price * (1.0 - uses.gross_margin),
        "price_weight": uses.price_weight,
        "brand_weight": uses.brand_weight,
        "hit_share": segments.hit_share[of],
        "grows": np.array([mode == "growth" for mode in uses.mode]),
        "elasticity": by_cell(cells.elasticity),
        "innovation": by_cell(cells.p_innovation),
        "imitation": by_cell(cells.q_imitation),
        "ceiling": by_cell(cells.ceiling_units),
        "content_base": np.where(
            np.isin(np.arange(len(uses)), city.contents.use),
            by_cell(cells.installed_units)[:, :2].sum(axis=1),
            0.0,
        ),
        "life": np.maximum(by_cell(cells.life_years), 0.25),
        "growth": by_cell(cells.growth_per_year),
        "outside_growth": uses.outside_quality_growth_per_year,
        "size_start": by_cell(cells.units_per_year_start) / 4.0,
        "permit_grade": uses.permit_grade,
        "permit_local": uses.permit_local,
        "scenario": uses.scenario,
        "scenario_share": uses.scenario_share,
        "is_nev": uses.nev,
        "is_vehicle": np.isin(of, of[uses.nev]),
        "needs_licence": np.isin(of, of[uses.nev]) & ~_low_speed(city),
        "by_fleets": np.isin(np.arange(len(uses)), city.fleets.use),
        "labour_share": segments.labour_share_of_cost[of],
        "energy_share": segments.energy_share_of_cost[of],
        "scale": segments.scale_exponent[of],
        "learning_rate": segments.learning_rate_per_doubling[of],
        "rd_reference": _rd_reference(city),
        "has_principal": np.isin(np.arange(len(uses)), city.principals.use),
        "starts": np.where(opens_later(city), uses.starts, -1),
        "made_before": _made_before(city, by_cell(cells.units_per_year_start)),
        "use_class": chain.use_class,
        "class_part": chain.class_part,
        "other_import": chain.other_import,
        "local_share": _mean_by_use(city, city.population.local_share, 1.0),
        "hosted_share": _mean_by_use(city, city.population.hosted_share, 0.0) * (hosts[of] > 0),
    }
    of_segments = {
        "marketing_share": segments.marketing_share_of_revenue,
        "overhead_share": segments.overhead_share_of_revenue,
        "rd_share": segments.rd_share_of_revenue,
        "capital": segments.capital_million_per_million_revenue,
        "floor_per_job": segments.floor_m2_per_job,
        "entry_base": segments.entrants_per_year / 4.0,
        "project_share": _project_share(city),
        "firms_start": firms,
        "is_component": is_component,
        "is_target": np.array([role == "target" for role in roles]),
    }
    static = Static(
        seasonal=seasonal,
        openness=city.scenarios.openness,
        component_need=need,
        classes=classes,
        need=chain.need,
        origin_start=chain.origin,
        import_lead=chain.by_class(city.sourcing.import_quality_lead),
        import_catch_up=chain.by_class(city.sourcing.catch_up_per_year),
        import_price_growth=chain.by_class(city.sourcing.import_price_growth_per_year),
        # All worlds begin alike: also that as it came with what was known before the policy.
        factory_rent_ratio=factor_prices.ratio(
            city, "factory_rent", "office_rent", cut_of(city, "middle")
        ),
        relatedness=relatedness(need),
        district_km=kilometres(city.districts.lon, city.districts.lat),
        ecosystems=ecosystems,
    )
    return Fixed(static, markets, of_segments)


def _ecosystems(city: City) -> Ecosystems:
    rows, spanned = city.ecosystems, city.ecosystem_segments
    shape = len(rows), len(city.segments)
    outside = np.zeros(shape)
    spans = np.zeros(shape, dtype=np.bool_)
    cell = spanned.ecosystem, spanned.segment
    outside[cell] = spanned.outside_products
    spans[cell] = True
    return Ecosystems(
        is_host=np.array([kind == "host" for kind in rows.kind], dtype=np.bool_),
        weight=rows.host_weight,
        fee=rows.dues_share_of_revenue,
        opens=rows.opens,
        spans=spans,
        outside=outside,
    )


def _inputs(city: City) -> Floats:
    """Share of each component class in a segment's materials, (segments, segments)."""
    size = len(city.segments)
    need = np.zeros((size, size))
    buyer, component = city.inputs.segment, city.inputs.component
    known = component >= 0
    need[buyer[known], component[known]] = city.inputs.share_of_material_cost[known]
    return need


def _firms_by_segment(city: City) -> Floats:
    size = len(city.segments)
    at_start = city.firms.arrives < 0
    named = np.bincount(city.firms.segment[at_start], minlength=size)
    segment = city.uses.segment[city.population.use]
    rest = np.bincount(segment, city.population.count, size)
    return np.asarray(named + rest, dtype=np.float64)


def _rd_reference(city: City) -> Floats:
    """A quarter's R&D of the mean synthetic firm of each use, million yuan.

    It is the yardstick of development projects; where a use has no synthetic firms with sales, the
    mean over all uses serves.
    """
    rows = city.population
    use, count = rows.use, rows.count
    spent = rows.revenue_million_per_year * rows.rd_share_of_revenue / 4.0
    size = len(city.uses)
    firms, total = np.bincount(use, count, size), np.bincount(use, spent, size)
    mean = np.divide(total, firms, out=np.zeros(size), where=firms > 0)
    known = mean > 0.0
    fallback = float(mean[known].mean()) if known.any() else 0.0
    return _of_segment_where_later(city, np.where(known, mean, fallback), known, firms)


def _mean_by_use(city: City, share: Floats, otherwise: float) -> Floats:
    """Mean share of the synthetic firms of each use, by revenue; ``otherwise`` without any, and of
    its segment's where a market opens later."""
    rows, size = city.population, len(city.uses)
    use, revenue = rows.use, rows.revenue_million_per_year
    total = np.bincount(use, revenue, size)
    part = np.bincount(use, revenue * share, size)
    found: Floats = np.divide(part, total, out=np.full(size, otherwise), where=total > 0.0)
    return _of_segment_where_later(city, found, total > 0.0, total)


def _low_speed(city: City) -> NDArray[np.bool_]:
    """Markets of fleets whose vehicles the city alone permits, (uses,): no cars by law, and their
    makers need no licence of the nation's."""
    uses = city.uses
    found: NDArray[np.bool_] = np.isin(np.arange(len(uses)), city.fleets.use)
    return found & (uses.permit_local >= 1.0)


def opens_later(city: City) -> NDArray[np.bool_]:
    """Markets that open behind the city's first quarter, (uses,)."""
    found: NDArray[np.bool_] = city.uses.starts > city.start
    return found


def _made_before(city: City, first_year: Floats) -> Floats:
    """Units that all makers made before a market opened that opens later, (uses,); else 0.

    ``first_year`` sales, (uses, 3), where the data say nothing.
    """
    given = city.uses.made_before_units
    found = np.where(np.isnan(given), first_year.sum(axis=1), given)
    return np.where(opens_later(city), found, 0.0)


def _of_segment_where_later(
    city: City, values: Floats, known: NDArray[np.bool_], weight: NDArray[Any]
) -> Floats:
    """``values`` (uses,), for a market that opens later the mean of the others of its segment, of
    those ``known``, by ``weight``: it has no firms of the start. Its own where none is known."""
    of, later = city.uses.segment, opens_later(city)
    counted = np.where(known & ~later, weight, 0.0)
    total = np.bincount(of, counted, len(city.segments))[of]
    whole = np.bincount(of, counted * values, len(city.segments))[of]
    return np.where(later & (total > 0.0), whole / np.maximum(total, 1e-300), values)


def _project_share(city: City) -> Floats:
    """Part of all mobile projects in each segment: by the square root of the value of markets that
    are there from the first; legacy 0."""
    uses, cells = city.uses, city.cells
    value = np.zeros(len(city.segments))
    price = np.where(opens_later(city), 0.0, uses.price_yuan)[cells.use]
    segment = uses.segment[cells.use]
    np.add.at(value, segment, price * cells.units_per_year_start)
    courted = np.array([role != "legacy" for role in city.segments.role])
    weight = np.sqrt(value) * courted
    found: Floats = weight / weight.sum()
    return found
