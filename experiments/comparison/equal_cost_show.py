"""The command ``yuanqu plan scale``."""

from pathlib import Path

import numpy as np
from rich.table import Table

from abm.city import city_cached
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.answer import CONFIDENCE, difference
from experiments.answer_table import number
from experiments.comparison.equal_cost import NoScale, equal_scale
from experiments.comparison.game import Floats
from experiments.comparison.progress import watching
from experiments.comparison.question import Question, run_plan
from experiments.comparison.words import interval
from experiments.comparison.workers import Workers
from experiments.console import console
from experiments.files import write_whole
from experiments.units import YI
from policies.plan import Plan
from policies.scaling import at_scale
from policies.schedule import plan_text


def show_scale(
    question: Question,
    name: str,
    tolerance: float,
    seeds: range,
    workers: int,
    out: Path | None,
) -> int:
    """Find the scale at which the plan costs what the question's reference costs; show it."""
    like, plan = question.plan(question.reference), question.plan(name)
    own = city_cached(question.city).plan_folder
    costs: dict[str, Floats] = {}
    title = f"{plan.key} at the cost of {like.key}: {len(seeds)} seeds a scale"
    with (
        Workers(min(workers, len(seeds))) as processes,
        watching(title, "runs", None) as tick,
    ):

        def cost_of(some: Plan) -> Floats:
            if some.digest not in costs:
                found = {}
                for place, values in processes.each(
                    run_plan, [(question, some, seed) for seed in seeds]
                ):
                    found[place] = values[-1]
                    tick()
                costs[some.digest] = np.array([found[place] for place in range(len(seeds))])
            return costs[some.digest]

        target = cost_of(like)
        if not target.mean() > 0.0:
            raise InputError("", 0, 0, "--like", "a plan that costs money", like.key)
        try:
            found = equal_scale(
                lambda scale: float(cost_of(at_scale(name, scale, own)).mean()),
                float(target.mean()),
                tolerance,
            )
        except NoScale as none:
            expected = f"a plan that some scale makes cost {number(target.mean() / YI)} 亿 yuan"
            best = none.best
            what = f"at best {number(best.cost / YI)} 亿 at a scale of {best.scale:g}"
            raise InputError("", 0, 0, "PLAN", expected, what) from none
    chosen = at_scale(name, found.scale, own)
    terminal = console()
    terminal.print(_table(question, like, plan, target, costs[chosen.digest], found.scale))
    terminal.print(f"In {name} as the plan's own key: scale: {found.scale:g}", highlight=False)
    if out is not None:
        write_whole(out, plan_text(chosen).encode())
        terminal.print(f"Written, scaled and with all that it extends: {out}", highlight=False)
    return 0


def _table(
    question: Question, like: Plan, plan: Plan, target: Floats, cost: Floats, scale: float
) -> Table:
    table = Table(
        title=f"{plan.key} at the cost of {like.key}, {len(cost)} seeds",
        caption=(
            f"cost: present value of gross local spending from the policy's start to "
            f"{quarter_text(question.until)} at {100 * question.rate:g} % a year (assumed), 亿 "
            f"yuan; brackets: {CONFIDENCE:.0%} intervals of the mean"
        ),
        title_justify="left",
        caption_justify="left",
    )
    for head in ("Plan", "Scale", "Cost", "Difference", "Of the cost"):
        table.add_column(head, justify="left" if head == "Plan" else "right")
    table.add_row(like.key, "–", interval(difference(target), YI, sign=False), "–", "–")
    table.add_row(
        plan.key,
        f"{scale:g}",
        interval(difference(cost), YI, sign=False),
        interval(difference(cost - target), YI),
        f"{100 * (cost.mean() / target.mean() - 1):+.2f} %".replace("-", "−"),
    )
    return table
