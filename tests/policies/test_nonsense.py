"""A plan that contradicts itself is refused at its line; one that does nothing says so there."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from abm.city.city import city_cached, known_cities
from engine.document import InputError, Remark
from policies.city_plans import plan_in, plan_names_of
from policies.plan import read_plan
from policies.remarks import remarks
from tests.littleton import LITTLETON

CITY = city_cached(LITTLETON)

HEAD = "key: one\nname: {zh: 一, en: one}\nsummary: {zh: 一, en: one}\n"
ITEM = "{instrument: rd_subsidy, from: 2022Q1, to: 2024Q4, level: 0.1, low: 0.05, high: 0.2, "
ITEM += "budget: 40, cap: 4, segments: [drones], kinds: [brand], label: assumed, source: me}"


ALL = ITEM[1 : ITEM.index(", label")].removeprefix("instrument: ")
"""All of the setting that acts."""


def told(tmp_path: Path, text: str) -> tuple[Remark, ...]:
    """What is remarked of a plan of this text. Raises InputError."""
    file = tmp_path / "one.yaml"
    file.write_text(text, encoding="utf-8")
    found = remarks(read_plan(str(file)), CITY)
    for remark in found:
        assert str(remark).startswith(f"{file}:{remark.line}:{remark.column}: ")
        assert remark.line > 0
        assert "\n" not in str(remark)
    return found


# Contradictions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("low: 0.05, high: 0.2", "low: 0.2, high: 0.05", "low", "at most high, 0.05, got 0.2"),
        ("level: 0.1", "level: 0.3", "level", "0.05 to 0.2, from low to high, got 0.3"),
        ("level: 0.1", "level: 0.01", "level", "0.05 to 0.2, from low to high, got 0.01"),
        ("high: 0.2", "high: 7", "high", "0 to 0.5 (share of reported R&D), got 7"),
        ("low: 0.05", "low: -7", "low", "0 to 0.5"),
        ("assumed, source: me", "read, source: ''", "source", "that is read comes from"),
        ("assumed, source: me", "derived, source: ' '", "source", "that is derived comes from"),
        ("budget: 40", "budget: 1e300", "budget", "at most 1000000000"),
        ("cap: 4", "cap: 1e300", "cap", "at most 1000000000"),
    ],
)
def test_a_contradiction_is_refused(
    tmp_path: Path, old: str, new: str, field: str, says: str
) -> None:
    text = ITEM.replace(old, new, 1)
    assert text != ITEM
    with pytest.raises(InputError) as caught:
        told(tmp_path, f"{HEAD}settings:\n  - {text}\n")
    assert (caught.value.line, caught.value.field) == (5, f"settings.0.{field}")
    assert says in str(caught.value)


@pytest.mark.parametrize("scale", ["1e300", "-1", "101"])
def test_a_scale_beyond_its_range_is_refused(tmp_path: Path, scale: str) -> None:
    with pytest.raises(InputError) as caught:
        told(tmp_path, f"{HEAD}scale: {scale}\nsettings:\n  - {ITEM}\n")
    assert (caught.value.line, caught.value.field) == (4, "scale")


def test_a_plan_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"one\.yaml:2:12: name\.zh: expected text of 1 or more"):
        told(tmp_path, HEAD.replace("name: {zh: 一", "name: {zh: ''"))


# What does nothing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("kinds: [brand]", "kinds: []", "kinds", "it serves nobody"),
        ("segments: [drones]", "segments: []", "segments", "it serves nobody"),
        ("from: 2022Q1, to: 2024Q4", "from: 9999Q4", "from", "its data end in 2024Q4"),
        ("from: 2022Q1, to: 2024Q4", "from: 1990Q1, to: 2009Q4", "to", "begin in 2018Q1"),
        ("level: 0.1, low: 0.05", "level: 0", "level", "the instrument does nothing"),
        ("budget: 40", "budget: 0", "budget", "without money nothing is done"),
        ("cap: 4", "cap: 0", "cap", "it pays nobody"),
        (
            ALL,
            "park_admission, from: 2022Q1, level: 0.8, budget: 9",
            "budget",
            "park_admission costs no money",
        ),
        (
            ALL,
            "purchase_voucher, from: 2022Q1, level: 0.1, cap: 9",
            "cap",
            "no effect: purchase_voucher pays no firm",
        ),
        (
            ALL,
            "trade_in, from: 2022Q1, level: 0.1, segments: [drones], uses: [tablets.home]",
            "uses",
            "no use of these belongs to the segments",
        ),
    ],
)
def test_what_has_no_effect_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, field: str, says: str
) -> None:
    text = ITEM.replace(old, new, 1)
    assert text != ITEM
    assert told(tmp_path, f"{HEAD}settings:\n  - {ITEM}\n") == ()
    (remark,) = told(tmp_path, f"{HEAD}settings:\n  - {text}\n")
    assert (remark.line, remark.field) == (5, f"settings.0.{field}")
    assert says in remark.text


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        ("0", "its settings have no effect"),
        ("3", "asks rd_subsidy for 0.6; it is held at 0.5"),
    ],
)
def test_a_scale_that_does_not_do_what_it_says(tmp_path: Path, scale: str, says: str) -> None:
    item = ITEM.replace("level: 0.1", "level: 0.2")
    (remark,) = told(tmp_path, f"{HEAD}scale: {scale}\nsettings:\n  - {item}\n")
    assert (remark.line, remark.field) == (4, "scale")
    assert says in remark.text
    (remark,) = told(tmp_path, f"{HEAD}scale: 2\n")
    assert "no settings of its own" in remark.text


def test_what_ends_another_setting_has_an_effect(tmp_path: Path) -> None:
    none = "{instrument: rd_subsidy, from: 2022Q1, level: 0, label: assumed, source: me}"
    base = str(Path(LITTLETON) / "plans" / "baseline.yaml")
    assert told(tmp_path, f"{HEAD}extends: {base}\nsettings:\n  - {none}\n") == ()


def test_alike_remarks_are_told_once(tmp_path: Path) -> None:
    late = ITEM.replace("2022Q1, to: 2024Q4", "2999Q1")
    other = late.replace("rd_subsidy", "incubation").replace("segments: [drones], ", "")
    other = other.replace("kinds: [brand], ", "")
    (remark,) = told(tmp_path, f"{HEAD}settings:\n  - {late}\n  - {other}\n")
    assert remark.line == 5
    assert remark.text.endswith("(and 1 more)")


@pytest.mark.parametrize("city", known_cities())
def test_the_shipped_plans_do_what_they_say(city: str) -> None:
    """Only a plan for the time after the city's data has no effect before their end."""
    data = city_cached(city)
    for name in plan_names_of(data):
        for remark in remarks(plan_in(data, name), data):
            assert "its data end in" in remark.text, str(remark)


# Nonsense in every field -------------------------------------------------------------------

WHOLE: dict[str, Any] = {
    "key": "one",
    "name": {"zh": "一", "en": "one"},
    "summary": {"zh": "一", "en": "one"},
    "scale": 1.5,
    "settings": [
        {
            "instrument": "rd_subsidy",
            "from": "2022Q1",
            "to": "2024Q4",
            "level": 0.1,
            "low": 0.05,
            "high": 0.2,
            "budget": 40.0,
            "cap": 4.0,
            "segments": ["drones"],
            "kinds": ["brand"],
            "parks": ["south_gate"],
            "label": "read",
            "source": "me",
        }
    ],
}
NUMBERS = (-1, 0, 1e300, -1e300, 10**40, "nan", ".inf")
DATES = ("0001Q1", "9999Q4", "2022", "later")


def leaves(data: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield way, data
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*way, key))


def cases() -> list[tuple[tuple[Any, ...], Any]]:
    found = []
    for way, value in leaves(WHOLE):
        if isinstance(value, float):
            found += [(way, nonsense) for nonsense in NUMBERS]
        elif isinstance(value, list):
            found.append((way, []))
        elif way and way[-1] in {"from", "to"}:
            found += [(way, nonsense) for nonsense in DATES]
        elif isinstance(value, str):
            found.append((way, ""))
    return found


@pytest.mark.parametrize(("way", "nonsense"), cases(), ids=str)
def test_nonsense_in_a_plan_is_refused_told_or_acts(
    tmp_path: Path, way: tuple[Any, ...], nonsense: Any
) -> None:
    data = copy.deepcopy(WHOLE)
    inner: Any = data
    for part in way[:-1]:
        inner = inner[part]
    inner[way[-1]] = nonsense
    text = json.dumps(data, ensure_ascii=False, indent=1).replace('".inf"', ".inf")
    plain = tmp_path / "plain.yaml"
    plain.write_text(json.dumps(WHOLE, ensure_ascii=False), encoding="utf-8")
    try:
        found = told(tmp_path, text)
    except InputError as error:
        place = error.line
    else:
        place = 0
    if place:
        assert place > 1, "its own line, not the file as a whole"
        return
    acts = read_plan(str(tmp_path / "one.yaml")).digest != read_plan(str(plain)).digest
    words = way[-1] in {"low", "high"}  # the range of a prior
    assert found or acts or words, f"{way}: {nonsense!r} is accepted and does nothing"
