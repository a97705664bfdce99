"""The picture of a search: cost against what is wanted, all trials, frontier, budget, winner."""

from collections.abc import Sequence
from math import isnan
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.figure import Figure

from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.units import YI, unit_of
from experiments.studies.comparison import Kind
from experiments.studies.optimisation import Aim, Trial, frontier, winner


def draw_optimisation(
    trials: Sequence[Trial], aim: Aim, kind: Kind, fresh: tuple[float, ...], path: Path
) -> None:
    """``fresh`` is the winner's cost and score on fresh seeds, and the score's interval."""
    unit, scale = unit_of(kind.unit, "en")
    label = f"Gain: {kind.name_en} ({unit})"
    if aim.by == "probability":
        label = f"Seeds that reach {aim.target / scale:,g} {unit} (%)"
        scale = 0.01
    with mpl.rc_context(lettering(9)):
        figure = Figure(figsize=(7, 4.6), layout="constrained")
        panel = figure.subplots()
        for some, colour, name in (
            ([t for t in trials if not aim.feasible(t)], "#bbbbbb", "trial beyond the budget"),
            ([t for t in trials if aim.feasible(t)], "#66a182", "trial within the budget"),
        ):
            x = [t.cost.mean() / YI for t in some]
            panel.scatter(x, [aim.score(t.outcome) / scale for t in some], 14, colour, label=name)
        best = frontier(trials, aim)
        x, y = ([f(t) for t in best] for f in (_cost, lambda t: aim.score(t.outcome) / scale))
        panel.step(x, y, where="post", color="#2e86ab", linewidth=1.2, label="frontier")
        found = winner(trials, aim)
        if found is not None:
            y_best = aim.score(found.outcome) / scale
            panel.plot(_cost(found), y_best, "*", color="#2e86ab", markersize=12, label="best")
            cost, score, low, high = (fresh[0] / YI, *(v / scale for v in fresh[1:]))
            panel.errorbar(
                cost,
                score,
                yerr=None if isnan(low) else [[score - low], [high - score]],
                fmt="D",
                color="#d1495b",
                label="best on fresh seeds, 95 % interval",
            )
        panel.axvline(aim.budget / YI, color="black", linestyle="--", linewidth=1, label="budget")
        panel.set_xlabel("Cost, present value (100 million yuan)")
        panel.set_ylabel(label)
        panel.grid(alpha=0.25)
        panel.spines[["top", "right"]].set_visible(False)
        panel.legend(frameon=False, fontsize=8)
        save_png(figure, path)


def _cost(trial: Trial) -> float:
    return float(trial.cost.mean()) / YI
