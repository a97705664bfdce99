"""The command ``yuanqu attribute``."""

from math import isnan
from pathlib import Path

import matplotlib as mpl
from rich.table import Table

mpl.use("Agg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from engine.calendar import quarter_text
from experiments.command.run_missing import run_missing
from experiments.reports.comparison_words import interval, ratio
from experiments.reports.console import console
from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.units import YI, unit_of
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.frames import csv_bytes, parquet
from experiments.studies.answer import CONFIDENCE, Difference
from experiments.studies.attribution import Attribution, Part, attribution, play_seed, played
from experiments.studies.comparison import Kind
from experiments.studies.question import Question
from policies.registry import INSTRUMENTS

FILES = ("attribution.csv", "attribution.parquet", "attribution.png")


def show_attribution(
    question: Question,
    kinds: tuple[Kind, ...],
    plan_name: str,
    seeds: range,
    workers: int | None,
    folder: Path,
    force: bool,
) -> int:
    """Run the seeds that are missing, show and store what each instrument brings."""
    plan, reference, players = question.against_reference(plan_name)
    runs = max(2, 3 * len(players) - 2)
    title = (
        f"{plan.key} against {reference.key}: {len(players)} instruments, {len(seeds)} seeds of "
        f"{runs} runs"
    )
    ingredients = question.ingredients("attribution", [plan])
    reads = question.reads([plan_name])
    with SeedFolder(folder, ingredients, force, FILES, reads) as store:
        given = (question, plan, reference, players)
        run_missing(store, play_seed, given, seeds, workers, title, question.city, runs)
        plays = [played(store.get(seed) or {}) for seed in seeds]
        found = attribution(plays, kinds, plan.key, reference.key, question.rate)
        _write(found, kinds, store)
    terminal = console()
    for kind in kinds:
        terminal.print(attribution_table(found, kind))
    terminal.print(f"Files in {folder}: {', '.join(FILES)}", highlight=False)
    return 0


def attribution_table(found: Attribution, kind: Kind) -> Table:
    """One line per instrument, by its Shapley value of one outcome."""
    unit, scale = unit_of(kind.unit)
    table = Table(
        title=(
            f"{kind.name_zh} {kind.name_en} ({unit}) at the end of {quarter_text(kind.quarter)}: "
            f"what the instruments of {found.plan} bring over {found.reference}, "
            f"{found.seeds} seeds"
        ),
        caption=(
            f"brackets: {CONFIDENCE:.0%} intervals over seeds; Shapley value: mean contribution "
            "over sampled orders of coming, adds up to the total; left out: what the plan loses "
            "without it; cost: Shapley value of the present value of gross local spending from "
            f"the policy's start on at {100 * found.rate:g} % a year (assumed), 亿 yuan; gain by "
            "cost: the one by the other, ratio of means with Fieller's interval, by 亿 yuan"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Instrument")
    for head in ("Shapley value", "Left out", "Cost", "Gain by cost"):
        table.add_column(head, justify="right")
    for part in found.parts:
        if part.kind == kind:
            table.add_row(
                f"{INSTRUMENTS[part.instrument].name_zh} {part.instrument}",
                interval(part.shapley, scale),
                interval(part.left_out, scale),
                interval(part.cost, YI),
                ratio(part.gain_per_cost, YI / scale),
            )
    table.add_section()
    total = found.totals[kind.key]
    table.add_row("total", interval(total, scale), "", interval(found.total_cost, YI), "")
    return table


def _write(found: Attribution, kinds: tuple[Kind, ...], store: SeedFolder) -> None:
    frame = found.table()
    store.write("attribution.parquet", parquet(frame))
    store.write("attribution.csv", csv_bytes(frame))
    with store.drawing("attribution.png") as path:
        draw_attribution(found, kinds, path)


def draw_attribution(found: Attribution, kinds: tuple[Kind, ...], path: Path) -> None:
    """Bars of Shapley values by instrument, one panel an outcome, and one of the cost."""
    panels_of = [[p for p in found.parts if p.kind == kind] for kind in kinds]
    tall = 0.3 * len(panels_of[0]) + 1.6
    with mpl.rc_context(lettering(8)):
        figure = Figure(figsize=(4.6 * (len(kinds) + 1), tall), layout="constrained")
        panels = figure.subplots(1, len(kinds) + 1, squeeze=False)[0]
        for panel, parts, kind in zip(panels, panels_of, kinds, strict=False):
            unit, scale = unit_of(kind.unit, "en")
            _bars(panel, [(p, p.shapley) for p in parts], scale, "#2e86ab")
            panel.set_title(f"{kind.name_en} ({unit})", fontsize=9)
        by_cost = sorted(panels_of[0], key=lambda part: -part.cost.mean)
        _bars(panels[-1], [(p, p.cost) for p in by_cost], YI, "#d1495b")
        panels[-1].set_title("Cost, present value (100 million yuan)", fontsize=9)
        figure.suptitle(
            f"Shapley values of {found.plan} over {found.reference}, {found.seeds} seeds; "
            "lines: 95 % intervals",
            fontsize=9,
        )
        save_png(figure, path)


def _bars(panel: Axes, parts: list[tuple[Part, Difference]], scale: float, colour: str) -> None:
    place = list(range(len(parts) - 1, -1, -1))
    middle = [d.mean / scale for _, d in parts]
    panel.barh(place, middle, color=colour, height=0.7)
    half = [(d.high - d.mean) / scale for _, d in parts]
    if not any(map(isnan, half)):
        panel.errorbar(middle, place, xerr=half, fmt="none", ecolor="#333333", linewidth=1)
    panel.set_yticks(place, [part.instrument for part, _ in parts])
    panel.axvline(0.0, color="#333333", linewidth=0.8)
    panel.spines[["top", "right"]].set_visible(False)
