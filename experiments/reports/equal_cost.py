"""Plans at the scale at which they cost what another costs, as a table."""

from collections.abc import Sequence

from engine.calendar import quarter_text
from experiments.reports.cells import BRACKETS, interval, minus, present_value
from experiments.reports.report import Table
from experiments.reports.units import YI
from experiments.studies.answer import difference
from experiments.studies.arrays import Floats
from policies.plan import Plan


def equal_cost_table(
    like: Plan, target: Floats, rows: Sequence[tuple[Plan, float, Floats]], last: int, rate: float
) -> Table:
    """A line a plan: its scale, and its cost by seed beside ``target``, that of ``like``."""
    until = f"to {quarter_text(last)}"
    first = [like.key, "–", interval(difference(target), YI, sign=False), "–", "–"]
    return Table(
        title=f"At the cost of {like.key}, {len(target)} seeds",
        caption=f"cost: {present_value(rate, until)}; brackets: {BRACKETS} of the mean",
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
