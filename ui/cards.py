"""The headline numbers."""

from __future__ import annotations

from math import isnan

import solara

from abm.city import City
from engine.calendar import quarter_text
from ui import words
from ui.numbers import number, percent
from ui.summary import Headline
from ui.words import Lang, unit_text


@solara.component
def Card(city: City, head: Headline, reference_name: str, lang: Lang) -> None:
    """One outcome: median, spread, chance to reach the target, difference to the reference."""
    outcome = head.outcome
    has_target = not isnan(head.target)
    with solara.Div(classes=["yq-card"]):
        with solara.Tooltip(getattr(outcome, f"help_{lang}")):
            solara.Text(getattr(outcome, f"name_{lang}"), classes=["yq-name", "yq-hint"])
        with solara.Div(classes=["yq-figure"]):
            solara.Text(number(head.own.median), classes=["yq-big"])
            solara.Text(unit_text(outcome.unit, lang), classes=["yq-unit"])
            solara.Text(_aside(city, head, lang), classes=["yq-aside"])
        low, high = number(head.own.low), number(head.own.high)
        solara.Text(words.INTERVAL(lang, low=low, high=high), classes=["yq-line"])
        if has_target:
            _Chance(head, lang)
        _Difference(head, reference_name, lang)


@solara.component
def _Chance(head: Headline, lang: Lang) -> None:
    own = head.own
    width = 0.0 if isnan(own.probability) else own.probability
    with solara.Div(classes=["yq-row", "yq-line"]):
        solara.Text(words.PROBABILITY(lang), classes=["yq-strong"])
        solara.Text(percent(own.probability, lang), classes=["yq-strong"])
    with solara.Div(classes=["yq-bar"]):
        if not isnan(own.probability_low):
            left, right = own.probability_low, own.probability_high
            solara.Div(
                classes=["yq-bar-range"],
                style=f"left: {left:.1%}; width: {max(right - left, 0.005):.1%}",
            )
        solara.Div(classes=["yq-bar-fill"], style=f"width: {width:.1%}")
    low, high = percent(own.probability_low, lang), percent(own.probability_high, lang)
    solara.Text(words.INTERVAL_95(lang, low=low, high=high), classes=["yq-help"])


def _aside(city: City, head: Headline, lang: Lang) -> str:
    if isnan(head.target):
        return words.NO_TARGET(lang, quarter=quarter_text(city.policy_start))
    unit = unit_text(head.outcome.unit, lang)
    spaced = f" {unit}"
    return words.TARGET(lang, target=number(head.target), unit=spaced)


@solara.component
def _Difference(head: Headline, reference_name: str, lang: Lang) -> None:
    change = head.difference
    with solara.Div(classes=["yq-difference"]):
        if change is None:
            solara.Text(words.AGAINST_SAME(lang, plan=reference_name), classes=["yq-help"])
            return
        with solara.Div(classes=["yq-row", "yq-line"]):
            solara.Text(words.AGAINST(lang, plan=reference_name))
            solara.Text(number(change.mean, sign=True), classes=["yq-strong"])
        low, high = number(change.low, sign=True), number(change.high, sign=True)
        solara.Text(words.INTERVAL_95(lang, low=low, high=high), classes=["yq-help"])
