"""The clauses of what a city has published, what in the model stands for each, and how large."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from abm.clauses import FILE, Clause, Clauses, StandsFor, Verdict, clauses_of
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.reports.cells import interval
from experiments.reports.report import Heading, Part, Report, Table, Text, Words
from experiments.reports.units import unit_of, unit_of_column
from experiments.studies.answer import Difference
from policies.registry import INSTRUMENTS
from policies.setting import Setting

VERDICTS: dict[Verdict, Words] = {
    "modelled": Words("有", "modelled"),
    "in_part": Words("部分", "in part"),
    "not_modelled": Words("未建模", "not modelled"),
}
KINDS = {
    "instruments": Words("工具", "instruments"),
    "uses": Words("市场", "markets"),
    "targets": Words("目标", "targets"),
    "outcomes": Words("结果", "outcomes"),
    "firms": Words("企业", "firms"),
    "giants": Words("可能落户的项目", "projects that may come"),
    "principals": Words("委托方", "principals"),
    "scenarios": Words("场景", "scenarios"),
    "parks": Words("园区", "parks"),
    "terms": Words("政策变量", "terms of policy"),
}
"""What may stand for a clause."""

NO_SAFEGUARD = Words("（均未建模）", "(nothing in the model)")
UNMEASURED = Words("（没有指标）", " (has no outcome)")

Effects = Mapping[str, Difference]
"""Of each instrument alone on one outcome."""


def effects_of(file: Path, outcome: str) -> Effects:
    """What each instrument does to an outcome by itself, from the table ``alone.csv`` of
    ``yuanqu attribute --alone``. Raises InputError."""
    wanted = ("instrument", "outcome", "seeds", "gain", "gain_low", "gain_high")
    try:
        table = pl.read_csv(file, columns=list(wanted))
    except (OSError, pl.exceptions.PolarsError):
        expected = "the file alone.csv of yuanqu attribute --alone"
        raise InputError(str(file), 0, 0, "--effects", expected, "something else") from None
    rows = table.filter(pl.col("outcome") == outcome).select(wanted).rows()
    if not rows:
        raise InputError(str(file), 0, 0, "outcome", f"rows of {outcome}", "none")
    return {key: Difference(*numbers) for key, _, *numbers in rows}


def found_clauses(name: str) -> Clauses:
    """The clauses of a city. Raises InputError where it has none."""
    clauses = clauses_of(name)
    if clauses is None:
        raise InputError("", 0, 0, "city", f"a city that has {FILE}", repr(name))
    return clauses


def clauses_text(name: str, outcome: str, effects: Effects | None = None) -> str:
    """All of it as JSON, for the screen and for programs. Raises InputError."""
    clauses = found_clauses(name)
    data = {
        "documents": [paper.model_dump() for paper in clauses.documents],
        "clauses": [_told(clause, clauses, outcome, effects) for clause in clauses.clauses],
        "unclaimed": clauses.unclaimed(),
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _told(
    clause: Clause, clauses: Clauses, outcome: str, effects: Effects | None
) -> dict[str, Any]:
    named = {
        kind: [
            {"key": key, **clauses.known[kind][key].model_dump()}
            | ({"unmeasured": key in clauses.unmeasured} if kind == "targets" else {})
            for key in getattr(clause.stands_for, kind)
        ]
        for kind in StandsFor.model_fields
        if getattr(clause.stands_for, kind)
    }
    size = [
        {"from": quarter_text(s.start), "to": None if s.end is None else quarter_text(s.end)}
        | s.model_dump(
            mode="json", exclude={"start", "end", "clause", "inherited"}, exclude_none=True
        )
        for s in clauses.sizes(clause)
    ]
    gains = effects or {}
    effect = {
        key: {"outcome": outcome, "gain": d.mean, "low": d.low, "high": d.high}
        for key in clause.stands_for.instruments
        if (d := gains.get(key)) is not None
    }
    return {
        **clause.model_dump(include={"key", "document", "zh", "en", "safeguard"}),
        "verdict": clauses.verdict(clause),
        "stands_for": named,
        "size": size,
        "effect": effect,
        "not_modelled": clause.not_modelled and clause.not_modelled.model_dump(),
    }


def clauses_report(name: str, outcome: str, effects: Effects | None = None) -> Report:
    """The clauses by document, and the safeguards by instrument. Raises InputError."""
    clauses = found_clauses(name)
    heads: list[Text] = [
        Words("条款", "clause"),
        Words("在模型中", "in the model"),
        Words("设定力度", "assumed size"),
        Words("缺什么、为何", "what is not, and why"),
    ]
    if effects is not None:
        heads.insert(3, _effect_head(outcome))
    parts: list[Part] = []
    for paper in clauses.documents:
        rows = [
            _row(clause, clauses, outcome, effects)
            for clause in clauses.clauses
            if clause.document == paper.key
        ]
        title = Words(paper.name.zh, paper.name.en)
        parts.append(Table(heads, rows, title, align="l", lines=True))
    table = safeguards(clauses, outcome, effects)
    parts += [] if table is None else [table]
    parts += _left_out(clauses)
    return Report(parts)


def clauses_page(name: str) -> Iterator[Part]:
    """The document without its title. Raises InputError."""
    clauses = found_clauses(name)
    verdicts = [clauses.verdict(clause) for clause in clauses.clauses]
    counts = ", ".join(f"{verdicts.count(key)} {words.en}" for key, words in VERDICTS.items())
    yield (
        f"What the city `{name}` has published, clause by clause, in short words of our own, and "
        f"what in the model stands for each: {len(verdicts)} clauses, {counts}. Sizes are those "
        "of the plan made of the document, with their range; nearly all are assumed. What each "
        "instrument does by itself stands in [instruments.md](instruments.md); effects of a "
        "clause's instruments do not add up. `yuanqu policies clauses` shows the same."
    )
    table = safeguards(clauses, "", None)
    if table is not None:  # its cells are names and short texts: a blank for a line break will do
        yield Heading("The safeguards by instrument")
        yield table
    for paper in clauses.documents:
        yield Heading(f"{paper.name.zh} {paper.name.en}")
        plan = f"plan `{paper.plan}`" if paper.plan else "no plan is made of it"
        yield f"Published {paper.published}; {plan}. {paper.source}."
        rows = [
            [f"`{clause.key}`", *(_within(cell) for cell in _row(clause, clauses, "", None))]
            for clause in clauses.clauses
            if clause.document == paper.key
        ]
        heads = ["Key", "Clause", "In the model", "Assumed size", "What is not, and why"]
        yield Table(heads, rows)
    yield from _left_out(clauses)


def _within(cell: str) -> str:
    """A cell of several lines in Markdown."""
    return cell.replace("\n", "<br>")


def safeguards(clauses: Clauses, outcome: str, effects: Effects | None) -> Table | None:
    """The safeguards of each document by instrument; None where none are marked."""
    rows: list[list[str] | None] = []
    for clause in clauses.clauses:
        if not clause.safeguard:
            continue
        rows.append(None)
        name = f"{clause.zh}\n{clause.en}"
        for key in clause.stands_for.instruments:
            i = INSTRUMENTS[key]
            cells = [f"{i.name_zh}\n{i.name_en}", key, "", _pays(key), ""]
            cells[2] = "\n".join(_size(s) for s in clauses.sizes(clause) if s.instrument == key)
            cells[4] = ", ".join(i.bends)
            rows.append([name, *cells, *_effects([key], outcome, effects)])
            name = ""
        if not clause.stands_for.instruments:
            rows.append([name, NO_SAFEGUARD.of(None), *["–"] * 4])
    if not rows:
        return None
    heads: list[Text] = [
        Words("保障", "safeguard"),
        Words("工具", "instrument"),
        "key",
        Words("设定力度", "assumed size"),
        Words("付款", "payer"),
        Words("作用于", "bends"),
    ]
    if effects is not None:
        heads.append(_effect_head(outcome))
    title = Words("各项保障与工具", "The safeguards by instrument")
    return Table(heads, rows, title, align="l")


def _pays(key: str) -> str:
    return INSTRUMENTS[key].payer or "–"


def _row(clause: Clause, clauses: Clauses, outcome: str, effects: Effects | None) -> list[str]:
    stands = [VERDICTS[clauses.verdict(clause)].of(None)]
    for kind, words in KINDS.items():
        keys = getattr(clause.stands_for, kind)
        if keys:
            stands.append(f"{words.of(None)}: " + ", ".join(_key(k, clauses, kind) for k in keys))
    sizes = "\n".join(f"{s.instrument} {_size(s)}" for s in clauses.sizes(clause))
    missing = clause.not_modelled
    cells = [f"{clause.zh}\n{clause.en}", "\n".join(stands), sizes or "–"]
    cells += _effects(clause.stands_for.instruments, outcome, effects)
    return [*cells, "–" if missing is None else f"{missing.zh}\n{missing.en}"]


def _key(key: str, clauses: Clauses, kind: str) -> str:
    return key + (UNMEASURED.of(None) if kind == "targets" and key in clauses.unmeasured else "")


def _size(s: Setting) -> str:
    """A level with its range, the years, the money a year, and how it is known."""
    ends = "" if s.low is None or s.high is None else f" [{s.low:g}, {s.high:g}]"
    until = "" if s.end is None else quarter_text(s.end)
    money = "" if s.budget is None else f", ≤ {s.budget:g} million yuan/year"
    return f"{s.level:g}{ends} {quarter_text(s.start)}–{until}{money}, {s.label}"


def _effect_head(outcome: str) -> Words:
    unit = unit_of(unit_of_column(outcome))[0]
    return Words(f"单独效果（{outcome}）", f"effect alone on {outcome} ({unit})")


def _effects(keys: list[str] | tuple[str, ...], outcome: str, effects: Effects | None) -> list[str]:
    """A cell of effects, an instrument a line; no cell where there is no table of them."""
    if effects is None:
        return []
    scale = unit_of(unit_of_column(outcome))[1]
    told = [f"{k} {interval(effects[k], scale, gap=' ')}" for k in keys if k in effects]
    return ["\n".join(told) or "–"]


def _left_out(clauses: Clauses) -> list[Part]:
    """What belongs to no clause, where there is anything."""
    return [
        Words(f"不属于任何条款：{', '.join(keys)}。", f"Of no clause, {kind}: {', '.join(keys)}.")
        for kind, keys in clauses.unclaimed().items()
    ]
