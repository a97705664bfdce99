"""A later question of a city: its year, what was in force before, the targets due by then."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

import yuanqu
from abm.city.city import city_cached, load_city, whole_name
from abm.city.name import with_year, without_year
from abm.cut import known_set, known_sets
from abm.simulation import RunSpec, simulate
from engine.calendar import quarter_index
from engine.document import InputError
from experiments.runs.past import simulate_plans
from policies.city_plans import fitting_plans_of, plan_in, usual_plans_of
from tests.littleton import LITTLETON

LATER = """
horizons:
  - {year: 2027, policy_start: 2025Q1, before: baseline, baseline: baseline, main_plan: no_policy}
"""


def copied(folder: Path, more: str = LATER) -> Path:
    """Littleton with a later question."""
    shutil.copytree(LITTLETON, folder)
    with (folder / "city.yaml").open("a", encoding="utf-8") as stream:
        stream.write(more)
    return folder


def test_a_name_may_have_a_year(tmp_path: Path) -> None:
    assert without_year("shanghai@2030") == ("shanghai", 2030)
    assert without_year("shanghai") == ("shanghai", None)
    assert with_year("shanghai", 2030) == "shanghai@2030" == with_year("shanghai@2030", 2030)
    assert with_year("shanghai", None) == "shanghai"
    folder = tmp_path / "a@2030"
    folder.mkdir()
    assert without_year(folder) == (str(folder), None)
    assert whole_name(f"{folder}@2031") == f"{folder}@2031"
    with pytest.raises(InputError, match="year: expected 2030"):
        with_year("shanghai@2030", 2025)


def test_the_question_of_2030() -> None:
    first, later = load_city("shanghai"), load_city("shanghai@2030")
    assert (first.year, first.end, first.before) == (2025, quarter_index("2025Q4"), "")
    assert (later.year, later.end) == (2030, quarter_index("2030Q4"))
    assert (later.policy_start, later.before) == (quarter_index("2026Q1"), "action_plan_2022")
    assert first.years == later.years == (2025, 2030)
    assert first.digest == load_city("shanghai@2025").digest != later.digest
    assert usual_plans_of(later) == ("baseline", "successor_2026")
    assert "rd_led" not in fitting_plans_of(later)  # it has run out: the baseline by another name
    assert known_set(first) == "2022-07" and known_sets(later) == ("2022-07", "2026")


def test_targets_are_judged_while_their_plan_acts() -> None:
    first, later = load_city("shanghai").targets, load_city("shanghai@2030").targets
    assert set(first.year.tolist()) == {2025} and all(year > 2025 for year in later.year.tolist())
    row = first.row_of("competitive_firms")
    assert row is not None and first.value[row] == 50.0


def test_what_went_before_is_in_force_under_every_plan() -> None:
    city = city_cached("shanghai@2030")
    before = plan_in(city_cached("shanghai"), "action_plan_2022")
    for name in ("baseline", "no_policy", "successor_2026"):
        plan = plan_in(city, name)
        for quarter in range(city.start, city.policy_start):
            assert plan.at(quarter) == before.at(quarter)
        own = plan_in(city_cached("shanghai"), name)
        for quarter in range(city.policy_start, city.end + 1):
            assert plan.at(quarter) == own.at(quarter)
    assert plan_in(city, "no_policy").at(city.policy_start) == {}


@pytest.mark.slow
def test_a_first_question_is_what_it_was(tmp_path: Path) -> None:
    folder = copied(tmp_path / "later")
    for name in (str(folder), str(LITTLETON)):
        run = yuanqu.run("baseline", city=name, seed=3)
        assert run.quarters[-1] == city_cached("littleton").end
    both = [simulate(RunSpec(name, "baseline", 3)) for name in (str(folder), str(LITTLETON))]
    for column, values in both[0].outcomes.items():
        np.testing.assert_array_equal(values, both[1].outcomes[column])


@pytest.mark.slow
def test_a_later_question_of_a_folder_runs_and_shares_its_past(tmp_path: Path) -> None:
    name = f"{copied(tmp_path / 'later')}@2027"
    specs = [RunSpec(name, plan, 3) for plan in ("baseline", "no_policy")]
    alone = [simulate(spec) for spec in specs]
    for one, other in zip(alone, simulate_plans(specs), strict=True):
        assert one.quarters[-1] == quarter_index("2027Q4")
        for column, values in one.outcomes.items():
            np.testing.assert_array_equal(values, other.outcomes[column])
    apart = quarter_index("2025Q1") - alone[0].quarters[0]
    differs = [
        np.flatnonzero(values != alone[1].outcomes[column])
        for column, values in alone[0].outcomes.items()
    ]
    assert min(places.min(initial=99) for places in differs) == apart
    assert (
        yuanqu.run(seed=3, city=str(tmp_path / "later"), year=2027).quarters[-1]
        == (alone[0].quarters[-1])
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (LATER.replace("2027,", "2023,"), "year: expected a year behind"),
        (LATER.replace("2025Q1", "2035Q3"), "policy_start: expected a quarter after"),
        (LATER.replace("before: baseline", "before: basline"), "before: expected a plan"),
        (LATER.replace("main_plan: no_policy", "main_plan: x"), "main_plan: expected a plan"),
        (LATER.replace("no_policy}", "no_policy, given: [nev_units]}"), "a given_error beside it"),
    ],
)
def test_a_wrong_horizon_is_one_line(tmp_path: Path, more: str, expected: str) -> None:
    with pytest.raises(InputError) as error:
        load_city(copied(tmp_path / "wrong", more))
    assert expected in str(error.value) and "\n" not in str(error.value)


def test_an_unknown_year_is_one_line() -> None:
    with pytest.raises(InputError, match="year: expected one of 2025, 2030, got 2031"):
        load_city("shanghai@2031")


def test_a_target_may_be_due_in_several_years(tmp_path: Path) -> None:
    folder = copied(tmp_path / "later")
    file = folder / "targets.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = {**rows[0], "value": ""}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, {**row, "year": "2025"}, {**row, "year": "2027"}])
    found = load_city(f"{folder}@2027").targets
    last = found.row_of(row["outcome"])
    assert last is not None and found.year[last] == 2027 and np.isnan(found.value[last])
