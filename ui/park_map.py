"""The parks of a city on its map of districts, as an option of ECharts."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from math import cos, radians, sqrt
from typing import Any, Final

import numpy as np

from agents.city import City, names_in
from ui import words
from ui.charts import FONT, INK, Option, save_button
from ui.numbers import percent
from ui.summary import ParkChance
from ui.words import Lang

SMALLEST_NAMED: Final = 0.02
"""Districts below this share of the map's area go without a written name."""
COLOURS: Final = ("#c9d1d8", "#e9c46a", "#e76f51")


@lru_cache(maxsize=4)
def districts(city: City) -> dict[str, Any]:
    """The map of a city as GeoJSON."""
    return city.read_map()


def attribution(city: City) -> str:
    """What the map's file says about where it comes from."""
    return str(districts(city).get("source", city.map))


def park_map(city: City, chances: list[ParkChance], lang: Lang) -> Option:
    """Points sized by jobs and coloured by the chance of being a specialty park."""
    names, rows = names_in(lang, city.parks), city.parks
    places = names_in(lang, city.districts)
    kinds = rows.kind
    most = max([p.jobs for p in chances if kinds[p.row] != "remainder"] + [1.0])
    points = []
    for park in sorted(chances, key=lambda p: (p.chance, -p.jobs)):
        if kinds[park.row] == "remainder":
            continue
        place = places[int(rows.district[park.row])]
        lines = [f"<b>{escape(names[park.row])}</b>", escape(place)]
        lines.append(words.PARK_JOBS(lang, jobs=f"{park.jobs:,.0f}"))
        lines.append(chance_text(city, park, lang))
        lon, lat = float(rows.lon[park.row]), float(rows.lat[park.row])
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
        "toolbox": save_button("parks", lang),
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
    segment = names_in(lang, city.segments)[city.segments.index[park.segment]]
    return words.PARK_CHANCE_OF(lang, chance=chance, segment=escape(segment))


@lru_cache(maxsize=8)
def _geo(city: City, lang: Lang) -> Option:
    return {
        "map": city.key,
        "nameProperty": _name_property(city, lang),
        # A degree of longitude is shorter than one of latitude.
        "aspectScale": round(cos(radians(float(city.districts.lat.mean()))), 3),
        "layoutCenter": ["50%", "50%"],
        "layoutSize": "98%",
        "silent": True,
        "itemStyle": {"areaColor": "#f1f4f6", "borderColor": "#c6d0d8"},
    }


@lru_cache(maxsize=8)
def _names(city: City, lang: Lang) -> Option:
    """The names of the larger districts, in their middle and above the points."""
    name = _name_property(city, lang)
    features = districts(city)["features"]
    shapes = [_area_and_middle(feature["geometry"]) for feature in features]
    whole = sum(area for area, _ in shapes)
    return {
        "type": "scatter",
        "coordinateSystem": "geo",
        "data": [
            {"name": feature["properties"][name], "value": middle}
            for feature, (area, middle) in zip(features, shapes, strict=True)
            if area >= SMALLEST_NAMED * whole
        ],
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


def _name_property(city: City, lang: Lang) -> str:
    known = districts(city)["features"][0]["properties"]
    return "name_en" if lang == "en" and "name_en" in known else "name"


def _area_and_middle(geometry: dict[str, Any]) -> tuple[float, list[float]]:
    """Of the largest ring, in square degrees, and its centre of mass: the shoelace formulas."""
    polygons = geometry["coordinates"]
    outer = [polygons[0]] if geometry["type"] == "Polygon" else [p[0] for p in polygons]
    found = (0.0, [float(outer[0][0][0]), float(outer[0][0][1])])
    for ring in outer:
        x, y = np.asarray(ring, dtype=np.float64).T
        # From the first corner: the numbers stay small.
        u, v = x - x[0], y - y[0]
        cross = u * np.roll(v, -1) - np.roll(u, -1) * v
        area = float(cross.sum()) / 2.0
        if abs(area) > found[0]:
            middle = [float((w + np.roll(w, -1)) @ cross) / (6.0 * area) for w in (u, v)]
            found = (abs(area), [float(x[0]) + middle[0], float(y[0]) + middle[1]])
    return found
