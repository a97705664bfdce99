"""The policymaker's page."""

from __future__ import annotations

import logging
from dataclasses import replace
from importlib.resources import files
from typing import Final, cast

import solara
from ipywidgets import Widget

from abm.city.city import city_cached
from abm.clauses import clauses_of
from abm.parameters import filled
from abm.shipped import DEFAULT_CITY
from abm.version import MODEL_VERSION
from agents.city import City
from engine.document import InputError
from experiments.reports.report import Words
from experiments.studies.verdict import targets_of, with_figures
from policies.city_plans import baseline_of, plan_in
from ui import words
from ui.address import use_address
from ui.clauses import ByClause
from ui.controls import Controls, Move
from ui.follow import Follower
from ui.forecast import forecast
from ui.levers import Levers
from ui.measuring import use_levers
from ui.numbers import number
from ui.park_map import attribution
from ui.places import Places
from ui.results import Results
from ui.state import AddressFault, View, settled
from ui.study import Cache, Ensemble
from ui.summary import answer, target_of, used_up
from ui.take import Take
from ui.verdict import Against, Chance, ChanceLine
from ui.words import Lang
from ui.workers import shared_pool

CACHE: Final = Cache()
STYLE: Final = files("ui").joinpath("style.css").read_text(encoding="utf-8")

log = logging.getLogger(__name__)


@solara.component
def Layout(children: list[solara.Element[Widget]] = []) -> None:  # noqa: B006 - Solara's convention
    """Nothing around the page."""
    solara.Div(children=children, classes=["yq-root"])


@solara.component
def Page() -> None:
    """The screen, or one line on why there is none."""
    solara.Style(STYLE)
    exception, _ = solara.use_exception()
    view, faults, move = use_address()
    if exception is not None:
        log.error("the screen failed", exc_info=exception)
        text = " ".join(f"{type(exception).__name__}: {exception}".split())
        Fault(words.BAD_SCREEN(view.lang) + text)
        return
    try:
        city = city_cached(view.city)
    except InputError as error:
        Fault(words.BAD_CITY(view.lang) + str(error))
        return
    Screen(city, settled(view, city), faults, move)


@solara.component
def Screen(city: City, view: View, faults: tuple[AddressFault, ...], on_view: Move) -> None:
    """Head, controls on the left, results on the right, foot."""
    lang = view.lang
    ensemble, before, stale = use_ensemble(view)
    levers, measure = use_levers(view.city)
    # Before the first run the frame stands already, with targets and without numbers.
    shown = solara.use_memo(
        lambda: Ensemble(view, {}, {}) if ensemble is None else forecast(ensemble, before),
        [ensemble],
    )
    full = solara.use_memo(
        lambda: frozenset[str]() if stale else used_up(city, shown), [ensemble, stale]
    )
    found = solara.use_memo(lambda: answer(city, shown), [shown])
    asked = with_figures(targets_of(city))
    reference_name: str = getattr(plan_in(city, baseline_of(city)).name, lang)
    with solara.Div(classes=["yq-page"]):
        Head(city, view, on_view)
        for fault in faults:
            Fault(words.BAD_ADDRESS(lang, pair=fault.pair, line=fault.line))
        lacking = filled(view.city)
        if lacking:
            names = ", ".join(lacking)
            text = words.STAND_INS(lang, count=len(lacking), city=DEFAULT_CITY, names=names)
            Fault(text[:400])
        failed = "" if ensemble is None or stale else ensemble.error
        if failed:
            Fault(words.BAD_RUN(lang) + failed)
        with solara.Div(classes=["yq-body"]):
            Controls(city, view, full, levers.measured, on_view)
            with solara.Div(classes=["yq-main"]):
                with solara.Div(classes=["yq-box", "yq-verdict"]):
                    if asked:
                        Chance(found, lang)
                    with solara.Div(classes=["yq-verdict-bar"]):
                        if found is not None:
                            ChanceLine(found, lang)
                        if not failed:
                            Progress(view, ensemble, stale, len(shown.own))
                    if found is not None:
                        Against(found, reference_name, lang)
                Places(view, on_view)
                if view.place == "levers":
                    Levers(city, view, levers, measure, on_view)
                elif view.place == "clauses" and clauses_of(view.city) is not None:
                    ByClause(city, view, levers.measured, on_view)
                elif view.place == "clauses":
                    solara.Div(children=[words.NO_CLAUSES(lang)], classes=["yq-box"])
                elif view.place == "take":
                    both = Words(question(city, "zh"), question(city, "en"))
                    whole = ensemble is not None and not stale and ensemble.done == view.seeds
                    Take(city, view, ensemble if whole else None, levers.measured, both)
                else:
                    Results(city, shown, reference_name, lang)
        foot = words.FOOT(lang, version=MODEL_VERSION, map=attribution(city))
        solara.Div(children=[foot], classes=["yq-foot"])


@solara.component
def Head(city: City, view: View, on_view: Move) -> None:
    """Title, question, and the other language."""
    lang = view.lang
    title = title_of(city, lang)
    other: Lang = "en" if lang == "zh" else "zh"
    solara.Title(title)
    with solara.Div(classes=["yq-head"]):
        with solara.Div():
            solara.Div(children=[title], classes=["yq-title"])
            solara.Div(children=[question(city, lang)], classes=["yq-question"])
        solara.Button(
            words.OTHER_LANGUAGE(lang),
            on_click=lambda: on_view(lambda now: replace(now, lang=other)),
            text=True,
            small=True,
            classes=["yq-language"],
        )


def title_of(city: City, lang: Lang) -> str:
    """The page's title, with the industry that the city names."""
    name = getattr(city.name, lang)
    if city.industry is None:
        return words.PLAIN_TITLE(lang, city=name)
    return words.TITLE(lang, city=name, industry=getattr(city.industry, lang))


def question(city: City, lang: Lang) -> str:
    """The question that the page answers, with the city's targets."""
    firms, year = target_of(city, "competitive_firms")
    parks, _ = target_of(city, "special_and_micro_parks")
    name = getattr(city.name, lang)
    if firms != firms or parks != parks:
        asked = {target.outcome for target in targets_of(city)}
        if {"competitive_firms", "special_and_micro_parks"} <= asked:
            return words.OPEN_QUESTION(lang, city=name, year=year)
        return words.SHORT_QUESTION(lang)
    return words.QUESTION(lang, city=name, year=year, firms=number(firms), parks=number(parks))


@solara.component
def Progress(view: View, ensemble: Ensemble | None, stale: bool, pictured: int) -> None:
    """How many runs are done; a thin bar while they come in. ``pictured`` are the seeds on the
    screen, those that are extrapolated included."""
    lang = view.lang
    done = 0 if ensemble is None or stale else ensemble.done
    waiting = ensemble is None or not ensemble.own
    with solara.Div(classes=["yq-progress"]):
        if waiting:
            text = words.STARTING(lang)
        elif done < view.seeds:
            told = words.PROGRESS_FORECAST if pictured > done > 0 else words.PROGRESS
            text = told(lang, done=done, all=view.seeds)
        else:
            text = words.FINISHED(lang, all=view.seeds)
        solara.Text(text, classes=["yq-help"])
        with solara.Div(classes=["yq-track"]):
            shown = 0.0 if done >= view.seeds else max(done / view.seeds, 0.01)
            solara.Div(classes=["yq-track-fill"], style=f"width: {shown:.1%}")


@solara.component
def Fault(text: str) -> None:
    """One line that says what is wrong."""
    solara.Div(children=[text], classes=["yq-fault"])


def use_ensemble(view: View) -> tuple[Ensemble | None, Ensemble | None, bool]:
    """What is known of a view, the latest ensemble that was complete, and whether what is known
    is still of a view before."""
    plain = view.asked_of_runs
    ensemble, set_ensemble = solara.use_state(cast("Ensemble | None", None))
    complete, set_complete = solara.use_state(cast("Ensemble | None", None))

    def show(found: Ensemble) -> None:
        set_ensemble(found)
        if found.done == found.view.seeds:
            set_complete(found)

    follower = solara.use_memo(lambda: Follower(shared_pool(), CACHE, show), [])
    solara.use_effect(lambda: follower.close, [])
    solara.use_effect(lambda: follower.follow(plain), [plain])
    return ensemble, complete, ensemble is not None and ensemble.view != plain
