"""Mobile projects in whole runs: what draws them, what they bring, what they pay back."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import IndustryModel
from abm.steps.attraction import claw_back
from abm.steps.attraction.projects import CENTRE, arrive, giants, on_the_market
from abm.steps.attraction.step import district_bids
from abm.steps.entry.step import pull_of_leaders
from agents import kinds
from agents.world import World
from engine.model import Step
from tests.bending import bend
from tests.littleton import ACTION, BASELINE, LITTLETON

MANY = "attraction.projects_per_year=40; attraction.district_budget=1000; attraction.capex_median=2"


def bent(settings: str = MANY, seed: int = 3, plan: str = BASELINE, **terms: float):
    """A model of the small city under other terms in every quarter."""
    model = IndustryModel(city=LITTLETON, plan=plan, settings=settings, check=True, rng=seed)

    model.schedule.insert_after("government", Step("bend", lambda world: bend(world, **terms)))
    return model


def came(model: IndustryModel, until: int = 11) -> float:
    """Projects that came in three years."""
    total = 0
    while model.world.quarter <= model.world.city.start + until:
        model.step()
        total += model.world.accounts.projects
    return total


@pytest.mark.slow
def test_packages_and_speed_draw_projects_and_rivals_take_them_back() -> None:
    def mean(settings: str = MANY, **terms: float) -> float:
        found = []
        for seed in range(4):
            model = bent(settings, seed)
            world = model.world

            def rise(world: World) -> None:
                if world.quarter > world.city.start:  # a rise after the start
                    bend(world, **terms)

            model.schedule.insert_after("bend", Step("rise", rise))
            found.append(came(model))
            assert (world.parks.used <= world.parks.floor * (1 + 1e-9)).all()
        return float(np.mean(found))

    deaf = f"{MANY}; attraction.rival_answer=0"
    sharp = f"{MANY}; attraction.rival_answer=0.6"
    plain = mean()
    rise = mean(deaf, package=0.3)
    assert rise > plain + 2
    assert plain < mean(sharp, package=0.3) < rise
    assert mean(approval_delay=3.0) < plain < mean(approval_delay=0.2)
    assert mean(headquarters_award=0.5) > plain


def test_districts_bid_below_the_ceiling_and_not_beyond_their_means() -> None:
    model = bent("attraction.district_budget=0.02", package=0.2)
    came(model, 7)
    world = model.world
    assert (district_bids(world) <= world.terms.package + 1e-12).all()
    full = bent("attraction.bidding=0; attraction.district_budget=1000000", package=0.2)
    came(full, 3)
    bid = district_bids(full.world)
    assert bid == pytest.approx(np.tile(full.world.terms.package, (len(bid), 1)), abs=1e-4)
    world.firms.package_owed[world.firms.live] = 1e9
    assert district_bids(world).max() == 0.0


def test_no_project_of_the_list_is_larger_than_its_market_bears() -> None:
    model = bent(f"{MANY}; attraction.capex_median=25; attraction.capex_log_sd=1.6")
    model.run(until=model.world.city.start + 2)
    world = model.world
    p, markets = world.parameters.attraction, world.markets
    for _ in range(6):
        model.step()
        x = on_the_market(world)
        sells = x.kind != CENTRE
        market = world.markets.size[:, :2].sum(axis=1) * world.markets.outside_price / 1e6
        assert (x.revenue[sells] <= p.market_cap * market[x.use[sells]] * (1 + 1e-9)).all()
        assert (x.revenue[~sells] == 0).all()
        assert (x.capital > 0).all()
        assert (markets.segment[x.use] == x.segment).all()


def test_a_research_centre_has_engineers_and_no_line() -> None:
    model = bent(f"{MANY}; attraction.centre_share=0.3; attraction.headquarters_share=0")
    came(model, 15)
    world = model.world
    firms, lines = world.firms, world.lines
    centres = np.flatnonzero(firms.alive & firms.arrived & (firms.progress < -1e6))
    old = centres[firms.born[centres] < world.quarter - 3]
    assert len(old)
    assert not np.isin(lines.firm, centres).any()
    assert (firms.engineers[old] > 0).all()
    assert (firms.revenue[old] == 0).all()
    assert (firms.cash[old] >= -1e-9).all()


def test_dated_giants_decide_once_in_their_window() -> None:
    decided: dict[int, list[int]] = {}
    for seed in range(12):
        model = bent(seed=seed)
        world = model.world
        rows = world.city.giants
        for quarter in range(world.city.start, world.city.end + 1):
            world.quarter = quarter
            for lane in giants(world).lane.tolist():
                decided.setdefault(seed, []).append(lane - world.candidates.first + len(rows))
                row = decided[seed][-1]
                assert rows.first[row] <= quarter <= rows.last[row]
    assert all(sorted(found) == [0, 1] for found in decided.values())
    assert len(decided) == 12


def test_a_giant_that_comes_is_a_firm_of_its_size() -> None:
    model = bent()
    world = model.world
    while not len(giants(world).lane):
        model.step()
    x = giants(world)
    first = world.firms.n
    arrive(world, x, np.zeros(len(x.lane), dtype=np.int64), {})
    world.ledger.verify()
    new = np.arange(first, world.firms.n)
    line = np.flatnonzero(np.isin(world.lines.firm, new))
    capacity = world.lines.capacity[line] * world.lines.price[line] / 1e6
    assert capacity == pytest.approx(x.revenue)
    assert (world.firms.lane[new] < world.candidates.first).all()


# Claw-back ---------------------------------------------------------------------------------


def with_packages(paid: float = 4.0) -> IndustryModel:
    """Three years in, every arrived firm got a package and has more than enough cash."""
    model = bent(plan=ACTION, package=0.2)
    came(model, 12)
    world = model.world
    firms = world.firms
    slots = np.flatnonzero(firms.alive & firms.arrived)
    firms.born[slots] = world.quarter - 10
    firms.package_paid[slots] = paid
    world.ledger.pay("parent_support", "rest", world.firm_rows(slots), 100.0)
    return model


def test_who_breaks_its_word_pays_the_payer_back() -> None:
    model = with_packages()
    world, firms = model.world, model.world.firms
    slots = np.flatnonzero(firms.alive & firms.arrived)
    firms.promised_jobs[slots] = 1e9  # nobody keeps such a word
    firms.promised_jobs[slots[0]] = 0.0
    districts = world.governments.kind == kinds.DISTRICT
    before = firms.cash.copy(), world.governments.cash.copy()
    claw_back.review(world)
    assert firms.cash.tolist() == before[0].tolist()  # no anniversary
    firms.born[slots] = world.quarter - 12
    claw_back.review(world)
    gone = before[0] - firms.cash
    share = world.parameters.attraction.claw_back
    assert gone[slots[1:]] == pytest.approx(np.full(len(slots) - 1, share * 4.0), rel=1e-4)
    assert gone[slots[0]] == 0.0
    got = world.governments.cash - before[1]
    assert got.sum() == pytest.approx(gone.sum())
    assert (got[~districts] == 0).all()
    home = world.parks.district[firms.hq[slots]]
    for d, row in enumerate(np.flatnonzero(districts)):
        assert got[row] == pytest.approx(gone[slots[home == d]].sum())
    world.ledger.verify()


def test_what_comes_back_is_income_of_the_city() -> None:
    model = with_packages()
    world, firms = model.world, model.world.firms
    slots = np.flatnonzero(firms.alive & firms.arrived)
    firms.promised_jobs[slots] = 1e9
    firms.born[slots] = world.quarter - 12
    model.step()
    paid = world.ledger.flow("clawbacks") / 2.0  # once from the firms, once on to districts
    assert paid > 0.0
    net = model.fiscal_tax_local - model.fiscal_spending
    assert model.fiscal_net_local - net == pytest.approx(paid)
    # Cumulated from the policy start, as spending is.
    assert model.fiscal_clawed_back == 0.0 and world.quarter <= world.city.policy_start
    world.quarter = world.city.policy_start
    firms.born[slots] = world.quarter - 12
    firms.package_paid[slots] = 4.0
    model.step()
    assert model.fiscal_clawed_back > 0.0


def test_who_leaves_while_bound_pays_back_and_later_owes_nothing() -> None:
    model = with_packages()
    world = model.world
    young, old = np.flatnonzero(world.firms.alive & world.firms.arrived)[:2]
    world.firms.debt[[young, old]] = 0.0
    world.firms.year_profit[[young, old]] = 0.0  # the tax of the year goes to districts as well
    world.firms.born[old] = world.quarter - 40
    districts = np.flatnonzero(world.governments.kind == kinds.DISTRICT)
    before = world.governments.cash[districts].sum()
    model.retire_row(world.firms, int(old))
    assert world.governments.cash[districts].sum() == pytest.approx(before)
    model.retire_row(world.firms, int(young))
    share = world.parameters.attraction.claw_back
    assert world.governments.cash[districts].sum() - before == pytest.approx(share * 4.0)
    assert abs(world.firms.cash[young]) < 1e-9
    world.ledger.verify()


def test_an_arrived_leader_raises_entry_of_its_chain() -> None:
    model = bent("attraction.leader_effect=0.6")
    came(model, 5)
    world = model.world
    firms = world.firms
    firms.arrived[:] = False
    assert pull_of_leaders(world).tolist() == [1.0] * len(world.segments)
    largest = int(np.argmax(np.where(firms.alive, firms.output_year.sum(axis=1), 0.0)))
    firms.arrived[largest] = True
    pull = pull_of_leaders(world)
    own = firms.segment[largest]
    assert pull[own] > 1.0
    suppliers = world.static.component_need[own] > 0
    assert (pull[suppliers] > 1.0).all()
    untouched = ~suppliers
    untouched[own] = False
    assert (pull[untouched] == 1.0).all()
