"""Paths over time as options of ECharts."""

from __future__ import annotations

from math import isnan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agents.city import City
from engine.calendar import quarter_text
from ui import words
from ui.numbers import round_axis, scale_of
from ui.summary import BY_KEY, Path, target_of
from ui.words import Lang

SKIP: Final = 3
"""Quarters not drawn: a specialty park must pass for four, so there is none in the first three."""

OWN, REFERENCE, TARGET, INK, FAINT = "#1f6f8b", "#9aa3ad", "#c8553d", "#3b4754", "#e6eaee"
FONT: Final = (
    '"Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", '
    '"Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif'
)

Option = dict[str, Any]


def chart(
    city: City, outcome: str, path: Path, reference_name: str, lang: Lang, held: float = 0.0
) -> Option:
    """The option of one outcome's chart: reference in grey, the view in colour, target, start.

    ``held`` is the end of the axis of the chart before.
    """
    quarters = [quarter_text(q) for q in range(city.start + SKIP, city.end + 1)]
    target = target_of(city, outcome)[0] / scale_of(BY_KEY[outcome].unit)
    highest = max(
        [0.0 if isnan(target) else target]
        + [float(values[2].max()) for values in (path.own, path.reference) if values.size]
    )
    top, step = round_axis(highest * 1.04, held)
    own_name = words.THIS_POLICY(lang)
    series = [
        *_band("reference", path.reference, quarters, reference_name, REFERENCE, 0.22, lang),
        *_band("own", path.own, quarters, own_name, OWN, 0.18, lang),
        _marks(city, quarters, target, lang),
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 4, "right": 26, "top": 18, "bottom": 4, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "textStyle": {"fontSize": 12, "color": INK},
            "axisPointer": {"lineStyle": {"color": "#b9c2cb"}},
        },
        "toolbox": save_button(outcome, lang),
        "xAxis": {
            "type": "category",
            "data": quarters,
            "boundaryGap": False,
            "axisLine": {"lineStyle": {"color": "#b9c2cb"}},
            "axisTick": {"show": False},
            "axisLabel": {"interval": 7, "color": "#66727f", "fontSize": 11},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": top,
            "interval": step,
            "axisLabel": {"color": "#66727f", "fontSize": 11},
            "splitLine": {"lineStyle": {"color": FAINT}},
        },
        "series": series,
    }


def save_button(name: str, lang: Lang) -> Option:
    """A button that saves the chart as a picture, under a name."""
    save = {"title": words.SAVE_PNG(lang), "name": name, "pixelRatio": 2, "type": "png"}
    return {
        "right": 0,
        "top": -4,
        "itemSize": 13,
        "iconStyle": {"borderColor": "#586571"},
        "feature": {"saveAsImage": {**save, "backgroundColor": "#ffffff"}},
    }


def _band(
    key: str,
    values: NDArray[np.float64],
    quarters: list[str],
    name: str,
    colour: str,
    opacity: float,
    lang: Lang,
) -> list[Option]:
    """Three lines: an unseen lower edge, the band stacked on it, the median.

    The edges take no part in the tooltip; the median's rows carry both for it. A chart that is
    drawn again knows its series by ``key``: whichever came first, the view stays on top.
    """
    low, middle, high = (np.round(row, 2) for row in values)
    quarters = quarters[: len(middle)]  # none before the first run
    above = 3 if key == "own" else 2
    edge = {
        "type": "line",
        "stack": name,
        "stackStrategy": "all",
        "silent": True,
        "symbol": "none",
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
    }
    rows = [
        list(row)
        for row in zip(quarters, middle.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    return [
        {**edge, "id": f"{key}-low", "z": above, "data": low.tolist()},
        {
            **edge,
            "id": f"{key}-band",
            "z": above,
            "data": np.round(high - low, 2).tolist(),
            "areaStyle": {"color": colour, "opacity": opacity},
        },
        {
            "type": "line",
            "id": key,
            "z": above,
            "name": name,
            "symbol": "none",
            "lineStyle": {"color": colour, "width": 2},
            "itemStyle": {"color": colour},
            "emphasis": {"disabled": True},
            "dimensions": ["quarter", words.MEDIAN(lang), words.LOW(lang), words.HIGH(lang)],
            "encode": {"x": 0, "y": 1, "tooltip": [1, 2, 3]},
            "data": rows,
        },
    ]


def _marks(city: City, quarters: list[str], target: float, lang: Lang) -> Option:
    """The target as a dashed line and the policy start as a dotted one, on an empty series."""
    label = {"fontSize": 11, "distance": 3, "padding": [1, 2]}
    lines: list[Option] = []
    if not isnan(target):
        text = f"{words.TARGET_LINE(lang)} {target:,.0f}"
        lines.append(
            {
                "yAxis": target,
                "lineStyle": {"color": TARGET, "type": "dashed", "width": 1.5},
                "label": {
                    **label,
                    "formatter": text,
                    "color": TARGET,
                    "backgroundColor": "rgba(255, 255, 255, 0.75)",
                    "position": "insideStartTop",
                },
            }
        )
    start = quarter_text(city.policy_start)
    if start in quarters:
        lines.append(
            {
                "xAxis": start,
                "lineStyle": {"color": "#7b8794", "type": "dotted", "width": 1.5},
                "label": {
                    **label,
                    "formatter": f"{words.POLICY_START(lang)} {start}",
                    "color": "#66727f",
                    "position": "end",
                },
            }
        )
    return {
        "type": "line",
        "id": "marks",
        "data": [],
        "tooltip": {"show": False},
        "markLine": {"symbol": "none", "silent": True, "data": lines},
    }
