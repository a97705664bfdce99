"""Laws that ``--check`` leaves out, watched from inside the quarter; and any parameters at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from abm.checks import InvariantError
from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameters import defaults
from abm.settings import as_text
from agents import kinds
from agents.world import World
from engine.ledger import LedgerError
from engine.model import Step
from tests.littleton import ACTION, LITTLETON, PLANS


def watch(model: IndustryModel) -> IndustryModel:
    """Insert steps that assert the laws of goods and books in every quarter."""
    before: dict[str, np.ndarray] = {}

    def remember(world: World) -> None:
        before["stock"] = world.lines.stock.copy()

    def goods(world: World) -> None:
        """Sold ≤ made + stock, made ≤ what plants can; the dead sell nothing."""
        lines = world.lines
        sold = lines.sold.sum(axis=1)
        tiny = 1e-9 * (1.0 + sold)
        assert (sold <= lines.made + before["stock"] + tiny).all()
        assert (lines.stock <= np.maximum(before["stock"] + lines.made - sold, 0.0) + tiny).all()
        assert (lines.sold >= 0).all()
        assert ((lines.made >= 0) & (lines.made <= lines.capacity + tiny)).all()
        assert (sold[~lines.alive] == 0).all()
        assert ((lines.brand >= 0) & (lines.brand <= 1)).all()
        assert ((lines.share >= 0) & (lines.share <= 1 + 1e-9)).all()
        markets = world.markets
        assert (markets.outside_units >= 0).all()
        assert (markets.lost_units >= 0).all()
        assert (markets.adopted >= 0).all()

    def books(world: World) -> None:
        """At the end of a quarter: who lives, who owes, who belongs where."""
        firms, lines, products = world.firms, world.lines, world.products
        dead = ~firms.alive
        scale = 1e-9 * (1.0 + float(world.ledger.moved.sum()))
        assert (np.abs(firms.cash[dead]) <= scale).all()
        assert (firms.debt >= -scale).all()
        assert firms.alive[lines.firm[lines.live]].all()
        assert lines.alive[products.line[products.live]].all()
        assert (firms.hq[firms.live] >= 0).all()
        assert (world.jobs_by_place >= 0).all()
        assert world.jobs_by_place.sum() == pytest.approx(world.segments.jobs.sum())
        for table in (firms, lines, products):
            assert len(np.unique(table.lane)) == table.n, table.name
        for values in (firms.technology, firms.productivity, lines.price, world.parks.rent):
            assert (values > 0).all()
        assert ((firms.kind >= 0) & (firms.kind < len(kinds.FIRM_KINDS))).all()

    model.schedule.insert_after("plans", Step("remember", remember))
    model.schedule.insert_after("delivery", Step("goods", goods))
    model.schedule.insert_after(model.schedule.names()[-1], Step("book_check", books))
    return model


# Whole runs --------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", ["no_policy", *PLANS])
def test_the_small_city_keeps_them(plan: str) -> None:
    model = watch(
        IndustryModel(city=LITTLETON, plan=PLANS.get(plan, plan), rng=31, check=True)
    ).run()
    assert not model.running
    for name, values in model.record.table().items():
        assert np.isfinite(values).all(), name


def test_shanghai_keeps_them() -> None:
    model = watch(IndustryModel(plan="action_plan_2022", rng=2, check=True))
    model.run(until=model.world.city.policy_start + 1)


def test_a_run_may_go_on_beyond_the_citys_data() -> None:
    """Prices and policy stay as at the end; two years more, as for 2030."""
    model = watch(IndustryModel(city=LITTLETON, plan=ACTION, rng=0, check=True))
    model.run(until=model.world.city.end + 8)
    assert model.record.count == model.world.city.end - model.world.city.start + 9


# Any parameters ----------------------------------------------------------------------------

ENTRIES, _ = defaults(LITTLETON)
EVENTS = city_cached(LITTLETON).events.keys


def within(low: float, high: float) -> st.SearchStrategy[float]:
    """Anywhere in a prior range, its ends more often than by chance."""
    return st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0])).map(
        lambda x: min(high, low + round(x, 6) * (high - low))
    )


ANY = st.fixed_dictionaries(
    {name: within(entry.low, entry.high) for name, entry in ENTRIES.items()}
    | {f"events.{key}": st.sampled_from([0.0, 1.0, 2.0]) for key in EVENTS}
)

# A smaller example says little more with this many numbers, and costs hundreds of runs.
QUICKLY = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


def keeps_them(values: dict[str, float], seed: int) -> None:
    watch(
        IndustryModel(city=LITTLETON, plan=ACTION, settings=as_text(values), rng=seed, check=True)
    ).run()


@pytest.mark.slow
@settings(max_examples=10, **QUICKLY)
@given(ANY, st.integers(0, 2**40))
def test_any_parameters_in_their_ranges_keep_them(values: dict[str, float], seed: int) -> None:
    keeps_them(values, seed)


@pytest.mark.slow
@pytest.mark.timeout(400)
@settings(max_examples=60, **QUICKLY)
@given(ANY, st.integers(0, 2**40))
def test_many_parameters_in_their_ranges_keep_them(values: dict[str, float], seed: int) -> None:
    keeps_them(values, seed)


@pytest.mark.parametrize("end", ["low", "high"])
def test_all_parameters_at_one_end_of_their_ranges_keep_them(end: str) -> None:
    keeps_them({name: getattr(entry, end) for name, entry in ENTRIES.items()}, 0)


# The watch and the checks can say no -------------------------------------------------------


def test_what_clearing_keeps_is_caught() -> None:
    model = IndustryModel(city=LITTLETON, plan=ACTION, rng=0, check=True)
    model.schedule.insert_after(
        "finance",
        Step("keep", lambda world: world.ledger.pay("rent", "households", "clearing", 5.0)),
    )
    with pytest.raises(InvariantError, match="clearing holds 5 million yuan"):
        model.step()


def test_a_replaced_step_that_pays_outside_the_ledger_is_caught() -> None:
    def finance(world: World) -> None:
        world.firms.unlocked("cash")[world.firms.live] += 1.0

    for check in (False, True):
        model = IndustryModel(city=LITTLETON, plan=ACTION, rng=0, check=check)
        model.schedule.replace("finance", finance)
        if not check:
            model.step()  # seen by nobody, but the ledger knows
            with pytest.raises(LedgerError, match="sector firms"):
                model.world.ledger.verify()
            continue
        with pytest.raises(LedgerError, match="sector firms"):
            model.step()


@pytest.mark.parametrize(
    "breaks",
    [
        lambda w: w.lines.made.__imul__(0.5),
        lambda w: w.lines.brand.__iadd__(1.0),
        lambda w: w.lines.stock.__iadd__(1e6),
    ],
)
def test_the_watch_sees_goods_from_nowhere(breaks) -> None:
    model = watch(IndustryModel(city=LITTLETON, plan=ACTION, rng=0))
    model.step()
    model.schedule.insert_after("delivery", Step("break", breaks))
    with pytest.raises(AssertionError):
        model.step()
