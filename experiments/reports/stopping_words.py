"""A stopping rule in a sentence: what it asks, how many seeds were run, and why no more."""

from math import isfinite

from abm.outcomes import OUTCOMES
from experiments.reports.answer_table import number
from experiments.reports.units import unit_of, unit_of_column
from experiments.reports.verdict_words import Language
from experiments.studies.enough import Ended

WORDS = {
    "en": {
        "rule": (
            "Stopping rule: seeds are added until the {confidence} interval of the mean of "
            "{outcome}{of} at the end of {quarter} is at most ± {half}{unit}, under every plan and "
            "at every point; asked after {first} seeds and every {every} more, {most} at most."
        ),
        "difference": " (plan minus reference)",
        "level": "",
        "met": " It was met after {seeds} of {most} seeds (± {width}{unit}), so no more were run.",
        "all": " It was not met: all {most} seeds were run (± {width}{unit}).",
        "unknown": (
            " It was not met: all {most} seeds were run, and failed or unknown ones, or "
            "few that are all alike, leave no interval."
        ),
        "open": " {seeds} of {most} seeds are there so far.",
    },
    "zh": {
        "rule": (
            "停止规则：逐步增加随机种子，直至各方案、各设计点在{quarter}末“{outcome}”{of}均值的"
            "{confidence}区间不宽于 ±{half}{unit}；满 {first} 个种子后每增加 {every} 个检查一次，"
            "至多 {most} 个。"
        ),
        "difference": "（方案与参照之差）",
        "level": "",
        "met": "运行 {most} 个中的 {seeds} 个后已满足（±{width}{unit}），故不再继续。",
        "all": "未能满足：{most} 个种子已全部运行（±{width}{unit}）。",
        "unknown": (
            "未能满足：{most} 个种子已全部运行，因有失败或未知的结果，或少数结果全都相同，"
            "而没有区间。"
        ),
        "open": "目前已有 {most} 个中的 {seeds} 个。",
    },
}


def sentence(found: Ended, language: Language) -> str:
    """The rule, seeds done of how many, and why the sweep ended there."""
    words, rule = WORDS[language], found.rule
    # In English ± 4 亿 yuan: "± 4 100 million yuan" would be read as one number.
    unit, scale = unit_of(unit_of_column(rule.outcome), "zh" if language == "zh" else "")
    if not found.finished:
        why = "open"
    elif found.met:
        why = "met"
    else:
        why = "all" if isfinite(found.width) else "unknown"
    text = words["rule"] + words[why]
    return text.format(
        confidence=f"{100.0 * rule.confidence:.10g} %",
        outcome=_name(rule.outcome, language),
        of=words[rule.of],
        quarter=found.quarter,
        half=number(rule.half_width / scale),
        width=number(found.width / scale),
        unit=f" {unit}",
        first=rule.at_least,
        every=rule.every,
        seeds=found.seeds,
        most=found.most,
    )


def _name(column: str, language: Language) -> str:
    """What an outcome is called; a column that is no outcome of its own by its key."""
    for outcome in OUTCOMES:
        for named in outcome.reported:
            if named.key == column:
                return named.name_zh if language == "zh" else named.name_en
    return column
