"""The picture of national paths: facts, median and band as known at a cut, and forecasts."""

from pathlib import Path

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from abm.national import AS_IT_CAME, Paths, paths
from agents.city import City
from agents.national import TENTH, moved
from experiments.reports.canvas import bare, canvas

PANELS = 4
"""A row."""

WORDS = {
    "fact": "已知事实 known",
    "median": "中位路径 median path",
    "band": "80% 区间 80 % band",
    "forecast": "各机构预测 forecasts",
    "came": "后来的事实 what came",
}


def draw_paths_of(city: City, known: str, path: Path) -> None:
    """A panel a series of the set ``known``, as a PNG file. Raises InputError for no such set."""
    found = paths(city, known)
    came = paths(city, AS_IT_CAME) if AS_IT_CAME in city.path_sets.index else None
    moves = [key for row, key in enumerate(found.series) if np.ptp(found.anchors[row]) > 0.0]
    rows = -(-len(moves) // PANELS)
    with canvas(path, (3.6 * PANELS, 2.7 * rows), rows, PANELS, letters=9) as (figure, panels):
        for panel, key in zip(panels, moves, strict=False):
            _draw(panel, city, found, key, known)
            _draw_what_came(panel, found, came, key)
            _finish(panel, city, key)
        for panel in panels[len(moves) :]:
            panel.set_axis_off()
        labels: dict[str, Artist] = {}
        for panel in panels:
            handles, texts = panel.get_legend_handles_labels()
            labels |= dict(zip(texts, handles, strict=True))
        figure.legend(
            list(labels.values()), list(labels), loc="outside lower center", ncols=5, frameon=False
        )
        row = city.path_sets.index[known]
        sets = city.path_sets
        figure.suptitle(f"{sets.name_zh[row]} · {sets.name_en[row]}")


def _draw(panel: Axes, city: City, found: Paths, key: str, known: str) -> None:
    row = found.series.index(key)
    series = city.national_series
    at = series.index[key]
    logit = np.array([series.scale[at] == "logit"])
    values, years = found.anchors[row], found.years
    fact = found.fact[row]
    spread = TENTH * found.deviation[row][None, :]
    low, high = (moved(values[None, :], sign * spread, logit)[0] for sign in (-1.0, 1.0))
    ahead = ~fact
    ahead[:-1] |= ~fact[1:]  # the band opens at the last fact
    panel.fill_between(
        years[ahead],
        low[ahead],
        high[ahead],
        color="#2e86ab",
        alpha=0.18,
        lw=0,
        label=WORDS["band"],
    )
    panel.plot(years[ahead], values[ahead], color="#2e86ab", label=WORDS["median"])
    panel.plot(years[fact], values[fact], "o-", color="#222222", ms=3, label=WORDS["fact"])
    table = city.forecasts
    mine = (table.set == city.path_sets.index[known]) & (table.series == at)
    mine &= table.year <= years[-1]
    panel.plot(
        table.year[mine],
        table.value[mine],
        "x",
        color="#d1495b",
        ms=5,
        label=WORDS["forecast"] if mine.any() else None,
    )


def _draw_what_came(panel: Axes, found: Paths, came: Paths | None, key: str) -> None:
    """Facts of later than the cut, hollow."""
    if came is None or key not in came.series:
        return
    row = came.series.index(key)
    known = found.years[found.fact[found.series.index(key)]].max(initial=0)
    later = came.fact[row] & (came.years > known) & (came.years <= found.years[-1])
    if later.any():
        panel.plot(
            came.years[later],
            came.values[row, later],
            "o",
            mfc="none",
            color="#222222",
            ms=4,
            label=WORDS["came"],
        )


def _finish(panel: Axes, city: City, key: str) -> None:
    series = city.national_series
    at = series.index[key]
    unit = series.unit[at]
    panel.set_title(f"{series.name_zh[at]}\n{series.name_en[at]} ({unit})")
    panel.set_ylim(bottom=0.0)
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    if series.scale[at] == "logit":
        panel.yaxis.set_major_formatter(lambda value, _: f"{100.0 * value:.0f} %")
        panel.set_ylim(0.0, 1.0)
    else:
        panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    bare(panel, grid=True)
