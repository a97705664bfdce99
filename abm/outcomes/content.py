"""Content of goods that live on it."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents.city import City
from agents.world import World


def columns(city: City) -> tuple[str, ...]:
    keys = [city.uses.keys[use] for use in sorted(city.contents.use.tolist())]
    return ("content", *(f"content_{key}" for key in keys)) if keys else ()


def measure(world: World, definitions: Definitions) -> list[float]:
    """Titles on offer against the start, 1 then: their mean by the start's users, and by use."""
    use = np.sort(world.city.contents.use)
    if not len(use):
        return []
    titles, weight = world.markets.content[use], world.markets.content_base[use]
    return [float(titles @ weight / weight.sum()), *titles.tolist()]


CONTENT = Outcome(
    key="content",
    name_zh="内容",
    name_en="Content",
    unit="index",
    help_zh="头显等设备可用内容的数量，起始为1；内容随保有量增加，又使更多人愿意使用。",
    help_en="Titles on offer for headsets and the like, 1 at the start: they follow how many are "
    "in use, and more come to use them for it.",
    columns=columns,
    measure=measure,
)
