"""Pictures of the mechanisms at work: small multiples with the facts of the fit years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from abm.city.city import city_cached
from abm.history import fit_facts
from abm.model import IndustryModel
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR
from experiments.reports.canvas import bare, canvas
from experiments.studies.arrays import Floats

COLUMNS = 4
MEDIAN, BAND, FACT = "#1b6ca8", "#1b6ca8", "#d1495b"
LABELS = {"read": "o", "derived": "s", "assumed": "^"}
"""How well a fact is known, by its mark."""

PALETTE = ("#d1495b", "#2e86ab", "#edae49", "#66a182", "#8d6a9f", "#c97b3d", "#4c566a")


@dataclass(frozen=True)
class Picture:
    """Panels of outcome columns; ``{segment}`` stands for each segment of the roles given."""

    key: str
    title: str
    columns: str
    roles: tuple[str, ...] = ("target", "legacy", "component")

    @property
    def plain(self) -> bool:
        """The segment alone tells the panels apart."""
        return len(self.columns.split()) == 1

    def panels(self, city: City, there: Sequence[str]) -> list[tuple[str, str]]:
        """Column and title of each panel, of the columns that are there."""
        roles, names = city.segments.role, city.segments.name_en
        found = []
        for column in self.columns.split():
            if "{segment}" not in column:
                found.append((column, column.replace("_", " ")))
                continue
            for key, role, name in zip(city.segments.keys, roles, names, strict=True):
                if role in self.roles:
                    of = column.replace("_{segment}", "").replace("_", " ")
                    title = name if self.plain else f"{of}: {name}"
                    found.append((column.format(segment=key), title))
        return [(column, title) for column, title in found if column in there]


PICTURES: tuple[Picture, ...] = (
    Picture("output", "Output of plants in the city, a year, 亿 yuan", "output_{segment}"),
    Picture("markets", "National markets, a year, units", "national_units_{segment}"),
    Picture(
        "labour",
        "Labour market: wages in yuan a month, persons, wanted by supply",
        "wage_operator wage_engineer engineer_tightness jobs operators engineers staff value_added",
    ),
    Picture(
        "entry_exit",
        "Entry and exit: firms a quarter, firms",
        "entrants exits firms startups projects acquisitions listings equity_raised hhi "
        "products debt firms_backed",
    ),
    Picture("firms", "Firms by segment", "firms_{segment}"),
    Picture(
        "contracting",
        "Contract manufacture",
        "contract_output contract_value_added_rate contract_gross_margin "
        "contract_operating_margin contract_jobs contract_utilisation smart_factories "
        "plants_relocated",
    ),
    Picture(
        "sourcing",
        "Where the city's plants buy components",
        "core_technology local_components component_purchases local_share_{segment} "
        "import_share_{segment}",
        roles=("component",),
    ),
    Picture(
        "vehicles",
        "Vehicles: NEVs, driving levels, margins",
        "nev_units nev_output nev_share_of_national nev_share_largest output_plan_l2 "
        "own_vehicle_margin own_vehicle_gross_margin",
    ),
    Picture(
        "brands",
        "Brands: places in the national top tens, and shares of national markets",
        "top_ten_{segment} market_share_{segment}",
        roles=("target",),
    ),
    Picture(
        "parks",
        "Parks",
        "specialty_parks micro_parks park_gini park_dissimilarity park_occupancy park_floor "
        "parks_open competitive_firms",
    ),
    Picture(
        "money",
        "Public money, million yuan a quarter; trust and ecosystems",
        "fiscal_spending fiscal_tax_local fiscal_vat_local fiscal_profit_tax_local trust "
        "incidents ecosystem alliance_members hosted_share",
    ),
)

MONEY = ("output_", "nev_output", "chain_output", "hq_revenue", "value_added", "contract_output")
"""Beginnings of columns in million yuan that are shown in 亿."""


class Gallery:
    """The runs behind the pictures, and the pictures."""

    def __init__(self, city: str, plan: str, seeds: Sequence[int], until: int) -> None:
        self.city, self.plan, self.seeds, self.until = city, plan, tuple(seeds), until
        self.paths: dict[str, Floats] = {}
        self.parks: list[Floats] = []

    def run(self) -> Iterator[int]:
        """Run the seeds, yielding each when it is done."""
        tables = []
        for seed in self.seeds:
            model = IndustryModel(city=self.city, plan=self.plan, rng=seed)
            if seed == self.seeds[0]:
                model.step()
                self.parks.append(model.world.jobs_by_place.copy())
            model.run(self.until)
            if seed == self.seeds[0]:
                self.parks.append(model.world.jobs_by_place.copy())
            tables.append(model.record.table())
            yield seed
        self.paths = {name: np.stack([t[name] for t in tables]) for name in tables[0]}

    def draw(self, folder: Path) -> list[Path]:
        """Write every picture that has columns; their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        city = city_cached(self.city)
        facts = facts_by_column(city, tuple(self.paths), self.until)
        found = []
        for picture in PICTURES:
            panels = picture.panels(city, tuple(self.paths))
            if panels:
                path = folder / f"{picture.key}.png"
                _multiples(path, picture.title, panels, self.paths, facts, city, len(self.seeds))
                found.append(path)
        path = folder / "map.png"
        _map(path, city, self.parks, self.until, self.seeds[0])
        return [*found, path]


def facts_by_column(
    city: City, columns: tuple[str, ...], until: int
) -> Mapping[str, list[tuple[float, float, str]]]:
    """Facts of the fit years by column: year on the axis, value, how it is known."""
    found: dict[str, list[tuple[float, float, str]]] = {}
    for fact in fit_facts(city, columns):
        if fact.quarter <= until:
            at = (fact.quarter + 1) / QUARTERS_PER_YEAR
            found.setdefault(fact.column, []).append((at, fact.value, fact.label))
    return found


def _multiples(
    path: Path,
    title: str,
    panels: Sequence[tuple[str, str]],
    paths: Mapping[str, Floats],
    facts: Mapping[str, list[tuple[float, float, str]]],
    city: City,
    seeds: int,
) -> None:
    lines = ceil(len(panels) / COLUMNS)
    size = (3.0 * COLUMNS, 2.1 * lines + 0.7)
    with canvas(path, size, lines, COLUMNS, letters=8, dpi=110) as (figure, grid):
        for axes, (column, name) in zip(grid, panels, strict=False):
            _panel(axes, paths[column], facts.get(column, []), city, column)
            axes.set_title(name, fontsize=9 if len(name) < 34 else 7.5)
        for axes in grid[len(panels) :]:
            axes.set_visible(False)
        figure.suptitle(f"{title} (median and range of {seeds} runs)", fontsize=10)
        if any(column in facts for column, _ in panels):
            handles = [
                Line2D([], [], color=FACT, marker=mark, linestyle="", label=f"fact, {label}")
                for label, mark in LABELS.items()
            ]
            figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)


def _panel(
    axes: Axes,
    values: Floats,
    facts: Sequence[tuple[float, float, str]],
    city: City,
    column: str,
) -> None:
    scale = 100.0 if column.startswith(MONEY) else 1.0
    years = (city.start + 1 + np.arange(values.shape[1])) / QUARTERS_PER_YEAR
    low, high = values.min(axis=0) / scale, values.max(axis=0) / scale
    middle = np.median(values, axis=0) / scale
    axes.fill_between(years, low, high, color=BAND, alpha=0.2, linewidth=0)
    axes.plot(years, middle, color=MEDIAN, linewidth=1.5)
    for at, value, label in facts:
        mark = LABELS[label]
        axes.plot(at, value / scale, mark, color=FACT, markersize=4.5, zorder=3, clip_on=False)
    top = max([float(high.max()), *(value / scale for _, value, _ in facts)])
    bottom = min(0.0, float(low.min()))
    axes.set_ylim(bottom * 1.08, top * 1.08 if top > bottom else bottom + 1.0)
    # A year is named in its middle; lines stand where it ends.
    first, last = int(years[0]), ceil(years[-1])
    axes.set_xlim(first, last)
    axes.set_xticks(range(first, last + 1), [""] * (last - first + 1))
    every = max(1, (last - first) // 4)
    named = range(first, last, every)
    axes.set_xticks([year + 0.5 for year in named], [str(year) for year in named], minor=True)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    bare(axes, grid=True)


def _short(value: float) -> str:
    """A number for an axis: 1.2M, 350k, .25."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _map(path: Path, city: City, jobs: Sequence[Floats], until: int, seed: int) -> None:
    """Parks at the start and at the end: jobs by size, segment that stands out by colour."""
    document = city.read_map()
    named = np.array([kind != "remainder" for kind in city.parks.kind])
    lon, lat = city.parks.lon, city.parks.lat
    roles = city.segments.role
    shown = [i for i, role in enumerate(roles) if role != "component"]
    names = [city.segments.name_en[i] for i in shown]
    largest = max(float(j.sum(axis=0)[: len(named)][named].max(initial=1.0)) for j in jobs)
    with canvas(path, (12.0, 6.6), columns=2, letters=8, dpi=110) as (figure, panels):
        titles = ("after the first quarter", f"at the end of {until // QUARTERS_PER_YEAR}")
        for axes, table, title in zip(panels, jobs, titles, strict=True):
            table = table[:, : len(named)]
            for ring in _rings(document):
                axes.fill(*ring.T, facecolor="#f1f4f6", edgecolor="#c6d0d8", linewidth=0.7)
            total = table.sum(axis=0)
            rest = float(total[~named].sum())
            city_share = table[shown].sum(axis=1) / max(float(table.sum()), 1e-9)
            quotient = table[shown] / np.maximum(total, 1e-9) / city_share[:, None]
            focus = np.argmax(quotient, axis=0)
            order = np.flatnonzero(named)[np.argsort(-total[named], kind="stable")]
            axes.scatter(
                lon[order],
                lat[order],
                s=3.0 + 600.0 * total[order] / largest,
                c=[PALETTE[f % len(PALETTE)] for f in focus[order].tolist()],
                alpha=0.75,
                edgecolors="white",
                linewidths=0.5,
            )
            axes.set_aspect(1.0 / cos(radians(float(lat.mean()))))
            axes.set_axis_off()
            axes.set_title(
                f"{title}: {total[named].sum():,.0f} jobs in parks, {rest:,.0f} elsewhere"
            )
        handles = [
            Line2D([], [], marker="o", linestyle="", color=PALETTE[i % len(PALETTE)], label=name)
            for i, name in enumerate(names)
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
        figure.suptitle(
            f"Parks by jobs (area) and the segment that they stand out in (colour), seed {seed}"
        )


def _rings(document: dict[str, object]) -> Iterator[Floats]:
    """Outer rings of all polygons of a GeoJSON document, (points, 2)."""
    features: list[dict[str, dict[str, object]]] = document["features"]  # type: ignore[assignment]
    for feature in features:
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        assert isinstance(polygons, list)
        for polygon in [polygons] if shape["type"] == "Polygon" else polygons:
            yield np.array(polygon[0], dtype=np.float64)
