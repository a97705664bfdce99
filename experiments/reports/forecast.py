"""The report of a sealed forecast, and of its score once facts have come."""

from collections.abc import Sequence

import numpy as np

from abm.outcomes import OUTCOMES
from agents.city import City
from experiments.reports.cells import number, percent, short
from experiments.reports.report import Data, Report, Row, Table, Text, Words
from experiments.studies.forecast import Forecast, Scored
from experiments.studies.in_columns import frame_of

SAID = Words(
    "{city}：以截至 {cut} 的事实为条件（{given}），{seeds} 个历史，{year} 年为止。"
    "封存于 {made}，模型版本 {model}。",
    "{city}: conditioned on facts to {cut} ({given}), {seeds} histories, to {year}. Sealed on "
    "{made}, model version {model}.",
)
RULE = Words("评分规则（英文原文）：{rule}。", "Scoring rule: {rule}.")
DIGEST = Words(
    "摘要（请另行公布，之后任何人可据此核对）：{digest}",
    "Digest (publish it elsewhere: whoever scores can hold the files against it): {digest}",
)
HEADS = (Words("结果", "Outcome"), Words("年", "Year"))
TITLE = Words("预测：中位数 [80 % 区间]", "Forecast: median [80 % interval]")
SCORES = Words("“{plan}”下的预测与事实", "The forecast under {plan}, and what came")
SCORE_HEADS = (
    Words("结果", "Outcome"),
    Words("年", "Year"),
    Words("中位数 [80 % 区间]", "Median [80 % interval]"),
    Words("事实", "Fact"),
    Words("在区间内", "Covered"),
    "CRPS",
    Words("无该方案", "without the plan"),
    Words("不变", "no change"),
)
COVERED = Words(
    "80 % 区间覆盖 {points} 个事实中的 {covered} 个（{share}）。",
    "The 80 % intervals cover {covered} of {points} facts ({share}).",
)
YES, NO = Words("是", "yes"), Words("否", "no")


def forecast_report(forecast: Forecast, city: City, shown: Sequence[str]) -> Report:
    """What is sealed, some of its outcomes by plan and year, and the digest."""
    told = forecast.told
    said = SAID.format(
        city=Words(city.name.zh, city.name.en),
        cut=told["cut"],
        given=", ".join(told["conditioned_on"]),
        seeds=len(told["seeds"]),
        year=told["question"],
        made=told["made"],
        model=told["model"],
    )
    plans = [*told["plans"]]
    rows: list[Row | None] = []
    for outcome in shown:
        for year in told["years"]:
            cells = [_spread(forecast.sample(plan, year, outcome)) for plan in plans]
            rows.append([_name(outcome), str(year), *cells])
        rows.append(None)
    heads: list[Text] = [*HEADS, *plans]
    return Report(
        [
            said,
            Table(heads, rows[:-1], TITLE, align="lr"),
            RULE.format(rule=told["rule"]),
            DIGEST.format(digest=told["digest"]),
        ]
    )


def score_report(forecast: Forecast, found: Sequence[Scored], plan: str) -> Report:
    """Facts outside their intervals first, the worst before the others."""
    ordered = sorted(found, key=lambda one: (one.covered, -one.crps))
    rows: list[Row | None] = [
        [
            f"{_name(one.outcome).of(None)} ({one.unit})",
            str(one.year),
            f"{short(one.median)} [{short(one.low)}, {short(one.high)}]",
            short(one.actual),
            YES if one.covered else NO,
            number(one.crps),
            number(one.without),
            number(one.no_change),
        ]
        for one in ordered
    ]
    inside = sum(one.covered for one in found)
    covered = COVERED.format(points=len(found), covered=inside, share=percent(inside / len(found)))
    table = frame_of({**vars(one), "covered": one.covered} for one in ordered)
    return Report(
        [
            Table(list(SCORE_HEADS), rows, SCORES.format(plan=plan), align="lrrrlrrr"),
            covered,
            RULE.format(rule=forecast.told["rule"]),
            DIGEST.format(digest=forecast.told["digest"]),
            Data("forecast_score", table),
        ]
    )


def _name(outcome: str) -> Words:
    named = {n.key: n for one in OUTCOMES for n in one.reported}
    n = named.get(outcome)
    return Words(outcome, outcome) if n is None else Words(n.name_zh, n.name_en)


def _spread(sample: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    low, median, high = np.quantile(sample, [0.1, 0.5, 0.9]).tolist()
    return f"{short(median)} [{short(low)}, {short(high)}]"
