"""Size persists: who is large this year is large the next, and the top does not collapse."""

from __future__ import annotations

import numpy as np

from abm.facts import rank_correlation


def test_ranks_by_revenue_hold_from_year_to_year(panels):
    for panel in panels:
        for year in range(len(panel.years) - 1):
            use = panel.full[year] & panel.full[year + 1] & panel.alive[year + 1]
            size, after = panel.revenue[year][use], panel.revenue[year + 1][use]
            assert rank_correlation(size, after) > 0.9


def test_the_largest_firm_keeps_most_of_its_share(panels):
    for panel in panels:
        share = panel.revenue / panel.revenue.sum(axis=1, keepdims=True)
        for year in range(len(panel.years) - 1):
            top = int(np.argmax(share[year]))
            assert panel.alive[year + 1][top]
            assert share[year + 1][top] > 0.7 * share[year][top]


def test_after_all_years_the_largest_of_the_start_is_still_large(panels):
    for panel in panels:
        top = int(np.argmax(panel.revenue[0]))
        assert (panel.revenue[-1] > panel.revenue[-1][top]).sum() < 10
