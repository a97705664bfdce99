"""The report of a city's data: counts, totals, evidence, targets, and the firms as built."""

from math import isnan

import numpy as np
from numpy.typing import NDArray

from abm.city.city import load_city
from abm.clauses import clauses_of
from abm.model import IndustryModel
from abm.outcomes.definitions import of_city
from abm.parameters import defaults
from agents.city import LABELS, TABLES, City
from engine.calendar import quarter_text
from engine.groups import sum_by
from experiments.reports.report import Report, Table, of_pairs
from experiments.reports.streams import warn
from experiments.studies.seeds import FIRST_SEED
from policies.city_plans import (
    baseline_of,
    fitting_plans_of,
    main_plan_of,
    plan_folder_of,
    plan_in,
    plan_names_of,
)
from policies.scope import bind


def city_report(name: str) -> Report:
    """The city at a glance, its segments, its targets, what its numbers rest on, the firms that
    the model starts with. Raises ``InputError`` for a fault in any of its files."""
    city = load_city(name)
    defaults(name)
    of_city(city)
    clauses_of(name)
    warn(city.remarks)
    return Report([_head(city), _segments(city), _targets(city), _evidence(city), _built(name)])


def _head(city: City) -> Table:
    named = len(city.firms)
    synthetic = int(city.population.count.sum())
    designated = int(city.parks.designated.sum())
    parks = sum(kind != "remainder" for kind in city.parks.kind)
    levels = [government.level for government in city.governments]
    industry = city.industry
    rows = {
        "时期 period": f"{quarter_text(city.start)} – {quarter_text(city.end)}",
        "政策起点 policy from": quarter_text(city.policy_start),
        "企业 firms": f"{named} named, {synthetic:,} synthetic",
        "园区 parks": f"{parks} named, {designated} of them designated; "
        f"{city.parks.area_km2.sum():,.0f} km² with the rest of the districts",
        "市场 markets": f"{len(city.uses)} uses, {len(city.cells)} cells",
        "政府 governments": ", ".join(f"{levels.count(n)} {n}" for n in dict.fromkeys(levels)),
        **({} if industry is None else {"产业 industry": f"{industry.zh} {industry.en}"}),
        "就业 jobs": f"{city.jobs_total:,.0f} in all industries",
        "方案 plans": _plans(city),
        "数据摘要 digest": city.digest,
    }
    return of_pairs(f"{city.name.zh} {city.name.en}", rows)


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
    segments, of_use = city.segments, city.uses.segment
    there = city.firms.arrives < 0
    line = there[city.lines.firm]
    synthetic_of = of_use[city.population.use]
    parts = (
        (city.lines, of_use[city.lines.use][line], line),
        (city.population, synthetic_of, np.ones(len(city.population), dtype=bool)),
    )

    def revenue(local: bool) -> NDArray[np.float64]:
        """亿 yuan by segment, of all or of what is made in the city."""
        total = np.zeros(len(segments))
        for rows, place, keep in parts:
            share = rows.local_share[keep] if local else 1.0
            made = rows.revenue_million_per_year[keep] * share
            total += sum_by(place, made, len(segments))
        return total / 100

    numbers = np.array(
        [
            sum_by(city.firms.segment[there], np.ones(int(there.sum())), len(segments)),
            sum_by(synthetic_of, city.population.count.astype(np.float64), len(segments)),
            revenue(local=False),
            revenue(local=True),
        ]
    )
    rows = [
        [key, f"{zh} {en}", role, *(f"{n:,.0f}" for n in numbers[:, at])]
        for at, (key, zh, en, role) in enumerate(
            zip(segments.keys, segments.name_zh, segments.name_en, segments.role, strict=True)
        )
    ]
    total = ["", "合计 total", "", *(f"{n:,.0f}" for n in numbers.sum(axis=1))]
    return Table(
        title=f"细分领域 Segments at the start, {quarter_text(city.start)[:4]}",
        caption="firms of the data and their revenue a year; in the city: made in its plants",
        heads=[
            *("key", "名称 name", "role", "named", "synthetic"),
            *("revenue, 亿 yuan", "in the city, 亿 yuan"),
        ],
        align="lllr",
        rows=[*rows, None, total],
    )


def _targets(city: City) -> Table:
    t = city.targets
    rows = [
        [
            f"{outcome} (未计量 not measured)" if t.unmeasured[row] else outcome,
            f"{t.name_zh[row]} {t.name_en[row]}",
            t.unit[row],
            "–" if isnan(t.value[row]) else f"{t.value.item(row):,.10g}",
            str(t.year.item(row)),
        ]
        for row, outcome in enumerate(t.outcome)
    ]
    heads = ["outcome", "名称 name", "unit", "at least", "by the end of"]
    return Table(heads, rows, "目标 Targets", align="lllr")


def _evidence(city: City) -> Table:
    rows = []
    for schema in TABLES:
        labels = getattr(city, schema.name).label
        counts = (str(labels.count(label)) for label in LABELS)
        rows.append([schema.name, schema.help.replace("``", ""), str(len(labels)), *counts])
    return Table(
        title="数据依据 What the numbers rest on",
        caption="rows by how well the figures that decide them are known",
        heads=["table", "holds", "rows", *LABELS],
        align="llr",
        rows=rows,
    )


def _built(city_name: str) -> Table:
    """Counts, output and sizes by segment as built with the first seed. Raises InputError."""
    world = IndustryModel(city=city_name, plan="no_policy", rng=FIRST_SEED).world
    city, firms = world.city, world.firms
    wanted_firms = world.segments.firms_start
    wanted = _output(city)
    built = world.segments.output_year.sum(axis=1) / 100.0
    year = 4.0 * firms.revenue / 100.0
    rows = []
    for code, key in enumerate(city.segments.keys):
        mine = year[(firms.segment == code) & (year > 0.0)]
        count = int((firms.segment == code).sum())
        error = built[code] / wanted[code] - 1.0 if wanted[code] > 0.0 else 0.0
        sizes = ("–", "–", "–")
        if len(mine):
            middle, high = np.percentile(mine, [50.0, 90.0])
            sizes = (
                f"{middle:.2g}",
                f"{100.0 * mine.max() / mine.sum():.0f} %",
                f"{high / middle:.1f}",
            )
        counts = f"{wanted_firms[code]:,.0f} / {count:,}"
        output = f"{wanted[code]:,.0f} / {built[code]:,.0f}"
        rows.append([key, counts, output, f"{100.0 * error:+.1f} %", *sizes])
    return Table(
        title=f"起点的企业 The first quarter as built (seed {FIRST_SEED})",
        caption="data / built; output in the city and revenue a year in 亿 yuan; sizes of firms "
        "with sales: largest firm's part, 90th over 50th percentile",
        heads=["key", "firms", "output", "error", "median revenue", "largest", "90/50"],
        rows=rows,
    )


def _output(city: City) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Output in the city a year by segment that the data ask for, 亿 yuan."""
    of_use = city.uses.segment
    total = np.zeros(len(city.segments))
    at_start = (city.firms.arrives < 0)[city.lines.firm]
    for rows, keep in (
        (city.lines, at_start),
        (city.population, np.ones(len(city.population), dtype=bool)),
    ):
        local = rows.revenue_million_per_year * rows.local_share
        np.add.at(total, of_use[rows.use][keep], local[keep] / 100.0)
    return total
