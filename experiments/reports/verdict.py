"""The verdict in two sentences: what a plan changes; what there is by when, and how likely."""

from collections.abc import Collection, Iterable
from math import isnan

from abm.outcomes import OUTCOMES
from abm.parameter_sets import DEFAULT_SET
from abm.worlds import DEFAULT_WORLD
from agents.city import City
from engine.calendar import quarter_index, quarter_text
from experiments.reports.cells import number, percent
from experiments.reports.report import Text, Words
from experiments.reports.units import unit_in_a_sentence, unit_words
from experiments.runs.folder.results import Results
from experiments.studies.answer import FEWEST, Spread
from experiments.studies.seeds import agreeing
from experiments.studies.verdict import Finding, Together, Verdict, rounded, sure, targets_of
from experiments.studies.verdicts import last_quarter, verdicts
from policies.plan import Plan

DECIMALS = 1
"""Of means of counts."""

WORDS = {
    "changes": Words(
        "同一随机性下与“{reference}”相比（{pairs} 对模拟），“{plan}”带来：{items}。",
        "Against {reference} on the same luck ({pairs} pairs), {plan} changes {items}.",
    ),
    "item": Words("{name} {mean}［{low}，{high}{seen}］", "{name} by {mean} [{low}, {high}{seen}]"),
    "bare": Words("{name} {mean}", "{name} by {mean}"),
    "too_few": Words(
        "{name} {mean}［{pairs} 对模拟，不足以给出区间］",
        "{name} by {mean} [{pairs} pairs: too few for an interval]",
    ),
    "luck": Words("；可能只是偶然，{least} 以上才能分辨", "; may be luck, detectable from {least}"),
    "seen": Words("；{least} 以上可以分辨", "; detectable from {least}"),
    "level": Words(
        "到{when}，“{plan}”下：{items}；{together}。",
        "By the end of {when} under {plan}: {items}; {together}.",
    ),
    "due": Words("{year}年底", "{year}"),
    "early": Words("{quarter}（模拟到此为止）", "{quarter}, where the runs end,"),
    "counted": Words(
        "{name} {now} {unit}（政策起点 {start} − 失去 {lost} + 新增 {emerged}",
        "{now} {name} ({start} when the policy began − {lost} lost + {emerged} new",
    ),
    "parted": Words(
        "；其中特色园区 {part}、仅为精品微园 {rest}",
        "; {part} specialty parks and {rest} micro-parks that are none",
    ),
    "plain": Words("{name} {now}", "{name} {now}"),
    "open": Words("（", " ("),
    "close": Words("）", ")"),
    "dated": Words("{name}（{year}年）", "{name} ({year})"),
    "target": Words("达到 {target} 的可能性 {chance}）", "≥ {target} in {chance} of runs)"),
    "few": Words(
        "{runs} 次模拟中 {reached} 次达到 {target}）",
        "≥ {target} in {reached} of {runs} runs)",
    ),
    "question": Words(
        "问题所列目标同时实现的可能性 {chance}",
        "all targets of the question in one run: {chance}",
    ),
    "everything": Words("以上目标全部同时实现的可能性 {chance}", "all of these: {chance}"),
    "chance": Words("{chance}［{low}，{high}］", "{chance} [{low}, {high}]"),
    "chance_few": Words(
        "{runs} 次中 {reached} 次（满 {least} 次才给出可能性）",
        "{reached} of {runs} runs (a chance is told from {least})",
    ),
    "none": Words(
        "未保存全部所需结果，无法判断目标是否同时实现",
        "whether all targets are met together was not kept",
    ),
    "held": Words(
        "所用历史均与{until}以前的实际相符：试算 {tried} 个，相符 {kept} 个（按{series}）。",
        "Answered from histories that agree with what had happened by {until}: {kept} of {tried} "
        "that were tried, by {series}.",
    ),
    "not_held": Words(
        "所用历史未按{until}以前的实际筛选：该模型版本尚无此表（yuanqu city histories）。",
        "Histories are not held to what had happened by {until}: this version of the model has no "
        "table of them (yuanqu city histories).",
    ),
    "others": Words(
        "所用历史并非都按{until}以前的实际筛选：国家市场、参数或随机种子另有指定。",
        "Not all of these histories are held to what had happened by {until}: worlds, parameters "
        "or seeds are others than those that were sorted out.",
    ),
    "unpublished": Words(
        "问题所列结果尚无公布的目标值，不给出可能性",
        "of what is asked about no figure was published, so no chance is told",
    ),
    "join": Words("；", "; "),
    "and": Words("、", ", "),
}
NOTHING, WITH_UNIT = Words("", ""), Words("{number}{unit}", "{number}{unit}")


def told(results: Results, city: City, plans: Iterable[Plan]) -> list[Words]:
    """The verdict on each of ``plans`` but the reference, in two sentences, a line each; on the
    reference alone where there is no other."""
    found = verdicts(results, city)
    names = {plan.key: Words(plan.name.zh, plan.name.en) for plan in plans}
    asked = [plan for plan in found if plan != results.reference] or list(found)
    due, last = max((t.year for t in targets_of(city)), default=0), last_quarter(results)
    early = quarter_text(last) if found and last < quarter_index(f"{due}Q4") else ""
    reference = names[results.reference]
    lines = Words("\n", "\n")
    said = [lines.join(sentences(found[plan], names[plan], reference, early)) for plan in asked]
    return [*said, *held_to(city, seeds_told(results))] if said else []


def held_to(city: City, seeds: Collection[int] | None) -> list[Words]:
    """By what a later question's histories were sorted out; nothing for a first question.

    ``seeds`` are those of the runs; None where runs are of other worlds or parameters.
    """
    if not city.given:
        return []
    until = quarter_text(city.policy_start - 1)
    if (kept := agreeing(city)) is None:
        return [WORDS["not_held"].format(until=until)]
    if seeds is None or not set(seeds) <= set(kept):
        return [WORDS["others"].format(until=until)]
    tried, series = len(city.histories), WORDS["and"].join([_named(key) for key in city.given])
    return [WORDS["held"].format(until=until, kept=len(kept), tried=tried, series=series)]


def _named(series: str) -> Words:
    """The name of the outcome that answers a series; the series' own where none is reported."""
    named = {n.key: n for outcome in OUTCOMES for n in outcome.reported}
    n = named.get(series)
    return Words(series, series) if n is None else Words(n.name_zh, n.name_en.lower())


def seeds_told(results: Results) -> list[int] | None:
    """Seeds of the runs of a folder, where their worlds and parameters are the usual ones."""
    asked = results.manifest["ingredients"]["experiment"]
    usual = {"world": DEFAULT_WORLD, "parameters": DEFAULT_SET}
    if any(asked.get(name, value) != value for name, value in usual.items()):
        return None
    found: list[int] = results.runs.select("seed").unique().collect()["seed"].to_list()
    return found


def sentences(found: Verdict, plan: Text, reference: Text, early: str = "") -> tuple[Words, ...]:
    """What the plan changes against ``reference``, where it is another, and the level with its
    chances. ``plan`` and ``reference`` are names as a reader knows them; ``early`` is the quarter
    in which the runs ended, where that is before the targets are due."""
    effects = [f for f in found.findings if f.effect is not None and f.effect.pairs]
    said = []
    if effects:
        pairs = max(f.effect.pairs for f in effects if f.effect is not None)
        last = max(f.target.year for f in found.findings)
        items = WORDS["join"].join([_change(f, last) for f in effects])
        changes = WORDS["changes"]
        said.append(changes.format(reference=reference, pairs=pairs, plan=plan, items=items))
    year = max(f.target.year for f in found.findings)
    items = WORDS["join"].join([_level(f, year) for f in found.findings])
    together = [
        WORDS[what].format(chance=_chance(joint.spread))
        for what, joint in (("question", found.question), ("everything", found.everything))
        if isinstance(joint, Together)
    ]
    without = any(isnan(f.target.value) for f in found.findings)
    otherwise = WORDS["unpublished" if without else "none"]
    joined = WORDS["join"].join(together) if together else otherwise
    when = WORDS["early"].format(quarter=early) if early else WORDS["due"].format(year=year)
    said.append(WORDS["level"].format(when=when, plan=plan, items=items, together=joined))
    return tuple(said)


def _change(f: Finding, last: int) -> Words:
    """``competitive firms by +5.8 [+4.1, +7.6; detectable from 2.5]``."""
    effect = f.effect
    assert effect is not None
    unit, scale = _unit(f)
    name, mean = (
        _name(f, last),
        WITH_UNIT.format(number=number(effect.mean / scale, True), unit=unit),
    )
    if isnan(effect.low):
        kind = "bare" if effect.pairs < 2 else "too_few"
        return WORDS[kind].format(name=name, mean=mean, pairs=effect.pairs)
    seen: Text = ""
    if effect.low < effect.high:
        least = number(effect.detectable / scale)
        seen = WORDS["seen" if sure(effect) else "luck"].format(least=least)
    low, high = (number(v / scale, sign=True) for v in (effect.low, effect.high))
    return WORDS["item"].format(name=name, mean=mean, low=low, high=high, seen=seen)


def _level(f: Finding, last: int) -> Words:
    """``76 firms (51 when the policy began − 4 lost + 29 new; ≥ 50 in 100 % of runs)``."""
    unit, scale = _unit(f)
    parts = []
    if f.count is None:
        now = WITH_UNIT.format(number=number(f.mean / scale), unit=unit)
        parts.append(WORDS["plain"].format(name=_name(f, last), now=now))
    else:
        c = rounded(f.count, DECIMALS)
        counts = {key: f"{getattr(c, key):g}" for key in ("start", "lost", "emerged", "now")}
        whole = unit_words(f.target.unit)
        parts.append(WORDS["counted"].format(name=_name(f, last), unit=whole, **counts))
        if not isnan(f.part):
            part = round(f.part, DECIMALS)
            rest = f"{round(c.now - part, DECIMALS):g}"
            parts.append(WORDS["parted"].format(part=f"{part:g}", rest=rest))
    if isnan(f.target.value):
        return NOTHING.join(parts if f.count is None else [*parts, WORDS["close"]])
    parts.append(WORDS["open"] if f.count is None else WORDS["join"])
    s, target = f.spread, number(f.target.value / scale)
    kind, chance = "few" if s.runs < FEWEST else "target", percent(s.probability)
    given = {"target": target, "chance": chance, "reached": s.reached, "runs": s.runs}
    return NOTHING.join([*parts, WORDS[kind].format(**given)])


def _chance(s: Spread) -> Words:
    if s.runs < FEWEST:
        return WORDS["chance_few"].format(reached=s.reached, runs=s.runs, least=FEWEST)
    chance, low, high = (percent(p) for p in (s.probability, s.probability_low, s.probability_high))
    return WORDS["chance"].format(chance=chance, low=low, high=high)


def _name(f: Finding, last: int) -> Words:
    """In a sentence: an English name begins small. Of a target that is due before the ``last``
    year with its own."""
    zh, en = f.target.name_zh, f.target.name_en
    name = Words(zh, en[:1].lower() + en[1:])
    return name if f.target.year == last else WORDS["dated"].format(name=name, year=f.target.year)


def _unit(f: Finding) -> tuple[Words, float]:
    """What stands behind a number: money has its unit, what is counted is named in English."""
    unit, scale = unit_in_a_sentence(f.target.unit)
    return Words(f" {unit.zh}", f" {unit.en}" if scale != 1.0 else ""), scale
