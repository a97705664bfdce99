"""The report of an attribution: what each instrument of a plan brings, and for what money."""

from functools import partial
from math import isnan
from pathlib import Path

from matplotlib.axes import Axes

from engine.calendar import quarter_text
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import BRACKETS, half, interval, kind_words, present_value, ratio
from experiments.reports.report import Data, Figure, Report, Table
from experiments.reports.units import YI, unit_of
from experiments.studies.answer import Difference
from experiments.studies.attribution import Attribution, Part
from experiments.studies.comparison import Kind
from policies.registry import INSTRUMENTS


def attribution_report(found: Attribution, kinds: tuple[Kind, ...]) -> Report:
    """A table an outcome, the picture and the numbers."""
    picture = Figure("attribution.png", partial(draw_attribution, found, kinds))
    tables = (_table(found, kind) for kind in kinds)
    return Report([*tables, Data("attribution", found.table()), picture])


def _table(found: Attribution, kind: Kind) -> Table:
    """One line per instrument, by its Shapley value of one outcome."""
    unit, scale = unit_of(kind.unit)
    rows: list[list[str] | None] = [
        [
            f"{INSTRUMENTS[part.instrument].name_zh} {part.instrument}",
            interval(part.shapley, scale),
            interval(part.left_out, scale),
            interval(part.cost, YI),
            ratio(part.gain_per_cost, YI / scale),
        ]
        for part in found.parts
        if part.kind == kind
    ]
    total, cost = interval(found.totals[kind.key], scale), interval(found.total_cost, YI)
    return Table(
        title=f"{kind_words(kind).of(None)} ({unit}) at the end of {quarter_text(kind.quarter)}: "
        f"what the instruments of {found.plan} bring over {found.reference}, "
        f"{found.seeds} seeds",
        caption=f"brackets: {BRACKETS} over seeds; Shapley value: mean contribution "
        "over sampled orders of coming, adds up to the total; left out: what the plan loses "
        f"without it; cost: Shapley value of the {present_value(found.rate)}; gain by "
        "cost: the one by the other, ratio of means with Fieller's interval, by 亿 yuan",
        heads=["Instrument", "Shapley value", "Left out", "Cost", "Gain by cost"],
        rows=[*rows, None, ["total", total, "", cost, ""]],
    )


def draw_attribution(found: Attribution, kinds: tuple[Kind, ...], path: Path) -> None:
    """Bars of Shapley values by instrument, one panel an outcome, and one of the cost."""
    panels_of = [[p for p in found.parts if p.kind == kind] for kind in kinds]
    size = (4.6 * (len(kinds) + 1), 0.3 * len(panels_of[0]) + 1.6)
    with canvas(path, size, columns=len(kinds) + 1, letters=8) as (figure, panels):
        for panel, parts, kind in zip(panels, panels_of, kinds, strict=False):
            unit, scale = unit_of(kind.unit, "en")
            _bars(panel, [(p, p.shapley) for p in parts], scale, "#2e86ab")
            panel.set_title(f"{kind_words(kind).en} ({unit})", fontsize=9)
        by_cost = sorted(panels_of[0], key=lambda part: -part.cost.mean)
        _bars(panels[-1], [(p, p.cost) for p in by_cost], YI, "#d1495b")
        panels[-1].set_title("Cost, present value (100 million yuan)", fontsize=9)
        figure.suptitle(
            f"Shapley values of {found.plan} over {found.reference}, {found.seeds} seeds; "
            "lines: 95 % intervals",
            fontsize=9,
        )


def _bars(panel: Axes, parts: list[tuple[Part, Difference]], scale: float, colour: str) -> None:
    place = list(range(len(parts) - 1, -1, -1))
    middle = [d.mean / scale for _, d in parts]
    panel.barh(place, middle, color=colour, height=0.7)
    if not any(isnan(d.high) for _, d in parts):
        ends = [half(d, scale) or 0.0 for _, d in parts]
        panel.errorbar(middle, place, xerr=ends, fmt="none", ecolor="#333333", linewidth=1)
    panel.set_yticks(place, [part.instrument for part, _ in parts])
    panel.axvline(0.0, color="#333333", linewidth=0.8)
    bare(panel)
