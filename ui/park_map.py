"""The parks of a city on its map of districts, as an option of ECharts."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from math import cos, radians, sqrt
from typing import Any, Final

from abm.city import City
from ui import words
from ui.charts import FAINT, FONT, INK, Option
from ui.numbers import percent
from ui.summary import ParkChance
from ui.words import Lang

SMALLEST_LABELLED: Final = 0.012
"""Districts below this share of the whole map's area go without a written name."""
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
                "itemStyle": {"borderColor": "#55606b", "borderWidth": 0.7, "opacity": 0.92},
            }
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
    features = districts(city)["features"]
    name = "name" if lang == "zh" or "name_en" not in features[0]["properties"] else "name_en"
    areas = {f["properties"][name]: _area(f["geometry"]) for f in features}
    whole = sum(areas.values())
    small = [n for n, area in areas.items() if area < SMALLEST_LABELLED * whole]
    return {
        "map": city.key,
        "nameProperty": name,
        # A degree of longitude is shorter than one of latitude.
        "aspectScale": round(cos(radians(float(city.districts.numbers("lat").mean()))), 3),
        "layoutCenter": ["50%", "50%"],
        "layoutSize": "100%",
        "roam": True,
        "scaleLimit": {"min": 1, "max": 12},
        "label": {"show": True, "color": "#8a96a3", "fontSize": 11},
        "itemStyle": {"areaColor": "#f4f6f8", "borderColor": "#cdd5dc"},
        "emphasis": {
            "itemStyle": {"areaColor": FAINT},
            "label": {"show": True, "color": INK},
        },
        "select": {"disabled": True},
        "tooltip": {"show": False},
        "regions": [{"name": n, "label": {"show": False}} for n in small],
    }


def _area(geometry: dict[str, Any]) -> float:
    """Of the largest ring, in square degrees, by the shoelace formula."""
    polygons = geometry["coordinates"]
    rings = [polygons[0]] if geometry["type"] == "Polygon" else [p[0] for p in polygons]
    return max(
        abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(r, [*r[1:], r[0]], strict=True))) / 2
        for r in rings
    )
