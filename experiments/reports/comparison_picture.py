"""The picture of a comparison: what a plan gains beside what it costs more, by outcome."""

from math import isnan
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.picture import COLOURS
from experiments.reports.units import YI, unit_of
from experiments.studies.answer import Difference
from experiments.studies.comparison import Comparison


def draw_comparison(found: Comparison, path: Path) -> None:
    """One panel an outcome: extra cost across, gain upward, with their intervals."""
    kinds = list(dict.fromkeys(w.kind for w in found.rows))
    plans = [p for p in dict.fromkeys(w.plan for w in found.rows) if p != found.reference]
    with mpl.rc_context(lettering(9)):
        figure = Figure(figsize=(4.4 * len(kinds), 4.2), layout="constrained")
        panels = figure.subplots(1, len(kinds), squeeze=False)[0]
        for panel, kind in zip(panels, kinds, strict=True):
            unit, scale = unit_of(kind.unit, "en")
            for w in found.rows:
                if w.kind != kind or w.plan == found.reference:
                    continue
                panel.errorbar(
                    w.extra_cost.mean / YI,
                    w.gain.mean / scale,
                    xerr=_half(w.extra_cost, YI),
                    yerr=_half(w.gain, scale),
                    fmt="o",
                    color=COLOURS[1 + plans.index(w.plan) % (len(COLOURS) - 1)],
                    label=w.plan,
                )
            panel.axhline(0.0, color="grey", linewidth=0.8)
            panel.axvline(0.0, color="grey", linewidth=0.8)
            panel.set_title(f"{kind.name_en} ({unit})", fontsize=10)
            panel.set_xlabel("Extra cost, present value (100 million yuan)")
            panel.set_ylabel(f"Gain over {found.reference}")
            panel.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            panel.grid(alpha=0.25)
            panel.spines[["top", "right"]].set_visible(False)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.suptitle(
            f"Mean of {found.seeds} pairs of runs with one seed; bars: 95 % intervals", fontsize=9
        )
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
        save_png(figure, path)


def _half(d: Difference, scale: float) -> float | None:
    return None if isnan(d.high) else (d.high - d.mean) / scale
