"""The report of an interval's parts, and of what would have to be true for a missed target."""

from collections.abc import Sequence
from math import isnan

from engine.calendar import quarter_text
from experiments.reports.cells import (
    chance,
    half_width,
    interval,
    kind_words,
    minus,
    number,
    percent,
)
from experiments.reports.report import Data, Part, Report, Row, Table, Text, Words
from experiments.reports.units import unit_in_a_sentence, unit_of
from experiments.studies.answer import CONFIDENCE
from experiments.studies.needed import MOST, WORLD, Moved, Needed, needed_table
from experiments.studies.parts import PARTS, AllParts, Told
from experiments.studies.variance import Part as VariancePart

HEADS = (
    Words("结果", "Outcome"),
    Words("均值", "Mean"),
    Words("标准差", "Standard deviation"),
    Words("运气", "Luck"),
    Words("全国市场", "World"),
    Words("参数", "Parameters"),
    Words("三者交互", "Together"),
)
LEVELS = Words(
    "“{plan}”下各结果的方差从何而来（{when}）",
    "Parts of the variance of outcomes under {plan}, {when}",
)
EFFECTS = Words(
    "“{plan}”相对“{reference}”的效果，方差从何而来（{when}）",
    "Parts of the variance of what {plan} changes against {reference}, {when}",
)
CAPTION = Words(
    "{blocks} 组，每组各取两个随机种子、两个全国市场、两套参数，全部交叉；括号：均值为 "
    "{confidence} 区间，份额为按组自助抽样的 {confidence} 区间；无偏估计，小的份额可能低于零",
    "{blocks} blocks of two seeds of luck, two worlds and two sets of parameters, crossed; "
    "brackets: {confidence} intervals, of shares by bootstrap over blocks; estimates without "
    "bias, so that a small share may come out below zero",
)
NEEDED = Words(
    "{name} ≥ {target}{unit}：{reached}/{runs} 次达到。单独改变一个条件会怎样",
    "{name} ≥ {target}{unit}: met in {reached} of {runs} runs. What single inputs change",
)
NEEDED_HEADS = (
    Words("条件", "Input"),
    Words("由", "From"),
    Words("到", "To"),
    Words("水平", "Level"),
    Words("达到的可能性", "Chance"),
    Words("变化（百分点）", "Shift (points)"),
)
NEEDED_CAPTION = Words(
    "其余一切（运气、全国市场、参数）照各种子抽取，同一种子成对比较；参数取自 {sets} 对参数的"
    "筛查中影响最大的 {most} 个，移到使结果上升的一端；须占参数所致方差约 {least} 以上才能"
    "与偶然区分，影响较小的可能未被筛出；"
    "±：{confidence} 区间；*：计入所试条件的个数后仍非偶然",
    "all else (luck, world, parameters) as each seed draws it, pairs of one seed; parameters: the "
    "{most} that move the outcome most in a screening of {sets} pairs of sets, each at the end "
    "that raises it; one stands out from chance where it brings about {least} of what parameters "
    "do, so that weaker ones may be missed and others be there by chance; ±: {confidence} "
    "intervals; *: beyond luck, with allowance for the number of inputs tried",
)
ENOUGH = Words(
    "{name}：仅凭下列一项即可在半数以上的模拟中达到目标：{items}。",
    "{name}: any of these alone lets half of the runs or more meet the target: {items}.",
)
NOT_ENOUGH = Words(
    "{name}：没有任何单一条件能使半数模拟达到目标；确实提高可能性的有：{items}。",
    "{name}: no single input lets half of the runs meet the target; surely more likely with: "
    "{items}.",
)
NOTHING = Words(
    "{name}：在 {runs} 次模拟中，所试的单一条件都看不出确实提高了可能性；更多种子（--tries）"
    "或多项条件同时成立也许可以。",
    "{name}: none of these inputs alone is seen to raise the chance beyond luck in {runs} runs; "
    "with more seeds (--tries), or several together, they may.",
)
ALL_MET = Words(
    "所有目标在半数以上的模拟中都已达到：没有未达目标可问。",
    "Every target is met in half of the runs or more: there is no missed one to ask about.",
)
WORLD_WORDS = Words("全国市场", "world")


def parts_report(found: AllParts, missed: Sequence[Needed], least: float) -> Report:
    """Parts of levels and of effects, then for each missed target what would have to be true;
    ``least`` as ``needed.stands_out`` has it."""
    when = quarter_text(max(told.kind.quarter for told in found.levels))
    given = {"plan": found.plan, "reference": found.reference, "when": when}
    caption = CAPTION.format(blocks=found.blocks, confidence=f"{CONFIDENCE:.0%}")
    report: list[Part] = [
        _parts(found.levels, LEVELS.format(**given), caption, sign=False),
        _parts(found.effects, EFFECTS.format(**given), "", sign=True),
        Data("parts", found.table()),
    ]
    for one in missed:
        report += [_needed(one, found.blocks, least), _sentence(one)]
    if missed:
        report.append(Data("needed", needed_table(missed)))
    elif found.chances:
        report.append(ALL_MET)
    return Report(report)


def _parts(all_of: Sequence[Told], title: Text, caption: Text, sign: bool) -> Table:
    rows: list[Row | None] = []
    for told in all_of:
        unit, scale = unit_of(told.kind.unit)
        shares = [_share(getattr(told.parts, name)) for name in PARTS]
        name = f"{kind_words(told.kind).of(None)} ({unit})"
        rows.append(
            [name, interval(told.mean, scale, sign), number(told.parts.sd / scale), *shares]
        )
    return Table(list(HEADS), rows, title, caption)


def _share(part: VariancePart) -> str:
    if isnan(part.share):
        return "–"
    share = minus(f"{100 * part.share:.0f} %")
    if isnan(part.low):
        return share
    low, high = (f"{100 * end:.0f}" for end in (part.low, part.high))
    return share + minus(f"\n[{low}, {high}]")


def _needed(one: Needed, sets: int, least: float) -> Table:
    unit, scale = unit_in_a_sentence(one.kind.unit)
    given = {
        "name": kind_words(one.kind),
        "target": number(one.kind.target / scale),
        "unit": Words(f" {unit.zh}", f" {unit.en}"),
        "reached": one.chance.reached,
        "runs": one.chance.runs,
    }
    level = number(one.level.mean / scale)
    before: Row = [Words("照抽取", "as drawn"), "", "", level, chance(one.chance), ""]
    rows: list[Row | None] = [before, None]
    rows += [_row(moved, scale) for moved in one.moves]
    caption = NEEDED_CAPTION.format(
        sets=sets, most=MOST, least=percent(least), confidence=f"{CONFIDENCE:.0%}"
    )
    return Table(list(NEEDED_HEADS), rows, NEEDED.format(**given), caption, align="lr")


def _row(moved: Moved, scale: float) -> Row:
    shift = half_width(moved.shift, 0.01)
    return [
        _input(moved),
        moved.move.middle,
        moved.move.to,
        number(moved.level.mean / scale),
        chance(moved.chance),
        f"{shift} *" if moved.sure else shift,
    ]


def _input(moved: Moved) -> Text:
    return WORLD_WORDS if moved.move.name == WORLD else moved.move.name


def _sentence(one: Needed) -> Text:
    name = kind_words(one.kind)
    told, words = (one.enough, ENOUGH) if one.enough else (one.helpful, NOT_ENOUGH)
    if not told:
        return NOTHING.format(name=name, runs=one.chance.runs)
    return words.format(name=name, items=Words("；", "; ").join([_item(m) for m in told]))


def _item(moved: Moved) -> Words:
    what = _input(moved)
    share = percent(moved.chance.reached / moved.chance.runs)
    return Words("{what} = {to}（{share}）", "{what} = {to} ({share})").format(
        what=what, to=moved.move.to, share=share
    )
