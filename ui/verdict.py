"""The answer at the top of the page: are all targets of the question met, how sure is it?"""

from __future__ import annotations

from math import nan

import solara

from experiments.studies.verdict import QUESTION, Finding, Together
from ui import words
from ui.cards import ChanceBar, MovedRow, chance_text, known_or_said, luck_text
from ui.numbers import percent, points
from ui.summary import Answer
from ui.words import Lang


@solara.component
def Chance(found: Answer | None, lang: Lang) -> None:
    """The chance that one run meets every target of the question; a dash before the first run."""
    with solara.Div():
        solara.Text(words.VERDICT(lang), classes=["yq-name"])
        chance = nan if found is None else _question(found).spread.probability
        solara.Text(percent(chance, lang), classes=["yq-answer"])


@solara.component
def ChanceLine(found: Answer, lang: Lang) -> None:
    """The same as a bar and as runs, and how sure it is; the plan's other targets."""
    own = _question(found).spread
    other = None if found.reference is None else found.reference.question
    ChanceBar(own, nan if other is None else other.spread.probability)
    text = chance_text(own, lang)
    if own.probability == own.probability:
        text = words.VERDICT_RUNS(lang, reached=own.reached, all=own.runs) + text
    solara.Div(children=[text], classes=["yq-line"])
    everything = found.own.everything
    if everything is not None and own.probability == own.probability:
        others = [f for f in found.own.findings if f.target.headline != QUESTION]
        items = _each(others, lang)
        chance = percent(everything.spread.probability, lang)
        text = words.EVERYTHING(lang, items=items, chance=chance)
        solara.Div(children=[text], classes=["yq-line"])


@solara.component
def Against(found: Answer, reference_name: str, lang: Lang) -> None:
    """The reference's chance, and the paired difference."""
    with solara.Div(classes=["yq-verdict-against"]):
        _against(found, reference_name, lang)
        MovedRow(found.moved, points, lang)


def _against(found: Answer, reference_name: str, lang: Lang) -> None:
    change = known_or_said(_question(found).effect, reference_name, lang)
    if change is None or found.reference is None or found.reference.question is None:
        return
    chance = percent(found.reference.question.spread.probability, lang)
    text = words.OF_REFERENCE(lang, plan=reference_name, chance=chance)
    solara.Div(children=[text], classes=["yq-line"])
    with solara.Div(classes=["yq-row", "yq-line"]):
        solara.Text(words.AGAINST(lang, plan=reference_name))
        solara.Text(words.POINTS(lang, points=points(change.mean)), classes=["yq-strong"])
    if change.low < change.high:
        low, high = points(change.low), points(change.high)
        text = words.INTERVAL_95(lang, low=low, high=high) + luck_text(change, lang)
        solara.Text(text, classes=["yq-help"])


def _question(found: Answer) -> Together:
    assert found.own.question is not None, "an answer has a question"
    return found.own.question


def _each(findings: list[Finding], lang: Lang) -> str:
    """``output 0 %, products 100 %``."""
    join = "、" if lang == "zh" else ", "
    return join.join(
        f"{getattr(f.target, f'name_{lang}')} {percent(f.spread.probability, lang)}"
        for f in findings
    )
