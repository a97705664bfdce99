"""A city's data as tables for the terminal: counts, totals, evidence, targets."""

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from abm.city.city import load_city
from abm.outcomes.definitions import of_city
from abm.parameters import defaults
from agents.city import LABELS, TABLES, City
from engine.calendar import quarter_text
from engine.groups import sum_by
from experiments.reports.console import console
from experiments.studies.remarks import tell
from policies.city_plans import (
    baseline_of,
    fitting_plans_of,
    main_plan_of,
    plan_folder_of,
    plan_in,
    plan_names_of,
)
from policies.scope import bind


def show_city(name: str) -> None:
    """Print a city's summary. Raises ``InputError`` for a fault in any of its files."""
    city = load_city(name)
    defaults(name)
    of_city(city)
    tell(city.remarks)
    terminal = console()
    for table in city_tables(city):
        terminal.print(table)
    from experiments.reports.population_table import population_table

    terminal.print(population_table(name))


def city_tables(city: City) -> list[Table]:
    """The city at a glance, its segments, its targets, and what its numbers rest on."""
    return [_head(city), _segments(city), _targets(city), _evidence(city)]


def _head(city: City) -> Table:
    table = Table(title=f"{city.name.zh} {city.name.en}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column()
    named = len(city.firms)
    synthetic = int(city.population.count.sum())
    designated = int(city.parks.designated.sum())
    parks = sum(kind != "remainder" for kind in city.parks.kind)
    levels = [government.level for government in city.governments]
    rows = {
        "时期 period": f"{quarter_text(city.start)} – {quarter_text(city.end)}",
        "政策起点 policy from": quarter_text(city.policy_start),
        "企业 firms": f"{named} named, {synthetic:,} synthetic",
        "园区 parks": f"{parks} named, {designated} of them designated; "
        f"{city.parks.area_km2.sum():,.0f} km² with the rest of the districts",
        "市场 markets": f"{len(city.uses)} uses, {len(city.cells)} cells",
        "政府 governments": ", ".join(f"{levels.count(n)} {n}" for n in dict.fromkeys(levels)),
        **_industry(city),
        "就业 jobs": f"{city.jobs_total:,.0f} in all industries",
        "方案 plans": _plans(city),
        "数据摘要 digest": city.digest,
    }
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _industry(city: City) -> dict[str, str]:
    """What the policy is for, where the city says it."""
    if city.industry is None:
        return {}
    return {"产业 industry": f"{city.industry.zh} {city.industry.en}"}


def _plans(city: City) -> str:
    """Plans that fit the city. Raises ``InputError`` for a fault in one of its own."""
    if plan_folder_of(city) is not None:
        for name in plan_names_of(city):
            bind(plan_in(city, name), city)
    roles = {baseline_of(city): " (baseline)", main_plan_of(city): " (main)", "baseline": ""}
    fit = ", ".join(name + roles.get(name, "") for name in fitting_plans_of(city))
    shipped_fit = {baseline_of(city), main_plan_of(city)} <= {*fitting_plans_of(city)}
    if plan_folder_of(city) is None and not (
        shipped_fit and main_plan_of(city) != baseline_of(city)
    ):
        return f"{fit}; its own go in plans/ of its folder"
    return fit


def _segments(city: City) -> Table:
    table = Table(
        title=f"细分领域 Segments at the start, {quarter_text(city.start)[:4]}",
        caption="firms of the data and their revenue a year; in the city: made in its plants",
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("key")
    table.add_column("名称 name")
    table.add_column("role")
    for name in ("named", "synthetic", "revenue, 亿 yuan", "in the city, 亿 yuan"):
        table.add_column(name, justify="right")
    segments = city.segments
    there = city.firms.arrives < 0
    named = _by(segments.keys, city.firms.segment[there], np.ones(int(there.sum())))
    of_use = city.uses.segment
    synthetic_of = of_use[city.population.use]
    synthetic = _by(segments.keys, synthetic_of, city.population.count.astype(np.float64))
    line = there[city.lines.firm]
    line_of = of_use[city.lines.use][line]
    columns = []
    for share in (1.0, None):
        total = np.zeros(len(segments))
        for rows, place, keep in (
            (city.lines, line_of, line),
            (city.population, synthetic_of, np.ones(len(city.population), dtype=bool)),
        ):
            revenue = rows.revenue_million_per_year[keep]
            part = rows.local_share[keep] if share is None else share
            total += _by(segments.keys, place, revenue * part)
        columns.append(total / 100)
    for row, key in enumerate(segments.keys):
        numbers = (named[row], synthetic[row], columns[0][row], columns[1][row])
        names = f"{segments.name_zh[row]} {segments.name_en[row]}"
        table.add_row(key, names, segments.role[row], *(f"{n:,.0f}" for n in numbers))
    table.add_section()
    sums = (named.sum(), synthetic.sum(), columns[0].sum(), columns[1].sum())
    table.add_row("", "合计 total", "", *(f"{n:,.0f}" for n in sums))
    return table


def _by(
    keys: tuple[str, ...], place: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sums of ``values`` by the segment that ``place`` names."""
    return sum_by(place, values, len(keys))


def _targets(city: City) -> Table:
    table = Table(title="目标 Targets", title_justify="left")
    for name in ("outcome", "名称 name", "unit"):
        table.add_column(name)
    for name in ("at least", "by the end of"):
        table.add_column(name, justify="right")
    rows = city.targets
    unmeasured = rows.unmeasured
    for row, key in enumerate(rows.keys):
        names = f"{rows.name_zh[row]} {rows.name_en[row]}"
        value = f"{rows.value.item(row):,.10g}"
        year = str(rows.year.item(row))
        outcome = f"{key} (未计量 not measured)" if unmeasured[row] else key
        table.add_row(outcome, names, rows.unit[row], value, year)
    return table


def _evidence(city: City) -> Table:
    table = Table(
        title="数据依据 What the numbers rest on",
        caption="rows by how well the figures that decide them are known",
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("table")
    table.add_column("holds")
    for name in ("rows", *LABELS):
        table.add_column(name, justify="right")
    for schema in TABLES:
        rows = getattr(city, schema.name)
        labels = rows.label
        counts = [str(labels.count(label)) for label in LABELS]
        table.add_row(schema.name, schema.help.replace("``", ""), str(len(rows)), *counts)
    return table
