"""Headsets and their content in Shanghai: neutral under the path's plan, moved by the platform."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import load_city
from abm.model import IndustryModel
from engine.document import InputError
from tests.littleton import LITTLETON

USES = ("vr.headset", "vr.ar")


def run(plan: str, settings: str = "", city: str = "shanghai") -> IndustryModel:
    found = IndustryModel(city=city, plan=plan, settings=settings, rng=2)
    found.run()
    return found


@pytest.fixture(scope="module")
def runs() -> dict[str, IndustryModel]:
    return {plan: run(plan) for plan in ("baseline", "action_plan_2022")}


def test_under_the_plan_that_paths_contain_content_adds_nothing(
    runs: dict[str, IndustryModel],
) -> None:
    world = runs["action_plan_2022"].world
    assert world.national.reference_plan == "action_plan_2022"
    for use in map(world.city.uses.index.__getitem__, USES):
        assert world.markets.content[use] == world.markets.content_reference[use]
        assert (world.markets.adopted[use, :2] == world.markets.reference_stock[use]).all()


def test_content_follows_users_and_users_follow_content(runs: dict[str, IndustryModel]) -> None:
    """Without the platform there are fewer titles, and fewer devices in all of the country."""
    with_it, without = runs["action_plan_2022"].world.markets, runs["baseline"].world.markets
    for use in map(runs["baseline"].world.city.uses.index.__getitem__, USES):
        assert with_it.content[use] > without.content[use] > 1.0
        assert (with_it.adopted[use, :2] > without.adopted[use, :2]).all()
        assert with_it.adopted[use, 1] / without.adopted[use, 1] < 1.2
    column = np.array(runs["baseline"].record.column("content"))
    assert column[0] == pytest.approx(1.0, abs=0.05)


def test_only_goods_that_live_on_content_have_any(runs: dict[str, IndustryModel]) -> None:
    markets, city = runs["action_plan_2022"].world.markets, runs["baseline"].world.city
    others = ~np.isin(np.arange(markets.n), [city.uses.index[key] for key in USES])
    assert (markets.content[others] == 1.0).all()
    small = run("action_plan_2022", city=LITTLETON)
    assert (small.world.markets.content == 1.0).all()
    assert "content" not in small.record.columns


@pytest.mark.parametrize(
    ("use", "expected"),
    [("vehicles.ice", "mode adoption"), ("vr.ai_glasses", "content is counted against")],
)
def test_a_good_without_users_has_no_content(tmp_path: Path, use: str, expected: str) -> None:
    city = tmp_path / "city"
    shutil.copytree(str(files("abm").joinpath("data", "shanghai")), city)
    with (city / "contents.csv").open("a", encoding="utf-8") as file:
        file.write(f"{use},mine,assumed\n")
    with pytest.raises(InputError) as caught:
        load_city(city)
    assert any(expected in str(fault) for fault in (caught.value, *caught.value.others))
