"""Brands of a saturated world market: what one wins the others lose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.groups import sum_by

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def attraction(before: Floats, luck: Floats, *, persistence: float, spread: float) -> Floats:
    """What buyers see in each brand, a rate a year: z' = ρ^¼·z + σ·√(1 − ρ^½)·ε, (brands,).

    First-order autoregression with the stationary deviation σ ``spread`` a year; ρ ``persistence``
    in [0, 1] is what is left of it after a year, ``luck`` ε standard normal. Source: form assumed.
    """
    kept = persistence**0.25
    found: Floats = kept * before + spread * np.sqrt(1.0 - kept * kept) * luck
    return found


def replicated(share: Floats, attraction: Floats, market: Codes, markets: int) -> Floats:
    """Shares after a quarter: s_i' = s_i·e^(z_i/4) / Σ_j s_j·e^(z_j/4), j in i's market, (brands,).

    Replicator dynamics (Taylor and Jonker 1978; as competition of firms Metcalfe 1994): a brand
    grows by how far it lies above the mean of its market, weighted by shares; for short steps
    ds_i = s_i·(z_i − Σ_j s_j·z_j)/4. Shares of a market add up to 1 before and after; equal brands
    keep theirs, a single one has all, who has nothing stays without. ``attraction`` z a year.
    """
    best = np.full(markets, -np.inf)
    np.maximum.at(best, market, attraction)
    weight = share * np.exp((attraction - best[market]) / 4.0)
    found: Floats = weight / np.maximum(sum_by(market, weight, markets), 1e-300)[market]
    return found


def volume(share: Floats, share_start: Floats, units: Floats, units_start: Floats) -> Floats:
    """What a brand sells against the start: N·s / (N₀·s₀), (brands,); 0 for who had nothing.

    ``units`` N are those of its market in a year.
    """
    found: Floats = units * share / np.maximum(units_start * share_start, 1e-300)
    return np.where(share_start > 0.0, found, 0.0)


def joint_share(shares: Floats, most: int) -> float:
    """Joint share of the ``most`` largest of a market's brands by name, (brands,), 0–1."""
    return float(np.sort(shares)[::-1][:most].sum())


def herfindahl(shares: Floats) -> float:
    """Herfindahl index of a market, Σ s², of brands by name: the rest is taken as many small."""
    return float((shares * shares).sum())
