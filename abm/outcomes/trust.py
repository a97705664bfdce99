"""Trust in devices that need a permit, and incidents with them."""

from __future__ import annotations

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents.city import City
from agents.world import World


def columns(city: City) -> tuple[str, ...]:
    return ("trust", "incidents")


def measure(world: World, definitions: Definitions) -> list[float]:
    """Mean trust over the target segments that have devices with a permit; incidents of the
    quarter in all of them."""
    markets, segments = world.markets, world.segments
    exposed = markets.segment[(markets.permit_grade > 0) & segments.is_target[markets.segment]]
    if not len(exposed):
        return [1.0, 0.0]
    codes = sorted(set(exposed.tolist()))
    return [float(segments.trust[codes].mean()), float(segments.incidents.sum())]


TRUST = Outcome(
    key="trust",
    name_zh="公众信任",
    name_en="Public trust",
    unit="0–1",
    help_zh="对需许可设备的平均信任度；另计当季安全事件数。",
    help_en="Mean trust in devices that need a permit, 1 untouched; and incidents of the quarter.",
    columns=columns,
    measure=measure,
)
