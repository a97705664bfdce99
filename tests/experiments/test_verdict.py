"""The verdict: each target, all together, what a plan changes, and counts that add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isnan, nan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from abm.city.city import city_cached
from engine.calendar import quarter_text
from experiments.reports.cells import ratio
from experiments.reports.verdict import sentences
from experiments.studies.answer import (
    FEWEST,
    beyond_luck,
    difference,
    headlines,
    spread,
    target_values,
)
from experiments.studies.ratio import ratio_of_means
from experiments.studies.verdict import (
    Count,
    Sample,
    Target,
    rounded,
    targets_of,
    verdict,
    with_figures,
)
from tests.experiments.commands import Said
from tests.littleton import LITTLETON

Yuanqu = Callable[..., Said]

FIRMS = Target("firms", "企业", "Firms", "firms", 50.0, 2025, "question", True, "")
PARKS = Target("parks", "园区", "Parks", "parks", 5.0, 2025, "question", False, "special")
OUTPUT = Target("output", "产值", "Output", "million yuan", 700.0, 2025, "plan", False, "")
TARGETS = (FIRMS, PARKS, OUTPUT)


def sample(firms: list[float], parks: list[float], output: list[float], first: int = 1) -> Sample:
    n = len(firms)
    given = {"firms": firms, "parks": parks, "output": output, "special": [2.0] * n}
    given |= {"firms_start": [48.0] * n, "firms_lost": [3.0] * n}
    given["firms_emerged"] = [f - 45.0 for f in firms]
    values = {(name, 2025): np.array(column) for name, column in given.items()}
    return Sample(np.arange(first, first + n), values)


PLAN = sample([60.0] * 6 + [40.0] * 6, ([5.0] * 3 + [4.0] * 3) * 2, [800.0] * 2 + [100.0] * 10)
OTHER = sample([50.0] * 12, [5.0] * 12, [100.0] * 12)


def test_the_joint_chances_are_of_runs_that_meet_all_at_once() -> None:
    found = verdict(TARGETS, PLAN, OTHER)
    assert found is not None
    assert found.runs == 12
    assert [f.spread.reached for f in found.findings] == [6, 6, 2]
    assert found.question is not None and found.everything is not None
    assert found.question.spread.reached == 3  # not 6 of 12 and 6 of 12, nor a quarter by chance
    assert found.question.spread.probability == 0.25
    assert found.everything.spread.reached == 2
    assert found.question.effect is not None
    assert found.question.effect.mean == pytest.approx(0.25 - 1.0)


def test_what_a_plan_brings_is_paired_by_seed_whatever_the_order() -> None:
    shuffled = np.array([3, 1, 0, 2, *range(4, 12)])
    plan = Sample(PLAN.seeds[shuffled], {k: v[shuffled] for k, v in PLAN.values.items()})
    later = Sample(OTHER.seeds + 2, {k: np.arange(12.0) for k in OTHER.values})
    found = verdict(TARGETS, plan, later)
    assert found is not None
    effect = found.findings[0].effect
    assert effect is not None and effect.pairs == 10
    mine = [60.0] * 4 + [40.0] * 6  # seeds 3 to 12
    assert effect.mean == pytest.approx(np.mean(np.array(mine) - np.arange(10.0)))


def test_the_smallest_detectable_effect_is_that_of_a_t_test_with_power_four_fifths() -> None:
    values = np.array([1.0, 2.0, 4.0, 3.0, 5.0])
    found = difference(values)
    error = values.std(ddof=1) / sqrt(5)
    assert found.detectable == pytest.approx((t.ppf(0.975, 4) + t.ppf(0.8, 4)) * error)
    assert isnan(difference(values[:1]).detectable)


def test_it_is_found_in_four_of_five_experiments() -> None:
    """Of that size, with differences of standard deviation 1, in 20 pairs."""
    draws = np.random.default_rng(1).standard_normal((4000, 20))
    size = (t.ppf(0.975, 19) + t.ppf(0.8, 19)) / sqrt(20)
    means, errors = draws.mean(axis=1) + size, draws.std(axis=1, ddof=1) / sqrt(20)
    power = np.mean(means - t.ppf(0.975, 19) * errors > 0.0)
    assert 0.76 < power < 0.84


@pytest.mark.parametrize("runs", [1, FEWEST - 1, FEWEST])
def test_no_chance_is_told_of_fewer_than_ten_runs(runs: int) -> None:
    found = spread(np.full(runs, 7.0), 5.0)
    assert isnan(found.probability) == isnan(found.probability_low) == (runs < FEWEST)
    assert found.reached == runs
    few = verdict((FIRMS,), sample([60.0] * runs, [5.0] * runs, [1.0] * runs), None)
    assert few is not None
    said = sentences(few, "plan", "reference")[-1].en
    assert (f"≥ 50 in {runs} of {runs} runs" in said) == (runs < FEWEST)
    assert ("100 % of runs" in said) == (runs >= FEWEST)


@pytest.mark.parametrize("gain", [0.0, 1.0, 0.1])
def test_few_pairs_that_are_all_alike_have_no_interval(gain: float) -> None:
    """Two equal differences are no proof that every one is."""
    few = difference(np.full(FEWEST - 1, gain))
    assert few.mean == gain and np.isnan([few.low, few.high, few.detectable]).all()
    many = difference(np.full(FEWEST, gain))
    assert many.low == pytest.approx(gain) and many.high == pytest.approx(gain)
    found = difference(np.array([gain, gain + 1.0]))
    assert found.low < found.mean < found.high


def test_alike_but_for_rounding_is_alike() -> None:
    rounded = difference(np.array([0.3 - 0.2, 0.5 - 0.4, 0.1]))
    assert rounded.pairs == 3 and np.isnan([rounded.low, rounded.high, rounded.detectable]).all()


def test_few_alike_give_no_interval_of_a_ratio_and_no_effect() -> None:
    """What a gain costs, and whether it is beyond luck, are not certain where three runs agree."""
    alike, other = np.full(3, 0.1), np.array([1.0, 2.0, 1.5])
    for above, below in ((alike, 2.0 * alike), (0.0 * alike, other)):
        found = ratio_of_means(above, below)
        assert found.value == pytest.approx(above.mean() / below.mean())
        assert np.isnan([found.low, found.high]).all()
        assert "[" not in ratio(found)
    for above, below in ((alike, other), (other, alike)):
        assert ratio_of_means(above, below).high > ratio_of_means(above, below).low
    assert not beyond_luck(alike, 5)
    assert beyond_luck(np.full(FEWEST, 0.1), 5)


def test_targets_that_were_not_kept_are_left_out_and_no_joint_chance_is_told() -> None:
    bare = Sample(PLAN.seeds, {("firms", 2025): PLAN.values["firms", 2025]})
    found = verdict(TARGETS, bare, None)
    assert found is not None
    assert [f.target.outcome for f in found.findings] == ["firms"]
    assert found.findings[0].count is None
    assert found.question is None and found.everything is None
    assert verdict(TARGETS, Sample(PLAN.seeds, {}), None) is None


COUNTS = st.floats(0.0, 500.0)


@given(start=COUNTS, lost=st.floats(0.0, 1.0), emerged=COUNTS, decimals=st.integers(0, 2))
def test_shown_numbers_add_up(start: float, lost: float, emerged: float, decimals: int) -> None:
    gone = lost * start
    c = rounded(Count(start, gone, emerged, start - gone + emerged), decimals)
    assert round(c.start - c.lost + c.emerged - c.now, 6) == 0.0
    assert c.lost >= 0.0
    assert abs(c.lost - gone) <= 1.6 * 10.0**-decimals
    assert abs(c.emerged - emerged) <= 1.6 * 10.0**-decimals


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_sentences_say_the_change_and_the_level(language: str) -> None:
    found = verdict(TARGETS, PLAN, OTHER)
    assert found is not None
    said = sentences(found, "一揽子", "现行")
    change, level = (getattr(words, language) for words in said)
    assert change.count("。" if language == "zh" else ".\n") <= 1
    for text in ("48", "3", "5", "50"):  # start, lost, emerged, now and target
        assert text in level
    assert "25 %" in level
    assert "+1.17" in change  # 亿 yuan
    by_itself = verdict(TARGETS, OTHER, None)
    assert by_itself is not None
    (alone,) = sentences(by_itself, "现行", "现行")
    assert "100 %" in getattr(alone, language)


def test_a_city_names_its_question_first() -> None:
    found = targets_of(city_cached("shanghai"))
    assert [target.outcome for target in found] == [
        "competitive_firms",
        "special_and_micro_parks",
        "output_plan",
        "products_in_scenarios",
        "scenarios_served",
    ]
    assert [target.headline for target in found] == ["question"] * 2 + ["plan"] * 3
    assert [target.counted for target in found] == [True, True, False, False, False]
    assert found[1].part == "specialty_parks"


def test_runs_that_end_early_say_so_and_tell_of_nobody_since_the_policy(
    yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """The policy begins with 2022, the targets are due in 2024."""
    asked = ("run", "--city", LITTLETON, "--seeds", 1, "--until", "2019Q2", "--out", tmp_path / "a")
    said = yuanqu(*asked)
    assert said.code == 0, said.err
    assert "By the end of 2019Q2, where the runs end," in said.out
    assert "到2019Q2（模拟到此为止）" in said.out
    assert "when the policy began" not in said.out and "2024" not in said.out.split("By the")[1]


def test_what_is_asked_without_a_figure_has_no_chance_and_none_together() -> None:
    open_firms = replace(FIRMS, value=nan)
    found = verdict((open_firms, PARKS, OUTPUT), PLAN, OTHER)
    assert found is not None
    assert found.question is None and found.everything is None
    first = found.findings[0]
    assert isnan(first.spread.probability)
    assert first.effect is not None and first.effect.pairs == 12
    assert first.count is not None and first.count.start == 48.0
    change, level = sentences(found, "plan", "reference")
    assert "firms by 0 [" in change.en  # 50 on average under both
    told = level.en.split("; parks")[0]
    assert "%" not in told and "nan" not in level.en and "nan" not in level.zh
    assert "no figure was published" in level.en
    assert not with_figures((open_firms, PARKS)) and with_figures(TARGETS)


def test_targets_of_one_outcome_are_judged_each_in_its_own_year() -> None:
    early = replace(OUTPUT, year=2023, value=300.0)
    values = {**PLAN.values, ("output", 2023): np.array([400.0] * 9 + [100.0] * 3)}
    found = verdict((FIRMS, early, OUTPUT), Sample(PLAN.seeds, values), None)
    assert found is not None
    assert [f.spread.reached for f in found.findings] == [6, 9, 2]
    assert found.everything is not None and found.everything.spread.reached == 2
    (level,) = sentences(found, "plan", "plan")
    assert "output (2023)" in level.en and "产值（2023年）" in level.zh


def test_a_later_question_is_asked_without_figures_and_its_plan_with_them() -> None:
    city = city_cached("shanghai@2030")
    found = targets_of(city)
    assert [(t.outcome, t.year, isnan(t.value)) for t in found] == [
        ("competitive_firms", 2030, True),
        ("special_and_micro_parks", 2030, True),
        ("output_without_vehicles", 2027, False),
        ("output_without_vehicles", 2030, False),
    ]
    assert [quarter_text(t.quarter(city.end)) for t in found[2:]] == ["2027Q4", "2030Q4"]
    assert target_values(city)["output_without_vehicles"] == (500000.0, 2030)
    assert headlines(city).count("output_without_vehicles") == 1
