"""The report of a back-test: the misses first, then where simpler forecasts were better."""

from collections.abc import Sequence
from math import isnan

from abm.named_makers import SOLD
from experiments.reports.cells import number, percent, short
from experiments.reports.report import Data, Heading, Part, Report, Row, Table, Text, Words
from experiments.studies.backtest.result import NAMES, Backtest, Point, Scored, years_of
from experiments.studies.backtest.runs import FOLLOWED, Asked

TITLE = Words("回测：模型对检验年份的预测与实际", "Back-test: what the model said, and what came")
FEWEST_POINTS, FEWEST_SERIES = 20, 8
"""Figures and series below which a back-test says little."""

VARIANTS = {
    "ex_ante": Words(
        "按政策开始时已发表的全国市场预测", "national markets as forecast when the policy began"
    ),
    "ex_ante_events": Words(
        "同上，并告知此后的事件", "the same, told of the events that came later"
    ),
    "as_it_came": Words(
        "全国市场按实际（只检验本市部分；不告知此后的事件）",
        "national markets as they came (the city's part alone; later events untold)",
    ),
    "as_it_came_events": Words(
        "全国市场按实际，并告知此后的事件",
        "national markets as they came, told of the events that came later",
    ),
}
SHORT = {
    "ex_ante": Words("按预测", "as forecast"),
    "ex_ante_events": Words("按预测，告知事件", "as forecast, events told"),
    "as_it_came": Words("按实际", "as it came"),
    "as_it_came_events": Words("按实际，告知事件", "as it came, events told"),
}
EVENTS = "_events"
"""Ends the variants that are told of later events: of these what it comes to, not each figure."""
RIVALS = {
    "last_value": Words("不变", "last value"),
    "linear": Words("线性趋势", "linear trend"),
    "logistic": Words("S 形趋势", "logistic trend"),
    "ar1": Words("AR(1)", "AR(1)"),
    "target": Words("官方目标", "official target"),
}
ABOUT = Words(
    "“{plan}”下 {seeds} 个种子；参数：{parameters}；年份 {years}。检验行只由本命令读取，"
    "没有任何参数按它们调整。得分为 CRPS（越小越好）：数量取对数，比率取原单位；"
    "点预测的得分即其绝对误差。标为 assumed 的行不计。",
    "{seeds} seeds under {plan}; parameters: {parameters}; years {years}. Only this command reads "
    "the test rows, and nothing was fitted to them. The score is the CRPS (less is better), of "
    "amounts in logs, of rates in their unit; that of a single value is its absolute error. Rows "
    "that are assumed do not count.",
)
POSTERIOR = Words("后验文件摘要：{digest}。", "Digest of the posterior: {digest}.")
COVERED = Words(
    "{told}：80 % 区间覆盖 {points} 个数字（{series} 个序列）中的 {covered}（{share}）；"
    "按模型自身的相关，相当于 {independent} 个独立事实，95 % 区间 {low} 至 {high}。",
    "{told}: the 80 % intervals cover {covered} of {points} figures of {series} series ({share}); "
    "by the model's own correlations these are {independent} independent facts: 95 % interval "
    "{low} to {high}.",
)
FEW = Words(
    "数字或序列太少（少于 {points} 个或 {series} 个），结论有限。",
    "Fewer than {points} figures or {series} series: this says little.",
)
MISSED = Words(
    "未覆盖的数字，偏差最大者在前：{told}", "Outside their intervals, the worst first: {told}"
)
HELD = Words("区间之内的数字：{told}", "Within their intervals: {told}")
LOST = Words(
    "不如简单方法的序列：{items}。",
    "Series on which a simpler forecast was as good or better: {items}.",
)
NONE_LOST = Words(
    "没有一个序列不如所比的简单方法。", "On no series was any of the simpler forecasts as good."
)
AGAINST = Words("与简单方法相比：{told}", "Against simpler forecasts: {told}")
AGAINST_HEADS = (
    Words("方法", "Forecast"),
    Words("模型更好的序列", "Series on which the model is better"),
    Words("其平均得分", "Its mean score"),
    Words("模型在同样数字上的得分", "The model's, on the same figures"),
)
HEADS = (
    Words("序列（单位）", "Series (unit)"),
    Words("年", "Year"),
    Words("中位数 [80 % 区间]", "Median [80 % interval]"),
    Words("实际", "Actual"),
    "CRPS",
    Words("不变、线性、S 形、AR(1)、目标的得分", "of last, linear, logistic, AR(1), target"),
)
FIRMS = Words("具名企业的年营收（百万元），模型", "Revenue of firms by name (million yuan), model")


def backtest_report(found: Backtest, asked: Asked, digest: str = "") -> Report:
    """Misses of each variant first; ``digest`` that of the posterior, where runs drew from it."""
    about = ABOUT.format(
        seeds=found.seeds, plan=found.plan, parameters=found.parameters, years=years_of(asked)
    )
    parts: list[Part] = [Heading(TITLE, 1), about]
    if digest:
        parts.append(POSTERIOR.format(digest=digest))
    for scored in found.scored:
        parts += _variant(scored)
    parts += _firms(found)
    return Report([*parts, Data("backtest", found.table())])


def _variant(scored: Scored) -> list[Part]:
    low, high = scored.interval
    inside = sum(point.covered for point in scored.points)
    covered = COVERED.format(
        told=VARIANTS[scored.variant],
        points=len(scored.points),
        series=len(scored.series),
        covered=inside,
        share=percent(scored.covered),
        independent=number(scored.independent),
        low=percent(low),
        high=percent(high),
    )
    missed = sorted((p for p in scored.points if not p.covered), key=lambda p: -p.crps)
    held = [p for p in scored.points if p.covered]
    told, each = SHORT[scored.variant], not scored.variant.endswith(EVENTS)
    parts: list[Part] = [Heading(VARIANTS[scored.variant])]
    if missed and each:
        parts.append(_table(missed, MISSED.format(told=told)))
    parts += [_lost(scored), covered]
    if len(scored.points) < FEWEST_POINTS or len(scored.series) < FEWEST_SERIES:
        parts.append(FEW.format(points=FEWEST_POINTS, series=FEWEST_SERIES))
    parts.append(_against(scored))
    if held and each:
        parts.append(_table(held, HELD.format(told=told)))
    return parts


def _table(points: Sequence[Point], title: Text) -> Table:
    rows: list[Row | None] = [
        [
            f"{p.fact.name} ({p.fact.unit})",
            str(p.fact.year),
            _spread(p.low, p.median, p.high),
            short(p.fact.value),
            number(p.crps),
            " / ".join(number(p.rivals[name]) for name in NAMES),
        ]
        for p in points
    ]
    return Table(list(HEADS), rows, title, align="lr")


def _lost(scored: Scored) -> Text:
    beaten = scored.beaten_by()
    if not beaten:
        return NONE_LOST
    items = [
        Words("{name}（{by}）", "{name} ({by})").format(
            name=name, by=Words("、", ", ").join([RIVALS[rival] for rival in rivals])
        )
        for name, rivals in beaten.items()
    ]
    return LOST.format(items=Words("；", "; ").join(items))


def _against(scored: Scored) -> Table:
    rows: list[Row | None] = []
    means = scored.means()
    for name in NAMES:
        better, asked = scored.against(name)
        mine, theirs = means.get(name, (float("nan"), float("nan")))
        told = f"{better} / {asked}" if asked else "–"
        rows.append([RIVALS[name], told, number(theirs), number(mine)])
    return Table(list(AGAINST_HEADS), rows, AGAINST.format(told=SHORT[scored.variant]))


def _firms(found: Backtest) -> list[Part]:
    rows: list[Row | None] = []
    years = sorted({year for by in found.firms.values() for one in by.values() for year in one})
    for key in FOLLOWED:
        for variant, by in found.firms.items():
            one = by.get(f"{SOLD}{key}", {})
            if one and not all(isnan(value[1]) for value in one.values()):
                cells = [_spread(*one[year]) if year in one else "–" for year in years]
                rows.append([key, SHORT[variant], *cells])
    if not rows:
        return []
    heads: list[Text] = [Words("企业", "Firm"), Words("情形", "Told"), *map(str, years)]
    return [Table(heads, rows, FIRMS, align="llr")]


def _spread(low: float, median: float, high: float) -> str:
    return f"{short(median)} [{short(low)}, {short(high)}]"
