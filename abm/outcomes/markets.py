"""National markets and the number of firms, by segment; the weight of the largest NEV maker."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents.city import City
from agents.world import World
from engine.groups import count_by, sum_by
from engine.memory import added

NEVS: tuple[str, ...] = ("nev_share_largest", "nev_share_of_national", "national_nev_units")
"""Columns that only a city with vehicles has."""


def columns(city: City) -> tuple[str, ...]:
    keys = city.segments.keys
    return (
        *(NEVS if city.has_vehicles else ()),
        *(f"firms_{key}" for key in keys),
        *(f"national_units_{key}" for key in keys),
        *(f"national_market_{key}" for key in keys),
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Four quarters; units of a segment add up its uses, of vehicles NEVs and others alike.

    ``nev_share_largest``: of the NEVs made in the city, the largest maker's part this quarter.
    """
    firms, lines, markets = world.firms, world.lines, world.markets
    segments = len(world.city.segments)
    made = lines.made * firms.local_share[lines.firm] * markets.is_nev[lines.use]
    by_firm = sum_by(lines.firm, made, firms.n)
    total = float(by_firm.sum())
    nev = markets.is_nev
    national_nev = float(markets.national_year[nev].sum())
    counts = count_by(firms.segment[firms.live], segments)
    units = sum_by(markets.segment, added(markets.national_year), segments)
    value = sum_by(markets.segment, added(markets.national_value_year), segments)
    of_vehicles = [
        float(by_firm.max(initial=0.0)) / total if total > 0.0 else 0.0,
        float(markets.units_year[nev].sum()) / max(national_nev, 1e-9),
        national_nev,
    ]
    return [
        *(of_vehicles if world.city.has_vehicles else ()),
        *counts.astype(np.float64).tolist(),
        *units.tolist(),
        *value.tolist(),
    ]


MARKETS = Outcome(
    key="nev_share_of_national",
    name_zh="本市新能源汽车产量占全国销量比重",
    name_en="City's NEVs by national sales",
    unit="share",
    help_zh="各领域全国市场规模与本市企业数。",
    help_en="National markets and firms by segment.",
    columns=columns,
    measure=measure,
)
