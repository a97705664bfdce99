"""The report of an ablation: what is lost without each mechanism."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.colors import TwoSlopeNorm

from abm.mechanisms import Mechanism
from experiments.reports.canvas import canvas
from experiments.reports.cells import minus
from experiments.reports.report import Figure, Part, Report, Table, Words
from experiments.studies.validation.ablation import LITTLE, NOTICEABLE, Ablation, Effect, Trial

MOST = 8.0
"""Standard deviations at which the colour of the picture ends."""


def ablation_report(found: Ablation) -> Report:
    """One line per mechanism: what is lost without it; the picture, where there is one."""
    told = [_verdict(found, m) for m in found.mechanisms]
    table = Table(
        title=f"Without each mechanism, {found.seeds} seeds, by plan and last quarter",
        caption=f"changes of the mean that are sure (95 %) and at least {NOTICEABLE:g} standard "
        "deviations over seeds, the largest five; else the largest that are sure: of all "
        "outcomes looked at, one in twenty is by chance",
        heads=["Mechanism", "Off by", "Under", "What changes"],
        align="l",
        styles=[style for _, style in told],
        rows=[
            [Words(m.name_zh, f"{m.name_en} (`{m.key}`)"), f"`{m.off}`", found.trial(m).text, text]
            for m, (text, _) in zip(found.mechanisms, told, strict=True)
        ],
    )
    parts: list[Part] = [table]
    if any(effect.noticeable for effect in found.effects.values()):
        draw = partial(draw_ablation, found)
        parts.insert(0, Figure("ablation.png", draw, "Effects in standard deviations"))
    return Report(parts)


def introduction(found: Ablation, command: str) -> str:
    """What stands before the table in the section of a document."""
    return (
        f"Written by `{command}`: {found.seeds} seeds, outcomes at the end of a quarter under "
        "a plan, each run against the whole model's on the same luck. Shown are "
        "changes of the mean without the mechanism whose 95 % interval leaves zero out and "
        f"which are at least {NOTICEABLE:g} standard deviations of the outcome over seeds, the "
        "largest five; where there are none, “little” and the largest three that are sure: of "
        "all outcomes looked at, one in twenty is by chance. A mechanism that changes nothing "
        "is to be mended or "
        "removed; one that answers policy or a later cause is judged under a plan and to a "
        "quarter in which it can act (`abm/mechanisms.py`)."
    )


def _verdict(found: Ablation, mechanism: Mechanism) -> tuple[str, str]:
    """What is lost without a mechanism, in words, and their colour."""
    if mechanism.key in found.failures:
        return f"**fails: {found.failures[mechanism.key]}**", "red"
    if mechanism.key in found.idle:
        return "**changes nothing**", "red"
    sure = [e for e in found.of(mechanism) if e.sure]
    sure.sort(key=lambda e: -abs(e.in_sd) if np.isfinite(e.in_sd) else -np.inf)
    lost = [e for e in sure if e.noticeable]
    words = ", ".join(f"{e.outcome.key} {_relative(e)}" for e in lost[:5] or sure[:3])
    if lost:
        return words, ""
    if not sure:
        return "**nothing sure**", "yellow"
    little = abs(sure[0].in_sd) >= LITTLE
    return f"little: {words}" if little else f"**next to nothing: {words}**", "yellow"


def _relative(effect: Effect) -> str:
    """A change by the whole model's mean in per cent, or as it is where that says nothing."""
    if abs(effect.base) > 1e-9 and effect.outcome.unit not in ("0–1", "share"):
        percent = 100.0 * effect.change.mean / abs(effect.base)
        return minus(f"{percent:+.0f} %" if abs(percent) >= 10.0 else f"{percent:+.2g} %")
    return minus(f"{effect.change.mean:+.3g}")


def draw_ablation(found: Ablation, path: Path) -> None:
    """Mechanisms by outcomes: change in standard deviations; blank where luck could make it."""
    shown = [
        outcome
        for outcome in found.outcomes
        if any(found.effects[m.key, outcome.key].noticeable for m in found.mechanisms)
    ]
    effects = [[found.effects[m.key, o.key] for o in shown] for m in found.mechanisms]
    colour = np.array([[_shade(e) for e in line] for line in effects])
    size = (max(7.0, 0.52 * len(shown) + 2.6), max(4.0, 0.27 * len(effects) + 2.6))
    with canvas(path, size, letters=8, dpi=150) as (figure, (axes,)):
        norm = TwoSlopeNorm(0.0, -MOST, MOST)
        image = axes.imshow(colour, cmap="RdBu_r", norm=norm, aspect="auto")
        axes.set_xticks(range(len(shown)), [o.key for o in shown], rotation=55, ha="right")
        axes.set_yticks(range(len(effects)), [_label(found, m) for m in found.mechanisms])
        axes.set_xticks(np.arange(len(shown) + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(len(effects) + 1) - 0.5, minor=True)
        axes.grid(which="minor", color="#dddddd", linewidth=0.5)
        axes.tick_params(which="both", length=0)
        for (y, x), shade in np.ndenumerate(colour):
            if effects[y][x].noticeable:
                letters = "white" if abs(shade) > 0.55 * MOST else "black"
                text = _relative(effects[y][x]).replace(" ", "")
                axes.text(x, y, text, ha="center", va="center", fontsize=5.5, color=letters)
        axes.set_title(
            f"Without a mechanism: change at the end of {_usual(found).text}, or as said\n"
            f"(number: of the mean; colour: in standard deviations over {found.seeds} seeds; "
            "blank: not beyond luck)",
            fontsize=9,
            loc="left",
        )
        figure.colorbar(image, ax=axes, shrink=0.6, pad=0.01, extend="both")


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
