"""Which lever matters: the table that comes with the package, and how levers are ranked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from math import isnan, nan
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached
from engine.document import InputError
from experiments.reports.levers import finding, levers_frame, levers_table, said
from experiments.reports.report import LANGUAGES
from experiments.studies.alone import FLOWS, AllAlone, alone
from experiments.studies.comparison import Kind
from experiments.studies.measured import (
    FACTS,
    ORDERS,
    Measured,
    asked_of,
    measured_files,
    of_table,
    ranked,
    shipped,
)
from tests.experiments.commands import Said
from tests.littleton import BASELINE, LITTLETON, setting, write_plan

Yuanqu = Callable[..., Said]
CITY = "littleton"
FIRMS, PARKS = "competitive_firms", "special_and_micro_parks"
LEVERS = {
    # by seed: firms gained, parks gained, million yuan more
    "rd_subsidy": ([4, 5, 6, 5], [0, 1, -1, 0], [1000, 1100, 900, 1000]),
    "expo": ([2, 2, 1, 2], [0, 0, 0, 0], [100, 90, 100, 110]),
    "talent_housing": ([1, -1, 0, 1], [0, 0, 0, 0], [300, 300, 310, 290]),
    "park_land": ([-2, -3, -2, -2], [1, 1, 2, 1], [0, 0, 0, 0]),
}


def made() -> AllAlone:
    """Four levers on four seeds."""
    kinds = [
        Kind(key, key, key, unit, nan, 0) for key, unit in ((FIRMS, "firms"), (PARKS, "parks"))
    ]
    spending = FLOWS.index("fiscal_spending")
    answers = []
    for at in range(4):
        values = {"": [50.0 + at, 3.0, *np.zeros(len(FLOWS))]}
        for key, (firms, parks, cost) in LEVERS.items():
            flows = np.zeros(len(FLOWS))
            flows[spending] = cost[at]
            values[key] = [50.0 + at + firms[at], 3.0 + parks[at], *flows]
        answers.append({"seed": at, "measures": [FIRMS, PARKS, *FLOWS], "values": values})
    return alone(answers, kinds, "every", "baseline", 0.0)


@pytest.fixture
def measured() -> Measured:
    return of_table(made().table())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in measured_files(made(), city_cached(CITY)).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_what_was_written_is_read_and_holds(folder: Path, measured: Measured) -> None:
    found = shipped(CITY, folder)
    assert found is not None
    assert repr(found) == repr(measured)  # NaN among them
    assert found.stale == ()
    assert (found.seeds, found.rate, found.outcomes) == (4, 0.0, (FIRMS, PARKS))


@pytest.mark.parametrize("fact", FACTS)
def test_a_table_of_another_model_or_city_says_so(folder: Path, fact: str) -> None:
    file = folder / "littleton-2024.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {fact: "other"}))
    found = shipped(CITY, folder)
    assert found is not None and found.stale == (fact,)
    assert found.levers


def test_without_files_there_is_nothing(tmp_path: Path) -> None:
    assert shipped(CITY, tmp_path) is None


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "no table\n\x00"])
def test_a_spoilt_table_is_one_line(folder: Path, content: str) -> None:
    (folder / "littleton-2024.csv").write_text(content)
    with pytest.raises(InputError, match=r"littleton-2024\.csv.*expected the files of yuanqu"):
        shipped(CITY, folder)


def test_order_of_levers(measured: Measured) -> None:
    """By gain, by cost, by cost of a firm; what moves nothing is folded, with its cost."""

    def keys(order: str) -> list[str]:
        return [lever.instrument for lever in ranked(measured, FIRMS, order).shown]  # type: ignore[arg-type]

    assert keys("gain") == ["rd_subsidy", "expo", "park_land"]
    assert keys("cost") == ["park_land", "expo", "rd_subsidy"]
    assert keys("price") == ["expo", "rd_subsidy", "park_land"]
    for order in ORDERS:
        found = ranked(measured, FIRMS, order)
        assert [lever.instrument for lever in found.folded] == ["talent_housing"]
        assert found.folded_cost == pytest.approx(300.0)


def test_a_price_is_cost_by_gain_with_its_interval(measured: Measured) -> None:
    lever = measured.of("rd_subsidy")
    assert lever is not None
    price = lever.gains[FIRMS].price
    assert price.value == pytest.approx(1000.0 / 5.0)
    assert price.low < price.value < price.high
    for key in ("talent_housing", "park_land"):  # nothing sure is gained, or something is lost
        other = measured.of(key)
        assert other is not None and isnan(other.gains[FIRMS].price.value)


def test_sentences(measured: Measured) -> None:
    lever, idle = measured.of("rd_subsidy"), measured.of("talent_housing")
    assert lever is not None and idle is not None
    zh, en = said(lever, (FIRMS, PARKS))
    assert zh == "单独使用：企业 +5 家；园区看不出作用；多花 10 亿元。"
    assert en == "Alone: firms +5; no visible effect on parks; costs 10 亿 yuan more."
    assert said(idle, (FIRMS, PARKS)).en == "Alone: no visible effect; costs 3 亿 yuan more."
    zh, en = finding(measured, FIRMS)
    assert "研发补贴" in zh and "1 项看不出作用，共多花 3 亿元" in zh
    assert "R&D subsidy (+5, for 10 亿 yuan)" in en
    assert "1 have no visible effect" in en
    table = levers_table(measured, FIRMS, "gain")
    assert [str(cell) for cell in (table.rows[0] or ())][1] == "+5"
    assert levers_frame(measured).height == 8
    for language in LANGUAGES:
        assert "{" not in finding(measured, PARKS).of(language)


def test_few_answers_tell_nothing_and_a_missing_run_leaves_its_seed_out() -> None:
    asked = asked_of(CITY)
    names = [*asked.question.outcomes, *FLOWS]
    ones = [1.0] * len(names)
    answers = [
        {"seed": seed, "measures": names, "values": {"": ones, key: ones}}
        for seed in (1, 2, 3)
        for key in asked.keys
    ]
    assert asked.found(answers[: len(asked.keys)]).levers == ()
    assert asked.found(answers).seeds == 3
    assert asked.found(answers[:-1]).seeds == 2
    tasks = asked.tasks([1, 2], 840)
    assert len(tasks) == 2 * len(asked.keys)
    assert {task.key for task in tasks} == {841, 842}
    assert replace(asked.found(answers), stale=("model",)).stale


def test_another_plan_is_refused_before_anything_runs(yuanqu: Yuanqu, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, setting("rd_subsidy", 0.15, "2022Q1", budget=40), extends=BASELINE)
    call = ("attribute", plan, "--city", LITTLETON, "--alone", "--seeds", 2)
    said_ = yuanqu(*call, "--out", tmp_path / "out", "--measured", tmp_path / "kept")
    assert said_.code == 2
    assert "PLAN: expected with --measured every instrument of the city" in said_.err
    assert not (tmp_path / "kept").exists()


def test_a_later_question_has_the_levers_of_its_plans() -> None:
    """Those that none of its few plans has are left out; of the first question none may lack."""
    later, first = asked_of("shanghai@2030"), asked_of("shanghai")
    assert set(later.keys) < set(first.keys)
    assert later.question.until > first.question.until
