"""Runs that several pathologies look at."""

from __future__ import annotations

import pytest

from experiments.studies.validation.panel import Panel, collect

SEEDS = 3


@pytest.fixture(scope="session")
def panels() -> list[Panel]:
    """Firms of three runs of Shanghai as they were every year."""
    return [collect("shanghai", "baseline", seed) for seed in range(SEEDS)]
