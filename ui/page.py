"""The policymaker's page."""

from __future__ import annotations

import threading
from importlib.resources import files
from typing import Final

import solara

from abm.city import City, city_cached
from abm.version import MODEL_VERSION
from engine.calendar import QUARTERS_PER_YEAR, quarter_text
from engine.document import InputError
from policies.plan import read_plan
from ui import words
from ui.cards import Card
from ui.charts import SKIP, chart
from ui.controls import Controls
from ui.numbers import number, percent
from ui.park_map import attribution, districts, park_map
from ui.runs import PATHS
from ui.state import REFERENCE, View, from_address, settled, to_address
from ui.study import Cache, Ensemble, Study
from ui.summary import BY_KEY, ParkChance, headline, park_chances, path, target_of
from ui.words import Lang, unit_text
from ui.workers import shared_pool

CARDS: Final = ("competitive_firms", "specialty_parks", "fiscal", "output_plan")
CHARTS: Final = ("output_plan", "competitive_firms", "specialty_parks")
LISTED_PARKS: Final = 8
ADDRESS_PAUSE: Final = 0.7
"""Seconds without a change before the address follows: one step back is one decision back."""

CACHE: Final = Cache()
STYLE: Final = files("ui").joinpath("style.css").read_text(encoding="utf-8")


@solara.component
def Page() -> None:
    """Reads the address, follows it, and writes it."""
    solara.Style(STYLE)
    router = solara.use_router()
    (view, faults), set_state = solara.use_state_or_update(from_address(router.search))
    written = solara.use_ref(to_address(view))
    view, faults, move = _use_address()
    try:
        city = city_cached(view.city)
    except InputError as error:
        _Line(words.BAD_CITY(view.lang) + str(error))
        return
    _Screen(city, settled(view, city.policy_start), faults, move)
