"""A scripted arrival sells what the data say until its script ends, and is free after."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from tests.littleton import BASELINE, LITTLETON

CITIES = {"shanghai": "baseline", LITTLETON: BASELINE}


def sales(city: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scripted units and those of the model, row by row of ``ramps.csv``."""
    model = IndustryModel(city, CITIES[city], rng=seed)
    world, lines = model.world, model.world.lines
    ramps = world.city.ramps
    when, found = ramps.quarter, np.zeros(len(ramps))
    while world.quarter <= when.max():
        quarter = world.quarter
        model.step()
        owner = world.firms.name_row[lines.firm]
        for row in np.flatnonzero(when == quarter).tolist():
            mine = lines.alive & (owner == ramps.firm[row])
            mine &= lines.use == ramps.use[row]
            found[row] = lines.sold[mine].sum()
    return ramps.units, found


@pytest.mark.parametrize("city", CITIES, ids=["shanghai", "littleton"])
def test_over_its_length_a_script_is_met(city):
    """The sum of a script's sales is the data's, to what spills over from others."""
    data, model = sales(city, 0)
    assert model.sum() == pytest.approx(data.sum(), rel=0.2)


@pytest.mark.parametrize("city", ["shanghai", LITTLETON])
def test_every_quarter_of_a_script_is_met(city):
    data, model = sales(city, 0)
    assert model == pytest.approx(data, rel=0.12)
