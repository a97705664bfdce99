"""Which lever matters: each instrument alone as sentences, as a table, as a picture."""

from collections.abc import Sequence
from functools import partial
from math import isnan
from pathlib import Path

import polars as pl

from abm.outcomes import OUTCOMES
from agents.city import City
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import number
from experiments.reports.report import Data, Figure, Heading, Language, Report, Table, Text, Words
from experiments.reports.units import YI, unit_in_a_sentence, unit_words
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.measured import Gain, Lever, Measured, Order, ranked
from experiments.studies.verdict import targets_of
from policies.registry import INSTRUMENTS

SHORT = {
    "competitive_firms": Words("企业", "Firms"),
    "special_and_micro_parks": Words("园区", "Parks"),
    "output_plan": Words("产值", "Output"),
    "output_without_vehicles": Words("产值", "Output"),
    "products_in_scenarios": Words("产品", "Products"),
    "scenarios_served": Words("场景", "Scenarios"),
}
"""What the targets are called where there is little room."""

LEAST = 0.05
"""Money below which nothing is spent to speak of, 亿 yuan: it would round to nothing."""

WORDS = {
    "title": Words("哪个工具最管用：{name}", "Which lever matters: {name}"),
    "instrument": Words("工具", "Instrument"),
    "effect": Words("作用（{unit}）", "Effect ({unit})"),
    "interval": Words("95% 区间", "95 % interval"),
    "cost": Words("多花（亿元）", "Extra cost (亿 yuan)"),
    "price": Words("每{unit}花（亿元）", "亿 yuan per unit ({unit})"),
    "not_seen": Words("看不出", "none visible"),
    "about": Words(
        "每项工具按方案力度单独加在现行政策上，同样的运气，{seeds} 次推演；花费为多花的财政支出"
        "（{money}）；企业自担是为使工具起作用而须自付的钱，不含自愿多投的研发和设备。",
        "Each instrument by itself at the plan's strength on top of current policy, on the same "
        "luck, {seeds} histories; cost is public spending beyond current policy ({money}); "
        "what firms pay themselves is what they have to so that it works for them, not what they "
        "choose to spend more on research or machines.",
    ),
    "nominal": Words("名义值", "nominal"),
    "present": Words("现值，年贴现率 {rate}%", "present value at {rate} % a year"),
    "none": Words(
        "没有一项工具单独使用能看出对{name}的作用。",
        "No lever by itself has a visible effect on {name}.",
    ),
    "largest": Words(
        "作用最大的是{names}（{gain}，多花 {cost} 亿元）。",
        "The largest gain in {target} comes from {names} ({gain}, for {cost} 亿 yuan).",
    ),
    "cheapest": Words(
        "财政花钱最省的是{names}，每{unit} {price} 亿元{private}。",
        "The cheapest to public budgets is {names}, {price} 亿 yuan per {unit}{private}.",
    ),
    "idle": Words(
        "{count} 项看不出作用，共多花 {cost} 亿元。",
        "{count} have no visible effect and cost {cost} 亿 yuan together.",
    ),
    "alone": Words("单独使用：{moves}{costs}。", "Alone: {moves}{costs}."),
    "moves": Words("{items}；", "{items}; "),
    "nothing": Words("看不出作用；", "no visible effect; "),
    "rest": Words("{names}看不出作用；", "no visible effect on {names}; "),
    "costs": Words("多花 {cost} 亿元", "costs {cost} 亿 yuan more"),
    "saves": Words("少花 {cost} 亿元", "saves {cost} 亿 yuan"),
    "beside": Words("（另有{own}）", " (beside it {own})"),
    "private": Words("企业自担 {cost} 亿元", "firms pay {cost} 亿 yuan themselves"),
    "free": Words("几乎不花钱", "costs next to nothing"),
    "and": Words("、", ", "),
    "gain": Words("{name} {gain} {unit}", "{name} {gain}{unit}"),
}

OF_ONE = {
    "firms": Words("家", "firm"),
    "parks": Words("个", "park"),
    "products": Words("个", "product"),
}
NAMED = {named.key: named for outcome in OUTCOMES for named in outcome.reported}


def outcomes_of_levers(city: City, measured: Measured | None) -> tuple[str, ...]:
    """The city's targets that levers are weighed by, each once: those that were measured."""
    found = dict.fromkeys(target.outcome for target in targets_of(city))
    return tuple(key for key in found if measured is None or key in measured.outcomes)


def short_name(outcome: str) -> Words:
    """What an outcome is called where there is little room."""
    named = NAMED[outcome]
    return SHORT.get(outcome, Words(named.name_zh, named.name_en))


def instrument_name(key: str) -> Words:
    """An instrument's name."""
    return Words(INSTRUMENTS[key].name_zh, INSTRUMENTS[key].name_en)


def unit_gained(outcome: str) -> Words:
    """One of what is counted; of money a 亿."""
    unit = NAMED[outcome].unit
    return OF_ONE.get(unit) or unit_in_a_sentence(unit)[0]


def gain_text(gain: Gain, outcome: str) -> str:
    """A mean effect with its sign; ≈0 where none is seen, 0 where there is none at all."""
    mean, scale = gain.change.mean, _scale(outcome)
    if gain.seen:
        return number(mean / scale, sign=True)
    return "0" if mean == 0.0 and not gain.change.high > 0.0 else "≈0"


def interval_text(gain: Gain, outcome: str) -> Words:
    """The interval of an effect; a dash where so few histories tell none."""
    scale = _scale(outcome)
    low, high = (number(x / scale, sign=True) for x in (gain.change.low, gain.change.high))
    return (
        Words("–", "–") if isnan(gain.change.low) else Words(f"{low} 至 {high}", f"{low} to {high}")
    )


def cost_text(lever: Lever) -> str:
    """What is spent more, 亿 yuan."""
    return money_text(lever.cost.mean)


def private_text(lever: Lever) -> Words | None:
    """What firms pay themselves for it, in words; None where it is next to nothing."""
    paid = lever.private.mean
    return None if paid / YI < LEAST else WORDS["private"].format(cost=money_text(paid))


def money_text(million: float) -> str:
    """Million yuan in 亿, to a tenth."""
    value = million / YI
    return "≈0" if abs(value) < LEAST else number(round(value, 1))


def price_text(gain: Gain, outcome: str) -> str:
    """亿 yuan by unit gained; a dash where there is none."""
    if not gain.price.estimable:
        return "–"
    return number(gain.price.value / YI * _scale(outcome))


def said(lever: Lever, outcomes: Sequence[str]) -> Words:
    """What a lever does by itself: ``firms +0.4; no visible effect on parks; costs 13 亿 yuan``."""
    known = [key for key in outcomes if key in lever.gains]
    seen = [key for key in known if lever.gains[key].seen]
    items = [_moved(lever.gains[key], key) for key in seen]
    moves = WORDS["moves"].format(items=WORDS["and"].join(items)) if items else WORDS["nothing"]
    if items and (rest := [short_name(key) for key in known if key not in seen]):
        names = WORDS["and"].join([Words(n.zh, n.en.lower()) for n in rest])
        moves = Words("", "").join([moves, WORDS["rest"].format(names=names)])
    return WORDS["alone"].format(moves=moves, costs=_costs(lever))


def _moved(gain: Gain, outcome: str) -> Words:
    unit, scale = unit_in_a_sentence(NAMED[outcome].unit)
    shown = Words(unit.zh, f" {unit.en}" if scale != 1.0 else "")
    name = short_name(outcome)
    name = Words(name.zh, name.en.lower())
    return WORDS["gain"].format(name=name, gain=gain_text(gain, outcome), unit=shown)


def _costs(lever: Lever) -> Words:
    value = lever.cost.mean / YI
    if abs(value) < LEAST:
        return WORDS["free"]
    return WORDS["costs" if value > 0.0 else "saves"].format(cost=number(round(abs(value), 1)))


def finding(measured: Measured, outcome: str) -> Words:
    """What the ranking comes to: the largest, the cheapest, and those that move nothing."""
    by_gain = ranked(measured, outcome, "gain")
    name = _small(outcome)
    told: list[Words] = []
    best = [lever for lever in by_gain.shown if lever.gains[outcome].change.mean > 0.0]
    if best:
        unit, scale = unit_in_a_sentence(NAMED[outcome].unit)
        gain = gain_text(best[0].gains[outcome], outcome)
        shown = Words(f"{gain} {unit.zh}", f"{gain} {unit.en}" if scale != 1.0 else gain)
        top = instrument_name(best[0].instrument)
        largest = WORDS["largest"]
        told.append(largest.format(names=top, gain=shown, cost=cost_text(best[0]), target=name))
    else:
        told.append(WORDS["none"].format(name=name))
    cheap = ranked(measured, outcome, "price").shown[:1]
    if cheap and cheap[0].gains[outcome].price.estimable:
        price = price_text(cheap[0].gains[outcome], outcome)
        names, unit_of_one = instrument_name(cheap[0].instrument), unit_gained(outcome)
        own = private_text(cheap[0])
        private = WORDS["beside"].format(own=own) if own is not None else ""
        cheapest = WORDS["cheapest"]
        told.append(cheapest.format(names=names, price=price, unit=unit_of_one, private=private))
    if by_gain.folded:
        cost = money_text(by_gain.folded_cost)
        told.append(WORDS["idle"].format(count=len(by_gain.folded), cost=cost))
    return Words("", " ").join(told)


def about(measured: Measured) -> Words:
    """How the numbers were made."""
    kind = "nominal" if measured.rate == 0.0 else "present"
    money = WORDS[kind].format(rate=f"{100 * measured.rate:g}")
    return WORDS["about"].format(seeds=measured.seeds, money=money)


def levers_report(measured: Measured, outcome: str, order: Order, language: Language) -> Report:
    """Finding, table, picture and data of one target; ``language`` is that of the picture."""
    title = WORDS["title"].format(name=_name(outcome))
    return Report(
        [
            Heading(title),
            finding(measured, outcome),
            levers_table(measured, outcome, order),
            about(measured),
            picture_of(measured, outcome, order, language),
            Data("levers", levers_frame(measured), parquet=False),
        ]
    )


def levers_table(measured: Measured, outcome: str, order: Order, most: int | None = None) -> Table:
    """The levers that are seen to move a target."""
    unit = unit_words(NAMED[outcome].unit)
    heads: list[Text] = [
        WORDS["instrument"],
        WORDS["effect"].format(unit=unit),
        WORDS["interval"],
        WORDS["cost"],
        WORDS["price"].format(unit=unit_gained(outcome)),
    ]
    rows: list[list[Text]] = [
        [
            instrument_name(lever.instrument),
            gain_text(lever.gains[outcome], outcome),
            interval_text(lever.gains[outcome], outcome),
            cost_text(lever),
            price_text(lever.gains[outcome], outcome),
        ]
        for lever in ranked(measured, outcome, order).shown[:most]
    ]
    return Table(heads, rows)


def levers_frame(measured: Measured) -> pl.DataFrame:
    """All levers and targets as a table for programs; money in million yuan."""
    return frame_of(
        {
            "instrument": lever.instrument,
            "name_zh": INSTRUMENTS[lever.instrument].name_zh,
            "name_en": INSTRUMENTS[lever.instrument].name_en,
            "outcome": key,
            "unit": NAMED[key].unit,
            "seeds": measured.seeds,
            **columns(gain=gain.change),
            "beyond_luck": gain.seen,
            "beyond_luck_of_all": gain.measurable,
            "discount_rate": measured.rate,
            **columns(cost=lever.cost, private_cost=lever.private, cost_by_unit=gain.price),
        }
        for lever in measured.levers
        for key, gain in lever.gains.items()
    )


def picture_of(measured: Measured, outcome: str, order: Order, language: Language) -> Figure:
    """The tornado as a figure."""
    draw = partial(draw_levers, measured, outcome, order, language)
    return Figure(f"levers-{outcome}.png", draw, finding(measured, outcome))


def draw_levers(
    measured: Measured, outcome: str, order: Order, language: Language, path: Path
) -> None:
    """A bar a lever that is seen, with its interval, the best on top."""
    shown = ranked(measured, outcome, order).shown
    scale, unit = _scale(outcome), unit_words(NAMED[outcome].unit).of(language)
    with canvas(path, (7.6, 1.5 + 0.3 * max(3, len(shown))), letters=9) as (figure, (panel,)):
        gains = [lever.gains[outcome].change for lever in shown]
        names = [instrument_name(lever.instrument).of(language) for lever in shown]
        means = [gain.mean / scale for gain in gains]
        ends = [
            [(g.mean - g.low) / scale for g in gains],
            [(g.high - g.mean) / scale for g in gains],
        ]
        panel.barh(range(len(shown)), means, color="#0b6782", height=0.6)
        if shown:
            panel.errorbar(means, range(len(shown)), xerr=ends, fmt="none", ecolor="#17212b", lw=1)
        panel.set_yticks(range(len(shown)), names)
        panel.invert_yaxis()
        panel.axvline(0.0, color="#17212b", lw=0.8)
        panel.set_xlabel(unit)
        panel.grid(axis="x", color="#e4e9ed")
        panel.set_axisbelow(True)
        bare(panel, "left")
        figure.suptitle(WORDS["title"].format(name=_name(outcome)).of(language), fontsize=10)


def _name(outcome: str) -> Words:
    return Words(NAMED[outcome].name_zh, NAMED[outcome].name_en)


def _small(outcome: str) -> Words:
    name = _name(outcome)
    return Words(name.zh, name.en[:1].lower() + name.en[1:])


def _money(outcome: str) -> bool:
    return NAMED[outcome].unit == "million yuan"


def _scale(outcome: str) -> float:
    return YI if _money(outcome) else 1.0
