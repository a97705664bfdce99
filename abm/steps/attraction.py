"""Mobile projects (招商引资): headquarters and plants that choose among the city and rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.founding import LINE_SPAN, PRODUCT_SPAN, driving_level
from abm.market import offers
from abm.order_book import bring_orders
from abm.steps.entries import choose_uses, newcomers
from abm.steps.settling import appeal, settle
from agents import attraction as rules
from agents import kinds
from agents.world import World
from engine.choice import gumbel, gumbel_pick
from engine.draws import Decision
from engine.groups import sum_by
from engine.memory import added, push
from engine.table import Slots

Floats = NDArray[np.float64]

COMES = Decision("attraction.comes")
PLACE = Decision("attraction.place")
CAPEX = Decision("attraction.capex")
KIND = Decision("attraction.kind")
QUALITY = Decision("attraction.quality")

PROJECTS = 2
"""Channel of the candidate lists."""

LARGEST = 5000.0
"""Capital outlay at which projects are cut off, million yuan: larger ones are dated data."""


def attraction(world: World) -> None:
    """Projects of the quarter pick a place; those that pick the city become firms."""
    p = world.parameters.attraction
    lanes, segment, _ = world.candidates.of(world.quarter - world.city.start, PROJECTS)
    rate = project_rate(world)
    luck = world.draws.uniform(COMES, world.quarter, lanes, first=newcomers(world))
    active = world.candidates.active(PROJECTS, rate, segment, luck)
    lane, segment = lanes[active], segment[active]
    package = remember_packages(world)
    world.accounts.projects = 0
    if not len(lane):
        return
    start = world.segments.package_start
    rivals = rules.rival_package(start, world.segments.package_past[:, 2], start, p.rival_answer)
    regions = len(world.city.regions)
    utility = rules.place_utility(
        rules.city_constant(p.base_chance, regions),
        package,
        rivals,
        world.segments.jobs,
        world.segments.jobs_start,
        p.package_weight,
        p.mass_weight,
        regions,
    )
    noise = gumbel(world.draws.uniform_matrix(PLACE, world.quarter, lane, 1 + regions))
    comes = gumbel_pick(utility[segment], noise) == 0
    world.accounts.projects = int(comes.sum())
    if comes.any():
        arrive(world, lane[comes], segment[comes], package)


def project_rate(world: World) -> Floats:
    """Projects a quarter by segment: the total by the square root of market value."""
    return world.static.project_share * (world.parameters.attraction.projects_per_year / 4.0)


def remember_packages(world: World) -> Floats:
    """Today's packages, put in front of those of the three quarters before."""
    segments = world.segments
    package = world.terms.package
    push(segments.package_past, package)
    if world.quarter == world.city.start:
        segments.package_start = package
        segments.package_past = package[:, None]
        segments.jobs_start = segments.jobs
    return package


def arrive(world: World, lane: Slots, segment: Slots, package: Floats) -> None:
    """Turn projects into firms with a parent, a line and a model; their buyers come along.

    A plant is a contract manufacturer or a supplier with its whole production in the city; a
    headquarters is a brand that makes half of its goods here (assumed). A year's revenue at full
    capacity is capital / the segment's capital by revenue; it starts at half.
    """
    s, p, q, firms = world.static, world.parameters.attraction, world.quarter, world.firms
    first = newcomers(world)
    draw = np.clip(world.draws.normal(CAPEX, q, lane, first), -3.0, 3.0)
    capex = np.minimum(p.capex_median * np.exp(p.capex_log_sd * draw), LARGEST)
    is_hq = world.draws.uniform(KIND, q, lane, first=first) < p.headquarters_share
    component = s.is_component[segment]
    kind = np.where(component, kinds.SUPPLIER, np.where(is_hq, kinds.BRAND, kinds.CONTRACT))
    use = choose_uses(world, lane, segment)
    to_order = (kind == kinds.CONTRACT) & s.has_principal[use]
    c = world.parameters.contracting
    rd_share = np.where(to_order, np.minimum(s.rd_share[segment], c.rd_share), s.rd_share[segment])
    margin = 1.0 - s.reference_cost[use] / s.reference_price[use]
    margin = np.where(to_order, np.minimum(margin, c.margin), margin)
    revenue = capex / np.maximum(s.capital[segment], 0.05) / 4.0
    # A headquarters of cars comes without licence; a plant brings its own.
    away = is_hq & s.is_vehicle[use]
    local = np.where(is_hq, np.where(away, 0.0, 0.5), 1.0)
    people = revenue * local * s.labour_share[use] + revenue * rd_share
    park = settle(world, lane, appeal(world)[segment], people, segment, True)
    z = np.clip(world.draws.normal(QUALITY, q, lane, first), -3.0, 3.0)
    most = world.markets.frontier[use] * np.exp(world.parameters.research.headroom)
    quality = np.minimum(world.markets.outside_quality[use] * np.exp(0.1 * z), most)
    slots = firms.add(
        len(lane),
        lane=lane,
        kind=kind,
        born=q,
        sector=world.ledger.sector_code["firms"],
        segment=segment,
        use=use,
        founded=q - 20,  # the project is new, the maker is not
        hq=park,
        plant=np.where(away, -1, park),
        local_share=local,
        licence=~is_hq,
        technology=quality,
        rd_share=rd_share,
        contract_part=to_order.astype(np.float64),
        parent=0.1 * revenue,
        parent_until=q + 12,
        package=package[segment] * capex,
        package_owed=package[segment] * capex,
        launches=1,
    )
    price = world.markets.outside_price[use]
    units = 0.5 * revenue * 1e6 / price
    lines = world.lines.add(
        len(lane),
        lane=lane * LINE_SPAN,
        kind=0,
        born=q,
        firm=slots,
        use=use,
        markup=margin / (1.0 - margin),
        markup_norm=np.where(to_order, margin / (1.0 - margin), 0.0),
        contracted=to_order,
        unit_cost=s.reference_cost[use],
        price=price,
        capacity=2.0 * units,
        expected=units,
        made_past=4.0 * units,
    )
    level = driving_level(world, world.draws.uniform(QUALITY, q, lane, 1, first), use)
    world.products.add(
        len(lane),
        lane=lane * PRODUCT_SPAN,
        kind=0,
        born=q,
        line=lines,
        quality=quality,
        launched=q,
        on_sale=q,
        level=level,
    )
    bring_buyers(world, lines[~to_order], units[~to_order])
    bring_orders(world, lines[to_order], 0.5 * revenue[to_order])
    world.ledger.pay("equity_rounds", "rest", world.firm_rows(slots), 0.5 * capex)


def bring_buyers(world: World, lines: Slots, units: Floats) -> None:
    """Give lines the reach that sells ``units`` a quarter, and take it from the outside brands.

    At most a tenth of an outside brand's reach goes with one quarter's arrivals.
    """
    markets, use = world.markets, world.lines.use[lines]
    size = np.maximum(added(markets.size), 1e-9)
    value = offers(world).value[lines]
    asked = units / size[use]
    total = sum_by(use, asked, markets.n)
    share = asked * np.minimum(1.0, 0.1 / np.maximum(total, 1e-12))[use]
    weight = share[:, None] * markets.outside_reach[use]
    world.lines.reach[lines] = weight * np.exp(-value)[:, None]
    gone = np.minimum(total, 0.1)
    markets.outside_reach = markets.outside_reach * (1.0 - gone)[:, None]
