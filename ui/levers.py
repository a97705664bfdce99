"""Which lever matters: every instrument alone on a target, as a tornado that can be sorted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isnan
from typing import Any

import solara

from agents.city import City
from experiments.reports.levers import (
    about,
    cost_text,
    finding,
    gain_text,
    instrument_name,
    interval_text,
    money_text,
    outcomes_of_levers,
    price_text,
    private_text,
    short_name,
    unit_gained,
)
from experiments.studies.measured import ORDERS, Lever, Measured, Order, ranked
from ui import words
from ui.controls import Move
from ui.html import html
from ui.measuring import State
from ui.state import View
from ui.summary import BY_KEY
from ui.words import Lang, unit_text

ORDER_WORDS = {"gain": words.BY_GAIN, "cost": words.BY_COST, "price": words.BY_PRICE}


def target_in(city: City, view: View, measured: Measured | None) -> str:
    """The outcome that levers are weighed by: the view's, or the first of the city's targets."""
    known = outcomes_of_levers(city, measured)
    return view.target if view.target in known else known[0] if known else ""


@solara.component
def Levers(
    city: City, view: View, state: State, measure: Callable[[], None], on_view: Move
) -> None:
    """The tornado with its choices; what is missing or no longer holds is said first."""
    lang, measured = view.lang, state.measured
    outcome = target_in(city, view, measured)
    with solara.Div(classes=["yq-box"]):
        with solara.Div(classes=["yq-row", "yq-wrap"]):
            html("h2", words.LEVERS(lang), classes="yq-h2")
            if measured is not None and outcome:
                outcomes = {
                    key: short_name(key).of(lang) for key in outcomes_of_levers(city, measured)
                }
                Choice(words.USEFUL_FOR(lang), outcomes, outcome, on_view)
        fresh = measured is not None and not measured.stale
        Standing(state, lang)
        if not fresh:
            More(state, measure, lang)
        if measured is None or not measured.levers or not outcome:
            return
        orders = {order: ORDER_WORDS[order](lang) for order in ORDERS}
        _Choice(
            words.SORTED(lang),
            orders,
            view.order,
            lambda order: on_view(lambda now: replace(now, order=order)),
        )
        Tornado(measured, outcome, view.order, lang)
        solara.Div(children=[finding(measured, outcome).of(lang)], classes=["yq-finding"])
        solara.Div(children=[about(measured).of(lang)], classes=["yq-help"])
        if fresh:
            More(state, measure, lang)


@solara.component
def Choice(label: str, targets: dict[str, str], chosen: str, on_view: Move) -> None:
    """The targets by which levers are weighed."""
    _Choice(label, targets, chosen, lambda key: on_view(lambda now: replace(now, target=key)))


@solara.component
def _Choice(
    label: str, choices: dict[Any, str], chosen: str, on_choice: Callable[[Any], None]
) -> None:
    """Buttons of which one is pressed."""
    with solara.Div(classes=["yq-choice"], attributes={"role": "group", "aria-label": label}):
        solara.Text(label, classes=["yq-help"])
        for key, text in choices.items():
            solara.Button(
                text,
                on_click=lambda key=key: on_choice(key),
                small=True,
                text=key != chosen,
                color="primary" if key == chosen else None,
                attributes={"aria-pressed": str(key == chosen).lower()},
            ).key(f"choice-{key}")


@solara.component
def Standing(state: State, lang: Lang) -> None:
    """Whether the numbers are this model's, and what is being measured."""
    measured = state.measured
    stale = measured is not None and bool(measured.stale)
    with solara.Div(classes=["yq-standing"]):
        if state.error:
            solara.Div(children=[words.NOT_MEASURED(lang) + state.error], classes=["yq-fault"])
        if measured is None:
            solara.Div(children=[words.NO_LEVERS(lang)], classes=["yq-caution"])
        elif stale:
            what = words.STALE_JOIN(lang).join(words.STALE[fact](lang) for fact in measured.stale)
            solara.Div(children=[words.STALE_LEVERS(lang, what=what)], classes=["yq-caution"])
        if state.running:
            text = words.MEASURING(lang, done=state.done, all=state.all)
            with solara.Div(attributes={"role": "status"}):
                solara.Text(text, classes=["yq-help"])


@solara.component
def More(state: State, measure: Callable[[], None], lang: Lang) -> None:
    """The button that has levers measured, or measured with more histories."""
    if state.more and not state.running:
        again = state.measured is not None and not state.measured.stale
        solara.Button(
            (words.MEASURE_MORE if again else words.MEASURE)(lang, count=state.more),
            on_click=measure,
            small=True,
            outlined=True,
            color="primary",
            classes=["yq-measure"],
        )


@solara.component
def Tornado(measured: Measured, outcome: str, order: Order, lang: Lang) -> None:
    """The levers that are seen to move the target; the rest folded with their count and cost."""
    found = ranked(measured, outcome, order)
    unit = unit_text(BY_KEY[outcome].unit, lang)
    heads = (
        words.INSTRUMENT(lang),
        "",
        words.EFFECT(lang, unit=unit),
        words.EXTRA_COST(lang),
        words.PRICE(lang, unit=unit_gained(outcome).of(lang)),
    )
    names = ("name", "bar", "effect", "cost", "price")
    sorted_by = {"gain": "effect", "cost": "cost", "price": "price"}[order]
    cells = [
        html(
            "th",
            text,
            scope="col",
            classes=f"yq-col-{name}",
            **(
                {"aria_sort": "descending" if name == "effect" else "ascending"}
                if name == sorted_by
                else {}
            ),
        )
        for name, text in zip(names, heads, strict=True)
    ]
    ends = [x for lever in found.shown for x in _ends(lever, outcome)]
    span = min((0.0, *ends)), max((0.0, *ends))
    with solara.Div(classes=["yq-scroll"]):
        if found.shown:
            rows = [_row(lever, outcome, span, lang) for lever in found.shown]
            html(
                "table",
                html("caption", words.LEVERS_CAPTION(lang), classes="yq-unseen"),
                html("thead", html("tr", *cells)),
                html("tbody", *rows),
                classes="yq-tornado",
            )
    if found.folded:
        summary = words.FOLDED(lang, count=len(found.folded), cost=money_text(found.folded_cost))
        rows = [_row(lever, outcome, span, lang) for lever in found.folded]
        html(
            "details",
            html("summary", summary),
            html("table", html("tbody", *rows), classes="yq-tornado"),
            classes="yq-folded",
        )


def _row(lever: Lever, outcome: str, span: tuple[float, float], lang: Lang) -> Any:
    gain = lever.gains[outcome]
    name = instrument_name(lever.instrument).of(lang)
    effect = [html("span", gain_text(gain, outcome), classes="yq-strong")]
    if not isnan(gain.change.low):
        effect.append(html("span", interval_text(gain, outcome).of(lang), classes="yq-within"))
    if gain.seen and not gain.measurable:
        effect.append(html("span", words.AMONG_MANY(lang), classes="yq-within"))
    cost = [html("span", cost_text(lever))]
    if (private := private_text(lever)) is not None:
        cost.append(html("span", private.of(lang), classes="yq-within"))
    return html(
        "tr",
        html("th", name, scope="row", classes="yq-col-name"),
        html("td", _bar(lever, outcome, span), classes="yq-col-bar", aria_hidden="true"),
        html("td", *effect, classes="yq-col-effect"),
        html("td", *cost, classes="yq-col-cost", data_head=words.EXTRA_COST(lang)),
        html(
            "td",
            price_text(gain, outcome),
            classes="yq-col-price",
            data_head=words.PRICE(lang, unit=unit_gained(outcome).of(lang)),
        ),
    )


def _bar(lever: Lever, outcome: str, span: tuple[float, float]) -> Any:
    """The mean as a bar from zero, its interval as a line over it, on the axis of all shown."""
    change = lever.gains[outcome].change
    low, high = _ends(lever, outcome)
    left, right = span
    if left == right:
        return html("div", classes="yq-effect")

    def place(value: float) -> float:
        return 100.0 * min(1.0, max(0.0, (value - left) / (right - left)))

    zero, mean = place(0.0), place(change.mean)
    start, end = sorted((zero, mean))
    classes = "yq-effect-bar" if lever.gains[outcome].seen else "yq-effect-bar yq-faint"
    return html(
        "div",
        html("div", classes=classes, style=f"left: {start:.1f}%; width: {end - start:.1f}%"),
        html(
            "div",
            classes="yq-effect-line",
            style=f"left: {place(low):.1f}%; width: {place(high) - place(low):.1f}%",
        ),
        html("div", classes="yq-effect-zero", style=f"left: {zero:.1f}%"),
        classes="yq-effect",
    )


def _ends(lever: Lever, outcome: str) -> tuple[float, float]:
    change = lever.gains[outcome].change
    return (change.mean, change.mean) if isnan(change.low) else (change.low, change.high)
