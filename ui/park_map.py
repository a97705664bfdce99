"""The parks of a city on its map of districts, as an option of ECharts."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from math import cos, radians, sqrt
from typing import Any, Final

from abm.city import City
from ui import words
from ui.charts import FONT, INK, Option
from ui.numbers import percent
from ui.summary import ParkChance
from ui.words import Lang

COLOURS: Final = ("#c9d1d8", "#e9c46a", "#e76f51")


@lru_cache(maxsize=4)
def districts(city: City) -> dict[str, Any]:
    """The map of a city as GeoJSON."""
    document: dict[str, Any] = json.loads(city.path(city.map).read_text(encoding="utf-8"))
    return document


def attribution(city: City) -> str:
    """What the map's file says about where it comes from."""
    return str(districts(city).get("source", city.map))


def park_map(city: City, chances: list[ParkChance], lang: Lang) -> Option:
    """Points sized by jobs and coloured by the chance of being a specialty park."""
    names, rows = city.parks.texts(f"name_{lang}"), city.parks
    places = city.districts.texts(f"name_{lang}")
    kinds = rows.texts("kind")
    most = max([p.jobs for p in chances if kinds[p.row] != "remainder"] + [1.0])
    points = []
    for park in sorted(chances, key=lambda p: (p.chance, -p.jobs)):
        if kinds[park.row] == "remainder":
            continue
        place = places[int(rows.codes("district")[park.row])]
        lines = [f"<b>{escape(names[park.row])}</b>", escape(place)]
        lines.append(words.PARK_JOBS(lang, jobs=f"{park.jobs:,.0f}"))
        lines.append(chance_text(city, park, lang))
        lon, lat = (float(rows.numbers(c)[park.row]) for c in ("lon", "lat"))
        points.append(
            {
                "name": names[park.row],
                "value": [lon, lat, round(park.chance, 3)],
                "symbolSize": round(5.0 + 21.0 * sqrt(park.jobs / most), 1),
                "tooltip": {"formatter": "<br/>".join(lines)},
            }
        )
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT},
        "tooltip": {"confine": True, "textStyle": {"fontSize": 12, "color": INK}},
        "geo": _geo(city, lang),
        "visualMap": {
            "min": 0,
            "max": 1,
            "dimension": 2,
            "seriesIndex": 0,
            "inRange": {"color": list(COLOURS)},
            "text": [percent(1.0, lang), percent(0.0, lang)],
            "itemWidth": 10,
            "itemHeight": 80,
            "left": 4,
            "bottom": 4,
            "textStyle": {"color": "#66727f", "fontSize": 11},
        },
        "series": [
            {
                "type": "scatter",
                "coordinateSystem": "geo",
                "data": points,
                "itemStyle": {"borderColor": "#55606b", "borderWidth": 0.7, "opacity": 0.9},
            },
            _names(city, lang),
        ],
    }


def chance_text(city: City, park: ParkChance, lang: Lang) -> str:
    """The chance of a park and the segment that makes it."""
    chance = percent(park.chance, lang)
    if not park.segment:
        return words.PARK_CHANCE(lang, chance=chance)
    segment = city.segments.texts(f"name_{lang}")[city.segments.index[park.segment]]
    return words.PARK_CHANCE_OF(lang, chance=chance, segment=escape(segment))


@lru_cache(maxsize=8)
def _geo(city: City, lang: Lang) -> Option:
    first = districts(city)["features"][0]["properties"]
    return {
        "map": city.key,
        "nameProperty": "name_en" if lang == "en" and "name_en" in first else "name",
        # A degree of longitude is shorter than one of latitude.
        "aspectScale": round(cos(radians(float(city.districts.numbers("lat").mean()))), 3),
        "layoutCenter": ["50%", "50%"],
        "layoutSize": "98%",
        "silent": True,
        "itemStyle": {"areaColor": "#f1f4f6", "borderColor": "#c6d0d8"},
    }


@lru_cache(maxsize=8)
def _names(city: City, lang: Lang) -> Option:
    """The districts' names; where two would meet, one is left out."""
    rows = city.districts
    places = zip(
        rows.texts(f"name_{lang}"),
        rows.numbers("lon").tolist(),
        rows.numbers("lat").tolist(),
        strict=True,
    )
    return {
        "type": "scatter",
        "coordinateSystem": "geo",
        "data": [{"name": name, "value": [lon, lat]} for name, lon, lat in places],
        "symbolSize": 0.1,
        "silent": True,
        "z": 5,
        "tooltip": {"show": False},
        "label": {
            "show": True,
            "formatter": "{b}",
            "color": "#66727f",
            "fontSize": 11,
            "textBorderColor": "#ffffff",
            "textBorderWidth": 2,
        },
        "labelLayout": {"hideOverlap": True},
    }
