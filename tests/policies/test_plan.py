"""Plans: what is read, how they extend, and what is wrong with a file that isn't one."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.calendar import quarter_index
from engine.document import InputError
from policies.plan import Dated, Plan, known_plans, read_plan
from policies.registry import INSTRUMENTS
from tests.littleton import ACTION, BASELINE, setting, write_plan

HEAD = "key: one\nname: {zh: 一, en: one}\nsummary: {zh: 一, en: one}\n"
ITEM = "  - {instrument: rd_subsidy, from: 2020Q1, level: 0.1, label: assumed, source: me}\n"


@pytest.fixture
def fault(tmp_path: Path):
    """The fault found in a plan of the given text."""

    def found(text: str) -> InputError:
        file = tmp_path / "one.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_plan(str(file))
        message = str(caught.value)
        assert "\n" not in message
        assert message.startswith(f"{file}:") and caught.value.file == str(file)
        return caught.value

    return found


def at(plan: Plan, quarter: str) -> dict[str, Dated]:
    return plan.at(quarter_index(quarter))


# Reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*known_plans(), BASELINE, ACTION])
def test_every_plan_that_comes_along_reads(name: str) -> None:
    plan = read_plan(name)
    assert plan.name.zh and plan.name.en and plan.summary.zh and plan.summary.en
    assert len(plan.digest) == 64
    for each in plan.settings:
        assert each.source
        for bound in (each.low, each.high):
            assert bound is None or each.label == "assumed"
        assert each.low is None or each.low <= each.level
        assert each.high is None or each.high >= each.level


def test_three_plans_are_known_and_no_policy_does_nothing() -> None:
    assert {"no_policy", "baseline", "action_plan_2022"} <= set(known_plans())
    assert read_plan("no_policy").settings == ()


def test_every_instrument_is_sized_by_a_plan() -> None:
    """What no plan that comes with the package sets above neutral, nobody has sized.

    A new instrument may stand in a plan of its own, which leaves the outcomes of the others alone.
    """

    def sized(name: str) -> set[str]:
        settings = read_plan(name).settings
        return {s.instrument for s in settings if s.level != INSTRUMENTS[s.instrument].neutral}

    by_some = set().union(*(sized(name) for name in known_plans()))
    assert sorted(set(INSTRUMENTS) - by_some) == [], "give it a setting in policies/plans"
    assert len(sized("action_plan_2022")) >= 31


def test_a_setting_holds_from_its_first_to_its_last_quarter(tmp_path: Path) -> None:
    plan = read_plan(
        write_plan(
            tmp_path,
            setting("rd_subsidy", 0.1, "2020Q2", end="2021Q1", budget=8, cap=2),
            setting("park_rent_subsidy", 0.2, "2020Q4"),
        )
    )
    assert at(plan, "2020Q1") == {}
    assert at(plan, "2020Q2") == {"rd_subsidy": Dated(0.1, 8.0, 2.0)}
    assert list(at(plan, "2021Q1")) == ["park_rent_subsidy", "rd_subsidy"]  # by key
    assert at(plan, "2021Q2") == at(plan, "2999Q4")
    assert at(plan, "2021Q2") == {"park_rent_subsidy": Dated(0.2, float("inf"), float("inf"))}


def test_one_instrument_may_have_several_spans(tmp_path: Path) -> None:
    plan = read_plan(
        write_plan(
            tmp_path,
            setting("rd_subsidy", 0.3, "2022Q1"),
            setting("rd_subsidy", 0.1, "2020Q1", end="2020Q4"),
            setting("rd_subsidy", 0.2, "2021Q1", end="2021Q4"),
        )
    )
    years = [at(plan, f"{year}Q4").get("rd_subsidy") for year in (2019, 2020, 2021, 2022)]
    assert [d and d.level for d in years] == [None, 0.1, 0.2, 0.3]


# Extending ---------------------------------------------------------------------------------


def test_the_action_plan_is_the_baseline_until_its_start() -> None:
    plan, base = read_plan("action_plan_2022"), read_plan("baseline")
    start = min(s.start for s in plan.settings[len(base.settings) :])
    assert plan.first_difference(base, start - 40, start + 40) == start
    assert plan.at(start - 1) == base.at(start - 1)


def test_what_extends_has_the_last_word_while_it_lasts(tmp_path: Path) -> None:
    base = write_plan(
        tmp_path, setting("rd_subsidy", 0.1), setting("park_rent_subsidy", 0.2), key="base"
    )
    own = setting("rd_subsidy", 0.4, "2022Q1", end="2022Q2", budget=7)
    plan = read_plan(write_plan(tmp_path, own, extends=base))
    assert [at(plan, f"2022Q{q}")["rd_subsidy"].level for q in (1, 2, 3)] == [0.4, 0.4, 0.1]
    assert at(plan, "2022Q1")["rd_subsidy"].budget == 7.0
    assert at(plan, "2022Q3")["rd_subsidy"].budget == float("inf")
    assert at(plan, "2022Q1")["park_rent_subsidy"].level == 0.2


def test_a_plan_extends_a_neighbour_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan(tmp_path, setting("rd_subsidy", 0.1), key="lower")
    middle = write_plan(tmp_path, extends="lower.yaml", key="middle")
    upper = write_plan(tmp_path, extends="middle.yaml", key="upper")
    monkeypatch.chdir(Path(tmp_path.anchor))
    assert at(read_plan(upper), "2022Q1") == at(read_plan(middle), "2022Q1") != {}


def test_the_digest_tells_plans_apart_and_sees_what_they_extend(tmp_path: Path) -> None:
    def digest(level: float, folder: str) -> str:
        place = tmp_path / folder
        place.mkdir()
        base = write_plan(place, setting("rd_subsidy", level), key="base")
        assert read_plan(base).digest == read_plan(base).digest
        return read_plan(write_plan(place, extends="base.yaml")).digest

    assert digest(0.1, "a") == digest(0.1, "b") != digest(0.2, "c")


@pytest.mark.parametrize("way", ["name", "path", "ring"])
def test_a_plan_does_not_extend_itself(tmp_path: Path, way: str) -> None:
    file = str(tmp_path / "one.yaml")
    if way == "ring":
        write_plan(tmp_path, extends=file, key="two")
        write_plan(tmp_path, extends=str(tmp_path / "two.yaml"), key="one")
    else:
        write_plan(tmp_path, extends="one.yaml" if way == "name" else file, key="one")
    with pytest.raises(InputError, match=r"extends: expected a plan that does not extend this one"):
        read_plan(file)


def test_an_unknown_plan_to_extend_is_a_fault_of_the_file(fault) -> None:
    error = fault(HEAD + "extends: baselin\n")
    assert (error.line, error.column, error.field) == (4, 10, "extends")
    assert "did you mean 'baseline'?" in error.expected


# Levels of a run's own ---------------------------------------------------------------------


def test_own_levels_hold_from_their_start_with_the_plans_budget_and_cap(tmp_path: Path) -> None:
    plan = read_plan(write_plan(tmp_path, setting("rd_subsidy", 0.1, budget=8, cap=2)))
    start = quarter_index("2022Q1")
    own = plan.with_levels({"rd_subsidy": 0.3, "park_rent_subsidy": 0.2}, start)
    assert own.at(start - 1) == plan.at(start - 1)
    assert own.at(start)["rd_subsidy"] == Dated(0.3, 8.0, 2.0)
    assert own.at(start)["park_rent_subsidy"] == Dated(0.2, float("inf"), float("inf"))
    assert own.digest != plan.digest
    assert plan.with_levels({}, start) is plan
    with pytest.raises(InputError, match=r"did you mean 'rd_subsidy'"):
        plan.with_levels({"rd_subsidi": 0.3}, start)
    with pytest.raises(InputError, match=r"instruments\.rd_subsidy: expected 0 to .*, got 3"):
        plan.with_levels({"rd_subsidy": 3.0}, start)
    with pytest.raises(InputError, match="got nan"):
        plan.with_levels({"rd_subsidy": float("nan")}, start)


# Faults ------------------------------------------------------------------------------------


def test_an_unknown_plan_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"plan: expected a plan \(.*no_policy.*\).*baseline'\?"):
        read_plan("basline")
    with pytest.raises(InputError, match=r"got '.*gone\.yaml'"):
        read_plan("/nowhere/gone.yaml")


@pytest.mark.parametrize(
    ("old", "new", "column", "field", "words"),
    [
        ("rd_subsidy", "rd_subsidi", 18, "settings.0.instrument", "did you mean 'rd_subsidy'?"),
        ("level: 0.1", "level: 3.0", 51, "settings.0.level", "(share of reported R&D), got 3"),
        ("level: 0.1", "level: -0.1", 51, "settings.0.level", "expected 0 to"),
        ("level: 0.1", "level: 300 %", 51, "settings.0.level", "expected a number, got '300 %'"),
        ("level: 0.1", "level: .nan", 51, "settings.0.level", "a finite number"),
        ("level: 0.1, ", "", 5, "settings.0.level", "expected a value for 'level', got nothing"),
        ("level", "levle", 44, "settings.0.levle", "did you mean 'level'?"),
        ("2020Q1", "2020Q5", 36, "settings.0.from", "expected a quarter such as 2019Q1"),
        ("2020Q1", "2020", 36, "settings.0.from", "expected a quarter such as 2019Q1"),
        ("label: assumed", "label: guess", 63, "settings.0.label", "'assumed'"),
        ("label", "budget: -5, label", 64, "settings.0.budget", "got -5"),
        ("label", "cap: -5, label", 61, "settings.0.cap", "got -5"),
        ("label", "level: 0.2, label", 56, "settings.0.level", "each key once"),
        ("label", "to: 2019Q4, label", 60, "settings.0.to", "2020Q1 on, got 2019Q4"),
    ],
)
def test_a_fault_of_a_setting_has_its_place(fault, old, new, column, field, words) -> None:
    item = ITEM.replace(old, new, 1)
    assert item != ITEM
    error = fault(HEAD + "settings:\n" + item)
    assert (error.line, error.column, error.field) == (5, column, field)
    assert words in str(error)


def test_spans_of_one_instrument_in_one_file_do_not_overlap(fault) -> None:
    later = ITEM.replace("2020Q1", "2020Q4")
    error = fault(HEAD + "settings:\n" + ITEM + later)
    assert (error.line, error.column, error.field) == (6, 36, "settings.1.from")
    assert "do not overlap, got 2020Q4" in str(error)
    # Whatever their order, and also where one holds the other.
    fault(HEAD + "settings:\n" + later + ITEM)
    ends = [i.replace("level", "to: 2020Q4, level") for i in (ITEM, later)]
    fault(HEAD + "settings:\n" + "".join(ends))
    fault(HEAD + "settings:\n" + ITEM.replace("2020Q1", "2010Q1") + ends[1])


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (HEAD.replace("key: one", "key: One!"), (1, 6), "text that matches"),
        (HEAD + "key: two\n", (4, 1), "each key once"),
        (HEAD + "sets: []\n", (4, 1), "did you mean 'settings'?"),
        (HEAD + "settings: {}\n", (4, 11), "a list"),
        (HEAD.replace(", en: one", "", 1), (2, 7), "a value for 'en'"),
        ("", (1, 1), "a mapping"),
        ("- 1\n", (1, 1), "a mapping"),
        (HEAD + "settings: [\n", (5, 1), "valid YAML"),
    ],
)
def test_a_fault_of_the_file_has_its_place(fault, text, place, words) -> None:
    error = fault(text)
    assert (error.line, error.column) == place
    assert words in str(error)
