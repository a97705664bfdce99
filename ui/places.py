"""The places of the page: answer, which lever matters, the clauses, what to take away."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import solara

from ui import words
from ui.controls import Move
from ui.state import PLACES, Place, View
from ui.words import Pair

NAMES: Final[dict[Place, Pair]] = {
    "answer": words.PLACE_ANSWER,
    "levers": words.PLACE_LEVERS,
    "clauses": words.PLACE_CLAUSES,
    "take": words.PLACE_TAKE,
}


@solara.component
def Places(view: View, on_view: Move) -> None:
    """A row of buttons, the present place marked."""
    with solara.Div(
        classes=["yq-places"],
        attributes={"role": "navigation", "aria-label": words.PLACES_LABEL(view.lang)},
    ):
        for place in PLACES:
            here = place == view.place
            solara.Button(
                NAMES[place](view.lang),
                on_click=lambda place=place: on_view(lambda now: replace(now, place=place)),
                text=True,
                classes=["yq-place", "yq-here"] if here else ["yq-place"],
                attributes={"aria-current": "page"} if here else {"aria-current": "false"},
            ).key(f"place-{place}")
