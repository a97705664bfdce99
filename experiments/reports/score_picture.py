"""The picture of the score: model by fact for every figure of the fit years."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from experiments.studies.score import Line


def draw(lines: Sequence[Line], path: Path) -> None:
    """Model by fact for every figure, in logs, coloured by how well the fact is known."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    from experiments.reports.figure_file import save_png
    from experiments.reports.lettering import lettering

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
