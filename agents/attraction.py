"""Where mobile investment projects go: the city, or one of the regions that court them too; what
districts bid for them, and what a firm that broke its word pays back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def rival_package(start: Floats, city_before: Floats, city_start: Floats, answer: float) -> Floats:
    """Rivals answer: I_r = I_r⁰ + ρ·max(0, I_city,−2 − I_city⁰), packages by capital outlay."""
    found: Floats = start + answer * np.maximum(0.0, city_before - city_start)
    return found


def generosity(
    jobs: Floats,
    used: Floats,
    *,
    floor: Floats,
    specialisation: float,
    spare: float,
    overlooked: float,
) -> Floats:
    """Part of the ceiling that a district bids: g_ds = 1/(1 + e^−z), (districts, segments).

    z = a·ln[(x_ds + ε)/(X_s + ε)] + b·(v_d − v̄): x_ds the segment's share of the district's
    ``jobs`` (districts, segments), X_s of the city's, ε = ``overlooked``; v_d the part of its floor
    space (districts,) that stands empty, v̄ the city's. Districts court what they know and when
    they have room (form assumed).
    """
    own = jobs.sum(axis=1, keepdims=True)
    city = jobs.sum(axis=0) / max(float(jobs.sum()), 1e-9)
    share = np.where(own > 0.0, jobs / np.maximum(own, 1e-9), city)
    empty = 1.0 - used / np.maximum(floor, 1.0)
    mean = 1.0 - float(used.sum()) / max(float(floor.sum()), 1.0)
    z = specialisation * np.log((share + overlooked) / (city + overlooked))
    z = z + spare * (empty - mean)[:, None]
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))
    return found


def bids(ceiling: Floats, generous: Floats, owed: Floats, means: Floats, bidding: float) -> Floats:
    """Packages by capital outlay, (districts, segments): I_ds = C_s·[1 − β(1 − g_ds)]·room_d.

    ``ceiling`` C (segments,) is the municipality's; β = ``bidding``, 0 = every district offers it
    in full. room_d = max(0, 1 − owed_d/means_d), both million yuan, (districts,): who has promised
    as much as it can bear bids no more.
    """
    room = np.maximum(0.0, 1.0 - owed / np.maximum(means, 1e-9))
    found: Floats = ceiling * (1.0 - bidding * (1.0 - generous)) * room[:, None]
    return found


def city_offer(bid: Floats, weight: Floats, package_weight: float) -> Floats:
    """What the districts' bids are worth to one who can choose: the inclusive value of a logit.

    I_s = ln[Σ_d v_d·exp(w·I_ds)]/w, ``weight`` v (districts,) adding up to one; equal bids I give
    I. (segments,) by capital outlay.
    """
    if package_weight < 1e-6:
        mean: Floats = (weight[:, None] * bid).sum(axis=0)
        return mean
    total = (weight[:, None] * np.exp(package_weight * bid)).sum(axis=0)
    found: Floats = np.log(total) / package_weight
    return found


def place_value(
    labour: Floats,
    rent: Floats,
    *,
    wage: Floats,
    rental: Floats | float,
    capital: Floats,
    horizon: float,
    least_capital: float,
    most: float,
) -> Floats:
    """Value of a place's cost by capital outlay: −H·[l(ω − 1) + r(ρ − 1)]/K, within ± ``most``.

    ``labour`` l and ``rent`` r by revenue, capital K by a year's revenue, at least so much;
    ``wage`` ω and ``rental`` ρ relative to the norm; H years. All broadcast.
    """
    cost = labour * (wage - 1.0) + rent * (rental - 1.0)
    return np.clip(-horizon * cost / np.maximum(capital, least_capital), -most, most)


def place_utility(
    chance: Floats,
    city: Floats,
    *,
    regions: Floats,
    region_value: Floats,
    mass: Floats,
    mass_start: Floats,
    delay: float,
    weight: float,
    mass_weight: float,
) -> Floats:
    """Utility of the city (column 0) and of each rival region, shape ``(projects, 1 + regions)``.

    U_city = c + w·I + θ·ln[(1 + mass)/(1 + mass₀)] − τ·delay,  U_r = w·(V_r + I_r)

    ``city`` I is value of cost plus package by capital outlay, ``regions`` I_r packages,
    ``region_value`` V_r their cost's value; ``mass`` the segment's jobs in the city. ``delay`` is
    τ times the time that approvals take beyond today's. c makes ``chance`` the city's at no
    packages and the start's mass: e^c/(e^c + Σ_r e^{wV_r}) = chance.
    """
    others = weight * region_value
    constant = np.log(chance / (1.0 - chance)) + np.log(np.exp(others).sum(axis=1))
    own = constant + weight * city + mass_weight * np.log((1.0 + mass) / (1.0 + mass_start))
    return np.concatenate([(own - delay)[:, None], others + weight * regions], axis=1)


def leader_pull(leaders: Floats, output: Floats, need: Floats, response: float) -> Floats:
    """Factor on entry by segment: exp(θ·ln(1 + σ_s)), at most 2^θ.

    σ_s = L_s/O_s + Σ_v n_vs·L_v / Σ_v n_vs·O_v, at most 1: the arrived leaders' share L in the
    segment's own ``output`` O, and their share in what the city's plants need of it; ``need`` n
    (buyers, components). Form assumed.
    """
    own = np.divide(leaders, output, out=np.zeros_like(output), where=output > 0.0)
    theirs = (need * leaders[:, None]).sum(axis=0)
    whole = (need * output[:, None]).sum(axis=0)
    bought = np.divide(theirs, whole, out=np.zeros_like(output), where=whole > 0.0)
    found: Floats = (1.0 + np.minimum(own + bought, 1.0)) ** response
    return found


def shortfall(jobs: Floats, promised: Floats, asked: float) -> Floats:
    """Part of its word that a firm broke: max(0, 1 − jobs/(asked·promised)), (firms,)."""
    found: Floats = np.maximum(0.0, 1.0 - jobs / np.maximum(asked * promised, 1e-9))
    return found
