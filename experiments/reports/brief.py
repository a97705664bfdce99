"""One page on a plan for a meeting: question, answer, table, picture, money, caveats, command.

``findings_frame`` and ``paths_frame`` are the numbers behind it for programs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isnan
from pathlib import Path

import polars as pl

from abm.version import MODEL_VERSION
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR, quarter_text
from experiments.reports.answer_words import CAVEATS
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import interval, likely, number
from experiments.reports.levers import NAMED, finding, levers_table
from experiments.reports.report import (
    Entries,
    Entry,
    Figure,
    Heading,
    Language,
    Part,
    Prose,
    Report,
    Table,
    Text,
    Words,
)
from experiments.reports.units import YI, unit_in_a_sentence, unit_of
from experiments.reports.verdict import held_to, sentences
from experiments.studies.arrays import Floats
from experiments.studies.measured import Measured
from experiments.studies.verdict import Finding, Verdict, rounded

MOST_LEVERS = 4
"""Of the table: the page is one."""

WORDS = {
    "about": Words(
        "政策简报 · {plan} · {seeds} 次模拟", "Policy brief · {plan} · {seeds} histories"
    ),
    "answer": Words("答案", "The answer"),
    "moved": Words("在“{plan}”上调整：{items}。", "Moved from {plan}: {items}."),
    "paths": Words("走势", "Paths"),
    "shows": Words(
        "中位数与 80% 区间；灰：{reference}；虚线：目标",
        "Medians and 80 % bands; grey: {reference}; dashed: the target",
    ),
    "money": Words("钱和作用", "Money and what it does"),
    "spent": Words(
        "方案平均支出 {gross} 亿元，比“{reference}”多 {more} 亿元。",
        "The plan spends {gross} 亿 yuan on average, {more} more than {reference}.",
    ),
    "stale": Words(
        "（各工具的数字由较早的模型或数据算得。）",
        "(The levers' numbers are of an earlier model or of other data.)",
    ),
    "caveats": Words("三点提醒", "Three caveats"),
    "again": Words("怎样重算", "How to reproduce"),
    "facts": Words(
        "模型版本 {version}；历史（种子）{seeds}；数据指纹 {digest}。",
        "Model version {version}; histories (seeds) {seeds}; digest of the data {digest}.",
    ),
    "target": Words("目标", "Target"),
    "start": Words("方案开始时", "At the start"),
    "now": Words("{year} 年底（平均）", "End of {year} (mean)"),
    "brings": Words("方案带来", "The plan brings"),
    "band": Words("80% 区间", "80 % band"),
    "chance": Words("达到目标", "Target reached"),
    "policy": Words("方案开始", "plan begins"),
    "and": Words("、", ", "),
}


@dataclass(frozen=True)
class Curve:
    """An outcome over quarters: 10 %, 50 % and 90 % quantiles, (3, quarters), in the unit of
    people, of the plan and of its reference; from quarter ``first`` on."""

    first: int
    own: Floats
    reference: Floats


@dataclass(frozen=True)
class Brief:
    """What the page is made of."""

    city: City
    question: Words
    plan: Words
    base: Words
    """The plan before levers were moved."""
    reference: Words
    found: Verdict
    curves: Mapping[str, Curve]
    seeds: Sequence[int]
    command: str
    moved: Sequence[Words] = ()
    """Levers that were moved by hand, each with its level."""
    spent: tuple[float, float] | None = None
    """Mean spending, and how much more than the reference's, 亿 yuan; None for the reference."""
    measured: Measured | None = None


def brief(given: Brief, language: Language) -> Report:
    """The page; ``language`` is that of the letters in its picture."""
    count = WORDS["about"].format(plan=given.plan, seeds=len(given.seeds))
    # What the plan changes stands in the table: the page is one.
    level = sentences(given.found, given.plan, given.reference)[-1]
    held = [Prose(line, "quiet") for line in held_to(given.city, given.seeds)]
    shows = WORDS["shows"].format(reference=given.reference)
    draw = partial(draw_curves, given.city, given.curves, given.found, language)
    parts: list[Part] = [
        Heading(given.question, 1),
        Prose(count, "quiet"),
        *_moved(given),
        Heading(WORDS["answer"]),
        level,
        *held,
        findings_table(given.found),
        Heading(WORDS["paths"]),
        Figure("brief.png", draw, shows),
        Prose(shows, "quiet"),
        *_money(given),
        Heading(WORDS["caveats"]),
        Entries([Entry(text=caveat) for caveat in CAVEATS[:3]]),
        Heading(WORDS["again"]),
        Prose(given.command, "code"),
        Prose(_facts(given), "quiet"),
    ]
    return Report(parts)


def _moved(given: Brief) -> list[Part]:
    if not given.moved:
        return []
    items = WORDS["and"].join(list(given.moved))
    return [WORDS["moved"].format(plan=given.base, items=items)]


def _money(given: Brief) -> list[Part]:
    parts: list[Part] = []
    if given.spent is not None:
        gross, more = (number(round(value, 1)) for value in given.spent)
        parts.append(WORDS["spent"].format(gross=gross, more=more, reference=given.reference))
    first = given.found.findings[0].target.outcome
    measured = given.measured
    if measured is not None and first in measured.outcomes:
        parts.append(finding(measured, first))
        table = levers_table(measured, first, "gain", MOST_LEVERS)
        parts += [table] if table.rows else []
        parts += [Prose(WORDS["stale"], "quiet")] if measured.stale else []
    return [Heading(WORDS["money"]), *parts] if parts else []


def _facts(given: Brief) -> Words:
    seeds = sorted(given.seeds)
    whole = bool(seeds) and seeds[-1] - seeds[0] == len(seeds) - 1
    text = f"{seeds[0]}–{seeds[-1]}" if whole else ", ".join(map(str, seeds))
    digest = given.city.digest[:12]
    return WORDS["facts"].format(version=MODEL_VERSION, seeds=text, digest=digest)


def findings_table(found: Verdict) -> Table:
    """A target a row: at the start, now, what the plan brings, band, chance."""
    year = max(f.target.year for f in found.findings)
    heads: list[Text] = [
        WORDS["target"],
        WORDS["start"],
        WORDS["now"].format(year=year),
        WORDS["brings"],
        WORDS["band"],
        WORDS["chance"],
    ]
    return Table(heads, [_row(f, year) for f in found.findings])


def _row(f: Finding, last: int) -> list[Text]:
    unit, scale = unit_in_a_sentence(f.target.unit)
    value = "" if isnan(f.target.value) else f" ≥ {number(f.target.value / scale)}"
    year = (
        Words("", "")
        if f.target.year == last
        else Words(f"\n{f.target.year} 年", f"\n{f.target.year}")
    )
    name = Words(
        f"{f.target.name_zh}{value} {unit.zh}{year.zh}",
        f"{f.target.name_en}{value} {unit.en}{year.en}",
    )
    start, mean = "–", number(f.mean / scale)
    if f.count is not None:
        count = rounded(f.count, 1)
        start, mean = f"{count.start:g}", f"{count.now:g}"
    effect = "–" if f.effect is None else interval(f.effect, scale)
    band = f"{number(f.spread.low / scale)} … {number(f.spread.high / scale)}"
    return [name, start, mean, effect, band, likely(f.target.value, f.spread)]


def findings_frame(found: Verdict, reference: Verdict | None) -> pl.DataFrame:
    """A target a row, of the plan and of its reference, in the model's units."""
    others = {} if reference is None else {f.target: f for f in reference.findings}
    rows = []
    for f in found.findings:
        row: dict[str, object] = {
            "outcome": f.target.outcome,
            "name_zh": f.target.name_zh,
            "name_en": f.target.name_en,
            "unit": f.target.unit,
            "year": f.target.year,
            "target": f.target.value,
            **_of(f, ""),
        }
        if f.target in others:
            row |= _of(others[f.target], "reference_")
        if f.effect is not None:
            row |= {"gain": f.effect.mean, "gain_low": f.effect.low, "gain_high": f.effect.high}
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None).fill_nan(None)


def _of(f: Finding, before: str) -> dict[str, object]:
    s = f.spread
    values = {
        "runs": s.runs,
        "mean": f.mean,
        "median": s.median,
        "low": s.low,
        "high": s.high,
        "chance": s.probability,
        "chance_low": s.probability_low,
        "chance_high": s.probability_high,
    }
    return {before + name: value for name, value in values.items()}


def paths_frame(curves: Mapping[str, Curve]) -> pl.DataFrame:
    """A quarter a row by outcome: quantiles of the plan and of its reference; money in 亿."""
    rows = []
    for outcome, curve in curves.items():
        for at in range(curve.own.shape[1]):
            row: dict[str, object] = {
                "outcome": outcome,
                "unit": unit_of(NAMED[outcome].unit)[0],
                "quarter": quarter_text(curve.first + at),
            }
            for name, values in (("", curve.own), ("reference_", curve.reference)):
                ends = zip(("low", "median", "high"), values, strict=True)
                row |= {name + end: float(v[at]) for end, v in ends if at < len(v)}
            rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None).fill_nan(None)


def draw_curves(
    city: City, curves: Mapping[str, Curve], found: Verdict, language: Language, path: Path
) -> None:
    """A panel an outcome: median and band of the plan, those of the reference in grey."""
    targets = {f.target.outcome: f.target for f in found.findings}
    size = (3.3 * max(1, len(curves)), 2.3)
    with canvas(path, size, columns=max(1, len(curves)), letters=8) as (_, panels):
        for panel, (outcome, curve) in zip(panels, curves.items(), strict=False):
            for values, colour in ((curve.reference, "#7b8894"), (curve.own, "#0b6782")):
                years = [(curve.first + at) / QUARTERS_PER_YEAR for at in range(values.shape[1])]
                panel.fill_between(years, values[0], values[2], color=colour, alpha=0.2, lw=0)
                panel.plot(years, values[1], color=colour, lw=1.6)
            target = targets.get(outcome)
            if target is not None and not isnan(target.value):
                height = target.value / _scale(target.unit)
                panel.axhline(height, color="#17212b", ls="--", lw=1)
            panel.axvline(city.policy_start / QUARTERS_PER_YEAR, color="#7b8894", ls=":", lw=1)
            named = NAMED[outcome]
            unit = unit_of(named.unit, language)[0]
            title = f"{named.name_zh}（{unit}）" if language == "zh" else named.name_en
            panel.set_title(title if language == "zh" else f"{title}\n({unit})", fontsize=8)
            panel.set_ylim(bottom=0.0)
            bare(panel, grid=True)


def _scale(unit: str) -> float:
    return YI if unit == "million yuan" else 1.0
