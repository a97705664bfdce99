"""Market size, utility, reach and brand against scalar references and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agents import demand, pricing
from tests.agents.numbers import ROWS, array, number, rows

# Market size -------------------------------------------------------------------------------


@given(rows(0, 1e9), rows(0.05, 20), rows(0, 3), number(0.5, 2), rows(0, 2))
def test_ceiling_is_its_equation(base, price, elasticity, income, factor):
    found = demand.ceiling(base, price, elasticity, income, factor)
    for k, p, e, f, got in zip(base, price, elasticity, factor, found, strict=True):
        assert got == pytest.approx(k * p**-e * income * f, rel=1e-12)


def test_ceiling_falls_with_price_and_stands_at_its_base_at_the_start():
    one = np.ones(3)
    assert demand.ceiling(one * 500, one, one * 1.3, 1.0, one).tolist() == [500.0] * 3
    price = array(0.5, 1, 2)
    found = demand.ceiling(one, price, one * 1.3, 1.0, one)
    assert (np.diff(found) < 0).all()
    assert demand.ceiling(one, price, one * 0, 1.0, one).tolist() == [1.0] * 3


def scalar_adoption(a, k, p, q, life):
    if k <= 0:
        return 0.0, 0.0
    new = (p / 4 + q / 4 * min(1.0, a / k)) * max(0.0, k - a)
    replaced = a / (4 * life) * min(1.0, k / a) if a > 0 else 0.0
    return new, replaced


stocks = number(0, 1e9).map(lambda x: 0.0 if x < 1e-3 else x)


@given(
    hnp.arrays(np.float64, ROWS, elements=stocks),
    hnp.arrays(np.float64, ROWS, elements=stocks),
    rows(0, 0.2),
    rows(0, 1),
    rows(0.25, 20),
)
def test_adoption_is_its_equation(adopted, ceiling, p, q, life):
    new, replaced = demand.adoption(adopted, ceiling, p, q, life)
    for i, case in enumerate(zip(adopted, ceiling, p, q, life, strict=True)):
        expected = scalar_adoption(*case)
        assert new[i] == pytest.approx(expected[0], rel=1e-9, abs=1e-9)
        assert replaced[i] == pytest.approx(expected[1], rel=1e-9, abs=1e-9)


@given(
    rows(0, 1e9),
    rows(1, 1e9),
    rows(0, 0.2),
    rows(0, 1),
    st.integers(1, 60),
)
def test_adoption_never_passes_the_ceiling(adopted, ceiling, p, q, quarters):
    adopted = np.minimum(adopted, ceiling)
    for _ in range(quarters):
        new, _ = demand.adoption(adopted, ceiling, p, q, np.full(ROWS, 5.0))
        assert (new >= 0).all()
        adopted = adopted + new
        assert (adopted <= ceiling * (1 + 1e-12)).all()


def test_adoption_at_its_limits():
    p, q, life = array(0.02), array(0.4), array(4.0)
    # An empty market grows by innovators alone, a full one by replacement alone.
    assert demand.adoption(array(0), array(1000), p, q, life) == (5.0, 0.0)
    assert demand.adoption(array(1000), array(1000), p, q, life) == (0.0, 62.5)
    # Above the ceiling nobody new buys, and no more than the ceiling is replaced.
    assert demand.adoption(array(5000), array(1000), p, q, life) == (0.0, 62.5)
    assert demand.adoption(array(5000), array(0), p, q, life) == (0.0, 0.0)


@given(rows(0, 1e9), rows(0, 1e9), rows(0.25, 20))
def test_abandonment_is_what_stands_above_the_ceiling(adopted, ceiling, life):
    found = demand.abandonment(adopted, ceiling, life)
    for a, k, years, got in zip(adopted, ceiling, life, found, strict=True):
        assert got == pytest.approx(max(0.0, a - k) / (4 * years), rel=1e-12)
    # Nobody gives up more than there is above the ceiling.
    assert (found <= np.maximum(0, adopted - ceiling)).all()


# Choice and its stocks ---------------------------------------------------------------------

prices = rows(1, 1e6)
qualities = rows(0.1, 10)


@given(qualities, prices, rows(0, 1), qualities, prices, rows(0, 0.6))
def test_utility_is_its_equation(q, p, b, q_out, p_out, brand_weight):
    found = demand.utility(
        q,
        p,
        brand=b,
        outside_quality=q_out,
        outside_price=p_out,
        alpha_quality=1.2,
        alpha_price=2.5,
        alpha_brand=brand_weight,
    )
    for i in range(ROWS):
        expected = (
            1.2 * math.log(q[i] / q_out[i])
            - 2.5 * math.log(p[i] / p_out[i])
            + brand_weight[i] * b[i]
        )
        assert found[i] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(qualities, prices, rows(0, 1), qualities, prices, rows(0, 0.6), rows(1, 5))
def test_a_lead_in_quality_moves_cost_and_value_from_the_outside_brands(
    q, cost, b, q_out, p_out, scale, alpha_price
):
    def worth(quality: np.ndarray) -> np.ndarray:
        price = 1.3 * pricing.unit_cost(cost, quality / q_out, scale, np.ones(ROWS))
        return demand.utility(
            quality,
            price,
            brand=b,
            outside_quality=q_out,
            outside_price=p_out,
            alpha_quality=1.2,
            alpha_price=alpha_price,
            alpha_brand=np.ones(ROWS),
        )

    moved = demand.value_of_lead(scale, 1.2, alpha_price) * np.log(q / q_out)
    assert worth(q) == pytest.approx(worth(q_out) + moved, rel=1e-9, abs=1e-9)


def test_an_unknown_copy_of_the_outside_brand_is_worth_nothing_more():
    one = np.ones(1)
    same = demand.utility(
        one * 1.3,
        one * 999,
        brand=one * 0,
        outside_quality=one * 1.3,
        outside_price=one * 999,
        alpha_quality=1.0,
        alpha_price=2.5,
        alpha_brand=one * 0.25,
    )
    assert same.tolist() == [0.0]

    def worth(quality=1.0, price=1.0, brand=0.0):
        return float(
            demand.utility(
                one * quality,
                one * price,
                brand=one * brand,
                outside_quality=one,
                outside_price=one,
                alpha_quality=1.0,
                alpha_price=2.5,
                alpha_brand=one * 0.25,
            )[0]
        )

    assert worth(quality=1.1) > 0 > worth(price=1.1)
    assert worth(brand=0.5) > 0


@given(rows(-50, 50), rows(-50, 50), rows(0, 1e6), number(0, 0.1), number(0, 0.05))
def test_reach_grows_by_its_equation_within_bounds(value, mean, marketing, speed, effect):
    found = demand.reach_growth(
        value, mean, marketing=marketing, speed=speed, effect=effect, most_marketing=4.0, bound=0.25
    )
    for i in range(ROWS):
        raw = speed * (value[i] - mean[i]) + effect * (math.sqrt(min(marketing[i], 4.0)) - 1)
        assert found[i] == pytest.approx(max(-0.25, min(0.25, raw)), rel=1e-9, abs=1e-12)
    assert (np.abs(found) <= 0.25).all()


def test_reach_stands_still_for_the_mean_firm_with_the_norm_of_marketing():
    still = demand.reach_growth(
        array(0.7),
        array(0.7),
        marketing=array(1),
        speed=0.06,
        effect=0.01,
        most_marketing=4.0,
        bound=0.25,
    )
    assert still.tolist() == [0.0]
    assert (
        demand.reach_growth(
            array(0.7),
            array(0.7),
            marketing=array(0),
            speed=0.06,
            effect=0.01,
            most_marketing=4.0,
            bound=0.25,
        )
        < 0
    )
    # Beyond four times the norm marketing buys nothing more.
    twice = demand.reach_growth(
        array(0, 0),
        array(0, 0),
        marketing=array(4, 400),
        speed=0.06,
        effect=0.01,
        most_marketing=4.0,
        bound=0.25,
    )
    assert twice[0] == twice[1] == pytest.approx(0.01)


FLAGS = hnp.arrays(np.float64, ROWS, elements=st.sampled_from([0.0, 1.0]))


@given(
    rows(0, 1), rows(0, 1e9), FLAGS, number(0, 0.9), number(0, 1), number(0, 1), st.integers(1, 40)
)
def test_brand_is_its_equation_and_stays_between_zero_and_one(
    brand, m, hit, decay, gain, effect, quarters
):
    found = demand.brand_stock(brand, m, hit=hit, decay=decay, gain=gain, effect=effect, most=4.0)
    for i in range(ROWS):
        raw = (1 - decay) * brand[i] + gain * (1 - brand[i]) * min(math.sqrt(m[i]), 2.0)
        raw += effect * (1 - brand[i]) * hit[i]
        assert found[i] == pytest.approx(min(1.0, max(0.0, raw)), rel=1e-9, abs=1e-12)
    for _ in range(quarters):
        found = demand.brand_stock(
            found, m, hit=hit, decay=decay, gain=gain, effect=effect, most=4.0
        )
        assert ((found >= 0) & (found <= 1)).all()


def test_brand_fades_without_marketing_and_settles_where_gain_meets_decay():
    faded = demand.brand_stock(
        array(0.5), array(0), hit=array(0), decay=0.05, gain=0.02, effect=0.02, most=4.0
    )
    assert faded.tolist() == [0.475]
    settled = 0.02 / (0.02 + 0.05)
    stays = demand.brand_stock(
        array(settled), array(1), hit=array(0), decay=0.05, gain=0.02, effect=0.02, most=4.0
    )
    assert stays == pytest.approx(settled)


def test_a_hit_makes_a_name_and_none_leaves_it_alone():
    *known, some = array(0.3, 0.3), array(1, 1), array(0, 1)
    plain, hit = demand.brand_stock(*known, hit=some, decay=0.05, gain=0.02, effect=0.02, most=4.0)
    assert hit - plain == pytest.approx(0.02 * 0.7)
    off = demand.brand_stock(*known, hit=some, decay=0.05, gain=0.02, effect=0.0, most=4.0)
    assert off[0] == off[1] == plain


@given(qualities, rows(-0.1, 0.2), qualities, number(0, 0.5))
def test_outside_quality_is_its_equation(quality, growth, city, answer):
    found = demand.outside_quality(quality, growth, city, answer)
    for i in range(ROWS):
        gap = max(0.0, math.log(city[i]) - math.log(quality[i]))
        expected = quality[i] * math.exp(growth[i] / 4 + answer * gap)
        assert found[i] == pytest.approx(expected, rel=1e-9)


def test_outside_brands_answer_only_those_who_are_ahead():
    still = array(0)
    assert demand.outside_quality(array(1.2), still, array(0.8), 0.15).tolist() == [1.2]
    caught = demand.outside_quality(array(1.0), still, array(1.2), 0.15)[0]
    assert 1.0 < caught < 1.2
    assert demand.outside_quality(array(1.0), still, array(1.2), 1.0)[0] == pytest.approx(1.2)


@given(rows(0.1, 10), st.floats(-0.05, 0.2), st.floats(0, 12))
def test_a_real_price_is_its_equation(price, inflation, years):
    found = demand.real(price, inflation, years)
    for p, got in zip(price, found, strict=True):
        assert got == pytest.approx(p / math.exp(inflation * years))


@given(rows(0.1, 10), rows(0.1, 3), st.floats(0, 0.2), st.floats(0, 12))
def test_inflation_moves_no_market(price, elasticity, inflation, years):
    """Prices that rise as consumer prices do leave what could be in use where it was."""
    one = np.ones_like(price)
    before = demand.ceiling(one, price, elasticity, 1.0, one)
    risen = demand.real(price * np.exp(inflation * years), inflation, years)
    assert demand.ceiling(one, risen, elasticity, 1.0, one) == pytest.approx(before)


@given(rows(0, 1e7), number(1, 100), number(0, 1))
def test_customers_are_their_equation(size, reference, elasticity):
    found = demand.customers(size, reference=reference, elasticity=elasticity, most=200.0)
    for s, got in zip(size, found, strict=True):
        assert got == min(math.floor(max(1.0, s / reference) ** elasticity), 200)
    assert (found >= 1).all()


@given(st.integers(1, 300))
def test_customers_buy_all_that_is_sold_by_zipf_s_law(count):
    place = np.arange(count)
    share = demand.customer_share(place, np.full(count, count))
    assert share.sum() == pytest.approx(1.0)
    assert share[0] / share == pytest.approx(place + 1.0)


def test_growth_of_the_large_is_calmer_by_the_published_slope():
    """σ ~ S^−β of Σ w·z with independent z: β of .14 to .20 in companies (Stanley et al. 1996)."""
    sizes = array(10, 100, 1e3, 1e4, 1e5)
    count = demand.customers(sizes, reference=10.0, elasticity=0.5, most=200.0)
    spread = [
        np.sqrt((demand.customer_share(np.arange(n), np.full(n, n)) ** 2).sum()) for n in count
    ]
    slope = -np.polyfit(np.log(sizes), np.log(spread), 1)[0]
    assert 0.12 < slope < 0.20
