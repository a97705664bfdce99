"""The report of a comparison: what each plan gains beside what it costs more, by outcome."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from matplotlib.ticker import StrMethodFormatter

from engine.calendar import quarter_text
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import (
    BRACKETS,
    half,
    interval,
    kind_words,
    likely,
    number,
    present_value,
    ratio,
)
from experiments.reports.picture import COLOURS
from experiments.reports.report import Data, Figure, Report, Table, Text
from experiments.reports.units import YI, unit_of
from experiments.studies.answer import FEWEST
from experiments.studies.comparison import Comparison, Weighed


def comparison_report(found: Comparison, verdict: Iterable[Text]) -> Report:
    """A line per outcome and plan, the verdict, the picture and the numbers."""
    rows: list[list[str] | None] = []
    last = ""
    for w in found.rows:
        first = w.kind.key != last
        if last and first:
            rows.append(None)
        rows.append(_cells(w, found.reference, first))
        last = w.kind.key
    until = "to the outcome's quarter,"
    table = Table(
        title=f"Against {found.reference} on the same luck, {found.seeds} seeds",
        caption=f"brackets: {BRACKETS}; P of {FEWEST} seeds and more; gain: mean of "
        f"pairs with one seed; cost: {present_value(found.rate, until)}; "
        "firms' own: what firms pay themselves more so that instruments work for them, likewise; "
        "cost per gain: extra cost by gain, ratio of means with Fieller's interval, 亿 yuan by "
        "unit of the outcome, not estimable where the gain's interval holds zero",
        heads=[
            *("Outcome", "Plan", "Mean", "P(target)"),
            *("Gain", "Cost", "Extra cost\nFirms' own", "Cost per gain"),
        ],
        align="llr",
        rows=rows,
    )
    picture = Figure("compare.png", partial(draw_comparison, found))
    return Report([table, *verdict, Data("compare", found.table()), picture])


def _cells(w: Weighed, reference: str, first: bool) -> list[str]:
    kind = w.kind
    unit, scale = unit_of(kind.unit)
    target = "" if kind.target != kind.target else f", target {number(kind.target / scale)}"
    name = f"{kind_words(kind).of(None)}\n({unit}) {quarter_text(kind.quarter)}{target}"
    own = [
        name if first else "",
        w.plan,
        number(w.mean / scale),
        likely(kind.target, w.level),
    ]
    cost = interval(w.cost, YI, sign=False)
    if w.plan == reference:
        return [*own, "–", cost, "–", "–"]
    extra = interval(w.extra_cost, YI)
    both = f"{extra}\n{interval(w.private, YI)}"
    return [*own, interval(w.gain, scale), cost, both, ratio(w.cost_per_gain, scale / YI)]


def draw_comparison(found: Comparison, path: Path) -> None:
    """One panel an outcome: extra cost across, gain upward, with their intervals."""
    kinds = list(dict.fromkeys(w.kind for w in found.rows))
    plans = [p for p in dict.fromkeys(w.plan for w in found.rows) if p != found.reference]
    size = (4.4 * len(kinds), 4.2)
    with canvas(path, size, columns=len(kinds), letters=9) as (figure, panels):
        for panel, kind in zip(panels, kinds, strict=True):
            unit, scale = unit_of(kind.unit, "en")
            for w in found.rows:
                if w.kind != kind or w.plan == found.reference:
                    continue
                panel.errorbar(
                    w.extra_cost.mean / YI,
                    w.gain.mean / scale,
                    xerr=half(w.extra_cost),
                    yerr=half(w.gain, scale),
                    fmt="o",
                    color=COLOURS[1 + plans.index(w.plan) % (len(COLOURS) - 1)],
                    label=w.plan,
                )
            panel.axhline(0.0, color="grey", linewidth=0.8)
            panel.axvline(0.0, color="grey", linewidth=0.8)
            panel.set_title(f"{kind_words(kind).en} ({unit})", fontsize=10)
            panel.set_xlabel("Extra cost, present value (100 million yuan)")
            panel.set_ylabel(f"Gain over {found.reference}")
            for axis in (panel.xaxis, panel.yaxis):
                axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            bare(panel, grid=True)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.suptitle(
            f"Mean of {found.seeds} pairs of runs with one seed; bars: 95 % intervals", fontsize=9
        )
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
