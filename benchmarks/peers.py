"""Arrays against plain Mesa objects: the same five steps, quarter by quarter in turn."""

from __future__ import annotations

from abm.model import IndustryModel
from benchmarks.clock import middle, seconds
from benchmarks.row import Row
from benchmarks.scaled import ScaledCity
from engine.model import Step
from tests.oracle import ObjectModel, from_world, gaps, worst

CORE = ("research", "plans", "demand", "delivery", "accounts")
AIMS = {1_000: 20.0, 3_000: 50.0, 10_000: 80.0}
WARM_UP = 4
TOLERANCE = 1e-9


def measure(quick: bool) -> list[Row]:
    """Ratio of times at three sizes of the city."""
    rows = []
    for firms, aim in AIMS.items():
        if quick and firms > 3_000:
            continue
        with ScaledCity(firms) as city:
            rows += _compare(city.model(), aim, quarters=4 if quick else 12)
    return rows


def _compare(model: IndustryModel, aim: float, quarters: int) -> list[Row]:
    """Whole quarters to warm up; then the core alone. Raises AssertionError for other numbers."""
    world = model.world
    for _ in range(WARM_UP):
        model.step()
    core = [step for step in model.schedule if step.name in CORE]
    world.ledger.begin()
    for step in model.schedule:
        if step.name == CORE[0]:
            break
        step.run(world)
    peer = from_world(world)
    firms = len(peer.firms)
    arrays, objects = [], []
    for quarter in range(quarters + 1):
        if quarter % 2:
            arrays.append(seconds(lambda: _core(model, core)))
            objects.append(seconds(peer.step))
        else:
            objects.append(seconds(peer.step))
            arrays.append(seconds(lambda: _core(model, core)))
        _check(model, peer)
        world.quarter += 1
        world.ledger.begin()
    # The first quarter meets cold caches.
    ratios = [slow / fast for slow, fast in zip(objects[1:], arrays[1:], strict=True)]
    return [
        Row(f"{firms:,} firms: objects by arrays", middle(ratios), "times", at_least=aim),
        Row(f"{firms:,} firms: arrays", middle(arrays[1:]) / firms * 1e6, "µs a firm-quarter"),
        Row(f"{firms:,} firms: objects", middle(objects[1:]) / firms * 1e6, "µs a firm-quarter"),
    ]


def _core(model: IndustryModel, core: list[Step]) -> None:
    for step in core:
        step.run(model.world)


def _check(model: IndustryModel, peer: ObjectModel) -> None:
    column, gap = worst(gaps(model.world, peer))
    if not gap <= TOLERANCE:
        raise AssertionError(f"{column}: objects and arrays differ by {gap:.2g}")
