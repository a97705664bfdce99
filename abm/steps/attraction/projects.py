"""Mobile projects as they look for a place, and how one that comes becomes a firm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.lines import add_lines
from abm.market import offers
from abm.start.founding import PRODUCT_SPAN, driving_level
from abm.steps.contracting.order_book import bring_orders
from abm.steps.entry.step import choose_uses
from agents import kinds
from agents.world import World
from engine.draws import Decision
from engine.groups import sum_by
from engine.memory import added
from engine.table import Slots

Floats = NDArray[np.float64]

COMES = Decision("attraction.comes")
CAPEX = Decision("attraction.capex")
KIND = Decision("attraction.kind")
QUALITY = Decision("attraction.quality")
LEVEL = Decision("attraction.driving_level")
WHEN = Decision("attraction.when")

PROJECTS = 2
"""Channel of the candidate lists."""

HEADQUARTERS, CENTRE, PLANT = range(3)
"""Kinds of projects, in the order of the city's data: a research centre sells nothing."""

NO_LAUNCH = -1e9
"""Fill of a development project that never launches: a centre's work goes to its parent."""


class Projects(NamedTuple):
    """Arrays ``(projects,)``. ``capital`` in million yuan; ``revenue`` at full capacity, million
    yuan a quarter; ``local`` part of its goods made here; ``jobs`` planned; ``chance`` of the city
    without packages; ``luck`` standard normal, for the quality of its goods."""

    lane: Slots
    segment: Slots
    use: Slots
    kind: Slots
    capital: Floats
    revenue: Floats
    local: Floats
    jobs: Floats
    chance: Floats
    luck: Floats

    def take(self, which: NDArray[np.bool_]) -> Projects:
        """Those among them."""
        return Projects._make(column[which] for column in self)

    def and_those(self, more: Projects) -> Projects:
        """These and others."""
        return Projects._make(np.concatenate(pair) for pair in zip(self, more, strict=True))


def on_the_market(world: World) -> Projects:
    """Projects of the quarter's list that are active.

    A plant is a contract manufacturer or a supplier with its whole production in the city; a
    headquarters makes a part of its goods here, one of cars none. A year's revenue at full
    capacity is capital / the segment's capital by revenue, at most a part of the national market.
    """
    segments, p, q = world.segments, world.parameters.attraction, world.quarter
    lane, segment, _ = world.candidates.of(q - world.city.start, PROJECTS)
    rate = segments.project_share * (p.projects_per_year / 4.0)
    luck = world.draws.uniform(COMES, q, lane)
    active = world.candidates.active(PROJECTS, rate, segment, luck)
    lane, segment = lane[active], segment[active]
    draw = np.clip(world.draws.normal(CAPEX, q, lane), -3.0, 3.0)
    capital = np.minimum(p.capex_median * np.exp(p.capex_log_sd * draw), p.capex_most)
    u = world.draws.uniform(KIND, q, lane)
    bounds = np.array([p.headquarters_share, p.headquarters_share + p.centre_share])
    kind = np.searchsorted(bounds, u, side="right")
    use = choose_uses(world, lane, segment)
    intensity = np.maximum(segments.capital[segment], world.parameters.capacity.least_capital)
    market = 4.0 * added(world.markets.size, 2) * world.markets.outside_price / 1e6
    largest = p.market_cap * market[use] * intensity
    capital = np.where(kind == CENTRE, capital, np.minimum(capital, largest))
    own = np.where(
        world.markets.is_vehicle[use], 0.0, p.headquarters_local
    )  # cars come without licence
    local = np.where(kind == HEADQUARTERS, own, 1.0)
    revenue = np.where(kind == CENTRE, 0.0, capital / intensity / 4.0)
    return Projects(
        lane,
        segment,
        use,
        kind,
        capital,
        revenue,
        local,
        jobs_of(world, segment, use, kind, capital, revenue, local),
        np.full(len(lane), p.base_chance),
        np.clip(world.draws.normal(QUALITY, q, lane), -3.0, 3.0),
    )


def jobs_of(
    world: World,
    segment: Slots,
    use: Slots,
    kind: Slots,
    capital: Floats,
    revenue: Floats,
    local: Floats,
) -> Floats:
    """Operators by what it makes, engineers by R&D, staff by overhead."""
    markets, p, wages = world.markets, world.parameters, world.economy
    research = revenue * rd_share(world, segment, to_order(world, kind, segment, use))
    research = np.where(kind == CENTRE, centre_budget(world, capital), research)
    engineers = research * p.research.labour_share / wages.wage_engineer[0]
    staff = (
        revenue
        * world.segments.overhead_share[segment]
        * p.labour.staff_share
        / wages.wage_engineer[0]
    )
    operators = revenue * local * markets.labour_share[use] / wages.wage_operator[0]
    found: Floats = engineers + staff + operators
    return found


def to_order(world: World, kind: Slots, segment: Slots, use: Slots) -> NDArray[np.bool_]:
    """Plants that work to the orders of principals."""
    markets = world.markets
    found: NDArray[np.bool_] = (
        (kind == PLANT) & ~world.segments.is_component[segment] & markets.has_principal[use]
    )
    return found


def rd_share(world: World, segment: Slots, ordered: NDArray[np.bool_]) -> Floats:
    """R&D by revenue; who works to order does less."""
    own = world.segments.rd_share[segment]
    return np.where(ordered, np.minimum(own, world.parameters.contracting.rd_share), own)


def centre_budget(world: World, capital: Floats) -> Floats:
    """A research centre's R&D, million yuan a quarter."""
    found: Floats = capital * (world.parameters.attraction.centre_budget / 4.0)
    return found


def giants(world: World) -> Projects:
    """Dated projects too large for the list whose quarter it is: each decides once."""
    rows, q = world.city.giants, world.quarter
    first, last = rows.first, rows.last
    lane = world.candidates.first - len(rows) + np.arange(len(rows))
    luck = world.draws.uniform(WHEN, 0, lane)
    now = np.flatnonzero(first + np.floor(luck * (last - first + 1)).astype(np.int64) == q)
    lane, use = lane[now], rows.use[now]
    return Projects(
        lane,
        world.markets.segment[use],
        use,
        rows.kind.codes[now],
        rows.capital_million[now],
        rows.revenue_million_per_year[now] / 4.0,
        rows.local_share[now],
        rows.jobs[now].astype(np.float64),
        rows.chance[now],
        np.clip(world.draws.normal(QUALITY, q, lane), -3, 3),
    )


def arrive(world: World, x: Projects, park: Slots, packages: Mapping[str, Floats]) -> None:
    """Turn projects into firms with a parent; those that sell bring a line, a model and buyers.

    They start at a part of their capacity. ``packages`` are what the district of
    the park promises under each instrument, by its key, million yuan.
    """
    q, markets, p = world.quarter, world.markets, world.parameters.attraction
    most = world.markets.frontier[x.use] * np.exp(world.parameters.research.headroom)
    quality = np.minimum(
        world.markets.outside_quality[x.use] * np.exp(p.quality_log_sd * x.luck), most
    )
    centre = x.kind == CENTRE
    ordered = to_order(world, x.kind, x.segment, x.use)
    own_name = np.where(x.kind == PLANT, kinds.CONTRACT, kinds.BRAND)
    # A parent's facility carries a part of its size as R&D where there are no sales.
    parent = np.where(
        centre,
        p.centre_facility * centre_budget(world, x.capital),
        p.parent_facility * x.revenue,
    )
    slots = world.firms.add(
        len(x.lane),
        lane=x.lane,
        kind=np.where(world.segments.is_component[x.segment], kinds.SUPPLIER, own_name),
        born=q,
        sector=world.ledger.sector_code["firms"],
        segment=x.segment,
        use=x.use,
        founded=q - int(p.maker_age),
        hq=park,
        plant=np.where(centre | (x.local <= 0.0), -1, park),
        local_share=x.local,
        licence=x.kind == PLANT,  # a plant brings its own
        technology=quality,
        rd_share=rd_share(world, x.segment, ordered),
        contract_part=ordered.astype(np.float64),
        local_start=x.local,
        hire_capacity=np.where(
            ordered,
            p.start_part * x.revenue * (markets.labour_share + markets.energy_share)[x.use],
            0.0,
        ),
        progress=np.where(centre, NO_LAUNCH, 0.0),
        parent=parent,
        parent_until=q + np.where(centre, int(p.centre_quarters), int(p.parent_quarters)),
        arrived=True,
        promised_jobs=x.jobs,
        launches=np.where(centre, 0, 1),
    )
    for key, package in packages.items():
        world.promises.add(world.firms, key, slots, package)
    capital = np.where(centre, parent, p.start_part * x.capital)
    world.ledger.pay("equity_rounds", "rest", world.firm_rows(slots), capital)
    sells = ~centre
    if sells.any():
        bring_goods(world, x.take(sells), slots[sells], quality[sells])


def bring_goods(world: World, x: Projects, slots: Slots, quality: Floats) -> None:
    """A line, a model on sale, and buyers, or orders of principals."""
    q = world.quarter
    price = world.markets.outside_price[x.use]
    started = world.parameters.attraction.start_part * x.revenue
    units = started * 1e6 / price
    markets, ordered = world.markets, to_order(world, x.kind, x.segment, x.use)
    margin = 1.0 - markets.reference_cost[x.use] / markets.reference_price[x.use]
    margin = np.where(ordered, np.minimum(margin, world.parameters.contracting.margin), margin)
    markup = margin / (1.0 - margin)
    lines = add_lines(
        world,
        slots,
        x.use,
        price,
        units,
        4.0 * units,
        markup=markup,
        markup_norm=np.where(ordered, markup, 0.0),
        contracted=ordered,
    )
    products = world.products.add(
        len(slots),
        lane=x.lane * PRODUCT_SPAN,
        kind=0,
        born=q,
        line=lines,
        quality=quality,
        launched=q,
        on_sale=q,
        level=driving_level(
            world, world.draws.uniform_pair(LEVEL, x.lane, np.zeros_like(x.lane)), x.use, slots
        ),
    )
    bring_buyers(world, lines[~ordered], products[~ordered], units[~ordered])
    bring_orders(world, lines[ordered], started[ordered])


def bring_buyers(world: World, lines: Slots, products: Slots, units: Floats) -> None:
    """Give new lines the reach that sells ``units`` a quarter, taken from the outside brands.

    At most a part of an outside brand's reach goes with one quarter's arrivals.
    """
    if not len(lines):
        return
    markets, use = world.markets, world.lines.use[lines]
    most = world.parameters.attraction.reach_taken
    size = np.maximum(added(markets.size), 1e-9)
    value = offers(world, products).value[lines]
    asked = units / size[use]
    total = sum_by(use, asked, markets.n)
    share = asked * np.minimum(1.0, most / np.maximum(total, 1e-12))[use]
    weight = share[:, None] * markets.outside_reach[use]
    world.lines.reach[lines] = weight * np.exp(-value)[:, None]
    gone = np.minimum(total, most)
    markets.outside_reach = markets.outside_reach * (1.0 - gone)[:, None]
