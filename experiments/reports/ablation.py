"""An ablation on the terminal, in Markdown, as files and as a picture."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from rich.table import Table

mpl.use("Agg")

from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from abm.mechanisms import Mechanism
from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.markdown import heading, row
from experiments.studies.validation.ablation import NOTICEABLE, Ablation, Effect, Trial, relative

MOST = 8.0
"""Standard deviations at which the colour of the picture ends."""


def ablation_table(found: Ablation) -> Table:
    """One line per mechanism: what is lost without it."""
    table = Table(
        title=f"Without each mechanism, {found.seeds} seeds, by plan and last quarter",
        caption=(
            f"changes of the mean that are sure (95 %) and at least {NOTICEABLE:g} standard "
            "deviations over seeds, the largest five; else the largest that are sure: of all "
            "outcomes looked at, one in twenty is by chance"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Mechanism")
    table.add_column("Off by")
    table.add_column("Under")
    table.add_column("What changes")
    for mechanism in found.mechanisms:
        verdict = found.verdict(mechanism)
        dead = verdict.startswith(("changes nothing", "fails"))
        style = (
            "red" if dead else "yellow" if verdict.startswith(("nothing", "next", "little")) else ""
        )
        name, under = f"{mechanism.name_zh} {mechanism.key}", found.trial(mechanism).text
        table.add_row(name, mechanism.off, under, verdict, style=style)
    return table


def ablation_markdown(found: Ablation, command: str, picture: str = "") -> list[str]:
    """The section of the report."""
    lines = [
        (
            f"Written by `{command}`: {found.seeds} seeds, outcomes at the end of a quarter under "
            "a plan, each run against the whole model's on the same luck. Shown are "
            "changes of the mean without the mechanism whose 95 % interval leaves zero out and "
            f"which are at least {NOTICEABLE:g} standard deviations of the outcome over seeds, the "
            "largest five; where there are none, “little” and the largest three that are sure: of "
            "all outcomes looked at, one in twenty is by chance. A mechanism that changes nothing "
            "is to be mended or "
            "removed; one that answers policy or a later cause is judged under a plan and to a "
            "quarter in which it can act (`abm/mechanisms.py`)."
        ),
        "",
    ]
    if picture:
        lines += [f"![Effects in standard deviations]({picture})", ""]
    lines += heading("Mechanism", ["Off by", "Under", "What changes"])
    for mechanism in found.mechanisms:
        verdict = found.verdict(mechanism)
        strong = verdict.startswith(("changes nothing", "nothing", "next", "fails"))
        cell = f"**{verdict}**" if strong else verdict
        cells = [f"`{mechanism.off}`", found.trial(mechanism).text, cell]
        lines.append(row(f"{mechanism.name_en} (`{mechanism.key}`)", cells))
    return lines


def draw_ablation(found: Ablation, path: Path) -> bool:
    """Mechanisms by outcomes: change in standard deviations; blank where luck could make it.

    Whether there was anything to draw.
    """
    shown = [
        outcome
        for outcome in found.outcomes
        if any(found.effects[m.key, outcome.key].noticeable for m in found.mechanisms)
    ]
    if not shown:
        return False
    effects = [[found.effects[m.key, o.key] for o in shown] for m in found.mechanisms]
    colour = np.array([[_shade(e) for e in line] for line in effects])
    size = (max(7.0, 0.52 * len(shown) + 2.6), max(4.0, 0.27 * len(effects) + 2.6))
    with mpl.rc_context(lettering(8)):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        norm = TwoSlopeNorm(0.0, -MOST, MOST)
        image = axes.imshow(colour, cmap="RdBu_r", norm=norm, aspect="auto")
        axes.set_xticks(range(len(shown)), [o.key for o in shown], rotation=55, ha="right")
        axes.set_yticks(range(len(effects)), [_label(found, m) for m in found.mechanisms])
        axes.set_xticks(np.arange(len(shown) + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(len(effects) + 1) - 0.5, minor=True)
        axes.grid(which="minor", color="#dddddd", linewidth=0.5)
        axes.tick_params(which="both", length=0)
        for y, line in enumerate(effects):
            for x, effect in enumerate(line):
                if effect.noticeable:
                    dark = abs(colour[y, x]) > 0.55 * MOST
                    axes.text(
                        x,
                        y,
                        relative(effect).replace(" ", ""),
                        ha="center",
                        va="center",
                        fontsize=5.5,
                        color="white" if dark else "black",
                    )
        axes.set_title(
            f"Without a mechanism: change at the end of {_usual(found).text}, or as said\n"
            f"(number: of the mean; colour: in standard deviations over {found.seeds} seeds; "
            "blank: not beyond luck)",
            fontsize=9,
            loc="left",
        )
        figure.colorbar(image, ax=axes, shrink=0.6, pad=0.01, extend="both")
        save_png(figure, path, dpi=150)
    return True


def _usual(found: Ablation) -> Trial:
    """The trial of most mechanisms."""
    return max(found.trials, key=lambda trial: len(trial.mechanisms))


def _label(found: Ablation, mechanism: Mechanism) -> str:
    trial = found.trial(mechanism)
    return mechanism.name_en if trial is _usual(found) else f"{mechanism.name_en} ({trial.text})"


def _shade(effect: Effect) -> float:
    if not effect.noticeable:
        return 0.0
    if np.isnan(effect.in_sd):  # the outcome is the same for every seed
        return float(np.sign(effect.change.mean)) * MOST
    return float(np.clip(effect.in_sd, -MOST, MOST))
