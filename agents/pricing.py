"""Unit cost, learning and markups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def input_mix(
    labour_share: Floats, energy_share: Floats, wage: Floats | float, materials: Floats
) -> Floats:
    """Cost of inputs against the start: s_l·w + s_e + (1 − s_l − s_e)·m.

    ``wage`` is the wage over the start's, divided by productivity; ``materials`` the price index
    of materials. Shares are of unit cost at the start.
    """
    found: Floats = (
        labour_share * wage + energy_share + (1.0 - labour_share - energy_share) * materials
    )
    return found


def labour_where_made(
    local: Floats,
    *,
    wage: float,
    wage_elsewhere: float,
    hourly_output: Floats,
    hourly_output_elsewhere: Floats,
) -> Floats:
    """Wage by hourly output over the start's, by where goods are made: l·w/a + (1 − l)·w_e/a_e.

    ``local`` l is the part made in the city, at its wage w; the rest is made elsewhere and paid as
    there, w_e. Hourly output a in the city has what the place of the plant adds, a_e has not.
    Shape of ``local``.
    """
    here: Floats = local * wage / hourly_output
    return here + (1.0 - local) * wage_elsewhere / hourly_output_elsewhere


def unit_cost(reference: Floats, quality: Floats, scale: Floats, mix: Floats) -> Floats:
    """c = c_ref · (q/q̄)^s · mix, yuan a unit; ``quality`` is q/q̄, against the outside brands'."""
    found: Floats = reference * quality**scale * mix
    return found


def learning(
    own: Floats,
    added: Floats,
    *,
    national: Floats,
    national_added: Floats,
    rate: Floats,
    own_part: float,
    spill: float,
) -> Floats:
    """Factor on a line's cost level from a quarter's experience, relative to the nation's.

    With stock E = own + σ·national, b = −log₂(1 − rate):
    factor = [ (E'/E) / (N'/N) ]^(−b·part). Only the advance over the national stock N counts, and
    σ·N is common ground, so that a newcomer's first doublings are not endless (Wright 1936).
    """
    stock = own + spill * national
    stock_after = own + added + spill * (national + national_added)
    relative = (stock_after / stock) / ((national + national_added) / national)
    exponent = np.log2(1.0 - rate) * own_part
    found: Floats = relative**exponent
    return found


def national_learning(national: Floats, added: Floats, rate: Floats) -> Floats:
    """Factor on everybody's reference cost: (N'/N)^log₂(1 − rate)."""
    found: Floats = ((national + added) / national) ** np.log2(1.0 - rate)
    return found


def markup(
    before: Floats,
    share: Floats,
    *,
    share_year_ago: Floats,
    speed: float,
    low: float,
    high: float,
    most_change: float,
    floor: float,
) -> Floats:
    """μ' = clip(μ·[1 + υ·clip(Δshare/share, ±Δ_max)], μ_min, μ_max), Δ over four quarters.

    After Dosi, Fagiolo and Roventini (2010) with a year's change in place of a quarter's, which
    seasons would drive. A markup below zero moves the same way in absolute terms, one nearer to it
    than ``floor`` as if it were there.
    """
    past = np.maximum(share_year_ago, 1e-15)
    change = np.where(share_year_ago > 0.0, (share - past) / past, 0.0)
    change = np.clip(change, -most_change, most_change)
    found: Floats = np.clip(before + speed * change * np.maximum(np.abs(before), floor), low, high)
    return found


def level(inflation: float, years: float) -> float:
    """Consumer prices against the start: e^(π·t), ``inflation`` π a year. What is given in yuan of
    the start rises with them."""
    return float(np.exp(inflation * years))


def expectation(before: Floats, seen: Floats, speed: float) -> Floats:
    """Adaptive: e' = e + λ(d − e)."""
    found: Floats = before + speed * (seen - before)
    return found
