"""The verdict in two sentences: what the plan changes; what there is by when, and how likely."""

from math import isnan
from typing import Literal

from experiments.reports.answer_table import number, percent
from experiments.reports.units import unit_of
from experiments.studies.answer import FEWEST, Spread
from experiments.studies.verdict import Finding, Together, Verdict, rounded, sure

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")

DECIMALS = 1
"""Of means of counts."""

WORDS = {
    "en": {
        "changes": "Against {reference} on the same luck ({pairs} pairs), {plan} changes {items}.",
        "item": "{name} by {mean} [{low}, {high}{seen}]",
        "bare": "{name} by {mean}",
        "too_few": "{name} by {mean} [{pairs} pairs: too few for an interval]",
        "luck": "; may be luck, detectable from {least}",
        "seen": "; detectable from {least}",
        "level": "By the end of {when} under {plan}: {items}; {together}.",
        "due": "{year}",
        "early": "{quarter}, where the runs end,",
        "counted": "{now} {name} ({start} when the policy began − {lost} lost + {emerged} new",
        "parted": "; {part} specialty parks and {rest} micro-parks that are none",
        "plain": "{name} {now} (",
        "target": "≥ {target} in {chance} of runs)",
        "few": "≥ {target} in {reached} of {runs} runs)",
        "question": "all targets of the question in one run: {chance}",
        "everything": "all of these: {chance}",
        "chance": "{chance} [{low}, {high}]",
        "chance_few": "{reached} of {runs} runs (a chance is told from {least})",
        "none": "whether all targets are met together was not kept",
        "join": "; ",
    },
    "zh": {
        "changes": "同一随机性下与“{reference}”相比（{pairs} 对模拟），“{plan}”带来：{items}。",
        "item": "{name} {mean}［{low}，{high}{seen}］",
        "bare": "{name} {mean}",
        "too_few": "{name} {mean}［{pairs} 对模拟，不足以给出区间］",
        "luck": "；可能只是偶然，{least} 以上才能分辨",
        "seen": "；{least} 以上可以分辨",
        "level": "到{when}，“{plan}”下：{items}；{together}。",
        "due": "{year}年底",
        "early": "{quarter}（模拟到此为止）",
        "counted": "{name} {now} {unit}（政策起点 {start} − 失去 {lost} + 新增 {emerged}",
        "parted": "；其中特色园区 {part}、仅为精品微园 {rest}",
        "plain": "{name} {now}（",
        "target": "达到 {target} 的可能性 {chance}）",
        "few": "{runs} 次模拟中 {reached} 次达到 {target}）",
        "question": "问题所列目标同时实现的可能性 {chance}",
        "everything": "以上目标全部同时实现的可能性 {chance}",
        "chance": "{chance}［{low}，{high}］",
        "chance_few": "{runs} 次中 {reached} 次（满 {least} 次才给出可能性）",
        "none": "未保存全部所需结果，无法判断目标是否同时实现",
        "join": "；",
    },
}


def sentences(
    found: Verdict, plan: str, reference: str, language: Language, early: str = ""
) -> tuple[str, ...]:
    """What the plan changes against ``reference``, where it is another, and the level with its
    chances. ``plan`` and ``reference`` are names as a reader knows them; ``early`` is the quarter
    in which the runs ended, where that is before the targets are due."""
    words = WORDS[language]
    effects = [f for f in found.findings if f.effect is not None and f.effect.pairs]
    said = []
    if effects:
        pairs = max(f.effect.pairs for f in effects if f.effect is not None)
        items = words["join"].join(_change(f, language) for f in effects)
        said.append(
            words["changes"].format(reference=reference, pairs=pairs, plan=plan, items=items)
        )
    year = max(f.target.year for f in found.findings)
    items = words["join"].join(_level(f, language) for f in found.findings)
    together = [
        words[what].format(chance=_chance(joint.spread, words))
        for what, joint in (("question", found.question), ("everything", found.everything))
        if isinstance(joint, Together)
    ]
    joined = words["join"].join(together) or words["none"]
    when = words["early"].format(quarter=early) if early else words["due"].format(year=year)
    said.append(words["level"].format(when=when, plan=plan, items=items, together=joined))
    return tuple(said)


def _change(f: Finding, language: Language) -> str:
    """``competitive firms by +5.8 [+4.1, +7.6; detectable from 2.5]``."""
    words, effect = WORDS[language], f.effect
    assert effect is not None
    unit, scale = _unit(f, language)
    name, mean = _name(f, language), f"{number(effect.mean / scale, sign=True)}{unit}"
    if isnan(effect.low):
        return words["bare" if effect.pairs < 2 else "too_few"].format(
            name=name, mean=mean, pairs=effect.pairs
        )
    seen = ""
    if effect.low < effect.high:
        least = number(effect.detectable / scale)
        seen = words["seen" if sure(effect) else "luck"].format(least=least)
    low, high = (number(v / scale, sign=True) for v in (effect.low, effect.high))
    return words["item"].format(name=name, mean=mean, low=low, high=high, seen=seen)


def _level(f: Finding, language: Language) -> str:
    """``76 firms (51 when the policy began − 4 lost + 29 new; ≥ 50 in 100 % of runs)``."""
    words = WORDS[language]
    unit, scale = _unit(f, language)
    if f.count is None:
        text = words["plain"].format(name=_name(f, language), now=number(f.mean / scale) + unit)
    else:
        c = rounded(f.count, DECIMALS)
        start, lost, emerged, now = (f"{v:g}" for v in (c.start, c.lost, c.emerged, c.now))
        text = words["counted"].format(
            name=_name(f, language),
            unit=unit_of(f.target.unit, language)[0],
            start=start,
            lost=lost,
            emerged=emerged,
            now=now,
        )
        if not isnan(f.part):
            part = round(f.part, DECIMALS)
            rest = f"{round(c.now - part, DECIMALS):g}"
            text += words["parted"].format(part=f"{part:g}", rest=rest)
        text += words["join"]
    s, target = f.spread, number(f.target.value / scale)
    kind = "few" if s.runs < FEWEST else "target"
    chance = percent(s.probability)
    return text + words[kind].format(target=target, chance=chance, reached=s.reached, runs=s.runs)


def _chance(s: Spread, words: dict[str, str]) -> str:
    if s.runs < FEWEST:
        return words["chance_few"].format(reached=s.reached, runs=s.runs, least=FEWEST)
    chance, low, high = (percent(p) for p in (s.probability, s.probability_low, s.probability_high))
    return words["chance"].format(chance=chance, low=low, high=high)


def _name(f: Finding, language: Language) -> str:
    """In a sentence: an English name begins small."""
    if language == "zh":
        return f.target.name_zh
    return f.target.name_en[:1].lower() + f.target.name_en[1:]


def _unit(f: Finding, language: Language) -> tuple[str, float]:
    """What stands behind a number: money has its unit, what is counted is named already."""
    unit, scale = unit_of(f.target.unit, "zh" if language == "zh" else "")
    return (f" {unit}", scale) if scale != 1.0 or language == "zh" else ("", scale)
