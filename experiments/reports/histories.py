"""The report of histories that were sorted out, and the table that a city keeps of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from abm.history import Fact
from agents.city import City
from engine.calendar import quarter_text
from experiments.reports.report import Report, Table, Text, Words
from experiments.runs.frames import csv_bytes
from experiments.studies.histories import ANSWERS, Sorted

SAID = Words(
    zh="{tried} 个历史中有 {kept} 个与 {until} 以前的实际相符；所用序列：{series}，"
    "每个序列的对数误差标准差取 {error:g}。",
    en="Of {tried} histories {kept} agree with what had happened by {until}: {series}, with a "
    "standard deviation of {error:g} of a series' ln error.",
)


def histories_table(found: Sorted, year: int, facts: Sequence[Fact]) -> bytes:
    """``histories.csv`` as its bytes."""
    series = ", ".join(dict.fromkeys(fact.name for fact in facts))
    source = f"rejection by {series}: yuanqu city histories --year {year}"
    return csv_bytes(pl.DataFrame(found.rows(year, source)))


def histories_report(
    found: Sorted, facts: Sequence[Fact], answers: Sequence[Mapping[str, Any]], city: City
) -> Report:
    """How many agree, and what histories make of each fact before and after."""
    model = np.array([answer[ANSWERS] for answer in answers])
    names = dict.fromkeys(fact.name for fact in facts)
    said = SAID.format(
        tried=len(found.seeds),
        kept=int(found.accepted.sum()),
        until=quarter_text(city.policy_start - 1),
        series=", ".join(names),
        error=city.given_error,
    )
    rows = [
        [
            fact.name,
            str(fact.year),
            f"{fact.value:,.4g}",
            fact.label,
            _spread(model[:, place]),
            _spread(model[found.accepted, place]),
        ]
        for place, fact in enumerate(facts)
    ]
    heads: list[Text] = [
        Words("序列", "series"),
        Words("年", "year"),
        Words("实际", "fact"),
        "",
        Words("全部历史（10–90 %）", "all histories (10–90 %)"),
        Words("相符的", "those that agree"),
    ]
    return Report([said, Table(heads, rows, align="lrrlrr")])


def _spread(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    if not len(values):
        return "–"
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return f"{middle:,.4g} [{low:,.4g}, {high:,.4g}]"
