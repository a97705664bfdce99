"""Outcomes at three levels of strictness, and totals without their largest firm."""

from __future__ import annotations

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.outcomes import OUTCOMES, columns
from abm.outcomes.brands import TIERS
from abm.outcomes.outcome import without_largest
from abm.outcomes.output import TOTALS, scope
from abm.outcomes.specialty import dissimilarity
from agents import kinds
from tests.littleton import ACTION, LITTLETON


@pytest.fixture(scope="module")
def model() -> IndustryModel:
    return IndustryModel(city=LITTLETON, plan=ACTION, rng=3).run()


def test_stricter_is_never_more_and_looser_never_less(model: IndustryModel) -> None:
    names = [n.removesuffix("_strict") for n in model.record.columns if n.endswith("_strict")]
    assert {"output_plan", "brand_power", "hits", "scenarios_served", "tier_100"} <= set(names)
    for name in names:
        strict, default, loose = (model.record.column(name + s) for s in ("_strict", "", "_loose"))
        assert (strict <= default * (1 + 1e-12)).all(), name
        assert (default <= loose * (1 + 1e-12)).all(), name
        assert (loose > strict).any() or name.startswith(("tier", "micro")), name


def test_without_the_largest_is_the_total_less_one_firm(model: IndustryModel) -> None:
    firms = model.world.firms
    makes = np.where(
        model.world.segments.is_component[firms.segment] & firms.alive,
        firms.output_year.sum(1),
        0.0,
    )
    chain = model.record.latest("chain_output")
    assert model.record.latest("chain_output_without_largest") == pytest.approx(chain - max(makes))
    for name in (*TOTALS, "jobs"):
        less, whole = model.record.column(f"{name}_without_largest"), model.record.column(name)
        assert (less < whole).all(), name
    assert without_largest(np.zeros(0)) == 0.0
    assert without_largest(np.array([3.0, 5.0, 1.0])) == 4.0


def test_scopes_of_vehicles(model: IndustryModel) -> None:
    """Both is the least, either the most; what is no vehicle is whole in all."""
    world = model.world
    both, nev, level2, either = (scope(world, s) for s in ("both", "nev", "level2", "either"))
    assert (both <= nev).all() and (both <= level2).all()
    assert (either >= nev).all() and (either >= level2).all()
    plain = ~world.markets.is_vehicle & ~world.segments.is_component[world.markets.segment]
    assert (both[plain] == 1.0).all() and (either[plain] == 1.0).all()
    assert (either[world.segments.is_component[world.markets.segment]] == 0.0).all()


def test_tiers_count_firms_by_revenue_of_a_year(model: IndustryModel) -> None:
    firms, segments = model.world.firms, model.world.segments
    for name, size in TIERS:
        expected = sum(
            firms.revenue_past[slot, :4].sum() >= size
            for slot in firms.live.tolist()
            if firms.kind[slot] in (kinds.BRAND, kinds.OEM_)
            and segments.is_target[firms.segment[slot]]
        )
        assert model.record.latest(f"tier_{name}") == expected


def test_what_is_reported_has_a_column_and_one_name(model: IndustryModel) -> None:
    reported = [named for outcome in OUTCOMES for named in outcome.reported]
    # A city without contents has none of those that need them.
    there = {*model.record.columns, *columns(city_cached("shanghai"))}
    assert {named.key for named in reported} <= there
    assert len({named.key for named in reported}) == len(reported)


def test_value_added_of_a_year_is_the_sum_of_its_quarters(model: IndustryModel) -> None:
    firms = model.world.firms
    expected = sum(float(firms.value_added_past[slot].sum()) for slot in firms.live.tolist())
    assert model.record.latest("value_added") == pytest.approx(expected)
    np.testing.assert_array_equal(
        firms.value_added_past[firms.live, 0], firms.value_added[firms.live]
    )


def test_places_in_rankings_one_brand_at_a_time(model: IndustryModel) -> None:
    """Against a list of all brands of a segment, the outside ones by Zipf's law."""
    world, segments = model.world, model.world.segments
    firms, lines, markets = world.firms, world.lines, world.markets
    models = world.city.uses.outside_models
    power = dict.fromkeys((5, 10, 20), 0)
    for segment in np.flatnonzero(segments.is_target).tolist():
        sales: dict[int, float] = {}
        others = 0.0
        for line in range(lines.n):
            firm = int(lines.firm[line])
            own = firms.alive[firm] and firms.kind[firm] in (kinds.BRAND, kinds.OEM_)
            if not own or markets.segment[lines.use[line]] != segment:
                continue
            value = lines.sold[line, :2].sum() * lines.price[line] / 1e6
            sales[firm] = sales.get(firm, 0.0) + value * (1.0 - lines.hosted[line])
            others += value * lines.hosted[line]
        count = 0.0
        for use in np.flatnonzero(markets.segment == segment).tolist():
            others += markets.outside_units[use, :2].sum() * markets.outside_price[use] / 1e6
            count += models[use] / 5.0
        weights = [1.0 / rank for rank in range(1, max(10, int(count)) + 1)]
        rivals = [others * weight / sum(weights) for weight in weights]
        for size in sales.values():
            ahead = sum(rival > size for rival in rivals)
            ahead += sum(other > size for other in sales.values())
            for depth in power:
                power[depth] += size > 0.0 and ahead < depth
    names = {5: "brand_power_strict", 10: "brand_power", 20: "brand_power_loose"}
    assert {d: model.record.latest(names[d]) for d in power} == power
    assert power[20] > 0


def test_segments_that_keep_apart() -> None:
    """Alone in their parks, as everybody, and by hand."""
    apart = np.array([[5.0, 0.0], [0.0, 5.0]])
    assert dissimilarity(apart, apart.sum(axis=0)) == 0.5  # the most, for two of one size
    mixed = np.array([[4.0, 1.0], [8.0, 2.0]])
    assert dissimilarity(mixed, mixed.sum(axis=0)) == pytest.approx(0.0)
    jobs = np.array([[3.0, 1.0], [0.0, 2.0]])
    total = np.array([6.0, 4.0])
    first = 0.5 * (abs(0.75 - 0.6) + abs(0.25 - 0.4))
    second = 0.5 * (abs(0.0 - 0.6) + abs(1.0 - 0.4))
    assert dissimilarity(jobs, total) == pytest.approx((4 * first + 2 * second) / 6)
    assert dissimilarity(np.zeros((2, 2)), np.zeros(2)) == 0.0
