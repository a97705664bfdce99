"""Clauses of what a city has published: all that they name is there, and all belongs to one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from abm.clauses import FILE, clauses_of
from abm.shipped import DEFAULT_CITY
from engine.document import InputError
from experiments.reports.clauses import clauses_report, clauses_text, effects_of
from experiments.reports.policies import checked_plan
from experiments.reports.report import Table
from policies.plan import read_plan
from tests.littleton import FOLDER, LITTLETON, setting, write_plan

Copied = Callable[..., tuple[Path, Path]]

TEXT = """\
documents:
  - {key: paper, name: {zh: 文件, en: Paper}, published: "2021", plan: action_plan_2022, source: me}
clauses:
  - key: research
    document: paper
    zh: 研发
    en: Research
    safeguard: true
    stands_for:
      instruments: [rd_subsidy]
      uses: [drones.delivery]
  - key: pride
    document: paper
    zh: 自豪
    en: Pride
    not_modelled: {zh: 无从衡量, en: nothing to measure}
"""


@pytest.fixture
def copied(tmp_path: Path) -> Copied:
    """Writes a copy of the small city with ``clauses.yaml``, a text of it replaced by another."""

    def write(old: str = "", new: str = "") -> tuple[Path, Path]:
        city = tmp_path / "city"
        shutil.copytree(FOLDER, city)
        use = next(iter(city_uses()))
        text = TEXT.replace("drones.delivery", use)
        assert old in text
        (city / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
        return city, city / FILE

    return write


def city_uses() -> tuple[str, ...]:
    from abm.city.city import city_cached

    return tuple(city_cached(LITTLETON).uses.keys)


def test_nothing_of_the_city_is_of_no_clause() -> None:
    """Each instrument that a plan sets, each market and each target, of every question."""
    clauses = clauses_of(DEFAULT_CITY)
    assert clauses is not None
    assert clauses.unclaimed() == {}
    assert len(clauses.asked["instruments"]) >= 30
    assert {"robots.embodied", "vehicles.nev"} <= clauses.asked["uses"]
    assert {"level2_share@2025", "level2_share@2027"} <= clauses.asked["targets"]
    assert clauses_of(f"{DEFAULT_CITY}@2030") == clauses


def test_every_document_of_the_plans_is_there() -> None:
    clauses = clauses_of(DEFAULT_CITY)
    assert clauses is not None
    for paper in clauses.documents:
        assert [c for c in clauses.clauses if c.document == paper.key], paper.key
    for plan in ("action_plan_2022", "successor_2026"):
        named = {s.clause for s in read_plan(plan).own} - {""}
        papers = {p.key for p in clauses.documents if p.plan == plan}
        assert {clauses.by_key[key].document for key in named} <= papers


def test_the_seven_safeguards_are_shown_by_instrument() -> None:
    clauses = clauses_of(DEFAULT_CITY)
    assert clauses is not None
    marked = [c for c in clauses.clauses if c.safeguard]
    assert len(marked) == 7
    report = clauses_report(DEFAULT_CITY, "output_plan")
    table = report.parts[-1]
    assert isinstance(table, Table)
    keys = [row[2] for row in table.rows if row is not None]
    assert keys == [k for c in marked for k in (c.stands_for.instruments or ("–",))]


def test_what_is_declared_out_says_why() -> None:
    clauses = clauses_of(DEFAULT_CITY)
    assert clauses is not None
    for key in (
        "power_over_pace",
        "power_over_standards",
        "power_over_value",
        "brand_awareness",
        "world_class",
    ):
        assert clauses.verdict(clauses.by_key[key]) == "not_modelled"
        assert clauses.by_key[key].not_modelled is not None


def test_a_target_without_an_outcome_is_not_in_the_model() -> None:
    clauses = clauses_of(DEFAULT_CITY)
    assert clauses is not None
    assert clauses.verdict(clauses.by_key["future_industries"]) == "not_modelled"
    assert clauses.verdict(clauses.by_key["aim_scale"]) == "modelled"


def test_sizes_are_those_of_the_plan() -> None:
    """Read there, not written twice."""
    told = {c["key"]: c for c in json.loads(clauses_text(DEFAULT_CITY, "output_plan"))["clauses"]}
    (size,) = told["safeguard_safety"]["size"]
    (own,) = [s for s in read_plan("action_plan_2022").own if s.instrument == size["instrument"]]
    numbers = (own.level, own.low, own.high, own.budget, own.source)
    assert (size["level"], size["low"], size["high"], size["budget"], size["source"]) == numbers
    assert told["safeguard_safety"]["effect"] == {}


def test_effects_come_from_a_table_of_results(tmp_path: Path) -> None:
    file = tmp_path / "alone.csv"
    file.write_text(
        "instrument,outcome,seeds,gain,gain_low,gain_high\n"
        "safety_supervision,output_plan,60,-29.0,-46.0,-12.0\n"
        "safety_supervision,firms,60,1.0,0.0,2.0\n",
        encoding="utf-8",
    )
    effects = effects_of(file, "output_plan")
    told = json.loads(clauses_text(DEFAULT_CITY, "output_plan", effects))["clauses"]
    found = next(c["effect"] for c in told if c["key"] == "safeguard_safety")
    gain = {"outcome": "output_plan", "gain": -29.0, "low": -46.0, "high": -12.0}
    assert found == {"safety_supervision": gain}
    cells = [
        cell
        for part in clauses_report(DEFAULT_CITY, "output_plan", effects).parts
        if isinstance(part, Table)
        for row in part.rows
        for cell in row or ()
    ]
    assert "safety_supervision −0.29 [−0.46, −0.12]" in cells
    with pytest.raises(InputError, match=r"rows of output_plam"):
        effects_of(file, "output_plam")
    with pytest.raises(InputError, match=r"--effects"):
        effects_of(tmp_path / "none.csv", "output_plan")


def test_a_city_may_have_its_own_or_none(copied: Copied) -> None:
    assert clauses_of(LITTLETON) is None
    city, _ = copied()
    clauses = clauses_of(str(city))
    assert clauses is not None
    verdicts = [clauses.verdict(clause) for clause in clauses.clauses]
    assert verdicts == ["modelled", "not_modelled"]
    assert "rd_subsidy" not in clauses.unclaimed().get("instruments", ())
    assert clauses.unclaimed()["uses"]
    with pytest.raises(InputError, match=r"a city that has clauses\.yaml"):
        clauses_text(LITTLETON, "output_plan")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("[rd_subsidy]", "[rd_subsidi]", 10, "stands_for.instruments.0: .*'rd_subsidy'"),
        ("uses: [", "uses: [nowhere.at_all, ", 11, "stands_for.uses.0: .*one of the uses"),
        ("uses: [", "outcomes: [", 11, "stands_for.outcomes.0: .*one of the outcomes"),
        ("uses: [", "weather: [", 11, "weather"),
        ("document: paper", "document: papers", 5, "a document"),
        ("plan: action_plan_2022", "plan: action_plan", 2, "a plan"),
        ("key: pride", "key: research", 12, "each key once"),
        ("    not_modelled: {zh: 无从衡量, en: nothing to measure}\n", "", 12, "got neither"),
    ],
)
def test_a_dangling_reference_is_refused_at_its_line(
    copied: Copied, old: str, new: str, line: int, says: str
) -> None:
    city, file = copied(old, new)
    with pytest.raises(InputError, match=says) as refused:
        clauses_of(str(city))
    assert str(refused.value).startswith(f"{file}:{line}:")


def test_a_setting_names_a_clause_that_names_its_instrument(copied: Copied, tmp_path: Path) -> None:
    city, _ = copied()
    for instrument, clause, says in (
        ("rd_subsidy", "research", ""),
        ("rd_subsidy", "researches", "a clause of clauses.yaml .did you mean 'research'"),
        ("guidance_fund", "research", "a clause of clauses.yaml that names guidance_fund"),
    ):
        plan = write_plan(tmp_path, setting(instrument, 0.1, clause=clause))
        if not says:
            assert "all in order" in checked_plan(plan, str(city))[-1]
            continue
        with pytest.raises(InputError, match=says) as refused:
            checked_plan(plan, str(city))
        assert str(refused.value).startswith(f"{plan}:")


def test_a_citys_own_plans_are_checked_with_its_clauses(copied: Copied) -> None:
    city, _ = copied()
    plan = write_plan(city / "plans", setting("rd_subsidy", 0.1, clause="lost"))
    with pytest.raises(InputError, match="'lost'") as refused:
        clauses_of(str(city))
    assert str(refused.value).startswith(f"{plan}:")
