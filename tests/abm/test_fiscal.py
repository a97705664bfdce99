"""Whose money an outcome counts: the city's own spending leaves the nation's out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from abm.model import IndustryModel
from experiments.studies.cost import SPENDING
from policies.registry import INSTRUMENTS
from tests.littleton import LITTLETON, setting, write_plan


def spent(plan: str) -> dict[str, np.ndarray]:
    model = IndustryModel(city=LITTLETON, plan=plan, rng=2, check=True)
    return model.run(until=4 * 2018 + 7).record.table()


def test_spending_is_the_citys_and_the_centres_stands_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one payer of three moved to the centre, its part leaves local spending and its cost."""
    own = [
        setting("rd_subsidy", 0.1, budget=20),
        setting("park_rent_subsidy", 0.3, budget=10),
        setting("brand_promotion", 0.1, budget=10),
    ]
    plan = write_plan(tmp_path, *own, extends="no_policy")
    before = spent(plan)
    assert before["fiscal_central"].sum() == 0.0
    monkeypatch.setattr(type(INSTRUMENTS["rd_subsidy"]), "payer", "centre")
    after = spent(plan)
    assert SPENDING == "fiscal_spending"
    nation, rent, brand = (after[f"spending_{s['instrument']}"] for s in own)
    assert min(nation.sum(), rent.sum(), brand.sum()) > 0.0
    assert after["fiscal_central"] == pytest.approx(nation)
    assert after["fiscal_district"] == pytest.approx(rent)
    assert after["fiscal_municipal"] == pytest.approx(brand)
    assert after["fiscal_spending"] == pytest.approx(rent + brand)
    assert after["fiscal"][-1] <= after["fiscal_spending"].sum() + 1e-9
    taxes = after["fiscal_tax_local"]
    assert after["fiscal_net_local"] == pytest.approx(taxes - rent - brand)
