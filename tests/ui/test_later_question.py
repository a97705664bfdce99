"""The screen of a question without figures: no chance, but what there is and what a plan brings."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from abm.city.city import city_cached
from ui.page import question
from ui.runs import Run, paths_of
from ui.state import View
from ui.study import Ensemble
from ui.summary import answer, cards_of, headline
from ui.words import LANGS, Lang

CITY = "shanghai@2030"
FIRMS = "competitive_firms"


def runs(more: float) -> dict[int, Run]:
    """Twelve runs in which an outcome rises by one a quarter from the seed's number on."""
    city = city_cached(CITY)
    quarters = np.arange(city.end - city.start + 1, dtype=np.float64)
    parks = len(city.parks)
    return {
        seed: Run(
            start=city.start,
            paths=dict.fromkeys(paths_of(city), quarters + seed + more),
            jobs=np.zeros(parks),
            specialty=("",) * parks,
        )
        for seed in range(1, 13)
    }


@pytest.mark.parametrize("lang", LANGS)
def test_cards_tell_of_what_has_no_published_figure(lang: Lang) -> None:
    city = city_cached(CITY)
    view = View(city=CITY, plan="successor_2026", seeds=12)
    ensemble = Ensemble(view, runs(3.0), runs(0.0))
    assert answer(city, ensemble) is None
    assert cards_of(city)[:3] == (FIRMS, "special_and_micro_parks", "output_without_vehicles")
    found = headline(city, ensemble, FIRMS)
    assert isnan(found.target) and isnan(found.own.probability) and found.year == 2030
    assert found.own.median == 47 + 6.5 + 3.0
    assert found.difference is not None and found.difference.mean == 3.0
    assert found.count is not None
    assert "2030" in question(city, lang) and "nan" not in question(city, lang)
    assert headline(city, ensemble, "output_without_vehicles").target == 5000.0  # 亿, of 2030
