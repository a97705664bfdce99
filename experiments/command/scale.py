"""The command ``yuanqu plan scale``."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from abm.city.city import city_cached
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.command.bar import watching
from experiments.reports.cells import BRACKETS, interval, minus, number, present_value
from experiments.reports.report import Table
from experiments.reports.terminal import show
from experiments.reports.units import YI
from experiments.runs.executors import pool_for
from experiments.runs.folder.files import not_writable
from experiments.runs.folder.ours import YAML_MARK, check_named, write_named
from experiments.studies.answer import difference
from experiments.studies.equal_cost import NoScale, Tried, equal_scale
from experiments.studies.game import Floats
from experiments.studies.question import Question, run_plan
from policies.city_plans import plan_folder_of
from policies.plan import Plan
from policies.plan_text import plan_text
from policies.scaling import at_scale, scale_of

TRIED = 4
"""Scales of a plan at least, until its cost is near enough."""


def show_scale(
    question: Question,
    names: Sequence[str],
    tolerance: float,
    seeds: range,
    workers: int | None,
    out: Path | None,
) -> int:
    """Find the scales at which plans cost what the question's reference costs; show them.

    The search begins with the scale that a plan's file says.
    """
    if out is not None and len(names) > 1:
        raise InputError("", 0, 0, "--out", "one plan to write", f"{len(names)} plans")
    reads = question.reads(names)
    if out is not None:
        check_named(out, "--out", reads)
    like = question.plan(question.reference)
    own = plan_folder_of(city_cached(question.city))
    runs = TRIED * len(names) * len(seeds)
    costs: dict[str, Floats] = {}
    found: dict[str, Tried] = {}
    keys = ", ".join(question.plan(name).key for name in names)
    title = f"{keys} at the cost of {like.key}: {len(seeds)} seeds a scale"
    with (
        pool_for(workers, question.city, len(seeds), runs) as pool,
        watching(title) as watch,
    ):
        tick = watch(None, 0)

        def cost_of(some: Plan) -> Floats:
            if some.digest not in costs:
                paid = {}
                for place, values in pool.each(
                    run_plan, [(seed,) for seed in seeds], (question, some), seeds
                ):
                    paid[place] = values[-1]
                    tick()
                costs[some.digest] = np.array([paid[place] for place in range(len(seeds))])
            return costs[some.digest]

        target = cost_of(like)
        if not target.mean() > 0.0:
            raise InputError("", 0, 0, "--like", "a plan that costs money", like.key)
        for name in names:
            try:

                def cost(scale: float, name: str = name) -> float:
                    return float(cost_of(at_scale(name, scale, own)).mean())

                found[name] = equal_scale(
                    cost,
                    float(target.mean()),
                    tolerance,
                    scale_of(name, own),
                )
            except NoScale as none:
                expected = f"a plan that some scale makes cost {number(target.mean() / YI)} 亿 yuan"
                best = none.best
                what = f"at best {number(best.cost / YI)} 亿 at a scale of {best.scale:g}"
                raise InputError("", 0, 0, name, expected, what) from none
    chosen = {name: at_scale(name, at.scale, own) for name, at in found.items()}
    if out is not None:
        content = YAML_MARK + b"plan scale\n" + plan_text(chosen[names[0]]).encode()
        try:
            write_named(out, "--out", content, reads)
        except OSError as error:
            raise not_writable(out, "--out", error, "a file that can be written") from error
    rows = [(chosen[name], found[name].scale, costs[chosen[name].digest]) for name in names]
    show(_table(question, like, target, rows))
    for name, at in found.items():
        show(f"In {name} as the plan's own key: scale: {at.scale:g}")
    if out is not None:
        show(f"Written, scaled and with all that it extends: {out}")
    return 0


def _table(
    question: Question, like: Plan, target: Floats, rows: Sequence[tuple[Plan, float, Floats]]
) -> Table:
    until = f"to {quarter_text(question.until)}"
    first = [like.key, "–", interval(difference(target), YI, sign=False), "–", "–"]
    return Table(
        title=f"At the cost of {like.key}, {len(target)} seeds",
        caption=f"cost: {present_value(question.rate, until)}; brackets: {BRACKETS} of the mean",
        heads=["Plan", "Scale", "Cost", "Difference", "Of the cost"],
        rows=[
            first,
            *(
                [
                    plan.key,
                    f"{scale:g}",
                    interval(difference(cost), YI, sign=False),
                    interval(difference(cost - target), YI),
                    minus(f"{100 * (cost.mean() / target.mean() - 1):+.2f} %"),
                ]
                for plan, scale, cost in rows
            ),
        ],
    )
