"""One factor that makes a plan cost what another costs."""

import re
from collections.abc import Callable
from math import exp, floor
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached
from engine.calendar import quarter_index
from experiments.studies.equal_cost import NoScale, equal_scale
from experiments.studies.question import Question, run_plan
from policies.plan import read_plan
from policies.scaling import at_scale, scale_of
from tests.experiments.commands import Said
from tests.littleton import BASELINE, LITTLETON, setting, write_plan

Yuanqu = Callable[..., Said]


@pytest.mark.parametrize(
    "cost",
    [
        lambda scale: 3.0 * scale,
        lambda scale: 40.0 * (1.0 - exp(-scale / 10.0)),
        lambda scale: 0.02 * scale**3,
        lambda scale: 200.0 * scale,
        lambda scale: 3.0 * scale + 0.02 * floor(40 * scale),
    ],
)
def test_found_in_few_tries(cost: Callable[[float], float]) -> None:
    """Straight, bent and stepped costs, from below and from above."""
    tries: list[float] = []

    def counted(scale: float) -> float:
        tries.append(scale)
        return cost(scale)

    found = equal_scale(counted, 20.0, 0.01)
    assert found.cost == cost(found.scale) == pytest.approx(20.0, rel=0.01)
    assert len(tries) <= 12


@pytest.mark.parametrize(
    ("cost", "nearest"),
    [
        (lambda scale: min(scale, 2.0), 2.0),  # budgets that no level uses up
        (lambda scale: 5.0 + scale, 5.0),  # what it can't save
        (lambda scale: 2.0 + 2.0 * (scale > 1.5), 2.0),  # a jump over the target
    ],
)
def test_there_may_be_none(cost: Callable[[float], float], nearest: float) -> None:
    with pytest.raises(NoScale) as caught:
        equal_scale(cost, 2.9, 0.01)
    assert caught.value.best.cost == nearest


def test_scale_of_a_plan(tmp_path: Path) -> None:
    """As if the file said so: its own settings only, within range, whatever it says."""
    own = (setting("rd_subsidy", 0.15, "2022Q1", budget=40, cap=4), setting("expo", 0.02, "2022Q1"))
    path = write_plan(tmp_path, *own, extends=BASELINE)
    text = Path(path).read_text(encoding="utf-8")
    for scale in (0.0, 0.5, 1.0, 20.0):
        written = tmp_path / "scaled.yaml"
        written.write_text(text.replace('"summary"', f'"scale": {scale}, "summary"', 1))
        assert at_scale(path, scale).digest == read_plan(str(written)).digest
        assert at_scale(str(written), 3.0).digest == at_scale(path, 3.0).digest
    doubled = at_scale(path, 2.0)
    at = doubled.at(quarter_index("2022Q1"))
    assert (at["rd_subsidy"].level, at["rd_subsidy"].budget, at["rd_subsidy"].cap) == (0.3, 80, 4)
    before = quarter_index("2021Q4")
    assert doubled.at(before) == read_plan(BASELINE).at(before)
    assert at_scale(path, 1.0).digest == read_plan(path).digest


@pytest.mark.slow
def test_plans_made_to_cost_alike(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """The plan that is written costs what the other does within the tolerance."""
    rd = setting("rd_subsidy", 0.3, "2022Q1")
    path = write_plan(tmp_path, rd, extends=BASELINE, key="research")
    rent = setting("park_rent_subsidy", 0.3, "2022Q1")
    like = write_plan(tmp_path, rent, extends=BASELINE, key="rents")
    out = tmp_path / "scaled.yaml"
    call = ("plan", "scale", path, "--like", like, "--city", LITTLETON, "--until", "2022Q2")
    said = yuanqu(*call, "--seeds", 2, "--tolerance", 0.02, "--out", out)
    assert said.code == 0, said.err
    scale = re.search(r"scale: ([0-9.]+)", said.out)
    assert scale is not None
    written = read_plan(str(out))
    assert written.digest == at_scale(path, float(scale[1])).digest
    question = Question(LITTLETON, like, quarter_index("2022Q2"), "", 0.04, ())
    costs = [
        np.mean([run_plan(question, plan, seed) for seed in (1, 2)])
        for plan in (written, read_plan(like))
    ]
    assert costs[0] == pytest.approx(costs[1], rel=0.02)


def test_several_plans_meet_the_same_luck_from_their_own_scales(
    yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """What a file says is where its search begins: a plan that fits already stays as it is."""
    plans = [
        write_plan(tmp_path, setting("rd_subsidy", 0.3, "2022Q1"), extends=BASELINE, key=key)
        for key in ("first", "second")
    ]
    text = Path(plans[1]).read_text(encoding="utf-8")
    Path(plans[1]).write_text(text.replace('"summary"', '"scale": 0.5, "summary"', 1))
    assert (scale_of(plans[0]), scale_of(plans[1])) == (1.0, 0.5)
    small = ("--city", LITTLETON, "--until", "2022Q2", "--seeds", 1, "--like", plans[1])
    said = yuanqu("plan", "scale", *plans, *small)
    assert said.code == 0, said.err
    scales = [float(x) for x in re.findall(r"scale: ([0-9.]+)", said.out)]
    assert scales[1] == 0.5
    assert scales[0] == pytest.approx(0.5, rel=0.05)
    out = ("--out", tmp_path / "x.yaml")
    assert "one plan to write" in yuanqu("plan", "scale", *plans, *small, *out).err


@pytest.mark.slow
def test_shipped_alternatives_cost_what_the_action_plan_does() -> None:
    """Within 2 % over 100 seeds by the command; one seed may be off by more."""
    city = city_cached("shanghai")
    question = Question("shanghai", "action_plan_2022", city.end, "", 0.04, ())
    (like,) = run_plan(question, read_plan("action_plan_2022"), 1)
    for name in ("attraction_led", "rd_led", "demand_led", "parks_led", "upgrading_led"):
        assert 0.5 <= scale_of(name) <= 2.0
        assert run_plan(question, read_plan(name), 1) == pytest.approx((like,), rel=0.15)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((BASELINE, "--like", "no_policy"), "--like: expected a plan that costs money"),
        ((BASELINE, "--like", "basline"), "did you mean 'baseline'?"),
        (("no_policy", "--like", BASELINE), "at best 0 亿"),
        ((BASELINE,), "--like"),
    ],
)
def test_faults(yuanqu: Yuanqu, arguments: tuple[str, ...], says: str) -> None:
    """One line, code 2."""
    small = ("--city", LITTLETON, "--until", "2022Q1", "--seeds", 1)
    said = yuanqu("plan", "scale", *arguments, *small)
    assert said.code == 2
    assert says in said.err
    assert "a fault of the program" not in said.err
