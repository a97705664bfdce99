"""Who enters is who it would have been: traits that are luck alone stay with their luck id.

Every draw is keyed by luck id, so it is not enough that equal ids draw equal numbers: the id
itself must mean the same firm in both runs. A rule that numbered entrants by their row would
pass the first test and fail this one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from abm.model import IndustryModel
from agents.world import World
from engine.calendar import quarter_index
from engine.model import Step
from tests.littleton import BASELINE, LITTLETON

UNTIL = quarter_index("2020Q4")
LUCK_ALONE = ("founded", "segment", "productivity")
"""At birth these follow from the luck id and the seed, whatever else has happened."""


def births(change: Callable[[IndustryModel], None] | None) -> dict[int, dict[str, float]]:
    """Traits at the end of the quarter of birth, by luck id, of all who entered."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=9)
    if change is not None:
        change(model)
    found: dict[int, dict[str, float]] = {}

    def look(world: World) -> None:
        firms = world.firms
        known = found.keys()
        for slot in firms.live.tolist():
            lane = int(firms.lane[slot])
            if lane not in known and firms.name_row[slot] < 0:
                found[lane] = {name: getattr(firms, name)[slot].item() for name in LUCK_ALONE}

    model.schedule.insert_after("attraction", Step("look", look))
    model.run(until=UNTIL)
    return found


def strangers(change: Callable[[IndustryModel], None], plain: dict | None = None) -> list[int]:
    """Luck ids that mean another firm than in the plain run."""
    before, after = plain or births(None), births(change)
    common = before.keys() & after.keys()
    assert len(common) > 70
    return sorted(lane for lane in common if before[lane] != after[lane])


def one_more(model: IndustryModel) -> None:
    """Add a firm with a luck id of its own in the second quarter."""

    def add(world: World) -> None:
        if world.quarter == world.city.start + 1:
            copy_of_the_first(world, 10**6)

    model.schedule.insert_after("exit", Step("one_more", add))


def copy_of_the_first(world: World, lane: int) -> None:
    firms = world.firms
    first = {
        name: getattr(firms, name)[:1].copy()
        for name, column in firms.columns.items()
        if not column.money and name not in ("lane", "alive")
    }
    firms.add(1, **{**first, "lane": lane, "name_row": -1, "born": world.quarter})


def numbered_by_row(model: IndustryModel) -> None:
    """A mutant: entrants get the number of their row as luck id, before anything else happens."""
    known = model.world.firms.n

    def renumber(world: World) -> None:
        rows = np.arange(known, world.firms.n)
        mine = rows[world.firms.lane[rows] != 10**6]
        world.firms.lane[mine] = 10**5 + mine

    model.schedule.insert_after("entry", Step("renumber", renumber))


def test_an_extra_firm_makes_no_entrant_another() -> None:
    plain = births(None)
    assert strangers(one_more, plain) == []
    late = [lane for lane, traits in plain.items() if traits["founded"] >= quarter_index("2019Q1")]
    assert len(late) > 5


def test_numbering_by_row_is_noticed() -> None:
    plain = births(numbered_by_row)

    def both(model: IndustryModel) -> None:
        one_more(model)
        numbered_by_row(model)

    assert strangers(both, plain) != []
