"""Wages from tightness, migration, what is left for these firms, and who is hired when it is short.

Two skills, operators and engineers, in the order of ``agents.columns.SKILLS``: arrays are (skills,)
unless they say (firms,). Persons; wages relative to the outside wage, which follows the data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def premium(
    now: Floats, wanted: Floats, *, supply: Floats, slack: float, speed: float, most: float
) -> Floats:
    """x' = x + clip(v·[ln(wanted/supply) + ln(1 + slack)], ± ``most``), x = ln(wage/outside wage).

    At the usual slack the wage keeps its distance to the outside wage. A wage that answers a
    shortage with a lag is that of Arrow and Capron (1959); v assumed.
    """
    tight = np.log(np.maximum(wanted, 1e-9) / np.maximum(supply, 1e-9)) + np.log1p(slack)
    found: Floats = now + np.clip(speed * tight, -most, most)
    return found


def real_wage(premium: Floats, share: float, borne: Floats) -> Floats:
    """ω = e^x / (1 − s·b): the wage against outside by the cost of living.

    s is the share of housing in spending, b the part of its cost that a government bears.
    """
    found: Floats = np.exp(premium) / (1.0 - share * borne)
    return found


def migration(
    pool: Floats, start: Floats, *, wage: Floats, elasticity: Floats, talent: Floats, speed: float
) -> Floats:
    """L' = L + m·(L₀·ω^ε·(1 + talent) − L): people of a skill in the city, all industries."""
    found: Floats = pool + speed * (start * wage**elasticity * (1.0 + talent) - pool)
    return found


def supply(
    pool: Floats, start: Floats, share: Floats, premium: Floats, elasticity: float
) -> Floats:
    """S = (L − (1 − σ)·L₀·e^(−ηx))⁺: the pool less what the rest of the city employs.

    σ is the share of these firms at the start, η the demand elasticity of everybody else.
    """
    rest = (1.0 - share) * start * np.exp(-elasticity * premium)
    found: Floats = np.maximum(pool - rest, 0.0)
    return found


def hired(wanted: Floats, before: Floats, supply: float, turnover: float) -> Floats:
    """Engineers at work by firm, (firms,): all wanted, or what there is of them.

    Where fewer than wanted can be had, those at work stay, less turnover c:
    stay = min(wanted, (1 − c)·before); the open places share the others pro rata. Turnover 1 is
    pure pro rata. The sum is at most ``supply``.
    """
    if float(wanted.sum()) <= supply:
        return wanted
    stay = np.minimum(wanted, (1.0 - turnover) * before)
    kept = float(stay.sum())
    if kept > 0.0 and kept >= supply:
        return stay * (supply / kept)
    open_places = wanted - stay
    found: Floats = stay + open_places * ((supply - kept) / float(open_places.sum()))
    return found
