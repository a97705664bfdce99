"""Large firms do not win by marketing volume: reach and brand answer to intensity alone."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.demand import demand
from abm.steps.plans import plans

CALM = "demand.shock_probability=0"


def reach_growth(model: IndustryModel) -> np.ndarray:
    """Growth of ln reach (rest of China) by line over one quarter's plans and demand."""
    reach = model.world.lines.reach
    before = reach[:, 1].copy()
    plans(model.world)
    demand(model.world)
    sells = before > 0.0
    return np.log(reach[:, 1], where=sells, out=np.full(len(before), np.nan)) - np.log(
        before, where=sells, out=np.zeros(len(before))
    )


def test_same_intensity_gives_the_same_growth_at_any_size():
    """In the first quarter everyone markets at its segment's norm: net of what value brings, a
    market's smallest and largest sellers gain the same."""
    model = IndustryModel("shanghai", "no_policy", CALM, rng=1)
    world = model.world
    growth = reach_growth(model)
    lines, p = world.lines, world.parameters.demand
    value = world.accounts.offers.value
    free = np.isfinite(growth) & np.isfinite(value) & (np.abs(growth) < 0.24)
    net = growth - p.reach_speed * np.where(free, value, 0.0)
    spans = []
    for use in np.unique(lines.use[free]).tolist():
        mine = free & (lines.use == use)
        if mine.sum() > 5:
            size = world.firms.revenue[lines.firm[mine]]
            spans.append(size.max() / size.min())
            assert np.ptp(net[mine]) < 1e-9
    assert max(spans) > 1000


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_a_firm_of_another_size_with_the_same_intensity_gains_the_same(factor):
    """Money of one firm's marketing and sales scaled together moves neither reach nor brand."""
    found = []
    for scale in (1.0, factor):
        model = IndustryModel("shanghai", "no_policy", CALM, rng=1)
        firms, lines = model.world.firms, model.world.lines
        line = int(np.argmax(lines.share))
        firms.revenue_past[lines.firm[line]] *= scale  # budgets follow from past revenue
        growth = reach_growth(model)
        found.append((growth[line], lines.brand[line]))
    assert found[0] == pytest.approx(found[1], rel=1e-9)


@pytest.mark.slow
def test_large_firms_do_not_outgrow_small_ones(panels):
    """Gibrat: yearly growth hardly depends on size; the largest do not run away.

    The slope of growth on ln size, mean over the years of a run: that of one year alone has a
    standard error as large as what is looked for.
    """
    for panel in panels:
        slopes = []
        for year in range(1, len(panel.years) - 1):
            use = panel.full[year] & panel.full[year + 1] & panel.alive[year + 1]
            use &= panel.revenue[year] >= 20.0
            size, after = panel.revenue[year][use], panel.revenue[year + 1][use]
            growth, log = np.log(after / size), np.log(size)
            segment = panel.segment[use]
            for code in np.unique(segment):
                mine = segment == code
                growth[mine] -= growth[mine].mean()
                log[mine] -= log[mine].mean()
            slopes.append((growth * log).sum() / (log * log).sum())
        assert np.mean(slopes) < 0.03
