"""The picture of an experiment: outcomes over time with their bands and targets."""

from collections.abc import Mapping
from math import isnan
from pathlib import Path
from types import MappingProxyType

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import AutoLocator, StrMethodFormatter

from abm.outcomes import OUTCOMES
from abm.outcomes.outcome import Outcome
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR, quarter_index
from experiments.reports.canvas import bare, canvas
from experiments.reports.report import Words
from experiments.reports.units import unit_of
from experiments.runs.folder.results import Results

WORDS = {
    "band": Words(
        "{plan}：{runs}次运行的中位数与80%区间",
        "{plan}: median and 80 % band of {runs} runs",
    ),
    "target": Words("{year}年目标：{target}", "target for {year}: {target}"),
}

SHOWN = ("output_plan", "competitive_firms", "special_and_micro_parks")

COLOURS = ("#4c566a", "#d1495b", "#2e86ab", "#66a182", "#edae49", "#8d6a9f")
"""The reference first; apart for colour-blind readers too."""


def drawn(results: Results) -> list[Outcome]:
    """The outcomes that the picture shows, as far as they are kept."""
    return [o for o in OUTCOMES if o.key in SHOWN and o.key in results.outcomes]


def draw_paths(
    results: Results,
    city: City,
    path: Path,
    point: int | None = 0,
    language: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the picture of a design point as a PNG file: medians and 80 % bands by plan.

    Without a point, of all runs. ``language`` (``zh``, ``en``) leaves the other out of the words;
    ``names`` are those of the plans, else their keys.
    """
    shown = drawn(results)
    if not shown:
        return
    words = {key: word.zh if language == "zh" else word.en for key, word in WORDS.items()}
    with canvas(path, (5.2 * len(shown), 4.6), columns=len(shown)) as (figure, panels):
        for panel, outcome in zip(panels, shown, strict=True):
            money = outcome.unit == "million yuan"
            scale = 100.0 if money else 1.0
            _draw(panel, results, outcome.key, point, scale, names, words)
            _draw_target(panel, city, outcome.key, scale, words)
            title = f"{outcome.name_en} ({unit_of(outcome.unit, 'en')[0]})"
            if language == "zh":
                title = f"{outcome.name_zh}（{unit_of(outcome.unit, 'zh')[0]}）"
            elif not language:
                title = f"{outcome.name_zh}\n{title}"
            panel.set_title(title, fontsize=11)
            _finish(panel, city, whole=not money)
        handles, said = panels[0].get_legend_handles_labels()
        figure.legend(handles, said, loc="outside lower center", ncols=3, frameon=False)


def _draw(
    panel: Axes,
    results: Results,
    outcome: str,
    point: int | None,
    scale: float,
    names: Mapping[str, str],
    words: Mapping[str, str],
) -> None:
    frame = bands(results, outcome, point)
    plans = sorted(results.plans, key=lambda plan: plan != results.reference)
    for place, plan in enumerate(plans):
        rows = frame.filter(pl.col("plan") == plan)
        if rows.is_empty():
            continue
        years = [_year(quarter) for quarter in rows["quarter"]]
        low, middle, high = (rows[name].to_numpy() / scale for name in ("q10", "q50", "q90"))
        colour = COLOURS[place % len(COLOURS)]
        runs = rows["runs"].item(-1)
        panel.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0)
        # The reference wide and the others thin upon it: paths that agree are both seen.
        width = 1.5 if place else 4
        label = words["band"].format(plan=names.get(plan, plan), runs=runs)
        panel.plot(years, middle, color=colour, linewidth=width, label=label)


def bands(results: Results, outcome: str, point: int | None) -> pl.DataFrame:
    """Quantiles by plan and quarter, of a point's runs or of all."""
    if point is not None:
        return results.ensemble(outcome).filter(pl.col("point") == point).collect()
    value = pl.col(outcome)
    quantiles = {f"q{q}": value.quantile(q / 100, "linear") for q in (10, 50, 90)}
    grouped = results.paths([outcome]).group_by("plan", "quarter")
    return grouped.agg(runs=pl.len(), **quantiles).sort("plan", "quarter").collect()


def _draw_target(
    panel: Axes, city: City, outcome: str, scale: float, words: Mapping[str, str]
) -> None:
    row = city.targets.row_of(outcome)
    if row is None:
        return
    target = city.targets.value.item(row)
    if not isnan(target):
        year = city.targets.year.item(row)
        panel.axhline(target / scale, color="black", linestyle="--", linewidth=1)
        panel.annotate(
            words["target"].format(year=year, target=f"{target / scale:,.10g}"),
            (0.99, target / scale),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            fontsize=9,
        )


def _finish(panel: Axes, city: City, whole: bool) -> None:
    panel.axvline(city.policy_start / QUARTERS_PER_YEAR, color="grey", linestyle=":", linewidth=1)
    panel.set_ylim(bottom=0)
    for axis, integer in ((panel.xaxis, True), (panel.yaxis, whole)):
        locator = AutoLocator()
        locator.set_params(integer=integer)
        axis.set_major_locator(locator)
    panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    bare(panel, grid=True)


def _year(quarter: str) -> float:
    """The end of a quarter on the axis of years."""
    return (quarter_index(quarter) + 1) / QUARTERS_PER_YEAR
