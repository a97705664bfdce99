"""Shanghai's markets give the years that they were fitted to, by the model's own rule.

Prices unchanged, dated events on. Facts of the years from the policy on are not read.
"""

from __future__ import annotations

import pytest

from abm.city.city import city_cached
from agents import demand as rules
from agents.city import City

YEARS = (2019, 2020, 2021)
HOME = ("city", "rest")


@pytest.fixture(scope="module")
def city() -> City:
    return city_cached("shanghai")


def sold(city: City, use: str, destination: str) -> dict[int, float]:
    """Units of a cell by fit year."""
    cells, uses = city.cells, city.uses
    cell, row = cells.index[f"{use}/{destination}"], uses.index[use]
    seasons = [float(getattr(uses, f"seasonal_q{q}")[row]) for q in (1, 2, 3, 4)]
    only, stock = slice(cell, cell + 1), cells.installed_units[cell : cell + 1]
    found = dict.fromkeys(YEARS, 0.0)
    for t in range(4 * len(YEARS)):
        quarter = city.start + t
        grown = (1.0 + cells.growth_per_year[only]) ** (t / 4)
        demand = factor(city, row, destination, quarter, "demand")
        if uses.mode[row] == "growth":
            size = cells.units_per_year_start[only] / 4 * grown
        else:
            top = cells.ceiling_units[only] * grown
            top = top * factor(city, row, destination, quarter, "ceiling")
            new, replaced = rules.adoption(
                stock,
                top,
                cells.p_innovation[only],
                cells.q_imitation[only],
                cells.life_years[only],
            )
            size = new + replaced
            stock = stock + new * demand - rules.abandonment(stock, top, cells.life_years[only])
        found[YEARS[t // 4]] += float(size[0]) * seasons[t % 4] * demand
    return found


def factor(city: City, use: int, destination: str, quarter: int, field: str) -> float:
    """Product of the events in force that name the cell."""
    events, found = city.events, 1.0
    for row in range(len(events)):
        of = events.segment[row] in (-1, city.uses.segment[use])
        there = events.destination[row] in ("", destination)
        now = events.start[row] <= quarter <= events.end[row]
        if of and there and now and events.field[row] == field:
            found *= float(events.factor[row])
    return found


def facts(city: City, series: str, segment: str) -> dict[int, float]:
    rows = city.series
    code = city.segments.index[segment]
    return {
        int(rows.year[row]): float(rows.value[row])
        for row in range(len(rows))
        if rows.series[row] == series
        and rows.segment[row] == code
        and rows.role[row] == "fit"
        and int(rows.year[row]) in YEARS
    }


@pytest.mark.parametrize(
    ("series", "segment", "uses", "places", "within"),
    [
        ("national_units_nev", "vehicles", ("vehicles.nev",), HOME, 0.01),
        ("nev_registrations_city", "vehicles", ("vehicles.nev",), ("city",), 0.03),
        ("national_units_bands", "wearables", ("wearables.band",), HOME, 0.03),
        ("national_units_watches", "wearables", ("wearables.watch",), HOME, 0.03),
        ("national_units_ear_worn", "wearables", ("wearables.health",), HOME, 0.04),
        ("national_units", "vr", ("vr.headset", "vr.ar"), HOME, 0.01),
        ("national_units_ar", "vr", ("vr.ar",), HOME, 0.01),
        # two of three years are fitted: what the year between had of its own stays
        (
            "national_units",
            "home",
            ("home.lighting", "home.security", "home.appliance_control"),
            HOME,
            0.05,
        ),
        ("household_robot_units", "robots", ("robots.household",), HOME, 0.15),
        ("national_units", "servers", ("servers.general", "servers.xinchuang"), HOME, 0.04),
        ("national_units_phones", "phones_pcs", ("phones_pcs.phone_turnkey",), HOME, 0.05),
    ],
)
def test_a_market_gives_the_years_it_was_fitted_to(
    city: City,
    series: str,
    segment: str,
    uses: tuple[str, ...],
    places: tuple[str, ...],
    within: float,
) -> None:
    known = facts(city, series, segment)
    assert known
    parts = [sold(city, use, place) for use in uses for place in places]
    for year, fact in known.items():
        assert sum(part[year] for part in parts) == pytest.approx(fact, rel=within), year


def test_the_last_fit_year_is_met(city: City) -> None:
    """Where a year between is missed by more, the last is not."""
    for use, series, segment in (
        ("robots.household", "household_robot_units", "robots"),
        ("phones_pcs.phone_turnkey", "national_units_phones", "phones_pcs"),
    ):
        found = sum(sold(city, use, place)[2021] for place in HOME)
        assert found == pytest.approx(facts(city, series, segment)[2021], rel=0.01)


def test_named_and_synthetic_makers_fill_the_output_of_2019(city: City) -> None:
    """By segment: what they make in the city is the fact, and as many firms are there."""
    lines, firms, rest, series = city.lines, city.firms, city.population, city.series
    at_start = firms.arrives < 0
    for segment, key in enumerate(city.segments.keys):
        mine = (city.uses.segment[lines.use] == segment) & at_start[lines.firm]
        made = float((lines.revenue_million_per_year * lines.local_share)[mine].sum())
        others = city.uses.segment[rest.use] == segment
        made += float((rest.revenue_million_per_year * rest.local_share)[others].sum())
        known = {
            series.series[row]: float(series.value[row])
            for row in range(len(series))
            if series.segment[row] == segment and int(series.year[row]) == YEARS[0]
        }
        assert made == pytest.approx(known["output_million"], rel=0.01), key
        count = int(rest.count[others].sum() + (at_start & (firms.segment == segment)).sum())
        assert count == int(known["firms_count"]), key


@pytest.mark.parametrize("table", ["firms", "lines", "cells", "uses"])
def test_a_better_label_says_what_was_read(city: City, table: str) -> None:
    rows = getattr(city, table)
    for row, label in enumerate(rows.label):
        if label != "assumed":
            words = rows.source[row]
            assert any(word in words for word in ("read", "derived", "FACTS")), rows.keys[row]
            assert "assumed" in words or "general knowledge" in words or table == "firms"


@pytest.mark.parametrize("firm", ["aican", "heal_force", "quanta_shanghai", "microport_medbot"])
def test_firms_that_the_plan_names_are_there(city: City, firm: str) -> None:
    assert firm in city.firms.index
