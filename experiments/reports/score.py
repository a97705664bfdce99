"""The report of the score: the model beside the figures of the fit years."""

from collections.abc import Sequence
from math import exp
from pathlib import Path

import numpy as np

from experiments.reports.canvas import canvas
from experiments.reports.report import Table
from experiments.studies.score import Line

COLOURS = {"read": "#1b6ca8", "derived": "#5aa469", "assumed": "#b8b8b8"}
NEAR, FAR = 10.0, 30.0
"""Per cent beyond which a figure is marked, and marked as bad."""


def score_table(lines: Sequence[Line]) -> Table:
    """One line a figure, coloured by how far off the model is."""
    off = [100.0 * (exp(line.error) - 1.0) for line in lines]
    return Table(
        title="Model and fit years",
        heads=["Series", "Year", "Fact", "is", "Model", "± sd", "Error", "Unit"],
        align="lrrlrrrl",
        styles=["" if abs(x) <= NEAR else "yellow" if abs(x) <= FAR else "red" for x in off],
        rows=[
            [
                line.fact.name,
                str(line.fact.year),
                f"{line.fact.value:,.4g}",
                line.fact.label,
                f"{line.mean:,.4g}",
                f"{line.sd:,.2g}",
                f"{x:+.1f} %",
                line.fact.unit,
            ]
            for line, x in zip(lines, off, strict=True)
        ],
    )


def draw_score(lines: Sequence[Line], path: Path) -> None:
    """Model by fact for every figure, in logs, coloured by how well the fact is known."""
    with canvas(path, (8, 0.22 * len(lines) + 1.2), dpi=120) as (_, (axes,)):
        place = np.arange(len(lines))[::-1]
        ratio = [np.exp(line.error) for line in lines]
        axes.axvspan(0.8, 1.25, color="#eef4ea", zorder=0)
        axes.axvline(1.0, color="#444444", linewidth=0.8)
        for label, shade in COLOURS.items():
            mine = [i for i, line in enumerate(lines) if line.fact.label == label]
            spread = [2.0 * lines[i].sd / max(lines[i].fact.value, 1e-12) for i in mine]
            middle = [ratio[i] for i in mine]
            axes.errorbar(middle, place[mine], xerr=spread, fmt="o", color=shade, label=label)
        axes.set_xscale("log")
        axes.set_xticks([0.25, 0.5, 0.8, 1.0, 1.25, 2.0], ["¼", "½", ".8", "1", "1.25", "2"])
        axes.minorticks_off()
        axes.margins(y=0.01)
        axes.set_yticks(place, [f"{x.fact.name} {x.fact.year}" for x in lines], fontsize=7)
        axes.set_xlabel("model / fact (bars: two standard deviations over seeds)")
        axes.legend(loc="lower right", fontsize=8, title="the fact is")
