"""Brands with pull: places in national top tens, shares, and tiers of size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm.city import City
from abm.outcomes.definitions import Definitions, by_level
from abm.outcomes.outcome import Named, Outcome
from agents import kinds
from agents.world import World
from engine.groups import sum_by
from engine.memory import added

Floats = NDArray[np.float64]

MODELS_PER_BRAND = 5.0
"""Outside models that make an outside brand (assumed); their sizes fall as 1/rank (Zipf)."""

TIERS: tuple[tuple[str, float], ...] = (("1000", 100_000.0), ("100", 10_000.0), ("10", 1000.0))
"""Tiers of smart-terminal revenue by headquarters: 亿 a year, and million yuan."""


def columns(city: City) -> tuple[str, ...]:
    rows = zip(city.segments.keys, city.segments.texts("role"), strict=True)
    targets = [key for key, role in rows if role == "target"]
    return (
        *by_level("brand_power"),
        *(f"top_ten_{key}" for key in targets),
        *(f"market_share_{key}" for key in targets),
        "own_brand_share",
        *by_level(*(f"tier_{name}" for name, _ in TIERS)),
        *by_level(*(f"tier_{name}_without_vehicles" for name, _ in TIERS)),
        *by_level("hits"),
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """``brand_power``: city brands in the six national top tens together (more or fewer places
    at the other levels). Sales of the quarter.

    What goes out under a host's brand is the host's, whoever made it.
    Outside brands are one composite in the model; for ranking it is split by Zipf's law.
    """
    firms, lines, static, markets = world.firms, world.lines, world.static, world.markets
    kind = firms.kind
    brand = firms.alive & ((kind == kinds.BRAND) | (kind == kinds.OEM_))
    targets = np.flatnonzero(static.is_target)
    segment_of = static.use_segment[lines.use]
    made = added(lines.sold, 2) * lines.price / 1e6
    national = made * (1.0 - lines.hosted)
    outside = (added(markets.outside_units, 2) * markets.outside_price) / 1e6
    models = world.city.uses.numbers("outside_models")
    depth = [d.places for d in definitions.brand_power]
    top, share = [], []
    for code in targets.tolist():
        mine = (segment_of == code) & brand[lines.firm]
        own = sum_by(lines.firm[mine], national[mine], firms.n)
        own = np.sort(own[own > 0.0], kind="stable")[::-1]
        uses = static.use_segment == code
        others = float(outside[uses].sum()) + float((made - national)[mine].sum())
        count = max(10, int(models[uses].sum() / MODELS_PER_BRAND))
        rank = np.arange(1, count + 1)
        rivals = others / rank / (1.0 / rank).sum()
        best = own[: max(depth)]
        place = np.searchsorted(-rivals, -best) + np.arange(len(best))
        top.append([float((place < places).sum()) for places in depth])
        share.append(float(own.sum()) / max(float(own.sum()) + others, 1e-12))
    year = added(firms.revenue_past, 4)
    terminal = brand & static.is_target[firms.segment]
    plain = terminal & ~static.is_vehicle[firms.use]
    output = added(firms.output_year)
    all_output = float(output[static.is_target[firms.segment] & firms.alive].sum())
    value = sum_by(lines.firm, made, firms.n)
    own_part = np.divide(
        sum_by(lines.firm, national, firms.n), value, out=np.ones(firms.n), where=value > 0.0
    )
    return [
        *(sum(by_segment) for by_segment in zip(*top, strict=True)),
        *(by_depth[0] for by_depth in top),
        *share,
        float((output * own_part)[terminal].sum()) / max(all_output, 1e-12),
        *_tiers(year[terminal], definitions),
        *_tiers(year[plain], definitions),
        *hits(world, definitions),
    ]


def _tiers(revenue: Floats, definitions: Definitions) -> list[float]:
    """Firms at or above each tier at each level, tier by tier."""
    factors = [d.factor for d in definitions.tiers]
    return [float((revenue >= size * factor).sum()) for _, size in TIERS for factor in factors]


def hits(world: World, definitions: Definitions) -> list[float]:
    """Products of the city's own brands with a hit's share of the units of their home market, at
    each level."""
    products, lines, markets = world.products, world.lines, world.markets
    live = products.live
    line = products.line[live]
    use = lines.use[line]
    kind = world.firms.kind[lines.firm[line]]
    own = (kind == kinds.BRAND) | (kind == kinds.OEM_) | (kind == kinds.STARTUP)
    own &= world.static.is_target[world.static.use_segment[use]]
    sold = lines.sold[line]
    home = added(sold, 2) / np.maximum(added(sold), 1e-12) * (1.0 - lines.hosted[line])
    size = np.maximum(added(markets.size, 2), 1e-9)
    share = products.units[live] * home / size[use]
    asked = world.city.segments.numbers("hit_share")[world.static.use_segment[use]]
    return [float((own & (share >= asked * d.factor)).sum()) for d in definitions.hits]


BRANDS = Outcome(
    key="brand_power",
    name_zh="品牌影响力",
    name_en="Brand power",
    unit="places",
    help_zh="本市品牌进入六大领域全国前十的席位数。",
    help_en="City brands in the national top tens of the six segments.",
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
