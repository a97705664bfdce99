"""Which lever, by clause: what stands there, in both languages, and what a click does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipyvuetify
import pytest
import solara

from abm.city.city import city_cached
from abm.clauses import clauses_of
from experiments.reports.levers import said
from experiments.studies.answer import Difference
from experiments.studies.measured import Gain, Lever, Measured
from experiments.studies.ratio import NOT_ESTIMABLE, Ratio
from ui.clauses import ByClause
from ui.controls import clauses_by_instrument, told_of
from ui.levers import Levers
from ui.measuring import State
from ui.places import Places
from ui.state import PLACES, View
from ui.words import LANGS, Lang

CITY = "shanghai"


def lever(
    key: str, mean: float, cost: float, price: float | None = None, private: float = 0.0
) -> Lever:
    """One on firms, its interval half as wide as its mean, or around zero."""
    half = 0.5 * abs(mean) or 1.0
    change = Difference(30, mean, mean - half, mean + half)
    ratio = NOT_ESTIMABLE if price is None else Ratio(price, 0.5 * price, 2.0 * price)
    gain = Gain(change, mean > 1.0, ratio)
    return Lever(
        key, {"competitive_firms": gain}, *(Difference(30, x, x, x) for x in (cost, private))
    )


MEASURED = Measured(
    30,
    0.0,
    ("competitive_firms",),
    (
        lever("rd_subsidy", 2.0, 6000.0, 3000.0),
        lever("expo", 0.8, 350.0, 437.5, private=340.0),
        lever("park_land", -0.5, 0.0),
        lever("talent_housing", 0.0, 3000.0),
    ),
)


def texts(widget: Any) -> Iterator[str]:
    """All that is written, in its order."""
    for child in getattr(widget, "children", []):
        if isinstance(child, str):
            yield child
        else:
            yield from texts(child)


@contextmanager
def shown(part: solara.Element[Any]) -> Iterator[tuple[list[str], Any]]:
    """What a part of the page writes, and its context."""
    rendered: tuple[Any, Any] = solara.render(part, handle_error=False)
    box, context = rendered
    try:
        yield list(texts(box)), context
    finally:
        context.close()


def press(context: Any, text: str) -> None:
    """Click the button of this text."""
    buttons = context.find(getattr(ipyvuetify, "Btn")).widgets  # noqa: B009 - it has no types
    (button,) = (b for b in buttons if text in b.children)
    button.click()


@pytest.mark.parametrize("lang", LANGS)
def test_levers_stand_in_their_order_and_the_rest_is_folded(lang: Lang) -> None:
    city = city_cached(CITY)
    names = {"zh": ("研发补贴", "展会与出海"), "en": ("R&D subsidy", "Fairs and going abroad")}[
        lang
    ]
    folded = {"zh": "其余 1 项看不出作用，共多花 30 亿元", "en": "1 more with no visible effect"}[
        lang
    ]
    for order, first in (("gain", names[0]), ("price", names[1])):
        view = View(lang=lang, place="levers", order=order)  # type: ignore[arg-type]
        with shown(Levers(city, view, State(MEASURED), lambda: None, lambda _: None)) as (said_, _):
            both = [said_.index(name) for name in names]
            assert (min(both) == said_.index(first)) and "60" in said_
            assert any(text.startswith(folded) for text in said_)
            assert "+0.8" in said_ and "−0.5" in said_ and "4.38" in said_
            own = {"zh": "企业自担 3.4 亿元", "en": "firms pay 3.4 亿 yuan themselves"}[lang]
            assert own in said_ and sum(own in text for text in said_) >= 2  # and in the summary


@pytest.mark.parametrize("lang", LANGS)
def test_older_numbers_are_told_and_may_be_measured(lang: Lang) -> None:
    city, asked = city_cached(CITY), []
    older = Measured(30, 0.0, ("competitive_firms",), MEASURED.levers, ("model", "city_digest"))
    view = View(lang=lang, place="levers")
    label = {"zh": "现在试算（3 次推演）", "en": "Measure now (3 histories)"}[lang]
    changed = {
        "zh": "模型版本、城市数据已改动",
        "en": "the model's version, the city's data changed",
    }
    for state in (State(older), State(None)):
        part = Levers(city, view, state, lambda: asked.append(1), lambda _: None)
        with shown(part) as (said_, context):
            assert (changed[lang] in "".join(said_)) == (state.measured is not None)
            press(context, label)
    assert asked == [1, 1]
    running = Levers(city, view, State(older, 5, 102), lambda: None, lambda _: None)
    with shown(running) as (said_, context):
        assert any("5" in text and "102" in text for text in said_)
        assert label not in said_


def test_clicks_change_the_view() -> None:
    city, view = city_cached(CITY), View(lang="en", place="levers")
    views: list[View] = []

    def move(change: Callable[[View], View]) -> None:
        views.append(change(view))

    with shown(Levers(city, view, State(MEASURED), lambda: None, move)) as (_, context):
        press(context, "cost")
        press(context, "Firms")
    with shown(Places(view, move)) as (_, context):
        press(context, "By clause")
    assert (views[0].order, views[1].target, views[2].place) == (
        "cost",
        "competitive_firms",
        "clauses",
    )
    assert len(PLACES) == 4


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("measured", [MEASURED, None])
def test_every_clause_stands_there_with_what_is_missing(
    lang: Lang, measured: Measured | None
) -> None:
    clauses = clauses_of(CITY)
    assert clauses is not None
    view = View(lang=lang, place="clauses")
    with shown(ByClause(city_cached(CITY), view, measured, lambda _: None)) as (said_, _):
        for clause in clauses.clauses:
            assert getattr(clause, lang) in said_
            if clause.not_modelled is not None:
                assert getattr(clause.not_modelled, lang) in said_
        name = {"zh": "研发补贴 +2", "en": "R&D subsidy +2"}[lang]
        assert (name in said_) == (measured is not None)
        assert any(text.startswith(name.removesuffix("+2") + "15") for text in said_)  # its size


def test_a_lever_says_its_clause_and_its_effect() -> None:
    city = city_cached(CITY)
    clauses = clauses_by_instrument(CITY, "action_plan_2022")
    clause, effect = told_of(city, "rd_subsidy", clauses, MEASURED)
    assert clause.zh.startswith("方案条款：") and clause.en.startswith("Clause: ")
    subsidy = MEASURED.of("rd_subsidy")
    assert subsidy is not None and effect == said(subsidy, ("competitive_firms",))
    assert effect.en == "Alone: firms +2; costs 60 亿 yuan more."
    older = Measured(30, 0.0, MEASURED.outcomes, MEASURED.levers, ("model",))
    assert told_of(city, "rd_subsidy", clauses, older)[-1].en.startswith("(older numbers)")
    assert told_of(city, "rd_subsidy", {}, None) == ()
    assert clauses_by_instrument("littleton", "action_plan_2022") == {}
