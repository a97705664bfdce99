"""How much of what the city's own brands sell works together across segments."""

from __future__ import annotations

import numpy as np

from abm.market import own_name
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from abm.steps.ecosystem import brands
from agents.city import City
from agents.world import World
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    if not len(city.ecosystems):
        return ()
    without = ("ecosystem_without_vehicles",) if city.has_vehicles else ()
    return ("ecosystem", *without, "alliance_members", "hosted_share")


def measure(world: World, definitions: Definitions) -> list[float]:
    """Shares of the quarter's sales. ``ecosystem``: of own-brand goods of target segments, those
    that work with products of another segment, of the same firm or alliance. ``hosted_share``: of
    what the city's brands sell of them, vehicles apart, the part under a host's name."""
    if not len(world.city.ecosystems):
        return []
    lines, firms, markets = world.lines, world.firms, world.markets
    target = world.segments.is_target[markets.segment[lines.use]] & brands(world)[lines.firm]
    target &= ~lines.contracted
    value = added(lines.sold) * lines.price / 1e6 * target
    own = value * own_name(world)
    joint = own * (lines.partners >= 1.0)
    plain = ~markets.is_vehicle[lines.use]

    def share(part: float, whole: float) -> float:
        return part / whole if whole > 0.0 else 0.0

    without = [share(float(joint[plain].sum()), float(own[plain].sum()))]
    return [
        share(float(joint.sum()), float(own.sum())),
        *(without if world.city.has_vehicles else ()),
        float(np.count_nonzero(firms.alive & (firms.alliance >= 0))),
        share(float((value - own)[plain].sum()), float(value[plain].sum())),
    ]


ECOSYSTEM = Outcome(
    key="ecosystem",
    name_zh="生态互联占比",
    name_en="Interoperating sales",
    unit="share",
    help_zh="本市自主品牌在目标领域的销售中，能与其他领域产品互联互通的占比。",
    help_en="Of what the city's own brands sell in the target segments, the part that works "
    "together with products of another segment.",
    columns=columns,
    measure=measure,
)
