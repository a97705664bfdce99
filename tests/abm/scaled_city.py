"""A copy of a city in which every constant that is money is so many times as large."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Collection
from io import StringIO
from pathlib import Path

MONEY_COLUMNS: dict[str, tuple[str, ...]] = {
    "uses.csv": ("price_yuan",),
    "parks.csv": ("rent_yuan_m2_day",),
    "firms.csv": ("parent_million_per_year",),
    "giants.csv": ("capital_million", "revenue_million_per_year"),
    "lines.csv": ("revenue_million_per_year", "price_yuan"),
    "population.csv": ("revenue_million_per_year",),
    "fleets.csv": ("manned_price_yuan",),
    "principals.csv": ("orders_million_per_year",),
    "component_contents.csv": ("value_yuan",),
}
"""Columns of money. Not ``capital_million_per_million_revenue``: a ratio of two."""

MONEY_ROWS: dict[str, str] = {
    "factor_prices.csv": "unit",
    "rates.csv": "unit",
    "series.csv": "unit",
    "targets.csv": "unit",
}
"""Tables whose ``value`` is money where this column says yuan."""

MONEY_PARAMETERS: tuple[str, ...] = (
    "finance.startup_burn",
    "finance.promotion_revenue",
    "finance.ipo_revenue",
    "exit.minimal_revenue",
    "attraction.capex_median",
    "upgrading.automation_cost",
    "parks.construction_cost",
    "sourcing.volume_reference",
    "policy.scenario_cost",
    "policy.roads_cost",
    "attraction.capex_most",
    "entry.arrival_money",
    "research.least_reference",
    "start.model_revenue",
    "policy.content_cost",
    "policy.standards_cost",
    "policy.approvals_cost",
    "policy.expo_cost",
    "policy.transition_cost",
    "policy.talent_cost",
    "policy.supervision_cost",
    "policy.mobility_cost",
    "policy.law_cost",
    "policy.replacement_limit",
    "policy.small_firm",
    "policy.services_cost",
    "moves.outlay",
    "location.master_output",
    "driving.development",
    "driving.fee",
)

MONEY_DEFINITIONS: tuple[str, ...] = (
    "revenue",
    "share_revenue",
    "large",
    "output_floor",
    "output_cap",
    "output_by_area",
    "sales",
)
"""Thresholds of ``outcomes.yaml`` in million yuan."""

MONEY_LIMITS: tuple[str, ...] = ("budget", "cap")
"""What a plan's setting has in million yuan."""

MONEY_LEVELS: tuple[str, ...] = ("consumer_hit_programme",)
"""Instruments whose level is in million yuan."""


def scaled_city(source: Path, folder: Path, factor: float) -> str:
    """Copy the city at ``source`` to ``folder`` with money times ``factor``. Returns the path."""
    shutil.copytree(source, folder)
    for name, columns in MONEY_COLUMNS.items():
        if not (folder / name).is_file():  # not every city has them all
            continue
        _scale_table(folder / name, factor, columns, "")
    for name, unit in MONEY_ROWS.items():
        _scale_table(folder / name, factor, ("value",), unit)
    _scale_paths(folder, factor)
    keys = "|".join(map(re.escape, MONEY_PARAMETERS))
    _scale_text(
        folder / "parameters.yaml", rf"(?m)^(?:{keys}): .*$", ("value", "low", "high"), factor
    )
    _scale_text(folder / "outcomes.yaml", r"(?m)^  .*$", MONEY_DEFINITIONS, factor)
    return str(folder)


def scaled_plan(source: Path, folder: Path, factor: float) -> str:
    """Copy a plan's file to ``folder`` with budgets and caps times ``factor``; returns the path."""
    found = folder / source.name
    shutil.copyfile(source, found)
    _scale_text(found, r"(?m)^.*$", MONEY_LIMITS, factor)
    _scale_text(found, rf"(?m)^.*(?:{'|'.join(MONEY_LEVELS)}).*$", ("level",), factor)
    return str(found)


def _scale_paths(folder: Path, factor: float) -> None:
    """Paths of series in yuan."""
    series = folder / "national_series.csv"
    if series.is_file():
        rows = csv.DictReader(StringIO(series.read_text(encoding="utf-8-sig")))
        money = {row["key"] for row in rows if row["unit"].endswith("yuan")}
        _scale_table(folder / "paths.csv", factor, ("value",), "series", money)


def _scale_table(
    file: Path,
    factor: float,
    columns: tuple[str, ...],
    by: str,
    only: Collection[str] | None = None,
) -> None:
    """Scale columns, of rows that in the column ``by`` have one of ``only``, or else yuan."""
    rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))
    for row in rows:
        if by and (row[by] not in only if only is not None else "yuan" not in row[by]):
            continue
        for column in columns:
            if row[column]:
                row[column] = repr(float(row[column]) * factor)
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8")


def _scale_text(file: Path, lines: str, keys: tuple[str, ...], factor: float) -> None:
    """Scale the numbers after ``keys`` in the lines of a YAML file that match ``lines``."""
    number = re.compile(rf"(?<![\w])({'|'.join(keys)}): (-?[0-9][0-9.e+-]*)")

    def scale(match: re.Match[str]) -> str:
        return number.sub(lambda m: f"{m[1]}: {float(m[2]) * factor!r}", match[0])

    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(lines, scale, text), encoding="utf-8")
