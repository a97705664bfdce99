"""What one takes away: a page for the meeting, the plan's file and its command, numbers."""

from __future__ import annotations

import io
import shlex
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import solara

from abm.city.city import is_shipped
from abm.city.name import without_year
from abm.settings import as_text, parse
from abm.shipped import DEFAULT_CITY
from agents.city import City, Names, names_in
from experiments.reports.brief import Brief, Curve, brief, draw_curves, findings_frame, paths_frame
from experiments.reports.levers import draw_levers, levers_frame
from experiments.reports.page import page
from experiments.reports.report import LANGUAGES, Words
from experiments.reports.units import YI
from experiments.runs.frames import csv_bytes
from experiments.studies.answer import COST
from experiments.studies.measured import Measured
from experiments.studies.verdict import Verdict
from policies.city_plans import baseline_of, plan_in
from policies.plan import Plan
from policies.plan_text import plan_text
from policies.registry import INSTRUMENTS
from ui import words
from ui.charts import SKIP
from ui.html import html
from ui.levers import target_in
from ui.numbers import is_share
from ui.numbers import level as level_text
from ui.state import View
from ui.study import Ensemble
from ui.summary import (
    cards_of,
    headline,
    park_chances,
    path,
    verdict_of,
)
from ui.words import Lang

MOVED = "_moved"
"""Behind the key of a plan whose levers were moved."""


@solara.component_vue("copy.vue")
def Copy(content: str = "", label: str = "", copied: str = "") -> None:
    """A button that copies ``content``, or the page's address where that is empty."""


def plan_of(city: City, view: View) -> Plan:
    """The view's plan with the levels that were moved, under a name of its own where they were."""
    plan = plan_in(city, view.plan)
    if not view.levels:
        return plan
    moved = parse(as_text(dict(view.overrides)), city).applied(plan, city.policy_start)
    name = Names(
        zh=words.MOVED_PLAN("zh", plan=plan.name.zh), en=words.MOVED_PLAN("en", plan=plan.name.en)
    )
    return replace(moved, key=plan.key + MOVED, name=name)


def plan_file(city: City, view: View) -> tuple[str, str]:
    """Name and content of a file that ``command_of`` runs."""
    plan = plan_of(city, view)
    return f"{plan.key}.yaml", plan_text(plan)


def command_of(city: City, view: View) -> str:
    """What gives the numbers of the view on a command line, beside the plan's file."""
    name, year = without_year(view.city)
    parts = ["yuanqu", "run"]
    if name != DEFAULT_CITY:
        parts += ["--city", name]
    if year is not None:
        parts += ["--year", str(year)]
    reference = baseline_of(city)
    if not (view.plan == reference and not view.levels):
        parts += ["--plan", reference]
    parts += ["--plan", plan_file(city, view)[0], "--seeds", str(view.seeds)]
    return shlex.join(parts)


def brief_of(
    city: City,
    view: View,
    ensemble: Ensemble,
    found: Verdict,
    measured: Measured | None,
    asked: Words,
) -> Brief:
    """The page for the meeting."""
    plan, base = plan_of(city, view), plan_in(city, view.plan)
    reference = plan_in(city, baseline_of(city))
    cost = headline(city, ensemble, COST)
    spent = None if cost.difference is None else (_mean_cost(ensemble), cost.difference.mean)
    return Brief(
        city,
        asked,
        Words(plan.name.zh, plan.name.en),
        Words(base.name.zh, base.name.en),
        Words(reference.name.zh, reference.name.en),
        found,
        curves_of(city, ensemble),
        sorted(ensemble.own),
        command_of(city, view),
        tuple(_moved(key, level) for key, level in view.levels),
        spent,
        measured,
    )


def _mean_cost(ensemble: Ensemble) -> float:
    return float(np.mean([run.paths[COST][-1] for run in ensemble.own.values()])) / YI


def _moved(key: str, level: float) -> Words:
    instrument = INSTRUMENTS[key]

    def told(lang: Lang) -> str:
        unit = instrument.unit if is_share(instrument.unit) else getattr(instrument, f"unit_{lang}")
        return f"{getattr(instrument, f'name_{lang}')} {level_text(level, unit, lang)}"

    return Words(told("zh"), told("en"))


def curves_of(city: City, ensemble: Ensemble) -> dict[str, Curve]:
    """The outcomes of the page's charts."""
    found = {}
    for key in cards_of(city):
        if key != COST:
            drawn = path(ensemble, key, SKIP)
            found[key] = Curve(city.start + SKIP, drawn.own, drawn.reference)
    return found


def parks_frame(city: City, ensemble: Ensemble) -> pl.DataFrame:
    """The map's numbers: a park a row."""
    zh, en = names_in("zh", city.parks), names_in("en", city.parks)
    rows = [
        {
            "park": city.parks.keys[p.row],
            "name_zh": zh[p.row],
            "name_en": en[p.row],
            "jobs": p.jobs,
            "chance": p.chance,
            "segment": p.segment,
            "reference_chance": p.reference_chance,
        }
        for p in park_chances(ensemble)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).fill_nan(None)


def picture(draw: Callable[[Path], object]) -> bytes:
    """What is drawn, as the bytes of a PNG file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.png"
        draw(file)
        return file.read_bytes()


@solara.component
def Take(
    city: City, view: View, ensemble: Ensemble | None, measured: Measured | None, asked: Words
) -> None:
    """All that can be taken, once all runs are done: what is taken stays as it is."""
    lang = view.lang
    found = solara.use_memo(
        lambda: None if ensemble is None else verdict_of(city, ensemble), [ensemble]
    )
    with solara.Div(classes=["yq-box", "yq-take"]):
        html("h2", words.TAKE(lang), classes="yq-h2")
        if found is None or ensemble is None:
            solara.Div(children=[words.COMING(lang)], classes=["yq-help"])
            return
        own, reference = found
        _Brief(city, view, ensemble, own, measured, asked)
        _Settings(city, view)
        _Numbers(city, view, ensemble, own, reference, measured)


@solara.component
def _Brief(
    city: City,
    view: View,
    ensemble: Ensemble,
    found: Verdict,
    measured: Measured | None,
    asked: Words,
) -> None:
    lang = view.lang
    with solara.Div(classes=["yq-take-part"]):
        html("h3", words.BRIEF(lang), classes="yq-name")
        solara.Div(children=[words.BRIEF_HELP(lang)], classes=["yq-help"])
        with solara.Div(classes=["yq-choice"]):
            for language in LANGUAGES:

                def make(language: Lang = language) -> bytes:
                    given = brief_of(city, view, ensemble, found, measured, asked)
                    return page(brief(given, language), language).encode()

                _File(
                    make,
                    f"brief-{view.plan}-{language}.html",
                    words.BRIEF_IN[language],
                    "text/html",
                )


@solara.component
def _Settings(city: City, view: View) -> None:
    lang = view.lang
    name, _ = plan_file(city, view)
    command = command_of(city, view)
    with solara.Div(classes=["yq-take-part"]):
        html("h3", words.SETTINGS(lang), classes="yq-name")
        solara.Div(children=[words.SETTINGS_HELP(lang)], classes=["yq-help"])
        with solara.Div(classes=["yq-choice"]):
            _File(plan_file(city, view)[1].encode, name, name, "application/yaml")
            Copy(label=words.COPY_LINK(lang), copied=words.COPIED(lang))
        html("pre", command, classes="yq-code", tabindex="0", aria_label=words.COMMAND(lang))
        Copy(content=command, label=words.COPY_COMMAND(lang), copied=words.COPIED(lang))
        if not is_shipped(view.city):
            solara.Div(children=[words.OWN_CITY(lang)], classes=["yq-help"])


@solara.component
def _Numbers(
    city: City,
    view: View,
    ensemble: Ensemble,
    own: Verdict,
    reference: Verdict | None,
    measured: Measured | None,
) -> None:
    lang = view.lang
    curves = curves_of(city, ensemble)
    tables: list[tuple[str, words.Pair, Callable[[], bytes]]] = [
        ("answer", words.PLACE_ANSWER, lambda: csv_bytes(findings_frame(own, reference))),
        ("paths", words.PATHS, lambda: csv_bytes(paths_frame(curves))),
        ("parks", words.MAP, lambda: csv_bytes(parks_frame(city, ensemble))),
    ]
    pictures: list[tuple[str, words.Pair, Callable[[], bytes]]] = [
        ("paths", words.PATHS, lambda: picture(lambda p: draw_curves(city, curves, own, lang, p))),
    ]
    if measured is not None and measured.levers:
        target = target_in(city, view, measured)
        draw = lambda p: draw_levers(measured, target, view.order, lang, p)  # noqa: E731
        tables.append(("levers", words.LEVERS, lambda: csv_bytes(levers_frame(measured))))
        pictures.append(("levers", words.LEVERS, lambda: picture(draw)))
    with solara.Div(classes=["yq-take-part"]):
        html("h3", words.NUMBERS(lang), classes="yq-name")
        with solara.Div(classes=["yq-choice"]):
            for name, label, make in tables:
                _File(make, f"{name}-{view.plan}.csv", f"{label(lang)} CSV", "text/csv")
        with solara.Div(classes=["yq-choice"]):
            for name, label, make in pictures:
                _File(make, f"{name}-{view.plan}.png", f"{label(lang)} PNG", "image/png")
        solara.Div(children=[words.NUMBERS_HELP(lang)], classes=["yq-help"])


@solara.component
def _File(make: Callable[[], bytes], name: str, label: str, kind: str) -> None:
    """A button that makes a file when it is asked for."""
    with solara.FileDownload(lambda: io.BytesIO(make()), name, mime_type=kind):
        solara.Button(label, icon_name="mdi-download", small=True, outlined=True, color="primary")
