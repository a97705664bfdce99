"""National paths of a city: facts held, identities kept, one world a seed, faults of the files."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from abm.city.city import city_cached, load_city
from abm.national import Paths, path_sets, paths
from abm.worlds import WORLDS, WorldName
from agents.city import City
from engine.document import InputError
from tests.littleton import LITTLETON

SHANGHAI = city_cached("shanghai")
SETS = ("2022-07", "2026")


@given(st.sampled_from(SETS), st.sampled_from(WORLDS), st.integers(0, 2**61))
@settings(max_examples=40, deadline=None)
def test_what_was_known_never_moves(known: str, world: WorldName, seed: int) -> None:
    middle, found = paths(SHANGHAI, known), paths(SHANGHAI, known, world, seed)
    assert np.array_equal(found.values[middle.fact], middle.values[middle.fact])
    told = np.isfinite(middle.values)
    assert (
        np.diff(told.astype(int), axis=1) >= 0
    ).all()  # a series may begin late, then it has no gap
    assert np.array_equal(np.isfinite(found.values), told) and (found.values[told] > 0.0).all()


@given(st.integers(0, 2**61))
@settings(max_examples=40, deadline=None)
def test_identities(seed: int) -> None:
    found = paths(SHANGHAI, "2022-07", "draw", seed)
    assert (found.of("nev_share") < 1.0).all()
    known = 12.06 * 0.216
    assert nev(found)[3] > known, "what was sold before the cut is sold in every world"


def nev(found: Paths) -> NDArray[np.float64]:
    """NEVs sold, exports too, million a year."""
    return found.of("cars") * found.of("nev_share")


def test_a_seed_is_a_world_and_only_a_draw_has_seeds() -> None:
    one, same, other = (paths(SHANGHAI, "2022-07", "draw", seed).values for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)
    for world in WORLDS:
        if world == "draw":
            continue
        one, other = (paths(SHANGHAI, "2022-07", world, seed).values for seed in (1, 2))
        assert np.array_equal(one, other)


def test_nothing_of_later_is_seen_at_the_cut() -> None:
    """A set of July 2022 is the same with whatever the sets of later say."""
    found = paths(SHANGHAI, "2022-07")
    assert found.years[found.fact.any(axis=0)].max() == 2021
    published = np.array(SHANGHAI.forecasts.published)
    mine = SHANGHAI.forecasts.set == SHANGHAI.path_sets.index["2022-07"]
    assert max(published[mine]) <= "2022-07"


def test_the_band_of_a_cut_covers_what_forecasters_said() -> None:
    """200 worlds: national NEVs of 2025 from below the lowest to above the highest forecast."""
    last = [nev(paths(SHANGHAI, "2022-07", "draw", seed))[-1] for seed in range(200)]
    low, high = np.quantile(last, [0.1, 0.9])
    assert low < 6.6 and high > 10.6  # million; FORECASTS: p10 and p90 of publishers


def test_as_it_came_takes_facts_that_were_read() -> None:
    found = paths(SHANGHAI, "2022-07", "as-it-came")
    assert found.of("cars")[-1] == 34.4
    assert found.of("home")[-1] == paths(SHANGHAI, "2022-07").of("home")[-1]
    assert found.fact[found.series.index("nev_share")].all()


def test_a_city_without_paths() -> None:
    littleton: City = load_city(LITTLETON)
    assert path_sets(littleton) == ()
    with pytest.raises(InputError, match="2022-07"):
        paths(littleton, "2022-07")


def broken(folder: Path, table: str, old: str, new: str) -> str:
    """What is said of Shanghai's files with one text of one table replaced."""
    source = files("abm").joinpath("data", "shanghai")
    shutil.copytree(str(source), folder)
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_city(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        (
            "paths",
            "2022-07,home,2020,fact,201.5",
            "2022-07,home,2031,fact,201.5",
            "a row of 2020 before",
        ),
        ("paths", "2026,humanoids,2026,", "2026,humanoids,2031,", "a row of 2026 before"),
        ("paths", "nev_share,2025,anchor,0.28", "nev_share,2025,anchor,28", "below 1"),
        ("paths", "2022-07,home,2020,fact", "2022-07,home,2020,anchor", "behind a forecast"),
        ("national_series", "logit,cars,", "logit,carts,", "'carts'"),
        ("path_uses", "cars,nev_share,part", "cars,home,part", "in logits"),
        ("path_uses", "cars,nev_share,part", "cars,nev_share,", "part or rest"),
        ("path_sets", "action_plan_2022", "action_plan_2021", "action_plan_2021"),
    ],
)
def test_faults_have_a_place(tmp_path: Path, table: str, old: str, new: str, says: str) -> None:
    said = broken(tmp_path / "city", table, old, new)
    assert f"{table}.csv:" in said and says in said
