"""The command ``yuanqu plan scale``."""

from pathlib import Path
from typing import Annotated

import typer

from abm.city.name import with_year
from abm.shipped import DEFAULT_CITY
from experiments.command import options
from experiments.studies.seeds import FIRST_SEED, seeds_of

TRIED = 4
"""Scales of a plan at least, until its cost is near enough."""


def plan_scale(
    plans: options.Plans,
    like: Annotated[str, typer.Option(help="The plan that it is to cost as much as.")],
    seeds: options.Seeds = 100,
    seed: options.FirstSeed = FIRST_SEED,
    tolerance: Annotated[
        float, typer.Option(min=1e-6, max=0.5, help="How near, as a part of the cost.")
    ] = 0.01,
    rate: options.Rate = 0.04,
    until: options.Until = None,
    set_: options.Set = None,
    city: options.CityName = DEFAULT_CITY,
    year: options.Year = None,
    world: options.WhichWorld = None,
    parameters: options.WhichParameters = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="YAML file for the scaled plan.", metavar="FILE")
    ] = None,
    native: options.Native = False,
    no_cache: options.NoCache = False,
) -> None:
    """Find the one factor on a plan's settings that makes it cost what another plan costs.

    It multiplies budgets and levels' distance from neutral, as ``scale`` in the plan's file does;
    the search begins with what the file says. Several plans meet the same luck.
    """
    options.prepare(native, no_cache)
    city = with_year(city, year)
    options.expect_runs(city, workers, seeds, "experiments.studies.question")
    import numpy as np

    from abm.city.city import city_cached
    from engine.document import InputError
    from experiments.command.bar import watching
    from experiments.reports.cells import number
    from experiments.reports.equal_cost import equal_cost_table
    from experiments.reports.terminal import show
    from experiments.reports.units import YI
    from experiments.runs.executors import pool_for
    from experiments.runs.folder.files import writable
    from experiments.runs.folder.ours import YAML_MARK, check_named, write_named
    from experiments.studies.arrays import Floats
    from experiments.studies.equal_cost import NoScale, Tried, equal_scale
    from experiments.studies.question import run_plan
    from policies.city_plans import plan_folder_of
    from policies.plan import Plan
    from policies.plan_text import plan_text
    from policies.scaling import at_scale, scale_of

    question, _ = options.asked(
        city, like, plans, [], rate, until, set_, world=world, parameters=parameters
    )
    if out is not None and len(plans) > 1:
        raise InputError("", 0, 0, "--out", "one plan to write", f"{len(plans)} plans")
    reads = question.reads(plans)
    if out is not None:
        check_named(out, "--out", reads)
    base = question.plan(question.reference)
    own = plan_folder_of(city_cached(question.city))
    span = seeds_of(seeds, seed, question.city, question.world, question.parameters)
    costs: dict[str, Floats] = {}
    found: dict[str, Tried] = {}
    keys = ", ".join(question.plan(name).key for name in plans)
    with (
        pool_for(workers, question.city, seeds, TRIED * len(plans) * seeds) as pool,
        watching(f"{keys} at the cost of {base.key}: {seeds} seeds a scale") as watch,
    ):
        tick = watch(None, 0)

        def cost_of(some: Plan) -> Floats:
            if some.digest not in costs:
                paid, tasks = np.zeros(seeds), [(one,) for one in span]
                for place, values in pool.each(run_plan, tasks, (question, some), span):
                    paid[place] = values[-1]
                    tick()
                costs[some.digest] = paid
            return costs[some.digest]

        target = cost_of(base)
        if not target.mean() > 0.0:
            raise InputError("", 0, 0, "--like", "a plan that costs money", base.key)
        for name in plans:

            def cost(scale: float, name: str = name) -> float:
                return float(cost_of(at_scale(name, scale, own)).mean())

            try:
                begin = scale_of(name, own)
                found[name] = equal_scale(cost, float(target.mean()), tolerance, begin)
            except NoScale as none:
                expected = f"a plan that some scale makes cost {number(target.mean() / YI)} 亿 yuan"
                best = none.best
                what = f"at best {number(best.cost / YI)} 亿 at a scale of {best.scale:g}"
                raise InputError("", 0, 0, name, expected, what) from none
    chosen = {name: at_scale(name, at.scale, own) for name, at in found.items()}
    if out is not None:
        content = YAML_MARK + b"plan scale\n" + plan_text(chosen[plans[0]]).encode()
        with writable(out, "--out", "a file that can be written"):
            write_named(out, "--out", content, reads)
    rows = [(chosen[name], found[name].scale, costs[chosen[name].digest]) for name in plans]
    show(equal_cost_table(base, target, rows, question.until, rate))
    show(*(f"In {name} as the plan's own key: scale: {at.scale:g}" for name, at in found.items()))
    if out is not None:
        show(f"Written, scaled and with all that it extends: {out}")
