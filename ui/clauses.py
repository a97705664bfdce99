"""By clause: what the city has published, what in the model stands for it, and what it does."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import solara

from agents.city import City
from experiments.reports.clauses import KINDS, UNMEASURED, VERDICTS, clauses_text
from experiments.reports.levers import gain_text, outcomes_of_levers, short_name
from experiments.studies.measured import Measured
from policies.registry import INSTRUMENTS
from ui import words
from ui.controls import Move
from ui.html import html
from ui.levers import Choice, target_in
from ui.numbers import is_share, number
from ui.numbers import level as level_text
from ui.state import View
from ui.summary import BY_KEY
from ui.words import Lang, unit_text

Told = dict[str, Any]
"""A document or a clause as ``clauses_text`` tells it."""


@lru_cache(maxsize=8)
def told_of(city: str, outcome: str) -> Told:
    """Documents and clauses of a city."""
    found: Told = json.loads(clauses_text(city, outcome))
    return found


@solara.component
def ByClause(city: City, view: View, measured: Measured | None, on_view: Move) -> None:
    """The documents one under the other, that of the view's plan open."""
    lang = view.lang
    outcome = target_in(city, view, measured)
    with solara.Div(classes=["yq-box"]):
        with solara.Div(classes=["yq-row", "yq-wrap"]):
            html("h2", words.CLAUSES(lang), classes="yq-h2")
            outcomes = {key: short_name(key).of(lang) for key in outcomes_of_levers(city, measured)}
            if measured is not None and outcome:
                Choice(words.EFFECT_ON(lang), outcomes, outcome, on_view)
        told = told_of(view.city, outcome)
        counts = words.CLAUSE_COUNTS(
            lang,
            count=len(told["clauses"]),
            **{key: sum(c["verdict"] == key for c in told["clauses"]) for key in VERDICTS},
        )
        solara.Div(children=[counts], classes=["yq-help"])
        if measured is not None and measured.stale:
            solara.Div(children=[words.STALE_SHORT(lang)], classes=["yq-caution"])
        own = [paper["key"] for paper in told["documents"] if paper["plan"] == view.plan]
        first = own or [told["documents"][0]["key"]]
        for paper in told["documents"]:
            mine = [c for c in told["clauses"] if c["document"] == paper["key"]]
            _Paper(paper, mine, paper["key"] in first, outcome, measured, lang).key(
                f"paper-{paper['key']}-{view.plan}"
            )


@solara.component
def _Paper(
    paper: Told,
    clauses: list[Told],
    is_open: bool,
    outcome: str,
    measured: Measured | None,
    lang: Lang,
) -> None:
    """A document as a table that opens: a clause a row."""
    heads = [words.CLAUSE_HEAD(lang), words.IN_MODEL(lang), words.SIZE(lang)]
    if outcome and measured is not None:
        unit = unit_text(BY_KEY[outcome].unit, lang)
        heads.append(words.EFFECT(lang, unit=unit))
    heads.append(words.NOT_MODELLED(lang))
    title = f"{paper['name'][lang]} · {paper['published']} · " + words.OF_CLAUSES(
        lang, count=len(clauses)
    )
    rows = [_row(clause, heads, outcome, measured, lang) for clause in clauses]
    html(
        "details",
        html("summary", title),
        html(
            "table",
            html("thead", html("tr", *(html("th", head, scope="col") for head in heads))),
            html("tbody", *rows),
            classes="yq-clauses",
        ),
        classes="yq-folded",
        **({"open": ""} if is_open else {}),
    )


def _row(
    clause: Told, heads: list[str], outcome: str, measured: Measured | None, lang: Lang
) -> Any:
    missing = clause["not_modelled"]
    cells: list[Any] = [_stands(clause, lang), [_size(size, lang) for size in clause["size"]]]
    if outcome and measured is not None:
        cells.append(_effects(clause, outcome, measured, lang))
    cells.append([missing[lang]] if missing else [])
    return html(
        "tr",
        html("th", clause[lang], scope="row"),
        *(
            html(
                "td",
                *(
                    line if not isinstance(line, str) else html("div", line)
                    for line in lines or "–"
                ),
                classes="" if lines else "yq-none",
                data_head=head,
            )
            for head, lines in zip(heads[1:], cells, strict=True)
        ),
    )


def _stands(clause: Told, lang: Lang) -> list[Any]:
    """How far the model has it, by which instruments; what else stands for it opens."""
    lines: list[Any] = [VERDICTS[clause["verdict"]].of(lang)]
    rest: list[str] = []
    colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
    for kind, named in clause["stands_for"].items():
        names = [n[lang] + (UNMEASURED.of(lang) if n.get("unmeasured") else "") for n in named]
        line = f"{KINDS[kind].of(lang)}{colon}{comma.join(names)}"
        if kind == "instruments":
            lines.append(line)
        else:
            rest.append(line)
    if rest:
        count = sum(
            len(named) for kind, named in clause["stands_for"].items() if kind != "instruments"
        )
        summary = html("summary", words.ALSO(lang, count=count))
        lines.append(html("details", summary, *(html("div", line) for line in rest)))
    return lines


def _size(size: Told, lang: Lang) -> str:
    """A level with its range, from when to when, the money a year, and how it is known."""
    instrument = INSTRUMENTS[size["instrument"]]
    unit = instrument.unit
    if not is_share(unit):
        unit = getattr(instrument, f"unit_{lang}")
    text = f"{getattr(instrument, f'name_{lang}')} {level_text(size['level'], unit, lang)}"
    more = [f"{size['from']}–{size['to'] or ''}"]
    if "budget" in size:
        more.append(words.BUDGET(lang, budget=number(size["budget"] / 100.0)))
    if size["label"] == "assumed":
        if "low" in size and "high" in size and is_share(unit):
            ends = [level_text(size[end], unit, lang) for end in ("low", "high")]
            more.append(words.ASSUMED_RANGE(lang, low=ends[0], high=ends[1]))
        else:
            more.append(words.ASSUMED(lang))
    join = words.SEPARATOR(lang)
    return f"{text}（{join.join(more)}）" if lang == "zh" else f"{text} ({join.join(more)})"


def _effects(clause: Told, outcome: str, measured: Measured, lang: Lang) -> list[str]:
    """What each instrument of the clause does by itself."""
    lines = []
    for named in clause["stands_for"].get("instruments", []):
        lever = measured.of(named["key"])
        if lever is not None and outcome in lever.gains:
            lines.append(f"{named[lang]} {gain_text(lever.gains[outcome], outcome)}")
    return lines
