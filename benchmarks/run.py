"""One run of the shipped city, by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from time import process_time

from abm.model import IndustryModel
from agents.world import World
from benchmarks.clock import middle, seconds
from benchmarks.row import Row
from engine.model import Step

CITY, PLAN = "shanghai", "action_plan_2022"


def measure(quick: bool) -> list[Row]:
    """Construction, the whole run, and where its time goes."""
    IndustryModel(CITY, PLAN, rng=0)  # the city is loaded once in a process
    repeats = 3 if quick else 9
    building, running, by_step = [], [], defaultdict(list)
    model = None
    for seed in range(repeats):
        building.append(seconds(lambda seed=seed: IndustryModel(CITY, PLAN, rng=seed)))
        model = IndustryModel(CITY, PLAN, rng=seed)
        running.append(seconds(model.run))
        for name, spent in steps_of(IndustryModel(CITY, PLAN, rng=seed)).items():
            by_step[name].append(spent)
    assert model is not None
    firms, quarters = model.record.column("firms"), model.record.count
    whole = middle(running)
    rows = [
        Row("construction", middle(building) * 1e3, "ms", at_most=5.0),
        Row(f"{quarters} quarters, {firms.mean():,.0f} firms", whole, "s", at_most=0.15),
        Row("fastest of the repeats", min(running), "s"),
        Row("a firm and quarter", whole / firms.sum() * 1e6, "µs"),
        Row("firm rows in the end", model.world.firms.n, "rows"),
        Row("line rows in the end", model.world.lines.n, "rows"),
        Row("product rows in the end", model.world.products.n, "rows"),
        Row("products on sale in the end", len(model.world.products.live), "rows"),
    ]
    total = sum(middle(spent) for spent in by_step.values())
    for name, spent in by_step.items():
        share = middle(spent) / total
        rows.append(Row(f"step {name} ({share:.0%})", middle(spent) / quarters * 1e3, "ms/quarter"))
    return rows


def steps_of(model: IndustryModel) -> dict[str, float]:
    """Processor time of each step over a whole run, and of the record."""
    spent: dict[str, float] = defaultdict(float)

    def timed(step: Step[World]) -> Callable[[World], None]:
        def run(world: World) -> None:
            began = process_time()
            step.run(world)
            spent[step.name] += process_time() - began

        return run

    for step in list(model.schedule):
        model.schedule.replace(step.name, timed(step))
    write = model.record.write

    def record(world: World) -> None:
        began = process_time()
        write(world)
        spent["record"] += process_time() - began

    model.record.write = record  # type: ignore[method-assign]
    model.run()
    return dict(spent)
