"""Screening groups of rows: the design, the copies, and effects that are known."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import find_city, load_city
from experiments.studies.deciding_rows import NOTICEABLE, screened, sign_of, table
from experiments.studies.designs.two_level import paley
from experiments.studies.row_groups import GROUPS, Group, Part, labels_of, scaled_city
from tests.littleton import LITTLETON


@pytest.mark.parametrize("factors", [1, 3, 8, 20, 23, 30])
def test_each_factor_is_up_in_half_of_the_points_and_apart_from_the_others(factors: int) -> None:
    levels = paley(factors)
    assert set(np.unique(levels)) == {-1.0, 1.0}
    np.testing.assert_array_equal(levels.sum(axis=0), 0.0)
    np.testing.assert_array_equal(levels.T @ levels, len(levels) * np.eye(factors))


def test_a_known_effect_is_found_and_a_pair_falls_out() -> None:
    """Of 23 groups one moves the outcome by a tenth, and two do so only together."""
    design, luck = paley(23), np.random.default_rng(5)
    levels = np.array([sign_of(place) * design for place in range(6)])
    signal = 100.0 + 5.0 * levels[:, :, 4] + 8.0 * levels[:, :, 1] * levels[:, :, 2]
    noise = luck.standard_normal((6, len(design)))
    seeds = 20.0 * luck.standard_normal((6, 1))  # what all points of a seed share
    found = screened(levels, (signal + seeds + noise)[:, :, None])
    assert found.effects[4, 0] * found.means[0] == pytest.approx(10.0, abs=1.0)
    assert found.deciding[4, 0]
    assert found.deciding.sum() == 1


def test_small_effects_decide_nothing_however_sure() -> None:
    design = paley(3)
    levels = np.array([design, -design])
    small = 100.0 + 0.49 * NOTICEABLE * 100.0 * levels[:, :, 0]
    noise = 1e-6 * np.random.default_rng(1).standard_normal(small.shape)
    found = screened(levels, (small + noise)[:, :, None])
    assert abs(found.effects[0, 0]) > found.least[0]
    assert not found.deciding.any()


def rows_of(folder: str, file: str) -> list[dict[str, str]]:
    path = Path(str(find_city(folder))) / f"{file}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_copy_is_scaled_where_it_is_asked_and_nowhere_else(tmp_path: Path) -> None:
    copy = scaled_city(LITTLETON, tmp_path / "copy", {"park_rent": 1.5, "named_local": 2.0})
    load_city(copy)
    for before, after in zip(rows_of(LITTLETON, "parks"), rows_of(copy, "parks"), strict=True):
        rent = "rent_yuan_m2_day"
        assert float(after[rent]) == pytest.approx(1.5 * float(before[rent]))
        assert {**after, rent: ""} == {**before, rent: ""}
    for before, after in zip(rows_of(LITTLETON, "lines"), rows_of(copy, "lines"), strict=True):
        share = "local_share"
        assert float(after[share]) == pytest.approx(min(2.0 * float(before[share]), 1.0))
    for file in ("cells", "population", "firms"):
        assert rows_of(copy, file) == rows_of(LITTLETON, file)


@pytest.mark.parametrize("city", ["shanghai", LITTLETON], ids=["shanghai", "littleton"])
@pytest.mark.parametrize("sign", [1, -1])
def test_all_groups_together_make_a_city_that_loads(tmp_path: Path, city: str, sign: int) -> None:
    copy = scaled_city(city, tmp_path / "copy", {group.key: 1.15**sign for group in GROUPS})
    load_city(copy)


def test_labels_are_those_of_the_rows_that_are_scaled() -> None:
    """A row counts where it has a value in one of the columns."""
    group = Group("paths", "预测", "forecasts", (Part("paths", ("value",)),))
    found = labels_of("shanghai", [group])["paths"]
    labels = [row["label"] for row in rows_of("shanghai", "paths")]
    assert found == {label: labels.count(label) for label in ("read", "derived", "assumed")}


def test_the_table_begins_with_what_decides_most() -> None:
    design, luck = paley(len(GROUPS)), np.random.default_rng(2)
    levels = np.array([design, -design])
    values = np.ones((2, len(design), 4)) * 100.0 + luck.standard_normal((2, len(design), 4))
    values[:, :, 1] += 20.0 * levels[:, :, 7]
    lines = table(screened(levels, values), LITTLETON)
    assert lines[2].startswith(f"| {GROUPS[7].name_zh} {GROUPS[7].name_en} |")
    assert lines[2].count("**") == 2
    assert len({line.count("|") for line in lines}) == 1
