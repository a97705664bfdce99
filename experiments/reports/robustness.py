"""The report of robustness: regret by plan, and in how many states a target is reached."""

from engine.document import counted
from experiments.reports.report import Data, Part, Report, Table
from experiments.reports.units import with_unit
from experiments.studies.answer import FEWEST
from experiments.studies.robustness import Robustness
from experiments.studies.table_of_points import luck_of

HEADS = {
    "mean": "mean",
    "worst": "worst state",
    "regret_mean": "mean regret",
    "regret_90": "regret, 90 %",
    "regret_max": "largest regret",
    "best_in": "best in",
    "satisficing": "target reached in",
}
SHARES = ("best_in", "satisficing")


def robustness_report(found: Robustness, probability: float, targeted: bool, name: str) -> Report:
    """The table, what is to be said of it, and the numbers, called ``name``.

    ``targeted``: whether a target was asked for.
    """
    told = "satisficing" in found.table.columns
    parts: list[Part] = [_table(found, probability if told else None)]
    if found.left_out:
        left = counted(found.left_out, "pair")
        parts.append(f"Left out: {left} of seed and state of which a run failed")
    if luck_of(found.seeds):
        parts.append(luck_of(found.seeds))
    if targeted and not told:
        parts.append(
            f"In how many states the target is reached is told from {FEWEST} seeds a state on; "
            f"here there are {found.fewest}."
        )
    if found.states == 1:
        parts.append(
            "One state of the world only: a design over parameters (factors) shows how a plan "
            "holds up in others."
        )
    return Report([*parts, Data(name, found.table, parquet=False)])


def _table(found: Robustness, probability: float | None) -> Table:
    states = f"{counted(found.states, 'state')} of the world × {counted(found.seeds, 'seed')}"
    target = ""
    if probability is not None:
        target = f"; target {found.target:g}, reached by {probability:.0%} of the seeds or more"
    names = found.table.columns[1:]
    return Table(
        title=f"{with_unit(found.outcome)}, {found.quarter}, {states}{target}",
        caption="regret: what the best plan of the same state gets "
        f"{'less' if found.smaller else 'more'}",
        heads=["Plan", *(HEADS[name] for name in names)],
        rows=[
            [
                row["plan"],
                *(f"{row[n]:.0%}" if n in SHARES else f"{row[n]:,.4g}" for n in names),
            ]
            for row in found.table.iter_rows(named=True)
        ],
    )
