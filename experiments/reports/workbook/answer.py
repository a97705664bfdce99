"""The answer in numbers, and the chances of the targets as a chart."""

from collections.abc import Iterator, Sequence
from math import isnan, nan

from experiments.reports.answer import targeted
from experiments.reports.answer_page import Names, name_with_unit
from experiments.reports.answer_words import WORDS
from experiments.reports.picture import COLOURS
from experiments.reports.report import Language, Words
from experiments.reports.units import unit_of
from experiments.reports.workbook.book import Book, Sheet
from experiments.studies.answer import Difference, OutcomeAnswer, Spread

ANSWER = Words("答案", "answer")
CHANCES = Words("达标概率", "chances")

HEADS = (
    (Words("结果（单位）", "outcome (unit)"), 38),
    (Words("口径", "reading"), 16),
    (Words("方案", "plan"), 24),
    (Words("季度末", "at the end of"), 10),
    (Words("目标（≥）", "target (≥)"), 11),
    (Words("政策前", "before the policy"), 11),
    (Words("中位数", "median"), 11),
    (Words("10%分位数", "10 % quantile"), 11),
    (Words("90%分位数", "90 % quantile"), 11),
    (Words("运行次数", "runs"), 9),
    (Words("达标次数", "runs that reach it"), 9),
    (Words("达标概率", "chance"), 10),
    (Words("概率下限（95%）", "chance, low (95 %)"), 10),
    (Words("概率上限（95%）", "chance, high (95 %)"), 10),
    (Words("较参照方案的变化", "change against the reference"), 12),
    (Words("变化下限（95%）", "change, low (95 %)"), 12),
    (Words("变化上限（95%）", "change, high (95 %)"), 12),
    (Words("可分辨的最小变化", "smallest detectable change"), 12),
)

MAIN = Words("标准", "as defined")

PART_HEADS = {
    "chance": Words("{plan}：概率", "{plan}: chance"),
    "low": Words("{plan}：下限", "{plan}: low"),
    "high": Words("{plan}：上限", "{plan}: high"),
    "below": Words("{plan}：区间向下", "{plan}: interval down"),
    "above": Words("{plan}：区间向上", "{plan}: interval up"),
    "reached": Words("{plan}：达标次数", "{plan}: runs that reach it"),
    "runs": Words("{plan}：运行次数", "{plan}: runs"),
}

NO_CHANCE = Words(
    "运行次数不足，不给出概率；次数见表。",
    "Too few runs for a chance; how many reach each target stands in the table.",
)


def look_of(value: float) -> str:
    """The format of a number by its size, as everywhere in reports."""
    if isnan(value) or abs(value) >= 100 or value == int(value):
        return "count"
    return "tenths" if abs(value) >= 10 else "number" if abs(value) >= 0.1 else "small"


def answer_sheet(
    book: Book,
    answers: Sequence[OutcomeAnswer],
    rest: Sequence[OutcomeAnswer],
    names: Names,
    note: Words,
    lang: Language,
) -> None:
    """A row an outcome, reading and plan: those of the question first."""
    sheet = book.sheet(ANSWER.of(lang))
    sheet.widths(*(width for _, width in HEADS))
    sheet.top(note.of(lang))
    sheet.heads(3, [head.of(lang) for head, _ in HEADS])
    sheet.made.freeze_panes(3, 3)
    row = 3
    for a in (*answers, *rest):
        for reading, plan, spread in _spreads(a):
            row += 1
            said = MAIN if reading is None else WORDS[reading]
            texts = (name_with_unit(a), said, names[plan], Words(a.quarter, a.quarter))
            for place, text in enumerate(texts, 1):
                sheet.put(row, place, text.of(lang))
            gain = a.differences.get(plan) if reading is None else None
            before = a.before if reading is None else nan
            _numbers(sheet, row, a, before, spread, gain)
    sheet.made.autofilter(2, 0, max(row, 4) - 1, len(HEADS) - 1)


def _spreads(a: OutcomeAnswer) -> Iterator[tuple[str | None, str, Spread]]:
    for plan, spread in a.spreads.items():
        yield None, plan, spread
    for reading, by_plan in a.readings.items():
        yield from ((reading, plan, spread) for plan, spread in by_plan.items())


def _numbers(
    sheet: Sheet,
    row: int,
    a: OutcomeAnswer,
    before: float,
    spread: Spread,
    gain: Difference | None,
) -> None:
    scale = unit_of(a.unit)[1]
    for place, value in enumerate((a.target, before, spread.median, spread.low, spread.high), 5):
        sheet.put(row, place, value / scale, look_of(value / scale))
    sheet.put(row, 10, spread.runs, "count")
    if not isnan(a.target):
        sheet.put(row, 11, spread.reached, "count")
        chances = (spread.probability, spread.probability_low, spread.probability_high)
        for place, value in enumerate(chances, 12):
            sheet.put(row, place, value, "share")
    if gain is not None:
        for place, value in enumerate((gain.mean, gain.low, gain.high), 15):
            sheet.put(row, place, value / scale, "change")
        sheet.put(row, 18, gain.detectable / scale, look_of(gain.detectable / scale))


def chances_sheet(
    book: Book, answers: Sequence[OutcomeAnswer], names: Names, lang: Language
) -> None:
    """How likely each target is by plan, with its interval, as a table and a chart of it."""
    asked = targeted(answers)
    if not asked:
        return
    sheet = book.sheet(CHANCES.of(lang))
    sheet.put(1, 1, CHANCES.of(lang), "title")
    sheet.widths(44, *(12 for _ in range(len(PART_HEADS) * len(asked[0].spreads))))
    plans = list(asked[0].spreads)
    first, last = 4, 3 + len(asked)
    parts = list(PART_HEADS)
    heads = [
        head.format(plan=names[plan]).of(lang) for plan in plans for head in PART_HEADS.values()
    ]
    sheet.heads(3, [HEADS[0][0].of(lang), *heads])
    for row, a in enumerate(asked, first):
        target = f" ≥ {a.target / unit_of(a.unit)[1]:,.10g}"
        sheet.put(row, 1, name_with_unit(a).of(lang) + target)
        for order, plan in enumerate(plans):
            s = a.spreads[plan]
            p, low, high = s.probability, s.probability_low, s.probability_high
            values = (p, low, high, p - low, high - p, s.reached, s.runs)
            for place, (part, value) in enumerate(zip(parts, values, strict=True)):
                look = "count" if part in ("reached", "runs") else "share"
                sheet.put(row, 2 + order * len(parts) + place, value, look)
    if all(isnan(s.probability) for a in asked for s in a.spreads.values()):
        sheet.put(2, 1, NO_CHANCE.of(lang), "heading")
        return
    chart = book.file.add_chart({"type": "column"})
    for order, plan in enumerate(plans):
        column = 2 + order * len(parts)
        bars = {
            "type": "custom",
            "plus_values": sheet.reference(first, column + 4, last),
            "minus_values": sheet.reference(first, column + 3, last),
        }
        chart.add_series(
            {
                "name": names[plan].of(lang),
                "categories": sheet.area(first, 1, last),
                "values": sheet.area(first, column, last),
                "fill": {"color": COLOURS[order % len(COLOURS)]},
                "y_error_bars": bars,
            }
        )
    chart.set_title({"name": CHANCES.of(lang)})
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 420})
    sheet.made.insert_chart(last + 1, 0, chart)
