"""What the screen draws, of an invented city: no part of the screen knows a real one."""

from __future__ import annotations

import json
from dataclasses import replace
from math import isnan
from typing import Any

import numpy as np
import pytest
import solara

from abm.city.city import city_cached
from experiments.runs.past import Pasts
from experiments.studies.answer import Difference, spread
from experiments.studies.verdict import Together, Verdict
from tests.littleton import BASELINE, LITTLETON
from ui import words
from ui.charts import SKIP, chart
from ui.controls import Controls
from ui.park_map import attribution, park_map
from ui.results import Results
from ui.runs import Run, run_once
from ui.state import View
from ui.study import Ensemble, specs_of
from ui.summary import Answer, answer, cards_of, headline, park_chances, path, target_of
from ui.verdict import Against
from ui.words import LANGS, Lang

SEEDS = 3
VIEW = View(city=LITTLETON, plan=BASELINE, levels=(("rd_subsidy", 0.3),), seeds=SEEDS)


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """A moved lever against the plan as it is."""
    pasts = Pasts()

    def runs(view: View) -> dict[int, Run]:
        found = {seed: run_once(spec, pasts) for seed, spec in specs_of(view).items()}
        return {seed: run for seed, run in found.items() if run is not None}

    return Ensemble(VIEW, runs(VIEW), runs(View(city=LITTLETON, plan=BASELINE, seeds=SEEDS)))


def test_headline_is_of_the_targets_year_and_paired(ensemble: Ensemble) -> None:
    city = city_cached(LITTLETON)
    found = headline(city, ensemble, "competitive_firms")
    ends = [run.paths["competitive_firms"][-1] for run in ensemble.own.values()]
    befores = [run.paths["competitive_firms"][-1] for run in ensemble.reference.values()]
    assert (found.target, found.year, found.own.runs) == (4.0, 2024, SEEDS)
    assert found.own.median == np.median(ends)
    assert found.own.reached == sum(np.array(ends) >= 4.0)
    assert found.difference is not None
    assert found.difference.mean == pytest.approx(np.mean(ends) - np.mean(befores))


def test_money_stands_in_yi_and_its_parts_add_up(ensemble: Ensemble) -> None:
    city = city_cached(LITTLETON)
    fiscal = headline(city, ensemble, "fiscal")
    assert isnan(fiscal.target)
    mean = np.mean([run.paths["fiscal"][-1] for run in ensemble.own.values()]) / 100.0
    assert sum(value for _, value in fiscal.parts) == pytest.approx(mean)


def test_tax_forgone_stands_beside_spending(ensemble: Ensemble) -> None:
    """Relief from tax is no spending: without this line it would look free."""
    city = city_cached(LITTLETON)
    pasts = Pasts()
    relieved = View(LITTLETON, BASELINE, (("profit_tax_relief", 1.0),), seeds=1)
    run = run_once(specs_of(relieved)[1], pasts)
    assert run is not None
    found = headline(city, replace(ensemble, own={1: run}), "fiscal")
    assert found.forgone > headline(city, ensemble, "fiscal").forgone
    since = run.paths["fiscal_tax_expenditure"][city.policy_start - run.start :]
    assert found.forgone == pytest.approx(since.sum() / 100.0)
    assert isnan(headline(city, ensemble, "competitive_firms").forgone)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("outcome", cards_of(city_cached(LITTLETON))[:-1])
def test_a_chart_has_both_medians_target_and_start(
    ensemble: Ensemble, outcome: str, lang: Lang
) -> None:
    city = city_cached(LITTLETON)
    option = chart(city, outcome, path(ensemble, outcome, SKIP), "reference", lang)
    json.dumps(option, allow_nan=False)
    medians = [series for series in option["series"] if "encode" in series]
    assert len(medians) == 2
    assert all(len(series["data"]) == len(option["xAxis"]["data"]) for series in medians)
    assert len(option["series"][-1]["markLine"]["data"]) == 2
    highest = max(row[3] for series in medians for row in series["data"])
    assert option["yAxis"]["max"] >= highest


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_shows_every_park_by_name(ensemble: Ensemble, lang: Lang) -> None:
    city = city_cached(LITTLETON)
    chances = park_chances(ensemble)
    option = park_map(city, chances, lang)
    json.dumps(option, allow_nan=False)
    kinds, names = city.parks.kind, getattr(city.parks, f"name_{lang}")
    shown = {point["name"] for point in option["series"][0]["data"]}
    assert shown == {n for n, k in zip(names, kinds, strict=True) if k != "remainder"}
    assert {"北区", "North"} & {d["name"] for d in option["series"][1]["data"]}
    assert attribution(city) == "invented for the tests"


@pytest.mark.parametrize("lang", LANGS)
def test_the_parts_of_the_page_render(ensemble: Ensemble, lang: Lang) -> None:
    city = city_cached(LITTLETON)
    view = View(lang=lang)

    @solara.component
    def Part() -> None:
        Controls(city, view, frozenset({"rd_subsidy"}), None, lambda moved: None)
        Results(city, ensemble, "reference", lang)

    _, context = solara.render(Part(), handle_error=False)
    context.close()


def test_the_verdict_asks_for_all_targets_in_one_run(ensemble: Ensemble) -> None:
    """Not for each by itself: the product of two chances is another number."""
    city = city_cached(LITTLETON)
    run = next(iter(ensemble.own.values()))

    def ends(firms: float, parks: float) -> Run:
        last = {"competitive_firms": firms, "special_and_micro_parks": parks}
        return replace(
            run, paths=run.paths | {k: np.full(len(run.paths[k]), v) for k, v in last.items()}
        )

    firms, parks = (target_of(city, key)[0] for key in cards_of(city)[:2])
    own = {1: ends(firms, parks - 1), 2: ends(firms - 1, parks), 3: ends(firms, parks)}
    reference = {seed: ends(firms - 1, parks) for seed in own}
    found = answer(city, replace(ensemble, own=own, reference=reference))
    assert found is not None and found.own.question is not None
    question = found.own.question
    assert (question.spread.reached, question.spread.runs) == (1, 3)
    assert found.reference is not None and found.reference.question is not None
    assert found.reference.question.spread.reached == 0
    assert question.effect is not None
    assert question.effect.mean == pytest.approx(1 / 3)
    assert found.moved is None or found.moved.pairs == 0
    moved = replace(VIEW, levels=(("rd_subsidy", 0.4),))
    found = answer(city, replace(ensemble, view=moved, own=own, plan={1: own[3], 2: own[3]}))
    assert found is not None
    assert found.moved is not None
    assert (found.moved.pairs, found.moved.mean) == (2, -1.0)


@pytest.mark.parametrize("lang", LANGS)
def test_the_verdict_says_what_may_be_luck(lang: Lang) -> None:
    sure, unsure = Difference(9, 0.3, 0.1, 0.5), Difference(9, 0.3, -0.1, 0.7)
    for change, said in ((sure, False), (unsure, True)):
        own = Verdict(12, (), Together(spread(np.ones(12), 1.0), change), None)
        reference = Verdict(12, (), Together(spread(np.zeros(12), 1.0), None), None)
        part = Against(Answer(own, reference, None), "reference", lang)
        box, context = solara.render(part, handle_error=False)
        shown = " ".join(texts(box))
        context.close()
        assert (words.MAY_BE_LUCK(lang) in shown) == said
        assert words.POINTS(lang, points="+30") in shown


@pytest.mark.parametrize("runs", [0, 1])
def test_the_page_stands_before_there_are_runs(ensemble: Ensemble, runs: int) -> None:
    """No run: no number; one run: no interval."""
    city = city_cached(LITTLETON)
    few = replace(ensemble, own=dict(list(ensemble.own.items())[:runs]), reference={})
    box, context = solara.render(Results(city, few, "reference", "en"), handle_error=False)
    shown = texts(box)
    context.close()
    assert shown.count(words.COMING("en")) >= len(cards_of(city))
    assert not [text for text in shown if "interval —" in text]
    assert [text for text in shown if text == "—"] or runs


def texts(widget: Any) -> list[str]:
    """Every text below a widget."""
    if isinstance(widget, str):
        return [widget]
    children = getattr(widget, "children", None) or getattr(widget, "v_slots", None) or []
    return [text for child in children for text in texts(child)]


def test_cards_and_charts_are_outcomes_of_the_model(ensemble: Ensemble) -> None:
    cards = cards_of(city_cached(LITTLETON))
    assert cards[:2] == ("competitive_firms", "special_and_micro_parks")
    assert set(cards) <= next(iter(ensemble.own.values())).paths.keys()
