"""Yearly growth of firms is Laplace-like and steadier for the large; sizes have a long tail."""

from __future__ import annotations

from pathlib import Path

import pytest

from abm.facts import REGULARITIES
from experiments.studies.validation.firms import size_variance, subbotin, zipf
from experiments.studies.validation.panel import collect, uniform_city


@pytest.mark.slow
def test_growth_of_synthetic_firms_is_laplace_like(panels):
    assert REGULARITIES["subbotin"].holds(subbotin(panels))


@pytest.mark.slow
def test_so_is_growth_of_those_who_entered(panels):
    assert REGULARITIES["subbotin"].holds(subbotin(panels, entrants=True))


@pytest.mark.slow
def test_growth_of_large_firms_is_steadier(panels):
    assert REGULARITIES["size_variance"].holds(size_variance(panels))


@pytest.mark.slow
def test_four_small_shocks_a_year_would_not_do():
    """Rare and lumpy luck is what does it: luck of every quarter makes growth nearly normal."""
    often = [
        collect("shanghai", "no_policy", s, "demand.shock_probability=1; demand.shock_scale=0.08")
        for s in range(2)
    ]
    assert subbotin(often) > 1.3


@pytest.mark.slow
def test_a_long_tail_grows_from_equal_sizes(tmp_path: Path):
    """A tail that the data hand down proves nothing. From equal sizes it takes a generation."""
    run = [collect(uniform_city("shanghai", tmp_path, "2051Q4"), "baseline", 0)]
    young, old = zipf(run, year=2), zipf(run)
    assert young > old + 0.2  # no tail was handed down: it grew
    assert not REGULARITIES["zipf"].holds(young)
    assert REGULARITIES["zipf"].holds(old)
