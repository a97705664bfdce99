"""Firms and parks at the end of the runs: by plan, in the middle of the runs."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from agents.city import City
from experiments.reports.answer_page import Names
from experiments.reports.report import Language, Words
from experiments.reports.units import YI
from experiments.reports.who_words import KINDS
from experiments.reports.workbook.answer import look_of
from experiments.reports.workbook.book import Book
from experiments.runs.batch import DONE
from experiments.runs.folder.results import Results

FIRMS, PARKS = Words("企业", "firms"), Words("园区", "parks")


class Told(NamedTuple):
    """A column of numbers: where it is from, its head, how much of the table's unit it tells."""

    column: str
    head: Words
    scale: float = 1.0


OF_FIRMS = (
    Told("revenue_year", Words("营业收入（亿元/年）", "revenue (100 million yuan/year)"), YI),
    Told("output_year", Words("产值（亿元/年）", "output (100 million yuan/year)"), YI),
    Told("profit_year", Words("利润（亿元/年）", "profit (100 million yuan/year)"), YI),
    Told("rd_year", Words("研发支出（亿元/年）", "R&D (100 million yuan/year)"), YI),
    Told("cash", Words("现金（亿元）", "cash (100 million yuan)"), YI),
    Told("debt", Words("债务（亿元）", "debt (100 million yuan)"), YI),
    Told("national_share", Words("全国市场份额（占比）", "national market share (share)")),
    Told("engineers", Words("工程师（人）", "engineers (persons)")),
    Told("operators", Words("操作工（人）", "operators (persons)")),
    Told("technology", Words("技术水平（指数）", "technology (index)")),
)

OF_PARKS = (
    Told("floor", Words("建筑面积（平方米）", "floor space (m2)")),
    Told("used", Words("已用面积（平方米）", "floor in use (m2)")),
    Told("rent_yuan_m2_day", Words("租金（元/平方米·天）", "rent (yuan/m2/day)")),
    Told("tenants", Words("入驻企业（家）", "tenants (firms)")),
    Told("output_year", Words("产值（亿元/年）", "output (100 million yuan/year)"), YI),
    Told("jobs", Words("就业（人）", "jobs (persons)")),
)

PLAN, KIND, SEGMENT = Words("方案", "plan"), Words("类型", "kind"), Words("细分行业", "segment")
THERE = Words("存在的运行占比", "share of runs in which it is there")
SPECIAL = Words("成为特色园区的运行占比", "share of runs in which it is a specialty park")
DISTRICT = Words("区", "district")
OTHERS = Words("其他企业（合计）", "all other firms, together")

NOTE = Words(
    "期末；各运行的中位数，只计该企业或园区存在的运行。不具名企业按类型和行业合计。",
    "At the end; medians over the runs in which the firm or park is there. Firms without a name "
    "are summed by kind and segment.",
)

PARK_KINDS = {
    "park": Words("园区", "park"),
    "micro_park": Words("精品微园", "boutique micro-park"),
    "remainder": Words("园区以外", "outside parks"),
}


def firms_sheet(
    book: Book, results: Results, city: City, point: int | None, names: Names, lang: Language
) -> None:
    """A row a plan and firm: those with names of their own, then the rest by kind and segment."""
    table = _of_point(results, "firms", point)
    if table is None or table.is_empty():
        return
    called = _names(city.firms, lang)
    segments = _names(city.segments, lang)
    numbers = [told for told in OF_FIRMS if told.column in table.columns]
    sums = [pl.col(told.column).sum() for told in numbers]
    others = (
        table.filter(pl.col("name") == "")
        .group_by("plan", "run", "kind", "segment")
        .agg(*sums)
        .with_columns(name=pl.lit(""))
    )
    named = table.filter(pl.col("name") != "")
    keys = ["plan", "name", "kind", "segment"]
    rows = []
    for frame in (named, others):
        for said in _middle(frame, keys, numbers, results, point):
            name = called.get(said["name"], said["name"]) or OTHERS.of(lang)
            kind = KINDS.get(said["kind"])
            texts = [name, said["kind"] if kind is None else kind.of(lang)]
            texts.append(segments.get(said["segment"], said["segment"]))
            rows.append((said["plan"], texts, [said["there"]], said))
    heads = [FIRMS, KIND, SEGMENT]
    _sheet(book, FIRMS, heads, [THERE], numbers, rows, names, lang)


def parks_sheet(
    book: Book, results: Results, city: City, point: int | None, names: Names, lang: Language
) -> None:
    """A row a plan and park, with how often it becomes a specialty park."""
    table = _of_point(results, "parks", point)
    if table is None or table.is_empty():
        return
    called = _names(city.parks, lang)
    districts = _names(city.districts, lang)
    numbers = [told for told in OF_PARKS if told.column in table.columns]
    keys = ["plan", "park", "kind", "district"]
    special = (pl.col("specialty") != "").mean().alias("special")
    rows = []
    for said in _middle(table, keys, numbers, results, point, special):
        kind = PARK_KINDS.get(said["kind"])
        texts = [called.get(said["park"], said["park"])]
        texts += [said["kind"] if kind is None else kind.of(lang)]
        texts += [districts.get(said["district"], said["district"])]
        rows.append((said["plan"], texts, [said["there"], said["special"]], said))
    _sheet(book, PARKS, [PARKS, KIND, DISTRICT], [THERE, SPECIAL], numbers, rows, names, lang)


def _of_point(results: Results, name: str, point: int | None) -> pl.DataFrame | None:
    """A table of each run's last quarter with the runs' plans; None where it is not kept."""
    kept = results.manifest["ingredients"]["experiment"]["tables"]
    if name not in kept:
        return None
    runs = _runs(results, point).lazy()
    return results.table(name).join(runs, on="run", maintain_order="left").collect()


def _runs(results: Results, point: int | None) -> pl.DataFrame:
    runs = results.runs.filter(pl.col("status") == DONE)
    runs = runs if point is None else runs.filter(pl.col("point") == point)
    return runs.select("run", "plan").collect()


def _middle(
    frame: pl.DataFrame,
    keys: Sequence[str],
    numbers: Sequence[Told],
    results: Results,
    point: int | None,
    *more: pl.Expr,
) -> list[dict[str, Any]]:
    """Medians by ``keys``, and ``there``: in which share of the plan's runs; the largest first."""
    count = _runs(results, point).group_by("plan").agg(all_runs=pl.len())
    medians = [pl.col(told.column).cast(pl.Float64).median() / told.scale for told in numbers]
    size = "output_year" if "output_year" in frame.columns else keys[-1]
    grouped = frame.group_by(keys).agg(*medians, *more, there=pl.col("run").n_unique())
    order = {plan: place for place, plan in enumerate(results.plans)}
    return (
        grouped.join(count, on="plan")
        .with_columns(
            there=pl.col("there") / pl.col("all_runs"),
            order=pl.col("plan").replace_strict(order, return_dtype=pl.Int64),
        )
        .sort("order", size, *keys, descending=[False, True, *(False for _ in keys)])
        .to_dicts()
    )


def _names(rows: Any, lang: Language) -> Mapping[str, str]:
    called = rows.name_zh if lang == "zh" else rows.name_en
    return dict(zip(rows.keys, called, strict=True))


def _sheet(
    book: Book,
    name: Words,
    heads: Sequence[Words],
    shares: Sequence[Words],
    numbers: Sequence[Told],
    rows: Sequence[tuple[str, list[str], list[float], dict[str, Any]]],
    names: Names,
    lang: Language,
) -> None:
    sheet = book.sheet(name.of(lang))
    sheet.widths(24, 26, 18, 18, *(13 for _ in (*shares, *numbers)))
    sheet.top(NOTE.of(lang))
    whole = [PLAN, *heads, *shares, *(told.head for told in numbers)]
    sheet.heads(3, [head.of(lang) for head in whole])
    sheet.made.freeze_panes(3, 2)
    for row, (plan, texts, parts, said) in enumerate(rows, 4):
        for place, text in enumerate((names[plan].of(lang), *texts), 1):
            sheet.put(row, place, text)
        at = len(texts) + 2
        for place, share in enumerate(parts, at):
            sheet.put(row, place, share, "share")
        for place, told in enumerate(numbers, at + len(parts)):
            value = float(said[told.column])
            sheet.put(row, place, value, look_of(value))
    sheet.made.autofilter(2, 0, len(rows) + 2, len(whole) - 1)
