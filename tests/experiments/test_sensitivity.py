"""Sensitivity: designs and indices against a function whose indices are known (Ishigami)."""

import numpy as np
import pytest

from experiments.studies.designs import LatinHypercubeDesign, MorrisDesign, SaltelliDesign
from experiments.studies.factors import Factor
from experiments.studies.sensitivity import Floats, forest, morris, sobol

PI = float(np.pi)
NAMES = ("x1", "x2", "x3")
FACTORS = tuple(Factor(name=name, uniform=(-PI, PI)) for name in NAMES)


def ishigami(x: Floats) -> Floats:
    """Y = sin x₁ + 7 sin² x₂ + .1 x₃⁴ sin x₁."""
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


# Variances of the terms in closed form (Ishigami and Homma 1990).
V1 = 0.5 * (1.0 + 0.1 * PI**4 / 5.0) ** 2
V2 = 7.0**2 / 8.0
V13 = 0.1**2 * PI**8 * (1.0 / 18.0 - 1.0 / 50.0)
TOTAL = V1 + V2 + V13
FIRST = dict(zip(NAMES, (V1 / TOTAL, V2 / TOTAL, 0.0), strict=True))
ALL = dict(zip(NAMES, ((V1 + V13) / TOTAL, V2 / TOTAL, V13 / TOTAL), strict=True))


def values(design: SaltelliDesign | MorrisDesign | LatinHypercubeDesign) -> Floats:
    points = design.points(FACTORS)
    return np.array([[value for _, value in point] for point in points])


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_of_ishigami(second_order: bool) -> None:
    """First-order and total indices lie within .03 of the closed form."""
    design = SaltelliDesign(kind="saltelli", power=11, second_order=second_order)
    x = values(design)
    assert len(x) == 2**11 * (2 * 3 + 2 if second_order else 3 + 2)
    table = sobol(NAMES, ishigami(x), second_order)
    for row in table.iter_rows(named=True):
        assert row["first"] == pytest.approx(FIRST[row["factor"]], abs=0.03)
        assert row["total"] == pytest.approx(ALL[row["factor"]], abs=0.03)
        assert row["total_low"] <= ALL[row["factor"]] + 0.02
        assert row["total_high"] >= ALL[row["factor"]] - 0.02
    assert table["factor"].to_list() == sorted(NAMES, key=lambda name: -ALL[name])


def test_an_outcome_that_does_not_move_has_no_indices() -> None:
    """Zeros, not a division by zero."""
    design = SaltelliDesign(kind="saltelli", power=3)
    table = sobol(NAMES, np.ones(len(values(design))), False)
    assert table["total"].to_list() == [0.0, 0.0, 0.0]


def test_morris_effects_of_a_plane() -> None:
    """Of a linear function each effect is its slope through the range, with no spread."""
    design = MorrisDesign(kind="morris", trajectories=10, levels=6)
    unit = design.cube(3)
    table = morris(NAMES, unit, unit @ np.array([3.0, -2.0, 0.0]), 6)
    assert dict(zip(table["factor"], table["mu_star"], strict=True)) == pytest.approx(
        {"x1": 3.0, "x2": 2.0, "x3": 0.0}, abs=1e-9
    )
    assert table["sigma"].to_numpy() == pytest.approx(0.0, abs=1e-9)


def test_morris_finds_the_interactions_of_ishigami() -> None:
    """All three matter, and x₁ and x₃, which act together, have spread effects."""
    design = MorrisDesign(kind="morris", trajectories=200, levels=8)
    table = morris(NAMES, design.cube(3), ishigami(values(design)), 8)
    spread = dict(zip(table["factor"], table["sigma"], strict=True))
    assert (table["mu_star"] > 1.0).all()
    assert spread["x1"] > 1.0 and spread["x3"] > 1.0


def test_a_morris_step_moves_one_factor_once() -> None:
    """Each trajectory moves every factor once by half the range or more, within the range."""
    unit = MorrisDesign(kind="morris", trajectories=30, levels=4).cube(5).reshape(30, 6, 5)
    steps = np.diff(unit, axis=1)
    assert ((steps != 0.0).sum(axis=2) == 1).all()
    assert ((steps != 0.0).sum(axis=1) == 1).all()
    assert np.abs(steps[steps != 0.0]) == pytest.approx(2.0 / 3.0)
    assert unit.min() == 0.0 and unit.max() == 1.0


@pytest.mark.slow
def test_a_forest_ranks_what_matters() -> None:
    """On a Latin hypercube: the noise factor comes last."""
    x = values(LatinHypercubeDesign(kind="latin_hypercube", size=400))
    table, fit = forest(NAMES, x, 3.0 * x[:, 0] + x[:, 1] ** 2)
    assert table["factor"].to_list() == ["x1", "x2", "x3"]
    assert fit > 0.8
