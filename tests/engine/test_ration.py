"""Rationing against plain scalar references written from the rules, and its invariants."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine import ration
from engine.ration import rounds, spill_over

GROUPS, OWNERS = 4, 5
NONE = -math.inf


# Scalar references -------------------------------------------------------------------------


def scalar_pro_rata(demand, group, capacity):
    served = []
    for d, g in zip(demand, group, strict=True):
        total = sum(x for x, h in zip(demand, group, strict=True) if h == g)
        served.append(d if total <= capacity[g] else d * capacity[g] / total)
    return served


def scalar_spill_over(demand, stock, owner, group, weight, outside_weight, recapture, times):
    rows = range(len(demand))
    left = list(stock)
    sold = [0.0] * len(demand)
    outside, lost = [0.0] * len(outside_weight), [0.0] * len(outside_weight)

    def serve(asked):
        served = scalar_pro_rata(asked, owner, left)
        for i, total in enumerate(left):
            wanted = sum(asked[r] for r in rows if owner[r] == i)
            left[i] = 0.0 if wanted >= total else total - wanted
        for r in rows:
            sold[r] += served[r]
        return served

    served = serve(list(demand))
    for r in rows:
        lost[group[r]] += demand[r] - served[r]
    unserved, lost = lost, [0.0] * len(lost)
    for _ in range(times):
        asked = [0.0] * len(demand)
        looking = [u * recapture for u in unserved]
        stays = [0.0] * len(looking)
        is_open = [left[owner[r]] > 0 for r in rows]
        for g, number in enumerate(looking):
            lost[g] += unserved[g] - number
            offers = [r for r in rows if group[r] == g and is_open[r]]
            total = sum(weight[r] for r in offers) + outside_weight[g]
            if total == 0:
                stays[g] = number
                continue
            outside[g] += number * outside_weight[g] / total
            for r in offers:
                asked[r] = number * weight[r] / total
        served = serve(asked)
        for r in rows:
            stays[group[r]] += asked[r] - served[r]
        unserved = stays
    return sold, outside, [x + u for x, u in zip(lost, unserved, strict=True)]


def scalar_rounds(utility, need, room, order, luck, winners):
    """Slot by slot, as the docstring tells it."""
    rows, places = len(need), len(room)
    left, found = list(room), [-1] * rows
    while True:
        wishes = {}
        for r in range(rows):
            if found[r] >= 0:
                continue
            fits = [p for p in range(places) if need[r] <= left[p] and utility[r][p] > NONE]
            if fits:
                wish = max(fits, key=lambda p, r=r: (utility[r][p], -p))
                wishes.setdefault(wish, []).append(r)
        if not wishes:
            return found
        for p, line in wishes.items():
            line.sort(key=lambda r, p=p: (order[r][p], luck[r]))
            entered = 0
            for r in line:
                if need[r] <= left[p] and (winners is None or entered < winners):
                    left[p] -= need[r]
                    found[r] = p
                    entered += 1


# Strategies --------------------------------------------------------------------------------

amounts = st.one_of(st.floats(1e-6, 1e6), st.just(0.0), st.integers(1, 9).map(float))


def vectors(size, elements=amounts):
    return hnp.arrays(np.float64, size, elements=elements)


@st.composite
def shops(draw):
    """Arguments of spill_over up to the recapture rate."""
    rows = draw(st.integers(0, 12))
    return {
        "demand": draw(vectors(rows)),
        "stock": draw(vectors(OWNERS)),
        "owner": draw(hnp.arrays(np.int64, rows, elements=st.integers(0, OWNERS - 1))),
        "group": draw(hnp.arrays(np.int64, rows, elements=st.integers(0, GROUPS - 1))),
        "weight": draw(vectors(rows)),
        "outside_weight": draw(vectors(GROUPS)),
    }


@st.composite
def queues(draw):
    """Arguments of rounds. Whole needs and rooms keep the reference's sums exact."""
    rows, places = draw(st.integers(0, 8)), draw(st.integers(0, 5))
    whole = st.integers(0, 4).map(float)
    level = st.one_of(st.just(NONE), st.integers(0, 3).map(float), st.floats(-1e6, 1e6))
    return {
        "utility": draw(hnp.arrays(np.float64, (rows, places), elements=level)),
        "need": draw(vectors(rows, whole)),
        "room": draw(vectors(places, st.one_of(whole, st.just(9.0), st.just(math.inf)))),
        "order": draw(hnp.arrays(np.float64, (rows, places), elements=whole)),
        "luck": np.array(draw(st.permutations(range(10, 10 + rows))), dtype=np.int64),
        "winners": draw(st.sampled_from([None, 1, 2])),
    }


# Spill-over --------------------------------------------------------------------------------


@given(shops(), st.sampled_from([0.0, 0.3, 1.0]), st.integers(0, 4))
def test_spill_over_equals_the_scalar_reference(shop, recapture, times):
    result = spill_over(**shop, recapture=recapture, rounds=times)
    wanted = scalar_spill_over(*(v.tolist() for v in shop.values()), recapture, times)
    size = float(shop["demand"].sum()) + 1.0
    for got, reference in zip(result, wanted, strict=True):
        assert got == pytest.approx(reference, rel=1e-9, abs=1e-9 * size)


@given(shops(), hnp.arrays(np.float64, GROUPS, elements=st.floats(0.0, 1.0)), st.integers(0, 4))
def test_spill_over_keeps_goods_and_buyers(shop, recapture, times):
    sold, outside, lost = spill_over(**shop, recapture=recapture, rounds=times)
    demand, group, owner = shop["demand"], shop["group"], shop["owner"]
    assert (sold >= 0.0).all()
    assert (outside >= 0.0).all()
    assert (lost >= 0.0).all()
    assert (np.bincount(owner, sold, OWNERS) <= shop["stock"] * (1 + 1e-12)).all()
    asked = np.bincount(group, demand, GROUPS)
    told = np.bincount(group, sold, GROUPS) + outside + lost
    assert told == pytest.approx(asked, rel=1e-12)


@given(shops(), st.randoms(use_true_random=False))
def test_spill_over_does_not_depend_on_the_order_of_rows(shop, random):
    rows = len(shop["demand"])
    order = np.array(random.sample(range(rows), rows), dtype=np.int64)
    moved = {k: v[order] if k in ("demand", "owner", "group", "weight") else v
             for k, v in shop.items()}  # fmt: skip
    before, after = spill_over(**shop, recapture=0.7), spill_over(**moved, recapture=0.7)
    size = float(shop["demand"].sum()) + 1.0
    assert after.sold == pytest.approx(before.sold[order], rel=1e-9, abs=1e-9 * size)
    assert after.lost == pytest.approx(before.lost, rel=1e-9, abs=1e-9 * size)


@given(shops())
def test_with_enough_stock_everyone_gets_what_was_asked(shop):
    shop["stock"] = np.full(OWNERS, math.inf)
    sold, outside, lost = spill_over(**shop, recapture=0.7)
    assert (sold == shop["demand"]).all()
    assert not outside.any()
    assert not lost.any()


def test_spill_over_by_hand():
    # 10 ask for the first offer, which has 4. Of the 6, half look again and meet weights
    # 1 (second offer, 1 left) : 2 (outside): 1 asks the second and gets it, 2 go outside.
    sold, outside, lost = spill_over(
        demand=np.array([10.0, 3.0]),
        stock=np.array([4.0, 4.0]),
        owner=np.array([0, 1]),
        group=np.array([0, 0]),
        weight=np.array([5.0, 1.0]),
        outside_weight=np.array([2.0]),
        recapture=0.5,
        rounds=1,
    )
    assert sold.tolist() == [4.0, 4.0]
    assert outside.tolist() == [2.0]
    assert lost.tolist() == [3.0]


def test_an_owner_draws_on_one_stock_in_several_groups():
    sold, _, lost = spill_over(
        demand=np.array([6.0, 2.0]),
        stock=np.array([4.0]),
        owner=np.array([0, 0]),
        group=np.array([0, 1]),
        weight=np.ones(2),
        outside_weight=np.zeros(2),
        recapture=1.0,
    )
    assert sold.tolist() == [3.0, 1.0]
    assert lost.tolist() == [3.0, 1.0]


def test_spill_over_at_the_limits():
    one = np.zeros(1, dtype=np.int64)
    nobody = np.array([], dtype=np.int64)
    empty = spill_over(np.array([]), np.ones(2), nobody, nobody, np.array([]), np.ones(2), 0.5)
    assert empty.sold.tolist() == []
    assert empty.lost.tolist() == [0.0, 0.0]
    # Zero stock and no outside: lost. With an outside: it takes those who look again.
    bare = spill_over(np.ones(1), np.zeros(1), one, one, np.ones(1), np.zeros(1), 1.0)
    assert (bare.sold[0], bare.outside[0], bare.lost[0]) == (0.0, 0.0, 1.0)
    taken = spill_over(np.ones(1), np.zeros(1), one, one, np.ones(1), np.ones(1), 1.0)
    assert (taken.sold[0], taken.outside[0], taken.lost[0]) == (0.0, 1.0, 0.0)
    still = spill_over(np.ones(1), np.zeros(1), one, one, np.ones(1), np.ones(1), 0.0)
    assert (still.sold[0], still.outside[0], still.lost[0]) == (0.0, 0.0, 1.0)
    # Weights that are all but nothing decide in proportion and raise no overflow.
    pair = np.array([0, 1])
    faint = spill_over(
        np.array([2e9, 0.0]), np.array([0.0, 1e12]), pair, np.zeros(2, dtype=np.int64),
        np.array([1.0, 1e-261]), np.array([1e-261]), 1.0,
    )  # fmt: skip
    assert faint.sold.tolist() == [0.0, 1e9]
    assert faint.outside.tolist() == [1e9]


def test_arguments_of_spill_over_are_left_as_they_were():
    stock = np.array([1.0, 5.0])
    demand = np.array([3.0, 1.0])
    pair = np.array([0, 1])
    spill_over(demand, stock, pair, np.array([0, 0]), np.ones(2), np.ones(1), 1.0)
    assert stock.tolist() == [1.0, 5.0]
    assert demand.tolist() == [3.0, 1.0]


@pytest.mark.parametrize("name", ["demand", "stock", "weight", "outside_weight", "recapture"])
@pytest.mark.parametrize("bad", [-0.5, math.nan])
def test_spill_over_refuses_numbers_out_of_range(name, bad):
    shop = {
        "demand": np.ones(1), "stock": np.ones(1), "weight": np.ones(1),
        "outside_weight": np.ones(1), "recapture": np.ones(1),
    }  # fmt: skip
    shop[name] = np.array([bad])
    with pytest.raises(ValueError, match=name.replace("_", " ")):
        spill_over(**shop, owner=np.array([0]), group=np.array([0]))


# Rounds ------------------------------------------------------------------------------------


@given(queues())
def test_rounds_equal_the_scalar_reference(queue):
    wanted = scalar_rounds(
        *(queue[k].tolist() for k in ("utility", "need", "room", "order", "luck")),
        queue["winners"],
    )
    assert rounds(**queue).tolist() == wanted


@given(queues())
def test_one_order_for_all_places_equals_the_same_order_at_each(queue):
    one = np.arange(len(queue["need"]), dtype=np.float64) // 2
    queue["order"] = one
    each = dict(queue, order=np.broadcast_to(one[:, None], queue["utility"].shape))
    assert rounds(**queue).tolist() == rounds(**each).tolist()


@given(queues())
def test_no_place_overflows_and_no_better_place_has_room_left(queue):
    found = rounds(**queue)
    utility, need, room = queue["utility"], queue["need"], queue["room"]
    placed = np.flatnonzero(found >= 0)
    used = np.bincount(found[placed], need[placed], len(room))
    assert (used <= room).all()
    assert (utility[placed, found[placed]] > NONE).all()
    for row, place in enumerate(found):
        floor = NONE if place < 0 else utility[row, place]
        better = utility[row] > floor
        assert (room[better] - used[better] < need[row]).all()


@given(queues(), st.randoms(use_true_random=False))
def test_rounds_do_not_depend_on_the_order_of_rows(queue, random):
    rows = len(queue["need"])
    order = np.array(random.sample(range(rows), rows), dtype=np.int64)
    moved = dict(queue)
    for key in ("utility", "need", "order", "luck"):
        moved[key] = queue[key][order]
    assert rounds(**moved).tolist() == rounds(**queue)[order].tolist()


def test_the_first_in_order_wins_and_losers_go_on():
    utility = np.array([[2.0, 1.0], [2.0, 1.0], [2.0, 1.0]])
    need, order = np.ones(3), np.array([0.9, 0.1, 0.5])
    assert rounds(utility, need, np.ones(2), order).tolist() == [-1, 0, 1]
    assert rounds(utility, need, np.array([2.0, 1.0]), order).tolist() == [1, 0, 0]
    assert rounds(utility, need, np.array([0.0, 9.0]), order).tolist() == [1, 1, 1]
    tied = np.zeros(3)
    assert rounds(utility, need, np.ones(2), tied, np.array([7, 6, 5])).tolist() == [-1, 1, 0]
    assert rounds(utility, need, np.ones(2), tied).tolist() == [0, 1, -1]


def test_a_smaller_row_behind_takes_the_room_that_a_larger_one_cannot():
    utility = np.zeros((3, 1))
    found = rounds(utility, np.array([2.0, 3.0, 1.0]), np.array([3.0]), np.arange(3.0))
    assert found.tolist() == [0, -1, 0]


def test_one_winner_a_round_lets_a_late_comer_in_first():
    # Row 2 loses its own first choice to row 0, then overtakes row 3 at the second place.
    utility = np.array([[3.0, 0.0], [0.0, 3.0], [3.0, 2.0], [0.0, 3.0]])
    need, room, order = np.ones(4), np.array([1.0, 2.0]), np.array([0.0, 1.0, 2.0, 3.0])
    assert rounds(utility, need, room, order).tolist() == [0, 1, -1, 1]
    assert rounds(utility, need, room, order, winners=1).tolist() == [0, 1, 1, -1]


def test_rounds_at_the_limits():
    assert rounds(np.zeros((0, 3)), np.array([]), np.ones(3), np.array([])).tolist() == []
    assert rounds(np.zeros((2, 0)), np.ones(2), np.array([]), np.zeros(2)).tolist() == [-1, -1]
    assert rounds(np.full((1, 2), NONE), np.ones(1), np.ones(2), np.zeros(1)).tolist() == [-1]
    assert rounds(np.zeros((2, 1)), np.ones(2), np.zeros(1), np.zeros(2)).tolist() == [-1, -1]
    assert rounds(np.zeros((1, 1)), np.zeros(1), np.zeros(1), np.zeros(1)).tolist() == [0]
    huge = np.array([[1e6, -1e6], [-1e6, 1e6]])
    assert rounds(huge, np.ones(2), np.ones(2), np.zeros(2)).tolist() == [0, 1]


def test_many_rows_of_equal_taste_fill_the_places_from_the_best_down():
    utility = np.broadcast_to(np.arange(60.0), (200, 60))
    found = rounds(utility, np.ones(200), np.full(60, 3.0), np.arange(200.0))
    assert found[:180].tolist() == [59 - i // 3 for i in range(180)]
    assert (found[180:] == -1).all()


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("utility", np.full((1, 1), math.nan)),
        ("utility", np.full((1, 1), math.inf)),
        ("need", np.array([-1.0])),
        ("need", np.array([math.inf])),
        ("room", np.array([math.nan])),
        ("order", np.array([math.nan])),
        ("winners", 0),
    ],
)
def test_rounds_refuse_what_they_cannot_mean(name, bad):
    queue = {
        "utility": np.zeros((1, 1)), "need": np.ones(1), "room": np.ones(1), "order": np.zeros(1)
    }  # fmt: skip
    queue[name] = bad
    with pytest.raises(ValueError, match=name):
        rounds(**queue)


# Rounds within groups ----------------------------------------------------------------------


@pytest.mark.parametrize("block", [0, 1 << 17])
@pytest.mark.parametrize("seed", range(6))
def test_rounds_by_group_are_rounds_where_other_groups_are_closed(monkeypatch, block, seed):
    monkeypatch.setattr(ration, "LARGEST_BLOCK", block)
    random = np.random.default_rng(seed)
    rows, places = int(random.integers(0, 40)), int(random.integers(0, 12))
    row_group, place_group = random.integers(0, 5, rows), random.integers(0, 4, places)
    utility = random.normal(size=(rows, places))
    need, room = random.random(rows), 4.0 * random.random(places)
    order, luck = random.random(rows), random.permutation(rows)
    closed = row_group[:, None] != place_group
    expected = ration.rounds(np.where(closed, -np.inf, utility), need, room, order, luck)
    found = ration.rounds_by_group(
        row_group,
        place_group,
        lambda row, place: utility[row, place],
        need,
        room,
        order,
        luck,
    )
    assert found.tolist() == expected.tolist()
