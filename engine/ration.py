"""Sharing out what is short: spill-over between offers, rounds for bounded places.

No function draws random numbers: an order of service comes in as keyed luck. Equal input gives
equal bits. Quantities are floats of one unit that the caller chooses (units, m2, orders).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.groups import sum_by

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LARGEST = 1e200
"""Bound of what is summed or multiplied, far above any quantity, so that nothing overflows."""


LARGEST_BLOCK = 1 << 17
"""Most numbers of a matrix of rows and places that is made at once where groups don't meet."""


class Spilled(NamedTuple):
    """What became of demand: `sold` by row, `outside` and `lost` by group."""

    sold: FloatArray
    outside: FloatArray
    lost: FloatArray


@np.errstate(under="ignore")
def spill_over(
    demand: FloatArray,
    stock: FloatArray,
    owner: IntArray,
    group: IntArray,
    weight: FloatArray,
    outside_weight: FloatArray,
    recapture: float | FloatArray,
    rounds: int = 3,
) -> Spilled:
    """Sell from stock; who finds the shelf empty tries another offer in the same group.

    First every offer serves its own demand, an owner's stock pro rata over its rows. Then, in a
    fixed number of rounds, the part `recapture` of the unserved in group g looks again: offer j
    whose owner has stock left is asked for U_g * w_j / (w_0g + sum over open offers of w), the
    outside alternative, which never runs out, takes U_g * w_0g / (same). The part
    1 - recapture gives up in each round, and so do all who are unserved at the end.

    demand: (rows,), >= 0. stock: (owners,), >= 0. owner: (rows,) codes 0..owners-1. group:
    (rows,) codes 0..groups-1. weight: (rows,), >= 0, any scale common to a group.
    outside_weight: (groups,), >= 0. recapture: 0..1, number or (groups,). rounds: of spill-over
    after the first serving.

    Returns `Spilled`: sold (rows,), outside (groups,), lost (groups,). Sold + outside + lost =
    demand by group, and sales of an owner never exceed its stock (to rounding, 1e-12 relative).
    Raises ValueError for a number out of range.
    Source: assumed; stock-out substitution with a recapture rate as in Smith and Agrawal (2000).
    """
    _check(demand, "demand", LARGEST)
    _check(stock, "stock")
    _check(weight, "weight", LARGEST)
    _check(outside_weight, "outside weight", LARGEST)
    again = np.asarray(recapture, dtype=np.float64)
    if not ((again >= 0.0) & (again <= 1.0)).all():
        raise ValueError("recapture must be from 0 to 1")
    groups = len(outside_weight)

    left = stock.astype(np.float64)
    sold = _serve(demand, owner, left)
    outside, lost = np.zeros(groups), np.zeros(groups)
    unserved = sum_by(group, demand - sold, groups)
    for _ in range(rounds):
        if not unserved.any():
            break
        searching = unserved * again
        lost += unserved - searching
        pull = weight * (left > 0.0)[owner]
        everything = sum_by(group, pull, groups) + outside_weight
        nowhere = everything == 0.0
        everything[nowhere] = 1.0
        asked = pull / everything[group] * searching[group]
        served = _serve(asked, owner, left)
        absorbed = outside_weight / everything * searching
        sold += served
        outside += absorbed
        # What went nowhere or met a shelf emptied in this round looks on. Taken from what was
        # asked, not as a difference of sums, so that no rounding is left over as demand.
        unserved = sum_by(group, asked - served, groups)
        unserved[nowhere] = searching[nowhere]
    return Spilled(sold, outside, lost + unserved)


def rounds(
    utility: FloatArray,
    need: FloatArray,
    room: FloatArray,
    order: FloatArray,
    luck: IntArray | None = None,
    winners: int | None = None,
) -> IntArray:
    """Places with bounded room: all choose, the first in order win, losers go on.

    In each round every row without a place chooses argmax_p U[row, p] over the places whose room
    left is at least its need. At each place rows are let in from the lowest order up, whoever
    still fits, until `winners` are in (None: as many as fit); the others choose again in the
    next round. Ends when no row without a place finds one that has room for it. So no row stays
    out, or takes a worse place, while a better one could still have taken it in.

    utility: (rows, places), -inf is inadmissible; equal utilities go to the lowest place. need:
    (rows,) and room: (places,), >= 0, one unit; room +inf has no bound. order: (rows,) or (rows,
    places), the lowest is served first (keyed luck, or a rank of the place's own). luck: (rows,)
    ids that break equal orders, the lowest first (default: the row). Returns (rows,) places, -1
    where nothing was found. Room used never exceeds room. Raises ValueError for NaN, a utility
    of +inf, a negative need or room, or winners < 1.
    Source: immediate acceptance (Boston) mechanism, Abdulkadiroglu and Sonmez (2003).
    """
    rows, places = utility.shape
    if not utility.max(initial=-np.inf) < np.inf:  # NaN is not below it either
        raise ValueError("utility must be a number below +inf")
    _check(need, "need", LARGEST)
    _check(room, "room")
    if np.isnan(order.max(initial=-np.inf)):
        raise ValueError("order must be a number")
    if winners is not None and winners < 1:
        raise ValueError("winners must be at least 1")
    found = np.full(rows, -1, dtype=np.int64)
    if rows == 0 or places == 0:
        return found

    # By luck id once; the stable sort by order, here or in each round, keeps this sequence.
    waiting = np.arange(rows) if luck is None else np.argsort(luck, kind="stable")
    if order.ndim == 1:
        waiting = waiting[np.argsort(order[waiting], kind="stable")]
    left = room.astype(np.float64)
    choice = np.full(rows, -1, dtype=np.int64)
    choosing = waiting
    while waiting.size:
        score = utility.take(choosing, axis=0)
        np.putmask(score, need[choosing, None] > left, -np.inf)
        best = score.argmax(axis=1)
        best[score.max(axis=1) == -np.inf] = -1
        choice[choosing] = best
        waiting = waiting[choice[waiting] >= 0]
        line = waiting
        if order.ndim == 2:
            line = waiting[np.argsort(order[waiting, choice[waiting]], kind="stable")]
        entered = _admit(line, choice, need, left, winners)
        found[entered] = choice[entered]
        waiting = waiting[found[waiting] < 0]
        # Room only shrinks, so a choice stays the best until the place is too full for it.
        choosing = waiting[need[waiting] > left[choice[waiting]]]
    return found


def rounds_by_group(
    row_group: IntArray,
    place_group: IntArray,
    utility: Callable[[IntArray, IntArray], FloatArray],
    need: FloatArray,
    room: FloatArray,
    order: FloatArray,
    luck: IntArray,
) -> IntArray:
    """`rounds` where a row looks at the places of its own group alone.

    ``utility(rows, places)`` is asked for pairs of one group alone, shape (pairs,) each. While all
    fits into one block of moderate size it is one; else there is one a group. The result is the
    same, since groups never meet, but the cost of many rows and places no longer grows with their
    product.
    """

    def settled(rows: IntArray, places: IntArray) -> IntArray:
        same = row_group[rows][:, None] == place_group[places]
        row, place = same.nonzero()
        value = np.full(same.shape, -np.inf)
        value[row, place] = utility(rows[row], places[place])
        found = rounds(value, need[rows], room[places], order[rows], luck[rows])
        return np.where(found >= 0, places[found], -1) if len(places) else found

    if len(need) * len(room) <= LARGEST_BLOCK:
        return settled(np.arange(len(need)), np.arange(len(room)))
    chosen = np.full(len(need), -1, dtype=np.int64)
    for code in np.unique(row_group).tolist():
        rows = np.flatnonzero(row_group == code)
        chosen[rows] = settled(rows, np.flatnonzero(place_group == code))
    return chosen


def _part(total: FloatArray, available: FloatArray) -> FloatArray:
    """min(1, available / total), 1 where nothing is asked."""
    return np.divide(available, total, out=np.ones_like(total), where=total > available)


def _serve(asked: FloatArray, owner: IntArray, left: FloatArray) -> FloatArray:
    """Serve from the owners' stock pro rata; what is left (changed in place) is never negative."""
    total = sum_by(owner, asked, len(left))
    served: FloatArray = asked * _part(total, left)[owner]
    left -= np.minimum(total, left)
    return served


def _admit(
    line: IntArray, choice: IntArray, need: FloatArray, left: FloatArray, winners: int | None
) -> list[int]:
    """Let in row after row of the line where it fits, taking from `left`; returns who is in.

    A plain loop: the room left to each depends on everyone before, and at a few hundred rows it
    costs no more than the sorts and sums by place that would avoid it.
    """
    rooms = left.tolist()
    limit = len(line) if winners is None else winners
    inside = [0] * len(rooms)
    entered = []
    for row, place, want in zip(
        line.tolist(), choice[line].tolist(), need[line].tolist(), strict=True
    ):
        if want <= rooms[place] and inside[place] < limit:
            rooms[place] -= want
            inside[place] += 1
            entered.append(row)
    left[:] = rooms
    return entered


def _check(given: FloatArray, name: str, bound: float = np.inf) -> None:
    # NaN is neither at least zero nor at most the bound.
    if not (given.min(initial=0.0) >= 0.0 and given.max(initial=0.0) <= bound):
        raise ValueError(f"{name} must be a number from 0, got {given.min()} to {given.max()}")
