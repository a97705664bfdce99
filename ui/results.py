"""Cards, charts and the map of an ensemble."""

from __future__ import annotations

from typing import Final

import solara

from agents.city import City, names_in
from engine.calendar import quarter_text
from experiments.studies.answer import COST
from ui import words
from ui.cards import Card
from ui.charts import OWN, REFERENCE, SKIP, TARGET, Option, chart
from ui.numbers import percent
from ui.park_map import districts, park_map
from ui.study import Ensemble
from ui.summary import BY_KEY, cards_of, headline, park_chances, path
from ui.words import Lang, unit_text

LISTED_PARKS: Final = 8


@solara.component
def Results(city: City, ensemble: Ensemble, reference_name: str, lang: Lang) -> None:
    """Everything that follows from the runs so far."""
    cards = cards_of(city)
    drawn = [key for key in cards if key != COST]
    heads = solara.use_memo(lambda: [headline(city, ensemble, key) for key in cards], [ensemble])
    tops = solara.use_ref(dict.fromkeys(drawn, 0.0))

    def draw() -> dict[str, Option]:
        found = {
            key: chart(
                city,
                key,
                path(ensemble, key, SKIP),
                reference_name,
                lang,
                tops.current.get(key, 0.0),
            )
            for key in drawn
        }
        tops.current = {key: option["yAxis"]["max"] for key, option in found.items()}
        return found

    charts = solara.use_memo(draw, [ensemble, reference_name])
    parks = solara.use_memo(lambda: park_map(city, park_chances(ensemble), lang), [ensemble, lang])
    with solara.Div(classes=["yq-cards"]):
        for head in heads:
            Card(head, reference_name, lang)
    with solara.Div(classes=["yq-box"]):
        _Legend(reference_name, lang)
        with solara.Div(classes=["yq-charts"]):
            for key, option in charts.items():
                with solara.Div(classes=["yq-chart"]).key(f"chart-{key}"):
                    _ChartTitle(key, lang)
                    solara.FigureEcharts(
                        option=option,
                        attributes={"style": "height: var(--yq-chart)"},
                        responsive=True,
                    )
    with solara.Div(classes=["yq-parks"]):
        with solara.Div(classes=["yq-box"]):
            with solara.Div(classes=["yq-row"]):
                title = words.PARKS(lang, quarter=quarter_text(city.end))
                solara.Text(title, classes=["yq-name"])
                solara.Text(words.PARK_LEGEND(lang), classes=["yq-help"])
            solara.FigureEcharts(
                option=parks,
                maps={city.key: districts(city)},
                attributes={"style": "height: 470px"},
                responsive=True,
            ).key(f"map-{city.digest}")
        _Likely(city, ensemble, reference_name, lang)


@solara.component
def _Legend(reference_name: str, lang: Lang) -> None:
    with solara.Div(classes=["yq-legend"]):
        for colour, text in (
            (OWN, words.THIS_POLICY(lang)),
            (REFERENCE, reference_name),
            (TARGET, words.TARGET_LINE(lang)),
        ):
            style = "dashed" if colour == TARGET else "solid"
            with solara.Div(classes=["yq-legend-item"]):
                solara.Div(classes=["yq-swatch"], style=f"border-top: 3px {style} {colour}")
                solara.Text(text)
        solara.Text(words.BAND_LEGEND(lang), classes=["yq-help"])


@solara.component
def _ChartTitle(key: str, lang: Lang) -> None:
    outcome = BY_KEY[key]
    unit = unit_text(outcome.unit, lang)
    if outcome.unit == "million yuan":
        unit += ("，" if lang == "zh" else ", ") + words.FOUR_QUARTERS(lang)
    with solara.Div(classes=["yq-chart-title"]):
        solara.Text(getattr(outcome, f"name_{lang}"), classes=["yq-name"])
        solara.Text(f"（{unit}）" if lang == "zh" else f" ({unit})", classes=["yq-help"])


@solara.component
def _Likely(city: City, ensemble: Ensemble, reference_name: str, lang: Lang) -> None:
    """The parks with the best chances, with the reference's chance beside."""
    chances = solara.use_memo(lambda: park_chances(ensemble), [ensemble])
    names, segments = names_in(lang, city.parks), names_in(lang, city.segments)
    ranked = sorted(chances, key=lambda p: (-p.chance, -p.reference_chance, p.row))
    shown = [p for p in ranked if p.chance > 0][:LISTED_PARKS]
    with solara.Div(classes=["yq-box"]):
        solara.Text(words.LIKELY(lang), classes=["yq-name"])
        if not shown:
            text = words.LIKELY_NONE if ensemble.own else words.COMING
            solara.Div(children=[text(lang)], classes=["yq-help"])
        for park in shown:
            with solara.Div(classes=["yq-park"]).key(f"park-{park.row}"):
                with solara.Div(classes=["yq-row"]):
                    solara.Text(names[park.row], classes=["yq-park-name"])
                    solara.Text(percent(park.chance, lang), classes=["yq-strong"])
                with solara.Div(classes=["yq-bar", "yq-bar-thin"]):
                    solara.Div(classes=["yq-bar-fill"], style=f"width: {park.chance:.1%}")
                    if park.reference_chance == park.reference_chance:
                        solara.Div(
                            classes=["yq-bar-mark"],
                            style=f"left: calc({park.reference_chance:.1%} - 1px)",
                        )
                segment = segments[city.segments.index[park.segment]]
                before = percent(park.reference_chance, lang)
                solara.Text(
                    words.PARK_LINE(lang, segment=segment, plan=reference_name, chance=before),
                    classes=["yq-help"],
                )
