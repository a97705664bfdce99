"""Brands with pull: places in national top tens, shares, and tiers of size."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from abm.market import own_name
from abm.outcomes.definitions import Definitions, by_level
from abm.outcomes.outcome import Named, Outcome
from agents import kinds
from agents.city import City
from agents.world import World
from engine.groups import count_by, sum_by
from engine.memory import added

Floats = NDArray[np.float64]

TIERS: tuple[tuple[str, float], ...] = (("1000", 100_000.0), ("100", 10_000.0), ("10", 1000.0))
"""Tiers of target-segment makers' revenue by headquarters: 亿 a year, and million yuan."""


def columns(city: City) -> tuple[str, ...]:
    rows = zip(city.segments.keys, city.segments.role, strict=True)
    targets = [key for key, role in rows if role == "target"]
    return (
        *by_level("brand_power"),
        *(f"top_ten_{key}" for key in targets),
        *(f"market_share_{key}" for key in targets),
        "own_brand_share",
        *by_level(*(f"tier_{name}" for name, _ in TIERS)),
        *(
            by_level(*(f"tier_{name}_without_vehicles" for name, _ in TIERS))
            if city.has_vehicles
            else ()
        ),
        *by_level("hits"),
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """``brand_power``: city brands in the national top tens of the target segments together (more
    or fewer places at the other levels). Sales of the quarter.

    What goes out under a host's brand, or to a principal's order, is the other's, whoever made it.
    Outside brands are one composite in the model; for ranking it is split by Zipf's law.
    """
    firms, lines, segments, markets = world.firms, world.lines, world.segments, world.markets
    brand = firms.alive & firms.is_kind(kinds.BRAND, kinds.OEM_)
    targets = np.flatnonzero(segments.is_target)
    made = added(lines.sold, 2) * lines.price / 1e6
    national = made * own_name(world)
    # Segments in one table, (targets, firms): most firms are in one of them.
    place_of = np.full(len(segments.is_target), -1)
    place_of[targets] = np.arange(len(targets))
    segment = place_of[markets.segment[lines.use]]
    mine = np.flatnonzero(brand[lines.firm] & (segment >= 0))
    key = segment[mine] * firms.n + lines.firm[mine]
    sales = sum_by(key, national[mine], len(targets) * firms.n)
    seller = np.flatnonzero(sales > 0.0)
    seller = seller[np.lexsort((-sales[seller], seller // firms.n))]  # the largest first
    sales, target = sales[seller], seller // firms.n
    outside = (added(markets.outside_units, 2) * markets.outside_price) / 1e6
    others = sum_by(markets.segment, outside, len(segments.is_target))[targets]
    for_others = np.flatnonzero((brand[lines.firm] | lines.contracted) & (segment >= 0))
    others += sum_by(segment[for_others], (made - national)[for_others], len(targets))
    models = np.where(world.open_uses, world.city.uses.outside_models, 0).astype(np.float64)
    models = sum_by(markets.segment, models, len(segments.is_target))[targets]
    brands = models / world.parameters.demand.models_per_brand
    # Of b outside brands the k-th sells others/(k·H_b): so many are larger than each seller.
    brands = np.maximum(10, brands.astype(np.int64))
    largest = others / harmonic(int(brands.max()))[brands - 1]
    ahead = np.clip(np.ceil(largest[target] / sales) - 1.0, 0.0, brands[target])
    place = ahead + np.arange(len(seller)) - np.searchsorted(target, target)
    top = [count_by(target[place < d.places], len(targets)) for d in definitions.brand_power]
    own = sum_by(target, sales, len(targets))
    share = own / np.maximum(own + others, 1e-12)
    year = added(firms.revenue_past, 4)
    final = np.flatnonzero(brand & segments.is_target[firms.segment])
    plain = final[~markets.is_vehicle[firms.use[final]]]
    output = added(firms.output_year)
    all_output = float(output[segments.is_target[firms.segment] & firms.alive].sum())
    value = sum_by(lines.firm, made, firms.n)
    own_part = np.divide(
        sum_by(lines.firm, national, firms.n), value, out=np.ones(firms.n), where=value > 0.0
    )
    return [
        *(float(places.sum()) for places in top),
        *top[0].astype(np.float64).tolist(),
        *share.tolist(),
        float((output * own_part)[final].sum()) / max(all_output, 1e-12),
        *_tiers(year[final], definitions),
        *(_tiers(year[plain], definitions) if world.city.has_vehicles else ()),
        *hits(world, definitions),
    ]


def _tiers(revenue: Floats, definitions: Definitions) -> list[float]:
    """Firms at or above each tier at each level, tier by tier."""
    asked = np.array([size * d.factor for _, size in TIERS for d in definitions.tiers])
    large = revenue[revenue >= asked.min()]
    counts: list[float] = (large[:, None] >= asked).sum(axis=0).astype(np.float64).tolist()
    return counts


def hits(world: World, definitions: Definitions) -> list[float]:
    """Products of the city's own brands with a hit's share of the units of their home market, at
    each level."""
    products, lines, markets = world.products, world.lines, world.markets
    use = lines.use
    segment = markets.segment[use]
    own = world.firms.is_kind(kinds.BRAND, kinds.OEM_, kinds.STARTUP)[lines.firm]
    own &= world.segments.is_target[segment]
    home = added(lines.sold, 2) / np.maximum(added(lines.sold), 1e-12) * own_name(world)
    size = np.maximum(added(markets.size, 2), 1e-9)[use]
    asked = world.city.segments.hit_share[segment]
    by_unit = np.where(own, home / size / asked, 0.0)
    live = products.live
    hit = products.units[live] * by_unit[products.line[live]]
    passed = hit >= definitions.hits.stacked.factor
    counts: list[float] = passed.sum(axis=1).astype(np.float64).tolist()
    return counts


@lru_cache(maxsize=8)
def harmonic(count: int) -> Floats:
    """Sums of 1/rank to each rank: shares by Zipf's law have them below the bar."""
    found: Floats = np.cumsum(1.0 / np.arange(1, count + 1))
    found.flags.writeable = False
    return found


BRANDS = Outcome(
    key="brand_power",
    name_zh="品牌影响力",
    name_en="Brand power",
    unit="places",
    help_zh="本市品牌进入各目标领域全国前十的席位数。",
    help_en="City brands in the national top tens of the target segments.",
    columns=columns,
    measure=measure,
    also=(
        Named("own_brand_share", "自主品牌产值占比", "Own brands' part of output", "share"),
        Named("tier_1000", "千亿级企业", "Firms of 1000 亿", "firms"),
        Named("tier_100", "百亿级企业", "Firms of 100 亿", "firms"),
        Named("tier_10", "十亿级企业", "Firms of 10 亿", "firms"),
        Named("hits", "爆款产品", "Hits", "products"),
    ),
)
