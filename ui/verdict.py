"""The answer at the top of the page: are all targets of the question met, how sure is it?"""

from __future__ import annotations

import solara

from ui import words
from ui.cards import FEWEST, ChanceBar, MovedRow, known_or_said, luck_text
from ui.numbers import percent, points
from ui.summary import Verdict
from ui.words import Lang


@solara.component
def Chance(found: Verdict, lang: Lang) -> None:
    """The chance that one run meets every target."""
    with solara.Div():
        solara.Text(words.VERDICT(lang), classes=["yq-name"])
        solara.Text(percent(found.own.probability, lang), classes=["yq-answer"])


@solara.component
def ChanceLine(found: Verdict, lang: Lang) -> None:
    """The same as a bar and as runs, and how sure it is."""
    own = found.own
    ChanceBar(own, found.reference.probability)
    if own.runs < FEWEST:
        solara.Text(words.COMING(lang), classes=["yq-line"])
        return
    text = words.VERDICT_RUNS(lang, reached=own.reached, all=own.runs)
    low, high = (percent(p, lang) for p in (own.probability_low, own.probability_high))
    solara.Text(text + words.INTERVAL_95(lang, low=low, high=high), classes=["yq-line"])


@solara.component
def Against(found: Verdict, reference_name: str, lang: Lang) -> None:
    """The reference's chance, and the paired difference."""
    with solara.Div(classes=["yq-verdict-against"]):
        _against(found, reference_name, lang)
        MovedRow(found.moved, points, lang)


def _against(found: Verdict, reference_name: str, lang: Lang) -> None:
    change = known_or_said(found.difference, reference_name, lang)
    if change is None:
        return
    chance = percent(found.reference.probability, lang)
    text = words.OF_REFERENCE(lang, plan=reference_name, chance=chance)
    solara.Div(children=[text], classes=["yq-line"])
    with solara.Div(classes=["yq-row", "yq-line"]):
        solara.Text(words.AGAINST(lang, plan=reference_name))
        solara.Text(words.POINTS(lang, points=points(change.mean)), classes=["yq-strong"])
    if change.low < change.high:
        low, high = points(change.low), points(change.high)
        text = words.INTERVAL_95(lang, low=low, high=high) + luck_text(change, lang)
        solara.Text(text, classes=["yq-help"])
