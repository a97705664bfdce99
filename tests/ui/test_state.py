"""The address reproduces the view; every text is there in both languages."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.city.city import city_cached
from abm.outcomes import OUTCOMES
from experiments.reports.units import CHINESE
from experiments.studies.measured import ORDERS, Order
from policies.groups import GROUPS
from policies.plan import known_plans, read_plan
from policies.registry import INSTRUMENTS
from ui import words
from ui.controls import landed
from ui.state import (
    DEFAULT_CITY,
    MOST_SEEDS,
    PLACES,
    Place,
    View,
    from_address,
    own_levels,
    settled,
    to_address,
)
from ui.words import LANGS, Pair

PAIRS = {name: value for name, value in vars(words).items() if isinstance(value, Pair)}


def levels() -> st.SearchStrategy[tuple[tuple[str, float], ...]]:
    """Some instruments at levels as a slider gives them."""
    each = {
        key: st.floats(i.low, i.high).map(lambda value: float(f"{value:.6g}"))
        for key, i in INSTRUMENTS.items()
    }
    return st.fixed_dictionaries({}, optional=each).map(lambda found: tuple(sorted(found.items())))


@given(
    plan=st.sampled_from(known_plans()),
    levels=levels(),
    seeds=st.integers(1, MOST_SEEDS),
    lang=st.sampled_from(LANGS),
)
def test_an_address_reproduces_its_view(
    plan: str, levels: tuple[tuple[str, float], ...], seeds: int, lang: words.Lang
) -> None:
    view = View(plan=plan, levels=levels, seeds=seeds, lang=lang)
    assert from_address(to_address(view)) == (view, ())


def test_an_empty_address_is_the_usual_view_in_chinese() -> None:
    assert from_address(None) == from_address("") == (View(), ())
    assert View().lang == "zh"
    assert View().city == DEFAULT_CITY


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("plan=acton_plan_2022", "plan: expected one of"),
        ("plan=/etc/passwd", "plan: expected one of"),
        ("city=../elsewhere", "city: expected one of"),
        ("lang=fr", "lang: expected one of zh, en"),
        ("seeds=0", "seeds: expected a whole number"),
        ("seeds=2.5", "seeds: expected a whole number"),
        ("seeds=many", "seeds: expected a number"),
        ("instruments.rd_subsidy=3", "instruments.rd_subsidy: expected 0 to 0.5"),
        ("instruments.rd_subsidy=nan", "instruments.rd_subsidy: expected 0 to 0.5"),
        ("instruments.rd_subsidies=0.1", "did you mean 'rd_subsidy'"),
        ("colour=red", "colour: expected plan, seeds, lang"),
    ],
)
def test_a_fault_is_one_line_and_the_rest_holds(query: str, fault: str) -> None:
    view, faults = from_address(f"{query}&plan=no_policy&instruments.rd_subsidy=0.25")
    assert view == View(plan="no_policy", levels=(("rd_subsidy", 0.25),))
    assert len(faults) == 1
    assert fault in faults[0].line
    assert query.startswith(faults[0].pair)
    assert "\n" not in faults[0].line


def test_a_city_has_plans_of_its_own() -> None:
    """Littleton's do not name Shanghai's parks, and others are no plans there, in any order."""
    view, faults = from_address("plan=baseline&city=littleton")
    assert (view.city, view.plan, faults) == ("littleton", "baseline", ())
    _, (fault,) = from_address("plan=rd_led&city=littleton")
    assert "plan: expected one of action_plan_2022, baseline, no_policy" in fault.line


def test_a_level_that_is_the_plans_own_is_not_moved() -> None:
    city = city_cached(DEFAULT_CITY)
    own = own_levels(read_plan("action_plan_2022"), city.policy_start)
    level, setting = own["rd_subsidy"]
    assert setting is not None
    assert setting.level == level
    view = View().with_level("rd_subsidy", level + 0.01, level)
    assert view.overrides == (("instruments.rd_subsidy", level + 0.01),)
    assert view.with_level("rd_subsidy", level, level) == View()
    assert settled(View(levels=(("rd_subsidy", level),)), city) == View()
    assert settled(view, city) == view


def test_a_plan_without_an_instrument_has_it_neutral() -> None:
    own = own_levels(read_plan("no_policy"), city_cached(DEFAULT_CITY).policy_start)
    assert own == {key: (instrument.neutral, None) for key, instrument in INSTRUMENTS.items()}


@pytest.mark.parametrize("name", PAIRS)
def test_a_text_says_the_same_in_both_languages(name: str) -> None:
    """Both are there and ask for the same values."""
    fields = {}
    for lang in LANGS:
        text = getattr(PAIRS[name], lang)
        assert text.strip()
        fields[lang] = {field for _, field, _, _ in string.Formatter().parse(text) if field}
    assert fields["zh"] == fields["en"]


def test_what_is_shown_has_names_and_units_in_both_languages() -> None:
    for lang in LANGS:
        for outcome in OUTCOMES:
            assert getattr(outcome, f"name_{lang}").strip()
            assert getattr(outcome, f"help_{lang}").strip()
        for instrument in INSTRUMENTS.values():
            assert getattr(instrument, f"name_{lang}").strip()
            assert getattr(instrument, f"help_{lang}").strip()
        for plan in known_plans():
            assert getattr(read_plan(plan).name, lang).strip()
    units = {named.unit for outcome in OUTCOMES for named in outcome.reported}
    money = {unit for unit in units if unit.startswith("million yuan")}
    assert units - money - {"0–1"} <= CHINESE.keys()


@pytest.mark.parametrize(
    ("raw", "value", "level"),
    [
        (0.17, 0.172, 0.172),  # shown a level between its steps, it answers: nothing has moved
        (0.18, 0.172, 0.18),
        (0.17, 0.18, 0.172),  # back at the plan's level, exactly
        (0.30000000000000004, 0.29, 0.3),
    ],
)
def test_a_slider_that_is_only_shown_moves_nothing(raw: float, value: float, level: float) -> None:
    assert landed(raw, value, plan_level=0.172, step=0.01) == level


def test_texts_are_all_used() -> None:
    """A text that no part of the screen shows is left over."""
    from pathlib import Path

    code = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(words.__file__).parent.glob("*.py")
        if path.name != "words.py"
    )
    assert [name for name in PAIRS if f"words.{name}" not in code] == []


@pytest.mark.slow
def test_the_panel_shows_every_instrument_under_its_group() -> None:
    """Groups open by a click; the first is open, and so is one with a lever that a link moved."""
    import ipyvuetify
    import solara

    from abm.city.city import city_cached
    from ui.controls import Controls

    for lang in LANGS:
        view = View(lang=lang, levels=(("talent_housing", 0.4),))
        _, screen = solara.render(
            Controls(city_cached("shanghai"), view, frozenset(), None, lambda _: None),
            handle_error=False,
        )
        try:
            by_group = {
                g.key: [i for i in INSTRUMENTS.values() if i.group == g.key] for g in GROUPS
            }
            shown = len(screen.find(ipyvuetify.Slider).widgets)
            assert shown == len(by_group["funding"]) + len(by_group["talent"])
            for group in GROUPS:
                heading = getattr(group, f"name_{lang}")
                (button,) = (
                    b
                    for b in screen.find(ipyvuetify.Btn).widgets
                    if any(str(c).startswith(heading) for c in b.children)
                )
                if group.key not in ("funding", "talent"):
                    button.click()
            assert len(screen.find(ipyvuetify.Slider).widgets) == len(INSTRUMENTS)
        finally:
            screen.close()


def test_an_address_may_ask_about_another_year() -> None:
    view, faults = from_address("?year=2030&plan=successor_2026&lang=en".removeprefix("?"))
    assert not faults and (view.city, view.plan) == ("shanghai@2030", "successor_2026")
    assert from_address(to_address(view)) == (view, ())
    assert from_address("year=2025")[0] == View()
    assert view.asked(2025, (2025, 2030)) == View(lang="en")
    wrong, faults = from_address("year=2031")
    assert wrong == View() and "expected one of 2025, 2030" in faults[0].line
    _, faults = from_address("year=2030&plan=rd_led")  # it has run out by then
    assert [fault.pair for fault in faults] == ["plan=rd_led"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("order", ORDERS)
def test_the_place_on_the_page_is_in_the_address(place: Place, order: Order) -> None:
    """It comes back, changes no run, and goes along to another year."""
    view = View(place=place, order=order, target="output_plan", lang="en")
    assert from_address(to_address(view)) == (view, ())
    assert view.asked_of_runs == View()
    later = view.asked(2030, (2025, 2030))
    assert (later.place, later.order, later.target) == (place, order, "")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("place=elsewhere", "place: expected one of answer, levers"),
        ("order=size", "order: expected one of gain, cost, price"),
        ("target=jobs", "target: expected one of competitive_firms"),
    ],
)
def test_a_place_that_is_none_is_left_out(query: str, fault: str) -> None:
    view, (found,) = from_address(query)
    assert view == View() and fault in found.line


def test_what_is_usual_of_the_place_is_not_written() -> None:
    assert not {"place", "target", "order"} & {
        p.split("=")[0] for p in to_address(View()).split("&")
    }
