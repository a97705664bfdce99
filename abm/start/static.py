"""The parts of a world that no run changes, laid out as arrays beside its tables."""

from __future__ import annotations

import numpy as np

from abm.city import factor_prices
from abm.city.city import City
from abm.start.supply_chain import chain_of as _chain
from agents.location import relatedness
from agents.world import Ecosystems, Floats, Static

KM_PER_DEGREE = 111.2
"""Kilometres by degree of latitude."""


def static_of(city: City) -> Static:
    """Arrays of a city's segments, uses and cells; uses × 3 by destination. Made once a process."""
    if city.digest not in _KNOWN:
        found = _KNOWN[city.digest] = _laid_out(city)
        for array in (*vars(found).values(), *vars(found.ecosystems).values()):
            if isinstance(array, np.ndarray):
                array.setflags(write=False)  # all models of the process share it
    return _KNOWN[city.digest]


_KNOWN: dict[str, Static] = {}


def _laid_out(city: City) -> Static:
    uses, segments, cells = city.uses, city.segments, city.cells
    of = uses.codes("segment")
    price = uses.numbers("price_yuan")
    seasonal = np.stack([uses.numbers(f"seasonal_q{q}") for q in (1, 2, 3, 4)])
    roles = segments.texts("role")
    is_component = np.array([role == "component" for role in roles])
    need = _inputs(city)
    classes = np.flatnonzero(is_component)
    chain = _chain(city, classes, of, price)
    firms = _firms_by_segment(city)
    ecosystems = _ecosystems(city)
    hosts = ecosystems.spans[ecosystems.is_host].sum(axis=0)

    def by_cell(name: str) -> Floats:
        found = np.zeros((len(uses), 3))
        found[cells.codes("use"), cells.codes("destination")] = cells.numbers(name)
        return found

    return Static(
        use_segment=of,
        reference_price=price,
        reference_cost=price * (1.0 - uses.numbers("gross_margin")),
        price_weight=uses.numbers("price_weight"),
        brand_weight=uses.numbers("brand_weight"),
        hit_share=segments.numbers("hit_share")[of],
        seasonal=seasonal,
        grows=np.array([mode == "growth" for mode in uses.texts("mode")]),
        elasticity=by_cell("elasticity"),
        innovation=by_cell("p_innovation"),
        imitation=by_cell("q_imitation"),
        ceiling=by_cell("ceiling_units"),
        life=np.maximum(by_cell("life_years"), 0.25),
        growth=by_cell("growth_per_year"),
        outside_growth=uses.numbers("outside_quality_growth_per_year"),
        size_start=by_cell("units_per_year_start") / 4.0,
        permit_grade=uses.codes("permit_grade"),
        permit_local=uses.numbers("permit_local"),
        scenario=uses.codes("scenario"),
        scenario_share=uses.numbers("scenario_share"),
        openness=city.scenarios.numbers("openness"),
        is_nev=uses.flags("nev"),
        is_vehicle=np.isin(of, of[uses.flags("nev")]),
        labour_share=segments.numbers("labour_share_of_cost")[of],
        energy_share=segments.numbers("energy_share_of_cost")[of],
        scale=segments.numbers("scale_exponent")[of],
        learning_rate=segments.numbers("learning_rate_per_doubling")[of],
        marketing_share=segments.numbers("marketing_share_of_revenue"),
        overhead_share=segments.numbers("overhead_share_of_revenue"),
        rd_share=segments.numbers("rd_share_of_revenue"),
        capital=segments.numbers("capital_million_per_million_revenue"),
        floor_per_job=segments.numbers("floor_m2_per_job"),
        entry_base=segments.numbers("entrants_per_year") / 4.0,
        project_share=_project_share(city),
        firms_start=firms,
        rd_reference=_rd_reference(city),
        is_component=is_component,
        is_target=np.array([role == "target" for role in roles]),
        has_principal=np.isin(np.arange(len(uses)), city.principals.codes("use")),
        component_need=need,
        classes=classes,
        use_class=chain.use_class,
        class_part=chain.class_part,
        need=chain.need,
        origin_start=chain.origin,
        other_import=chain.other_import,
        import_lead=chain.by_class("import_quality_lead"),
        import_catch_up=chain.by_class("catch_up_per_year"),
        import_price_growth=chain.by_class("import_price_growth_per_year"),
        local_share=_mean_by_use(city, "local_share", 1.0),
        factory_rent_ratio=factor_prices.ratio(city, "factory_rent", "office_rent"),
        relatedness=relatedness(need),
        district_km=_distances(city),
        hosted_share=_mean_by_use(city, "hosted_share", 0.0) * (hosts[of] > 0),
        ecosystems=ecosystems,
    )


def _ecosystems(city: City) -> Ecosystems:
    rows, spanned = city.ecosystems, city.ecosystem_segments
    shape = len(rows), len(city.segments)
    outside = np.zeros(shape)
    spans = np.zeros(shape, dtype=np.bool_)
    cell = spanned.codes("ecosystem"), spanned.codes("segment")
    outside[cell] = spanned.numbers("outside_products")
    spans[cell] = True
    return Ecosystems(
        is_host=np.array([kind == "host" for kind in rows.texts("kind")], dtype=np.bool_),
        weight=rows.numbers("host_weight"),
        fee=rows.numbers("dues_share_of_revenue"),
        opens=rows.codes("opens"),
        spans=spans,
        outside=outside,
    )


def _distances(city: City) -> Floats:
    """Kilometres between the districts' middles on a flat map, (districts, districts)."""
    lat, lon = city.districts.numbers("lat"), city.districts.numbers("lon")
    y = KM_PER_DEGREE * lat
    x = KM_PER_DEGREE * np.cos(np.radians(lat.mean())) * lon
    found: Floats = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    return found


def _inputs(city: City) -> Floats:
    """Share of each component class in a segment's materials, (segments, segments)."""
    size = len(city.segments)
    need = np.zeros((size, size))
    buyer, component = city.inputs.codes("segment"), city.inputs.codes("component")
    known = component >= 0
    need[buyer[known], component[known]] = city.inputs.numbers("share_of_material_cost")[known]
    return need


def _firms_by_segment(city: City) -> Floats:
    size = len(city.segments)
    at_start = city.firms.codes("arrives") < 0
    named = np.bincount(city.firms.codes("segment")[at_start], minlength=size)
    segment = city.uses.codes("segment")[city.population.codes("use")]
    rest = np.bincount(segment, city.population.numbers("count"), size)
    return np.asarray(named + rest, dtype=np.float64)


def _rd_reference(city: City) -> Floats:
    """A quarter's R&D of the mean synthetic firm of each use, million yuan.

    It is the yardstick of development projects; where a use has no synthetic firms with sales, the
    mean over all uses serves.
    """
    rows = city.population
    use, count = rows.codes("use"), rows.numbers("count")
    spent = rows.numbers("revenue_million_per_year") * rows.numbers("rd_share_of_revenue") / 4.0
    size = len(city.uses)
    firms, total = np.bincount(use, count, size), np.bincount(use, spent, size)
    mean = np.divide(total, firms, out=np.zeros(size), where=firms > 0)
    known = mean > 0.0
    fallback = float(mean[known].mean()) if known.any() else 0.0
    return np.where(known, mean, fallback)


def _mean_by_use(city: City, share: str, otherwise: float) -> Floats:
    """Mean share of the synthetic firms of each use, by revenue; ``otherwise`` without any."""
    rows, size = city.population, len(city.uses)
    use, revenue = rows.codes("use"), rows.numbers("revenue_million_per_year")
    total = np.bincount(use, revenue, size)
    part = np.bincount(use, revenue * rows.numbers(share), size)
    found: Floats = np.divide(part, total, out=np.full(size, otherwise), where=total > 0.0)
    return found


def _project_share(city: City) -> Floats:
    """Part of all mobile projects in each segment: by the square root of market value; legacy 0."""
    uses, cells = city.uses, city.cells
    value = np.zeros(len(city.segments))
    price = uses.numbers("price_yuan")[cells.codes("use")]
    segment = uses.codes("segment")[cells.codes("use")]
    np.add.at(value, segment, price * cells.numbers("units_per_year_start"))
    courted = np.array([role != "legacy" for role in city.segments.texts("role")])
    weight = np.sqrt(value) * courted
    found: Floats = weight / weight.sum()
    return found
