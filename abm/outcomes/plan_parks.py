"""Parks as the target counts them: specialty parks and boutique micro-parks together."""

from __future__ import annotations

from abm.outcomes.definitions import Definitions, by_level
from abm.outcomes.outcome import Named, Outcome, since_start
from agents.city import City
from agents.world import World


def columns(city: City) -> tuple[str, ...]:
    return (
        *by_level("special_and_micro_parks"),
        "special_and_micro_parks_start",
        "special_and_micro_parks_lost",
        "special_and_micro_parks_emerged",
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Parks that are one or the other, each once, at three levels; since the policy began: how
    many there were, who was lost, who emerged."""
    parks = world.parks
    before = (parks.special_at_start | parks.micro_at_start)[:, 0]
    counted = parks.special | parks.micro
    return [*counted.sum(axis=0).astype(float).tolist(), *since_start(before, counted[:, 0])]


PLAN_PARKS = Outcome(
    key="special_and_micro_parks",
    name_zh="特色园区和精品微园",
    name_en="Specialty parks and boutique micro-parks",
    unit="parks",
    help_zh="达到特色产业园区标准或精品微园标准的园区，每个园区只计一次。",
    help_en="Parks that pass the test of a specialty park or of a boutique micro-park, each once.",
    columns=columns,
    measure=measure,
    parts=("specialty_parks", "micro_parks"),
    also=(
        Named("special_and_micro_parks_lost", "政策起点后失去的园区", "Lost since", "parks"),
        Named("special_and_micro_parks_emerged", "政策起点后新增的园区", "Emerged since", "parks"),
    ),
)
