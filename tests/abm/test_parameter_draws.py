"""A set of parameters that a seed draws: the third thing, beside world and luck, not known."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

import yuanqu
from abm import parameters as module
from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameters import Entry, defaults, drawn, there, with_overrides
from abm.simulation import RunSpec, simulate
from abm.start.national_markets import national_markets
from agents.parameters.prior import split_uniform
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.runs.past import Pasts, simulate_plans
from tests.bits import differences
from tests.littleton import ACTION, BASELINE, FOLDER, LITTLETON

CITIES = (("shanghai", "action_plan_2022"), (LITTLETON, ACTION))
SETS = 40
AT_ONCE = 10
UNTIL = city_cached(LITTLETON).policy_start + 2


def test_the_median_is_the_value_and_halves_are_even() -> None:
    u = np.array([0.0, 0.25, 0.5, 0.75, 1.0 - 2.0**-53])
    found = split_uniform(u, np.full(5, 1.0), np.full(5, 2.0), np.full(5, 6.0))
    assert found == pytest.approx([1.0, 1.5, 2.0, 4.0, 6.0])
    assert found.max() <= 6.0
    at_low = split_uniform(u, np.zeros(5), np.zeros(5), np.ones(5))
    assert at_low == pytest.approx([0.0, 0.0, 0.0, 0.5, 1.0])


@pytest.mark.parametrize("city", ["shanghai", LITTLETON])
def test_draws_lie_within_the_ranges_about_the_values(city: str) -> None:
    """Over seeds, half of a parameter's draws lie on each side of its value."""
    entries, _ = defaults(city)
    sets = [drawn(city, seed) for seed in range(400)]
    for name, first in sets[0].items():
        entry = entries[name]
        values = np.array([one[name] for one in sets])
        assert entry.low <= values.min() and values.max() <= entry.high, name
        if entry.low < entry.value < entry.high:
            assert 0.38 < (values > entry.value).mean() < 0.62, name
        assert first != sets[1][name] or entry.value in (entry.low, entry.high), name
    with_ranges = {name for name, e in entries.items() if e.low < e.high}
    assert set(sets[0]) == {name for name in with_ranges if there(city_cached(city), name)}


def test_no_two_parameters_share_their_luck() -> None:
    """Quantiles of different parameters are not correlated over seeds."""
    entries, _ = defaults("shanghai")
    inner = [n for n in drawn("shanghai", 0) if entries[n].low < entries[n].value < entries[n].high]
    values = np.array([[drawn("shanghai", seed)[n] for n in inner] for seed in range(200)])
    matrix = np.corrcoef(values.argsort(axis=0).argsort(axis=0).T)
    np.fill_diagonal(matrix, 0.0)
    assert np.abs(matrix).max() < 0.4


def test_another_parameter_moves_no_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one that comes, nor one that goes, nor the order of their declaration."""
    before = drawn(LITTLETON, 5)
    entries, parameters = defaults(LITTLETON)
    gone = "demand.alpha_price"
    new = {"demand.zzz": Entry(value=1.0, low=0.0, high=2.0, unit="1", label="assumed")}
    kept = {name: entry for name, entry in reversed(entries.items()) if name != gone}
    monkeypatch.setattr(module, "defaults", lambda city: ({**new, **kept}, parameters))
    after = drawn.__wrapped__(LITTLETON, 5)
    assert {name: x for name, x in after.items() if name in before} == {
        name: x for name, x in before.items() if name != gone
    }
    assert 0.0 <= after["demand.zzz"] <= 2.0


def test_what_is_set_stays_as_set() -> None:
    chosen = {"demand.alpha_price": 3.25}
    found = with_overrides("shanghai", chosen, "draw", 8)
    assert found.demand.alpha_price == 3.25
    plain = with_overrides("shanghai", {}, "draw", 8)
    assert plain.demand.alpha_quality == found.demand.alpha_quality
    assert plain.demand.alpha_price == drawn("shanghai", 8)["demand.alpha_price"]
    model = IndustryModel(settings="demand.alpha_price=3.25", parameters="draw", rng=8)
    assert model.world.parameters == found
    assert with_overrides("shanghai", {}, "fixed", 8) == defaults("shanghai")[1]


def test_each_of_the_three_varies_alone() -> None:
    """Luck, world and parameters have a seed each: none moves what the others are."""
    one = IndustryModel(rng=3, world="draw:7", parameters="draw:9")
    other = IndustryModel(rng=4, world="draw:7", parameters="draw:9")
    assert (
        one.world.parameters
        == other.world.parameters
        == with_overrides("shanghai", drawn("shanghai", 9))
    )
    assert np.array_equal(one.world.national.units, other.world.national.units)
    assert np.array_equal(one.world.national.rivals, other.world.national.rivals)
    assert one.world.draws.seed == 3
    third = IndustryModel(rng=3, world="draw:8", parameters="draw:9")
    assert third.world.parameters == one.world.parameters
    assert not np.array_equal(third.world.national.units, one.world.national.units)
    at = national_markets(city_cached("shanghai"), one.world.parameters, "draw", 7)
    assert np.array_equal(at.rivals, one.world.national.rivals)


def test_the_draw_of_the_run_s_own_seed_has_two_names() -> None:
    specs = [
        RunSpec(LITTLETON, ACTION, 6, UNTIL, world=world, parameters=name)
        for world, name in (("draw", "draw"), ("draw:6", "draw:6"))
    ]
    one, other = (simulate(spec) for spec in specs)
    assert differences(dict(one.outcomes), dict(other.outcomes)) == []
    fixed = simulate(replace(specs[0], parameters="fixed"))
    assert differences(dict(one.outcomes), dict(fixed.outcomes)) != []


def test_the_same_under_every_plan() -> None:
    sets = [
        IndustryModel(LITTLETON, plan, parameters="draw", rng=2).world.parameters
        for plan in (BASELINE, ACTION)
    ]
    assert sets[0] == sets[1]


def test_one_run_by_every_way() -> None:
    """Python, a model, a copy of it half-way, and runs that share a past and a world in turns."""
    spec = RunSpec(LITTLETON, ACTION, 4, UNTIL, parameters="draw")
    whole = dict(simulate(spec).outcomes)
    until, name = quarter_text(UNTIL), "output_plan"
    run = yuanqu.run(ACTION, seed=4, city=LITTLETON, until=until, parameters="draw")
    assert differences(dict(run.outcomes), whole) == []
    model = IndustryModel(LITTLETON, ACTION, parameters="draw", rng=4)
    assert model.arguments["parameters"] == "draw"
    model.run(until=UNTIL - 3)
    twin = copy.deepcopy(model)
    assert twin.arguments == model.arguments
    twin.run(until=UNTIL)
    assert np.array_equal(twin.record.column(name), whole[name])
    plans = [replace(spec, plan=plan) for plan in (BASELINE, ACTION)]
    assert differences(dict(simulate_plans(plans)[1].outcomes), whole) == []


@pytest.mark.slow
def test_a_past_of_other_parameters_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In memory and on disk; and the next run in the same world gets its own back."""
    monkeypatch.setenv("YUANQU_CACHE", str(tmp_path / "cache"))
    pasts = Pasts()
    base = RunSpec(LITTLETON, ACTION, 3, UNTIL, outcomes=("output_plan",))
    for name in ("fixed", "draw", "draw:5", "fixed", "draw:3"):
        spec = replace(base, parameters=name)
        for runner in (pasts, Pasts()):
            found = runner.run(spec, whole=True)
            assert found is not None
            assert np.array_equal(
                found.outcomes["output_plan"], simulate(spec).outcomes["output_plan"]
            ), name


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("parameters", "drawn", "or, with a seed, draw:17 or posterior:17 .did you mean 'draw'"),
        ("parameters", 3, "parameters: expected one of fixed, draw.*, got a int"),
        ("parameters", "fixed:3", "got 'fixed:3'"),
        ("parameters", "draw:-3", "got 'draw:-3'"),
        ("parameters", "draw:", "got 'draw:'"),
        ("parameters", "draw:1.5", "got 'draw:1.5'"),
        ("world", "draw:x", "world: expected one of middle, .*, got 'draw:x'"),
        ("world", "middle:3", "got 'middle:3'"),
        ("world", "draw:01", "got 'draw:01'"),
        ("world", "draw:17\n", "got 'draw:17.*'"),
    ],
)
def test_no_name_of_a_world_or_set(name: str, value: object, told: str) -> None:
    with pytest.raises(InputError, match=told) as error:
        IndustryModel(city=LITTLETON, **{name: value})  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_a_city_of_one_s_own_draws_within_its_own_ranges(tmp_path: Path) -> None:
    """And what it does not tell within the shipped city's, as an assumption."""
    folder = tmp_path / "town"
    copytree(FOLDER, folder)
    file = folder / "parameters.yaml"
    text = file.read_text(encoding="utf-8")
    own = "demand.nest_scale: {value: 0.5, low: 0.49, high: 0.51, source"
    old = "demand.nest_scale: {value: 0.5, low: 0.2, high: 0.8, source"
    assert old in text
    file.write_text(text.replace(old, own), encoding="utf-8")
    values = [drawn(str(folder), seed)["demand.nest_scale"] for seed in range(20)]
    assert 0.49 <= min(values) < 0.5 < max(values) <= 0.51
    model = IndustryModel(str(folder), parameters="draw", rng=1, check=True)
    model.run(until=model.world.city.start + 2)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(0, SETS, AT_ONCE))
@pytest.mark.parametrize(("city", "plan"), CITIES)
def test_invariants_hold_under_any_set(city: str, plan: str, first: int) -> None:
    """Money, goods, stocks and floor in every quarter; every floating-point error is raised."""
    faults = {}
    for seed in range(first, first + AT_ONCE):
        try:
            with np.errstate(all="raise"):
                IndustryModel(city, plan, check=True, rng=seed, parameters="draw").run()
        except (ArithmeticError, AssertionError, RuntimeError, ValueError) as error:
            faults[seed] = f"{type(error).__name__}: {error}"
    assert faults == {}
