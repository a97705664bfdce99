"""The command ``validate``: ablation of mechanisms, sections of the report, elasticities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import city_cached
from abm.market import choice_weight, offers
from abm.mechanisms import MAIN, MECHANISMS, Mechanism
from abm.model import IndustryModel
from abm.outcomes.outcome import Named
from abm.simulation import known_factors
from experiments.reports.markdown import with_section
from experiments.studies.validation.ablation import effect_of, settings_of, trials_of
from experiments.studies.validation.elasticity import own_price_elasticity
from policies.city_plans import fitting_plans_of, plan_in
from tests.experiments.commands import Said
from tests.littleton import BASELINE, LITTLETON

Yuanqu = Callable[..., Said]

MECHANISM = Mechanism("luck", "运气", "Luck", "a.b=0")
OUTCOME = Named("firms", "企业数", "Firms", "firms")


@pytest.mark.parametrize("city", ["shanghai", LITTLETON], ids=["shanghai", "littleton"])
def test_every_mechanism_can_be_switched_off(city: str) -> None:
    """Its settings are the city's, and not what they are anyway."""
    known = known_factors(city)
    for mechanism in (m for m in MECHANISMS if m.there(city_cached(city))):
        settings = settings_of(mechanism, city)
        assert settings, mechanism.key
        if city == "shanghai":
            assert any(known[name].default != value for name, value in settings), mechanism.key
    assert len({m.key for m in MECHANISMS}) == len(MECHANISMS)


@pytest.mark.parametrize("name", ["shanghai", "littleton"])
def test_every_mechanism_is_judged_where_it_can_act(name: str) -> None:
    """Under a plan that the city can carry out, and that has the instrument it is about."""
    city = city_cached(name)
    for mechanism in MECHANISMS:
        assert mechanism.plan(city) in fitting_plans_of(city)
        if mechanism.under not in ("", MAIN):
            plan = plan_in(city, mechanism.plan(city))
            assert mechanism.under in {s.instrument for s in plan.settings}, mechanism.key
    bids = next(m for m in MECHANISMS if m.key == "district_bids")
    led = {"shanghai": "attraction_led", "littleton": "action_plan_2022"}
    assert bids.plan(city) == led[name]


def test_mechanisms_judged_alike_share_a_trial() -> None:
    """One job for each plan and quarter; what is given on the command line holds for all."""
    late = Mechanism("late", "晚", "Late", "a.b=0", under=MAIN, late=True)
    usual, act = trials_of("shanghai", (MECHANISM, late, MECHANISM), None, None)
    assert (usual.plan, usual.quarter) == ("baseline", 4 * 2021 + 3)
    assert usual.mechanisms == (MECHANISM, MECHANISM)
    assert act.text == "action_plan_2022, 2025Q4" and act.mechanisms == (late,)
    (one,) = trials_of("shanghai", (MECHANISM, late), "rd_led", 4 * 2023 + 3)
    assert one.text == "rd_led, 2023Q4" and one.mechanisms == (MECHANISM, late)
    until = [trial.text for trial in trials_of("shanghai", (MECHANISM, late), None, 4 * 2022)]
    assert until == ["baseline, 2022Q1", "action_plan_2022, 2022Q1"]
    (small,) = trials_of(LITTLETON, (late,), BASELINE, None)
    assert small.quarter == city_cached(LITTLETON).end


def test_an_effect_is_the_mean_of_pairs_in_units_of_the_base() -> None:
    base = np.array([10.0, 14.0, 12.0, 16.0])
    effect = effect_of(MECHANISM, OUTCOME, base, base - 3.0, base)
    assert effect.change.mean == -3.0 and effect.sure and effect.noticeable
    assert effect.in_sd == pytest.approx(-3.0 / base.std(ddof=1))
    noise = np.array([5.0, -5.0, 4.0, -4.0])
    assert not effect_of(MECHANISM, OUTCOME, base, base + noise, base).sure
    nothing = effect_of(MECHANISM, OUTCOME, base, base, base)
    assert nothing.change.mean == 0.0 and not nothing.sure
    tiny = effect_of(MECHANISM, OUTCOME, base, base + 0.01, base)
    assert tiny.sure and not tiny.noticeable


@pytest.mark.slow
def test_an_ablation_from_the_command_line(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Table, picture and section; a mechanism that does something, and one that can't here."""
    report = tmp_path / "report.md"
    report.write_text("# Validation\n\n## Before\n\nkept\n", encoding="utf-8")
    line = ("validate", "--ablate", "entry", "innovation", "--city", LITTLETON, "--plan", BASELINE)
    folder = tmp_path / "tables"
    line = (*line, "--seeds", "2", "--until", "2018Q4", "--tables", folder, "--out", report)
    said = yuanqu(*line)
    assert said.code == 0, said.err
    frame = pl.read_csv(folder / "ablation.csv")
    assert set(frame["mechanism"]) == {"entry", "innovation"}
    assert frame.equals(pl.read_parquet(folder / "ablation.parquet").cast(frame.schema))
    births = frame.filter((pl.col("mechanism") == "entry") & (pl.col("outcome") == "entrants"))
    assert births["change"].item() < 0.0 and births["quarter"].item() == "2018Q4"
    assert (folder / "ablation.png").read_bytes().startswith(b"\x89PNG")
    text = report.read_text(encoding="utf-8")
    assert "## Before\n\nkept" in text and "## What each mechanism does" in text
    assert yuanqu(*line).code == 0
    assert report.read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_pictures_of_a_small_city(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A file for each that has columns, and the map."""
    line = ("validate", "--pictures", tmp_path, "--city", LITTLETON, "--plan", BASELINE)
    said = yuanqu(*line, "--seeds", "2", "--until", "2018Q2")
    assert said.code == 0, said.err
    made = {path.name for path in tmp_path.iterdir()}
    assert {"output.png", "labour.png", "entry_exit.png", "contracting.png", "map.png"} <= made
    assert all((tmp_path / name).read_bytes().startswith(b"\x89PNG") for name in made)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("entry",), ("--ablate",)),
        (("--ablate", "entri"), ("entri", "did you mean 'entry'")),
        (("--ablate", "--until", "2031Q1"), ("--until", "2031Q1")),
        (("--ablate", "--set", "entry.bas=1"), ("--set", "did you mean 'entry.base'")),
        (("--ablate", "--city", "nowhere"), ("nowhere",)),
        (("--plan", "nothing"), ("nothing",)),
    ],
    ids=" ".join,
)
def test_one_line_for_each_mistake(
    yuanqu: Yuanqu, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    said = yuanqu("validate", *arguments)
    assert said.code == 2
    assert said.err.count("\n") == 1
    for word in words:
        assert word in said.err


def test_a_section_is_replaced_where_it_stands() -> None:
    text = with_section("", "One", "a")
    text = with_section(text, "Two", "b")
    assert text == "# Validation\n\n## One\n\na\n\n## Two\n\nb\n"
    text = with_section(text, "One", "c\n\n### Part\nd")
    assert text == "# Validation\n\n## One\n\nc\n\n### Part\nd\n\n## Two\n\nb\n"
    assert with_section(text, "Two", "b") == text


def test_the_elasticity_of_a_line_alone() -> None:
    """−α(1 − share) for a price that moves by little, destination by destination."""
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=1).run(until=2018 * 4 + 2)
    world, lines = model.world, model.world.lines
    markup = lines.markup.copy()
    found = own_price_elasticity(world)
    np.testing.assert_array_equal(lines.markup, markup)
    alpha, weights = world.parameters.demand.alpha_price, world.markets.price_weight
    weight = choice_weight(world, offers(world).value)
    for line in np.flatnonzero(np.isfinite(found)).tolist():
        market = lines.use[line]
        rivals = np.flatnonzero(lines.use == market)
        asked, moved = 0.0, 0.0
        for place in range(3):
            total = world.markets.outside_reach[market, place] + weight[rivals, place].sum()
            share = weight[line, place] / total
            units = share * world.markets.size[market, place]
            asked += units
            moved -= alpha * weights[market] * (1.0 - share) * units
        assert found[line] == pytest.approx(moved / asked, rel=0.02)
