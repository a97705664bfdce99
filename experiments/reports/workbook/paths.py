"""Outcomes over time: medians and bands by plan, in numbers and as charts of them."""

from math import isnan

import polars as pl

from abm.outcomes.outcome import Outcome
from agents.city import City
from experiments.reports.answer_page import Names
from experiments.reports.picture import COLOURS, bands, drawn
from experiments.reports.report import Language, Words
from experiments.reports.units import unit_of
from experiments.reports.workbook.answer import look_of
from experiments.reports.workbook.book import LINE, Book, Sheet
from experiments.runs.folder.results import Results
from experiments.studies.answer import target_values

PATHS = Words("路径", "paths")
QUARTER = Words("季度", "quarter")
TARGET = Words("目标", "target")
PARTS = {
    "q10": Words("{plan}：10%分位数", "{plan}: 10 % quantile"),
    "width": Words("{plan}：80%区间宽度", "{plan}: width of the 80 % band"),
    "q50": Words("{plan}：中位数", "{plan}: median"),
    "q90": Words("{plan}：90%分位数", "{plan}: 90 % quantile"),
}
HEAD = 26
"""The row of heads, below the charts."""

NOTE = Words(
    "各图引用下方数据，可在 Excel 或 WPS 中改样式。色带为首个非参照方案80%的运行，虚线为其他方案的"
    "10%与90%分位数。",
    "Charts are of the numbers below and can be restyled. The band holds 80 % of the runs of the "
    "first plan that is no reference, broken lines are the 10 % and 90 % quantiles of the others.",
)


def paths_sheet(
    book: Book, results: Results, city: City, point: int | None, names: Names, lang: Language
) -> None:
    """A block of columns an outcome, its chart above."""
    shown = drawn(results)
    if not shown:
        return
    sheet = book.sheet(PATHS.of(lang))
    sheet.top(NOTE.of(lang))
    column = 1
    for outcome in shown:
        column = _block(book, sheet, results, city, outcome, point, names, lang, column)


def _block(
    book: Book,
    sheet: Sheet,
    results: Results,
    city: City,
    outcome: Outcome,
    point: int | None,
    names: Names,
    lang: Language,
    first: int,
) -> int:
    """One outcome from a column on; the column behind it and a gap."""
    unit, scale = unit_of(outcome.unit, lang)
    name = Words(outcome.name_zh, outcome.name_en).of(lang)
    title = f"{name} ({unit})"
    frame = bands(results, outcome.key, point)
    quarters = frame["quarter"].unique().sort().to_list()
    plans = [plan for plan in results.plans if not frame.filter(plan=plan).is_empty()]
    heads = [QUARTER.of(lang)]
    heads += [PARTS[p].format(plan=names[plan]).of(lang) for plan in plans for p in PARTS]
    value, year = target_values(city).get(outcome.key, (float("nan"), 0))
    if not isnan(value):
        heads.append(f"{TARGET.of(lang)} {year}")
    sheet.put(HEAD - 1, first, title, "heading")
    sheet.made.set_row(HEAD - 1, 3 * LINE)
    for place, head in enumerate(heads):
        sheet.put(HEAD, first + place, head, "head")
        sheet.made.set_column(first + place - 1, first + place - 1, 13)
    last = HEAD + len(quarters)
    rows = {quarter: row for row, quarter in enumerate(quarters, HEAD + 1)}
    for quarter, row in rows.items():
        sheet.put(row, first, quarter)
        if not isnan(value):
            sheet.put(row, first + len(heads) - 1, value / scale, look_of(value / scale))
    for order, plan in enumerate(plans):
        at = first + 1 + order * len(PARTS)
        wide = pl.col("q90") - pl.col("q10")
        for said in frame.filter(plan=plan).with_columns(width=wide).iter_rows(named=True):
            for place, part in enumerate(PARTS):
                x = said[part] / scale
                sheet.put(rows[said["quarter"]], at + place, x, look_of(x))
    _chart(book, sheet, title, plans, results.reference, first, last, not isnan(value))
    return first + len(heads) + 1


def _chart(
    book: Book,
    sheet: Sheet,
    title: str,
    plans: list[str],
    reference: str,
    first: int,
    last: int,
    targeted: bool,
) -> None:
    """The band of the plan in question as areas, all else as lines."""
    quarters = sheet.area(HEAD + 1, first, last)

    def series(column: int, **look: object) -> dict[str, object]:
        return {
            "name": [sheet.name, HEAD - 1, column - 1],
            "categories": quarters,
            "values": sheet.area(HEAD + 1, column, last),
            **look,
        }

    main = next((place for place, plan in enumerate(plans) if plan != reference), 0)
    at = first + 1 + main * len(PARTS)
    colour = COLOURS[main % len(COLOURS)]
    chart = book.file.add_chart({"type": "area", "subtype": "stacked"})
    chart.add_series(series(at, fill={"none": True}, border={"none": True}))
    chart.add_series(
        series(at + 1, fill={"color": colour, "transparency": 75}, border={"none": True})
    )
    lines = book.file.add_chart({"type": "line"})
    for place in range(len(plans)):
        at = first + 1 + place * len(PARTS)
        colour = COLOURS[place % len(COLOURS)]
        lines.add_series(series(at + 2, line={"color": colour, "width": 2.25}))
        for column in (at, at + 3) if place != main else ():
            dashed = {"color": colour, "width": 0.75, "dash_type": "dash"}
            lines.add_series(series(column, line=dashed))
    if targeted:
        at = first + 1 + len(plans) * len(PARTS)
        lines.add_series(series(at, line={"color": "#000000", "width": 1, "dash_type": "dash"}))
    chart.combine(lines)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_x_axis({"interval_unit": 4, "num_font": {"rotation": -45}})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9"}}})
    chart.set_size({"width": 640, "height": 440})
    sheet.made.insert_chart(2, first - 1, chart)
