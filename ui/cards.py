"""The headline numbers."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Final

import solara

from experiments.studies.answer import FEWEST as TOLD
from experiments.studies.answer import Difference, Spread
from experiments.studies.verdict import rounded
from policies.registry import INSTRUMENTS
from ui import words
from ui.numbers import number, percent
from ui.summary import Headline
from ui.words import Lang, unit_text

MOST_PARTS: Final = 2
FEWEST: Final = 2
"""Runs that have a spread."""


@solara.component
def Card(head: Headline, reference_name: str, lang: Lang) -> None:
    """One outcome: median, spread, chance to reach the target, difference to the reference."""
    outcome = head.outcome
    with solara.Div(classes=["yq-card"]):
        with solara.Tooltip(getattr(outcome, f"help_{lang}")):
            solara.Text(getattr(outcome, f"name_{lang}"), classes=["yq-name", "yq-hint"])
        with solara.Div(classes=["yq-figure"]):
            solara.Text(number(head.own.median), classes=["yq-big"])
            solara.Text(unit_text(outcome.unit, lang), classes=["yq-unit"])
        if head.own.runs < FEWEST:  # of one run there is no spread
            text = words.COMING(lang)
        else:
            text = words.INTERVAL(lang, low=number(head.own.low), high=number(head.own.high))
        with solara.Div():
            solara.Div(children=[text], classes=["yq-line"])
            if head.count is not None:
                c = rounded(head.count, 1)
                text = words.SINCE_START(
                    lang, start=c.start, lost=c.lost, emerged=c.emerged, now=c.now
                )
                solara.Div(children=[text], classes=["yq-help"])
        if isnan(head.target):
            _Parts(head, lang)
        else:
            _Chance(head, reference_name, lang)
        _Difference(head, reference_name, lang)
        MovedRow(head.moved, number, lang)


@solara.component
def _Chance(head: Headline, reference_name: str, lang: Lang) -> None:
    own, unit = head.own, unit_text(head.outcome.unit, lang)
    with solara.Div(classes=["yq-block"]):
        with solara.Div(classes=["yq-row", "yq-line"]):
            text = words.PROBABILITY(lang, target=number(head.target), unit=unit)
            solara.Text(text, classes=["yq-strong"])
            solara.Text(percent(own.probability, lang), classes=["yq-strong", "yq-chance"])
        ChanceBar(own, head.reference.probability)
        if not own.runs:
            return
        solara.Text(chance_text(own, lang), classes=["yq-help"])
        if head.difference is not None:
            chance = percent(head.reference.probability, lang)
            text = words.OF_REFERENCE(lang, plan=reference_name, chance=chance)
            solara.Div(children=[text], classes=["yq-help"])


@solara.component
def ChanceBar(own: Spread, reference: float) -> None:
    """A chance as a bar, its interval paler behind, the reference's chance as a mark."""
    with solara.Div(classes=["yq-bar"]):
        if isnan(own.probability):
            return
        left, right = own.probability_low, own.probability_high
        solara.Div(
            classes=["yq-bar-range"],
            style=f"left: {left:.1%}; width: {max(right - left, 0.005):.1%}",
        )
        solara.Div(classes=["yq-bar-fill"], style=f"width: {own.probability:.1%}")
        if not isnan(reference):
            # Two pixels wide, and within the bar at both ends.
            place = f"left: calc({reference:.1%} - {2 * reference:.2f}px)"
            solara.Div(classes=["yq-bar-mark"], style=place)


def chance_text(own: Spread, lang: Lang) -> str:
    """How sure a chance is; of a few runs why there is none."""
    if isnan(own.probability):
        return words.TOO_FEW(lang, reached=own.reached, all=own.runs, least=TOLD)
    low, high = percent(own.probability_low, lang), percent(own.probability_high, lang)
    return words.INTERVAL_95(lang, low=low, high=high)


@solara.component
def MovedRow(change: Difference | None, text_of: Callable[..., str], lang: Lang) -> None:
    """What the levels moved by hand change against their plan, its 95 % interval in brackets;
    faint where luck alone may have done it. The row is always there: nothing jumps."""
    if change is None:
        text = words.NOT_MOVED(lang)
    elif change.pairs and change.low == change.high == 0.0:
        text = words.NO_CHANGE(lang)
    elif change.pairs < FEWEST:
        text = words.COMING(lang)
    else:
        mean, low, high = (text_of(v, sign=True) for v in (change.mean, change.low, change.high))
        text = words.CHANGE(lang, mean=mean, low=low, high=high)
    sure = change is not None and change.pairs >= FEWEST and not luck_text(change, lang)
    with solara.Div(classes=["yq-row", "yq-help", "yq-moved-row"]):
        solara.Text(words.MOVED(lang))
        solara.Text(text, classes=["yq-strong"] if sure else [])


def known_or_said(change: Difference | None, reference_name: str, lang: Lang) -> Difference | None:
    """A difference to the reference that can be shown; else it is said why there is none yet."""
    if change is None:
        solara.Text(words.AGAINST_SAME(lang, plan=reference_name), classes=["yq-help"])
        return None
    if change.pairs < FEWEST:
        text = words.AGAINST(lang, plan=reference_name)
        solara.Div(children=[text], classes=["yq-line"])
        solara.Div(children=[words.COMING(lang)], classes=["yq-help"])
        return None
    return change


def luck_text(change: Difference, lang: Lang) -> str:
    """Whether luck alone may have made a difference; empty where it has not."""
    return words.MAY_BE_LUCK(lang) if change.low <= 0.0 <= change.high else ""


@solara.component
def _Parts(head: Headline, lang: Lang) -> None:
    """The largest parts of a sum."""
    shown = head.parts[:MOST_PARTS]
    rest = sum(value for _, value in head.parts[MOST_PARTS:])
    lines = [(getattr(INSTRUMENTS[key], f"name_{lang}"), value) for key, value in shown]
    if rest > 0:
        lines.append((words.OTHERS(lang), rest))
    if not isnan(head.forgone):
        lines.append((words.FORGONE(lang), head.forgone))
    with solara.Div(classes=["yq-block"]):
        for name, value in lines:
            with solara.Div(classes=["yq-row", "yq-help"]):
                solara.Text(name)
                solara.Text(number(value))


@solara.component
def _Difference(head: Headline, reference_name: str, lang: Lang) -> None:
    with solara.Div(classes=["yq-difference"]):
        change = known_or_said(head.difference, reference_name, lang)
        if change is None:
            return
        with solara.Div(classes=["yq-row", "yq-line"]):
            solara.Text(words.AGAINST(lang, plan=reference_name))
            text = f"{number(change.mean, sign=True)} {unit_text(head.outcome.unit, lang)}"
            solara.Text(text, classes=["yq-strong"])
        low, high = number(change.low, sign=True), number(change.high, sign=True)
        text = words.INTERVAL_95(lang, low=low, high=high) + luck_text(change, lang)
        solara.Text(text, classes=["yq-help"])
