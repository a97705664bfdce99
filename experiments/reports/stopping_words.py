"""A stopping rule in a sentence: what it asks, how many seeds were run, and why no more."""

from math import isfinite

from abm.outcomes import OUTCOMES
from experiments.reports.cells import number
from experiments.reports.report import Words
from experiments.reports.units import unit_in_a_sentence, unit_of_column
from experiments.studies.enough import Ended

WORDS = {
    "rule": Words(
        "停止规则：逐步增加随机种子，直至各方案、各设计点在{quarter}末“{outcome}”{of}均值的"
        "{confidence}区间不宽于 ±{half}{unit}；满 {first} 个种子后每增加 {every} 个检查一次，至"
        "多 {most} 个。",
        "Stopping rule: seeds are added until the {confidence} interval of the mean of "
        "{outcome}{of} at the end of {quarter} is at most ± {half}{unit}, under every plan and "
        "at every point; asked after {first} seeds and every {every} more, {most} at most.",
    ),
    "difference": Words("（方案与参照之差）", " (plan minus reference)"),
    "level": Words("", ""),
    "met": Words(
        "运行 {most} 个中的 {seeds} 个后已满足（±{width}{unit}），故不再继续。",
        " It was met after {seeds} of {most} seeds (± {width}{unit}), so no more were run.",
    ),
    "all": Words(
        "未能满足：{most} 个种子已全部运行（±{width}{unit}）。",
        " It was not met: all {most} seeds were run (± {width}{unit}).",
    ),
    "unknown": Words(
        "未能满足：{most} 个种子已全部运行，因有失败或未知的结果，或少数结果全都相同，而没有区间。",
        " It was not met: all {most} seeds were run, and failed or unknown ones, or few that "
        "are all alike, leave no interval.",
    ),
    "open": Words(
        "目前已有 {most} 个中的 {seeds} 个。",
        " {seeds} of {most} seeds are there so far.",
    ),
}


def sentence(found: Ended) -> Words:
    """The rule, seeds done of how many, and why the sweep ended there."""
    rule = found.rule
    unit, scale = unit_in_a_sentence(unit_of_column(rule.outcome))
    if not found.finished:
        why = "open"
    elif found.met:
        why = "met"
    else:
        why = "all" if isfinite(found.width) else "unknown"
    return (
        Words("", "")
        .join([WORDS["rule"], WORDS[why]])
        .format(
            confidence=f"{100.0 * rule.confidence:.10g} %",
            outcome=_name(rule.outcome),
            of=WORDS[rule.of],
            quarter=found.quarter,
            half=number(rule.half_width / scale),
            width=number(found.width / scale),
            unit=Words(f" {unit.zh}", f" {unit.en}"),
            first=rule.at_least,
            every=rule.every,
            seeds=found.seeds,
            most=found.most,
        )
    )


def _name(column: str) -> Words:
    """What an outcome is called; a column that is no outcome of its own by its key."""
    for outcome in OUTCOMES:
        for named in outcome.reported:
            if named.key == column:
                return Words(named.name_zh, named.name_en)
    return Words(column, column)
