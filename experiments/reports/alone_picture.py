"""The picture of instruments alone: effects with intervals, and costs."""

from math import isnan
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.units import YI, unit_of
from experiments.studies.alone import AllAlone
from experiments.studies.answer import Difference

PANELS = (
    ("output_plan", "output_plan_without_largest"),
    ("value_added", "value_added_without_largest"),
    ("chain_output", "chain_output_without_largest"),
    ("competitive_firms", ""),
    ("engineers", ""),
    ("firms", ""),
)
"""Outcomes and their other reading, a panel each, as far as they are measured."""


def draw_alone(found: AllAlone, path: Path) -> None:
    """One panel an outcome, one row an instrument; hollow: without the largest firm."""
    by_key = {kind.key: kind for kind in found.kinds}
    panels_of = [(key, other) for key, other in PANELS if key in by_key]
    if not panels_of:
        panels_of = [(kind.key, "") for kind in found.kinds[:6]]
    names = [a.instrument for a in found.found]
    size = (2.9 * (len(panels_of) + 1) + 1.6, 0.25 * len(names) + 1.7)
    with mpl.rc_context(lettering(8)):
        figure = Figure(figsize=size, layout="constrained")
        panels = figure.subplots(1, len(panels_of) + 1, sharey=True, squeeze=False)[0]
        for panel, (key, other) in zip(panels, panels_of, strict=False):
            kind = by_key[key]
            unit, scale = unit_of(kind.unit, "en")
            effects = [a.effects[key] for a in found.found]
            sure = ["#d1495b" if e.measurable else "#9aa1ad" for e in effects]
            _points(panel, [e.gain for e in effects], scale, sure, 0.0 if not other else -0.15)
            if other in by_key:
                less = [a.effects[other] for a in found.found]
                sure = ["#2e86ab" if e.measurable else "#c5cad3" for e in less]
                _points(panel, [e.gain for e in less], scale, sure, 0.2, hollow=True)
            panel.set_title(f"{kind.name_en}\n({unit})", fontsize=8)
        _points(panels[-1], [a.local for a in found.found], YI, ["#4c566a"] * len(names), 0.0)
        panels[-1].set_title("Cost to the city, present value\n(100 million yuan)", fontsize=8)
        panels[0].set_yticks(range(len(names)), names)
        panels[0].invert_yaxis()
        for panel in panels:
            panel.axvline(0.0, color="#333333", linewidth=0.8)
            panel.grid(axis="y", color="#eeeeee", linewidth=0.8)
            panel.set_axisbelow(True)
            panel.tick_params(axis="y", length=0)
            panel.spines[["top", "right", "left"]].set_visible(False)
        figure.suptitle(
            f"Each instrument of {found.plan} alone on {found.reference}: {found.seeds} pairs of "
            "runs, 95 % intervals; hollow: without the largest firm; pale: not beyond luck",
            fontsize=9,
        )
        save_png(figure, path)


def _points(
    panel: Axes,
    values: list[Difference],
    scale: float,
    colours: list[str],
    shift: float,
    hollow: bool = False,
) -> None:
    for row, (d, colour) in enumerate(zip(values, colours, strict=True)):
        half = 0.0 if isnan(d.high) else (d.high - d.mean) / scale
        panel.errorbar(
            d.mean / scale,
            row + shift,
            xerr=half,
            fmt="o",
            color=colour,
            markersize=3.2,
            markerfacecolor="white" if hollow else colour,
            linewidth=1,
        )
