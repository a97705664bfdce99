"""Where a firm settles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KM_PER_DEGREE = 111.2
"""Kilometres by degree of latitude."""


def park_utility(
    chain_jobs: Floats,
    related: Floats,
    knowledge: Floats,
    access: Floats,
    net_rent: Floats,
    occupancy: Floats,
    services: Floats,
    focus_match: Floats,
    masters: Floats,
    *,
    chain: float,
    related_weight: float,
    knowledge_weight: float,
    labour: float,
    rent: float,
    crowding: float,
    services_weight: float,
    focus: float,
    masters_weight: float,
) -> Floats:
    """V = θ_a ln(1+jobs) + θ_v ln(1+related) + θ_k ln(1+K) + θ_l ln(1+access) − θ_r ln(rent)
    − θ_c occ² + θ_s services + θ_f match + θ_m ln(1+B).

    ``chain_jobs``, ``related`` (jobs of suppliers, buyers and relatives), ``focus_match`` and
    ``masters`` B (purchases of large buyers, by the volume from which a supplier's plant pays) have
    shape (segments, parks), ``net_rent`` may have it, the rest (parks,); the value (segments,
    parks). Jobs, ``knowledge`` K in engineers and B are masses that decay with distance
    (``nearness``), ``access`` are engineers who could come to work. ``net_rent`` is after discount,
    relative to the city's mean. Marshall externalities, congestion and rent after Yang and Ettema
    (2012).
    """
    found: Floats = (
        chain * np.log1p(chain_jobs)
        + related_weight * np.log1p(related)
        + knowledge_weight * np.log1p(knowledge)
        + labour * np.log1p(access)
        - rent * np.log(net_rent)
        - crowding * occupancy**2
        + services_weight * services
        + focus * focus_match
        + masters_weight * np.log1p(masters)
    )
    return found


def related_jobs(relatedness: Floats, jobs: Floats) -> Floats:
    """R_sp = Σ_t W_st·jobs_tp, (segments, parks): suppliers, buyers and related variety."""
    found: Floats = np.einsum("st,tp->sp", relatedness, jobs)
    return found


def relatedness(need: Floats) -> Floats:
    """W_st = n_st + n_ts + Σ_c min(n_sc, n_tc), none with itself, (segments, segments).

    ``need`` n is a component's share of a segment's materials: who supplies whom, and who buys the
    same things (related variety after Frenken, Van Oort and Verburg 2007; form assumed).
    """
    shared = np.minimum(need[:, None, :], need[None, :, :]).sum(axis=2)
    found: Floats = need + need.T + shared
    np.fill_diagonal(found, 0.0)
    return found


def kilometres(lon: Floats, lat: Floats) -> Floats:
    """Between places on a flat map, (places, places), from degrees."""
    y = KM_PER_DEGREE * lat
    x = KM_PER_DEGREE * np.cos(np.radians(lat.mean())) * lon
    found: Floats = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    return found


def nearness(km: Floats, reach: float) -> Floats:
    """What a mass counts at a distance: e^(−km/L), 1 at the spot itself, (places, places).

    ``reach`` L in km. Source: spillovers of China's parks are found within 2 km (Zheng, Sun, Wu and
    Kahn 2017); form assumed.
    """
    found: Floats = np.exp(-km / reach)
    return found


def within_reach(mass: Floats, near: Floats) -> Floats:
    """M_q = Σ_p mass_p·w_pq, (…, places): masses ``mass`` (…, places) at their ``near`` w.

    Not by matrix product, whose bits differ between libraries.
    """
    found: Floats = np.einsum("...p,pq->...q", mass, near)
    return found


def purchases(need: Floats, spent: Floats) -> Floats:
    """B_sp = Σ_t n_ts·m_tp, (segments, places): what plants near buy of each component class.

    ``need`` n (buyers, components) are parts of materials, ``spent`` m (segments, places) a year's
    materials of large buyers, any unit of money.
    """
    found: Floats = np.einsum("ts,tp->sp", need, spent)
    return found


def labour_access(engineers: Floats, km: Floats, reach: float) -> Floats:
    """A_d = Σ_e E_e·exp(−km_de/L): engineers who could work in district d, (districts,)."""
    found: Floats = (np.exp(-km / reach) * engineers).sum(axis=1)
    return found


def rent_growth(
    occupancy: Floats,
    response: float,
    target: float,
    drift: float,
    *,
    vacancy: float,
    market: float,
) -> Floats:
    """Growth of a park's list rent in a quarter: ρ·(occ_p − o*) − λ·[v − (1 − o*)] + drift.

    ``occupancy`` occ (parks,), ``vacancy`` v of all parks together, o* the ``target``: a park's
    rent follows how full it is, and all rents the market. λ = ``market``. Source: natural-vacancy
    models of rents (Rosen and Smith 1983).
    """
    found: Floats = response * (occupancy - target) - market * (vacancy - (1.0 - target)) + drift
    return found
