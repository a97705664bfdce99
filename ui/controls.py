"""What the policymaker moves: plan, instruments, number of runs, language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import solara

from abm.clauses import clauses_of
from agents.city import City
from engine.calendar import quarter_text
from experiments.reports.levers import outcomes_of_levers, said
from experiments.reports.report import Words
from experiments.reports.units import YI
from experiments.reports.verdict import held_to
from experiments.studies.measured import Measured
from policies.city_plans import baseline_of, fitting_plans_of, main_plan_of, plan_in
from policies.groups import GROUPS, Group
from policies.instrument import Instrument
from policies.plan import Plan
from policies.registry import instruments_of
from policies.setting import Setting
from ui import words
from ui.numbers import is_share, number, round_step
from ui.numbers import level as level_text
from ui.state import SEED_CHOICES, View, most_of, own_levels
from ui.words import Lang

Move = Callable[[Callable[[View], View]], None]
"""Changes the view as it is by then: of two quick moves neither undoes the other."""


@solara.component
def Controls(
    city: City,
    view: View,
    used_up: frozenset[str],
    measured: Measured | None,
    on_view: Move,
) -> None:
    """The panel on the left; ``used_up`` are the instruments whose budget is, ``measured`` is what
    each does by itself."""
    lang = view.lang
    with solara.Div(classes=["yq-panel"]):
        if len(city.years) > 1:
            _Years(city, view, on_view)
        _Plans(city, view, on_view)
        with solara.Div(classes=["yq-row", "yq-section"]):
            start = quarter_text(city.policy_start)
            solara.Text(words.INSTRUMENTS_FROM(lang, quarter=start), classes=["yq-label"])
            solara.Button(
                words.RESET(lang),
                on_click=lambda: on_view(lambda now: replace(now, levels=())),
                disabled=not view.levels,
                text=True,
                small=True,
                classes=["yq-reset"],
            )
        for group in GROUPS:
            _Group(city, view, group, used_up, measured, on_view).key(f"group-{group.key}")
        _Seeds(view, on_view)


@solara.component
def _Group(
    city: City,
    view: View,
    group: Group,
    used_up: frozenset[str],
    measured: Measured | None,
    on_view: Move,
) -> None:
    """The levers of one group under a heading that opens and closes; the first one is open, and
    so are those with a lever that a link has moved."""
    lang = view.lang
    own = own_levels(plan_in(city, view.plan), city.policy_start)
    current = own_levels(plan_in(city, baseline_of(city)), city.policy_start)
    clauses = clauses_by_instrument(view.city, view.plan)
    levels = dict(view.levels)
    mine = {key: i for key, i in instruments_of(city).items() if i.group == group.key}
    moved = sum(key in levels for key in mine)
    is_open, set_open = solara.use_state(moved > 0 or group is GROUPS[0])
    name = group.name_zh if lang == "zh" else group.name_en
    heading = words.GROUP_MOVED if moved else words.GROUP
    solara.Button(
        heading(lang, name=name, count=len(mine), moved=moved),
        on_click=lambda: set_open(not is_open),
        icon_name="mdi-chevron-down" if is_open else "mdi-chevron-right",
        text=True,
        small=True,
        block=True,
        classes=["yq-plan", "yq-group"],
    )
    if not is_open:
        return
    with solara.Div():
        for key, instrument in mine.items():
            usual, setting = own[key]

            def move(level: float, key: str = key, usual: float = usual) -> None:
                on_view(lambda now: now.with_level(key, level, usual))

            _Lever(
                instrument,
                levels.get(key, usual),
                usual,
                setting,
                current[key][0],
                key in used_up,
                told_of(city, key, clauses, measured),
                lang,
                move,
            ).key(f"lever-{key}")


@lru_cache(maxsize=8)
def named_plans(city: City) -> dict[str, Plan]:
    """The plans that are known in a city, in the order of the panel; key to plan."""
    plans = {key: plan_in(city, key) for key in fitting_plans_of(city)}

    def rank(key: str) -> tuple[bool, bool, bool, str]:
        # The yardsticks (as it is, nothing at all), the plan in question, then its alternatives.
        return key != baseline_of(city), bool(plans[key].settings), key != main_plan_of(city), key

    return {key: plans[key] for key in sorted(plans, key=rank)}


@solara.component
def _Plans(city: City, view: View, on_view: Move) -> None:
    lang = view.lang
    plans = named_plans(city)
    with solara.Div():
        solara.Text(words.PLAN(lang), classes=["yq-label"])
        with solara.Div(classes=["yq-plans"]):
            for key, plan in plans.items():
                chosen = key == view.plan
                solara.Button(
                    getattr(plan.name, lang),
                    on_click=lambda key=key: on_view(lambda now: replace(now, plan=key, levels=())),
                    icon_name="mdi-radiobox-marked" if chosen else "mdi-radiobox-blank",
                    text=True,
                    small=True,
                    block=True,
                    color="primary" if chosen else None,
                    classes=["yq-plan"],
                    attributes={"aria-pressed": str(chosen).lower()},
                ).key(f"plan-{key}")
        solara.Text(getattr(plans[view.plan].summary, lang), classes=["yq-help"])


@solara.component
def _Lever(
    instrument: Instrument,
    value: float,
    plan_level: float,
    setting: Setting | None,
    current: float,
    used_up: bool,
    told: tuple[Words, ...],
    lang: Lang,
    on_value: Callable[[float], None],
) -> None:
    step = round_step(instrument.low, instrument.high)
    unit = instrument.unit
    if not is_share(unit):  # shares show in percent
        unit = getattr(instrument, f"unit_{lang}")

    def move(raw: float) -> None:
        moved = landed(raw, value, plan_level, step)
        if moved != value:
            on_value(moved)

    def place(level: float) -> str:
        return f"left: {(level - instrument.low) / (instrument.high - instrument.low):.1%}"

    name = getattr(instrument, f"name_{lang}")
    classes = ["yq-lever", "yq-moved"] if value != plan_level else ["yq-lever"]
    with solara.Div(classes=classes):
        with solara.Div(classes=["yq-row"]):
            solara.Text(name, classes=["yq-name"])
            with solara.Div(classes=["yq-level"]):
                solara.Text(level_text(value, unit, lang))
                if value != plan_level:
                    solara.Button(
                        icon_name="mdi-restore",
                        on_click=lambda: on_value(plan_level),
                        icon=True,
                        small=True,
                        classes=["yq-reset-one"],
                        attributes={"aria-label": words.RESET_ONE(lang, name=name)},
                    )
        solara.Div(children=[getattr(instrument, f"help_{lang}")], classes=["yq-help"])
        with solara.Div(classes=["yq-slider"]):
            solara.Div(classes=["yq-slider-mark"], style=place(plan_level))
            solara.Div(classes=["yq-slider-current"], style=place(current))
            solara.SliderFloat(
                label=getattr(instrument, f"name_{lang}"),  # unseen, for screen readers
                value=value,
                min=instrument.low,
                max=instrument.high,
                step=step,
                on_value=move,
                thumb_label=False,
            )
        with solara.Div(classes=["yq-help"]):
            text = _plan_text(plan_level, setting, unit, lang)
            if setting is None or setting.budget is None:
                solara.Text(text)
            else:
                solara.Text(text + words.SEPARATOR(lang))
                budgeted = words.BUDGET_FULL if used_up else words.BUDGET
                budget = budgeted(lang, budget=number(setting.budget / YI))
                solara.Text(budget, classes=["yq-full"] if used_up else [])
            if current != plan_level:
                text = words.CURRENT_LEVEL(lang, level=level_text(current, unit, lang))
                solara.Text(words.SEPARATOR(lang) + text)
        for line in told:
            solara.Div(children=[line.of(lang)], classes=["yq-help", "yq-told"])


@lru_cache(maxsize=64)
def clauses_by_instrument(city: str, plan: str) -> dict[str, tuple[Words, ...]]:
    """By instrument what the documents behind a plan say of it; of all documents where none is
    behind the plan."""
    clauses = clauses_of(city)
    if clauses is None:
        return {}
    mine = {paper.key for paper in clauses.documents if paper.plan == plan}
    found: dict[str, tuple[Words, ...]] = {}
    for clause in clauses.clauses:
        if not mine or clause.document in mine:
            for key in clause.stands_for.instruments:
                found[key] = (*found.get(key, ()), Words(clause.zh, clause.en))
    return found


def told_of(
    city: City,
    key: str,
    clauses: dict[str, tuple[Words, ...]],
    measured: Measured | None,
) -> tuple[Words, ...]:
    """Under a lever: its clause, and what it does by itself."""
    lines = []
    if key in clauses:
        text = Words("；", "; ").join(clauses[key])
        lines.append(Words(words.CLAUSE("zh", text=text.zh), words.CLAUSE("en", text=text.en)))
    lever = None if measured is None else measured.of(key)
    if measured is not None and lever is not None:
        text = said(lever, outcomes_of_levers(city, measured))
        if measured.stale:
            text = Words(words.OLDER("zh", text=text.zh), words.OLDER("en", text=text.en))
        lines.append(text)
    return tuple(lines)


def landed(raw: float, value: float, plan_level: float, step: float) -> float:
    """The level that a slider means by ``raw``.

    A slider answers in multiples of its step, with the noise of floats, and also when it is only
    shown a level between two: that moves nothing. Near the plan's level it means the plan's.
    """
    for known in (value, plan_level):
        if abs(raw - known) < 0.51 * step:
            return known
    return float(f"{raw:.6g}")


def _plan_text(level: float, setting: Setting | None, unit: str, lang: Lang) -> str:
    """What the plan has for an instrument, and how sure that is."""
    shown = level_text(level, unit, lang)
    if setting is None or setting.label != "assumed":
        return words.PLAN_LEVEL(lang, level=shown)
    if setting.low is None or setting.high is None:
        return words.PLAN_LEVEL_ASSUMED(lang, level=shown)
    # A unit in words is not said three times.
    low, high = (
        level_text(end, unit, lang) if is_share(unit) else number(end)
        for end in (setting.low, setting.high)
    )
    return words.PLAN_RANGE_ASSUMED(lang, level=shown, low=low, high=high)


@solara.component
def _Years(city: City, view: View, on_view: Move) -> None:
    """The years that may be asked about; another one is another question, with its own plans."""
    lang = view.lang
    with solara.Div():
        solara.Text(words.YEAR(lang), classes=["yq-label"])
        with solara.Div(classes=["yq-seeds"]):
            for year in city.years:
                solara.Button(
                    str(year),
                    on_click=lambda year=year: on_view(lambda now: now.asked(year, city.years)),
                    small=True,
                    outlined=year != city.year,
                    color="primary",
                )
        for line in held_to(city, ()):
            solara.Text(line.of(lang), classes=["yq-help"])


@solara.component
def _Seeds(view: View, on_view: Move) -> None:
    lang = view.lang
    most = most_of(view.city)
    values: list[Any] = sorted({*(n for n in SEED_CHOICES if n <= most), view.seeds})
    with solara.Div(classes=["yq-section"]):
        solara.Text(words.SEEDS(lang), classes=["yq-label"])
        with solara.Div(classes=["yq-seeds"]):
            for value in values:
                solara.Button(
                    str(value),
                    on_click=lambda value=value: on_view(lambda now: replace(now, seeds=value)),
                    small=True,
                    outlined=value != view.seeds,
                    color="primary",
                )
        solara.Text(words.SEEDS_HELP(lang), classes=["yq-help"])
