"""Startups fail: some close within three years, and money that is spent comes to an end."""

from __future__ import annotations

import numpy as np
import pytest

from abm.facts import REGULARITIES
from abm.model import IndustryModel
from agents import kinds
from experiments.studies.validation.firms import survival, survival_curve


def test_some_close_within_three_years_and_some_do_not(panels):
    assert 0.2 < survival_curve(panels)[3] < 0.8


def test_about_half_reach_year_five(panels):
    assert REGULARITIES["survival"].holds(survival(panels))


@pytest.mark.parametrize("seed", [0, 1])
def test_without_new_money_burn_comes_to_an_end(seed):
    """Burn is fixed at each round. A burn that is a share of cash would never end a startup: here
    nobody without sales to live on outlasts the longest runway (twice the mean) by more than two
    failed rounds and a quarter."""
    model = IndustryModel("shanghai", "no_policy", "finance.round_chance=0", rng=seed)
    world, firms = model.world, model.world.firms
    last = int(np.ceil(2.0 * world.parameters.finance.runway_quarters)) + 3
    watched = 0
    for _ in range(20):
        model.step()
        poor = firms.of_kind(kinds.STARTUP)
        poor = poor[firms.name_row[poor] < 0]
        poor = poor[firms.revenue_past[poor].max(axis=1) < 0.1 * firms.burn[poor]]
        age = world.quarter - 1 - np.maximum(firms.born[poor], world.city.start)
        watched += len(poor)
        assert age.max() <= last
    assert watched > 1000


def test_burn_does_not_follow_cash():
    """Between rounds a startup without sales spends the same every quarter, whatever is left."""
    model = IndustryModel("shanghai", "no_policy", "finance.round_chance=0; moves.outlay=1", rng=2)
    firms = model.world.firms
    model.step()
    fresh = firms.of_kind(kinds.STARTUP)
    fresh = fresh[(firms.born[fresh] == model.world.quarter - 1) & (firms.name_row[fresh] < 0)]
    lanes, cash = firms.lane[fresh], [firms.cash[fresh]]
    for _ in range(4):
        model.step()
        now = firms.find(lanes)  # −1 reads another firm, which is dropped below
        cash.append(firms.cash[now])
    silent = (now >= 0) & firms.alive[now] & (firms.revenue_past[now].max(axis=1) == 0.0)
    spent = -np.diff(np.array(cash)[:, silent], axis=0) / firms.burn[now][silent]
    assert silent.sum() > 20
    assert spent[1:].min() > 0.8
    assert np.abs(spent[-1] / spent[1] - 1.0).max() < 0.2
