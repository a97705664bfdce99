"""Groups of rows of a city's data that a screening scales together, in a copy of its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from abm.city.city import find_city
from agents.city import LABELS
from experiments.studies.copied_city import Row, copied, rewrite, rows_of


def _any(row: Row) -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """Columns of a file, of the rows that ``of`` chooses; ``most`` is where a share ends, ``whole``
    numbers are counted."""

    file: str
    columns: tuple[str, ...]
    of: Callable[[Row], bool] = _any
    most: float = float("inf")
    whole: bool = False


@dataclass(frozen=True)
class Group:
    """Rows that are scaled together, and what they are."""

    key: str
    name_zh: str
    name_en: str
    parts: tuple[Part, ...]


def _forecast(row: Row) -> bool:
    """A forecast of a size: shares of a market, which could pass one, are moved by its size."""
    return row["role"] != "fact" and not row["series"].endswith(("_share", "_exported"))


def _wage(row: Row) -> bool:
    return row["name"].startswith("wage")


GROUPS: tuple[Group, ...] = (
    Group(
        "cell_units",
        "市场单元起始销量",
        "starting sales of cells",
        (Part("cells", ("units_per_year_start",)),),
    ),
    Group(
        "cell_stock",
        "市场上限与保有量",
        "ceilings and stocks of cells",
        (Part("cells", ("ceiling_units", "installed_units")),),
    ),
    Group("cell_growth", "市场增速", "growth of cells", (Part("cells", ("growth_per_year",)),)),
    Group("cell_life", "使用年限", "life of units", (Part("cells", ("life_years",)),)),
    Group(
        "cell_diffusion",
        "扩散系数",
        "p and q of adoption",
        (Part("cells", ("p_innovation", "q_imitation"), most=1.0),),
    ),
    Group(
        "prices",
        "价格",
        "prices of uses and of named lines",
        (Part("uses", ("price_yuan",)), Part("lines", ("price_yuan",))),
    ),
    Group(
        "margins",
        "毛利率",
        "gross margins of uses and of named lines",
        (Part("uses", ("gross_margin",), most=1.0), Part("lines", ("gross_margin",), most=1.0)),
    ),
    Group(
        "outside_quality",
        "外部产品质量增速",
        "growth of outside quality",
        (Part("uses", ("outside_quality_growth_per_year",)),),
    ),
    Group(
        "named_revenue",
        "具名企业营收",
        "revenue of named firms, first quarters of arrivals",
        (Part("lines", ("revenue_million_per_year",)), Part("ramps", ("units",))),
    ),
    Group(
        "named_local",
        "具名企业本地生产比重",
        "part of named lines made in the city",
        (Part("lines", ("local_share",), most=1.0),),
    ),
    Group(
        "synthetic_revenue",
        "其余企业营收",
        "revenue of the synthetic remainder",
        (Part("population", ("revenue_million_per_year",)),),
    ),
    Group(
        "synthetic_count",
        "其余企业数量",
        "number of synthetic firms, revenue given",
        (Part("population", ("count",), whole=True),),
    ),
    Group(
        "research",
        "研发强度",
        "R&D shares of firms, remainder and segments",
        (
            Part("firms", ("rd_share_of_revenue",)),
            Part("population", ("rd_share_of_revenue",)),
            Part("segments", ("rd_share_of_revenue",), most=1.0),
        ),
    ),
    Group(
        "park_floor",
        "园区建筑面积",
        "floor of parks, standing and to come",
        (Part("parks", ("floor_m2",)), Part("park_floor", ("floor_m2",))),
    ),
    Group("park_rent", "园区租金", "rents of parks", (Part("parks", ("rent_yuan_m2_day",)),)),
    Group(
        "principal_orders",
        "代工委托订单",
        "orders of principals",
        (Part("principals", ("orders_million_per_year",)),),
    ),
    Group(
        "principal_growth",
        "代工委托增速",
        "growth of principals",
        (Part("principals", ("growth_per_year",)),),
    ),
    Group("entrants", "新设企业数", "entrants a year", (Part("segments", ("entrants_per_year",)),)),
    Group(
        "space_by_job",
        "人均面积",
        "floor by job",
        (Part("segments", ("floor_m2_per_job",)),),
    ),
    Group(
        "local_inputs",
        "本地配套比重",
        "components that plants buy in the city, by share",
        (
            Part("inputs", ("local_share",), most=1.0),
            Part("use_inputs", ("local_share",), most=1.0),
        ),
    ),
    Group(
        "sourcing",
        "进口元器件质量优势",
        "lead of imports in quality",
        (Part("sourcing", ("import_quality_lead",)),),
    ),
    Group("wages", "工资", "outside wages", (Part("factor_prices", ("value",), _wage),)),
    Group(
        "paths",
        "全国市场预测",
        "forecasts of national markets",
        (Part("paths", ("value",), _forecast),),
    ),
)
"""What a run reads most of. Left out: names, places, dates, flags; shares that must add up."""


def scaled_city(city: str, folder: Path, factors: Mapping[str, float]) -> str:
    """A copy of a city's folder in ``folder`` with groups of rows times ``factors``, by key.

    Shares end at their bound, above which nothing is that was not there; counts are rounded.
    """
    copied(city, folder)
    for group in GROUPS:
        for part in group.parts:
            file = folder / f"{part.file}.csv"
            if file.exists() and factors.get(group.key, 1.0) != 1.0:
                rewrite(file, partial(_scaled, part=part, factor=factors[group.key]))
    return str(folder)


def _scaled(row: Row, part: Part, factor: float) -> Row:
    if not part.of(row):
        return row
    found = dict(row)
    for column in part.columns:
        if row.get(column):
            value = float(row[column])
            scaled = min(value * factor, max(part.most, value))
            found[column] = str(round(scaled)) if part.whole else f"{scaled:.12g}"
    return found


def labels_of(city: str, groups: Sequence[Group] = GROUPS) -> dict[str, dict[str, int]]:
    """How many rows of each group have each label, by the group's key."""
    folder = Path(str(find_city(city)))
    found = {}
    for group in groups:
        counts = dict.fromkeys(LABELS, 0)
        for part in group.parts:
            file = folder / f"{part.file}.csv"
            for row in rows_of(file) if file.exists() else []:
                if part.of(row) and any(row.get(column) for column in part.columns):
                    counts[row["label"]] += 1
        found[group.key] = counts
    return found
