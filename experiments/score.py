"""How near the model comes to the fit years: by series, with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from abm.city import city_cached
from abm.history import Fact, fit_facts, log_error, overall
from abm.simulation import RunSpec, outcome_columns, simulate
from engine.document import InputError


@dataclass(frozen=True)
class Line:
    """One fact beside the model: mean and standard deviation over seeds, mean log error."""

    fact: Fact
    mean: float
    sd: float
    error: float


Seed = dict[Fact, float]


def score_seed(
    city: str, seed: int, overrides: tuple[tuple[str, float], ...] = (), plan: str = ""
) -> Seed:
    """Run the fit years once, under the city's baseline where no plan is named.

    Gives the model's answer to each fact. Raises InputError.
    """
    facts = fit_facts(city_cached(city), outcome_columns(city))
    if not facts:
        where = str(city_cached(city).path("series.csv"))
        raise InputError(where, 0, 0, "role", "a fact to fit, of years before the policy", "none")
    last = max(fact.quarter for fact in facts)
    wanted = tuple(dict.fromkeys(fact.column for fact in facts))
    found = simulate(RunSpec(city, plan, seed, last, overrides, wanted), tables=())
    first = int(found.quarters[0])
    return {fact: float(found.outcomes[fact.column][fact.quarter - first]) for fact in facts}


def summarise(runs: Sequence[Seed]) -> list[Line]:
    """Facts in the order of the file, with mean and spread of the model over seeds."""
    lines = []
    for fact in runs[0]:
        model = np.array([run[fact] for run in runs])
        error = float(log_error(model.mean(keepdims=True), fact.value)[0])
        lines.append(Line(fact, float(model.mean()), float(model.std()), error))
    return lines


def total(lines: Sequence[Line]) -> float:
    """The score: weighted root mean square of log errors."""
    return overall([line.error for line in lines], [line.fact.label for line in lines])


def draw(lines: Sequence[Line], path: Path) -> None:
    """Model by fact for every figure, in logs, coloured by how well the fact is known."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    from experiments.figure_file import save_png
    from experiments.lettering import lettering

    with mpl.rc_context(lettering(10)):
        colour = {"read": "#1b6ca8", "derived": "#5aa469", "assumed": "#b8b8b8"}
        figure, axes = plt.subplots(figsize=(8, 0.22 * len(lines) + 1.2), layout="constrained")
        place = np.arange(len(lines))[::-1]
        ratio = [np.exp(line.error) for line in lines]
        axes.axvspan(0.8, 1.25, color="#eef4ea", zorder=0)
        axes.axvline(1.0, color="#444444", linewidth=0.8)
        for label, shade in colour.items():
            mine = [i for i, line in enumerate(lines) if line.fact.label == label]
            spread = [2.0 * lines[i].sd / max(lines[i].fact.value, 1e-12) for i in mine]
            axes.errorbar(
                [ratio[i] for i in mine],
                place[mine],
                xerr=spread,
                fmt="o",
                color=shade,
                label=label,
            )
        axes.set_xscale("log")
        axes.set_xticks([0.25, 0.5, 0.8, 1.0, 1.25, 2.0], ["¼", "½", ".8", "1", "1.25", "2"])
        axes.minorticks_off()
        axes.margins(y=0.01)
        axes.set_yticks(place, [f"{x.fact.name} {x.fact.year}" for x in lines], fontsize=7)
        axes.set_xlabel("model / fact (bars: two standard deviations over seeds)")
        axes.legend(loc="lower right", fontsize=8, title="the fact is")
        save_png(figure, path, dpi=120)
        plt.close(figure)
