"""What a product holds: the worth of each kind of component in a unit, and the demand it makes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def need(start: Floats, now: Floats, before: Floats) -> Floats:
    """Part of each class in a use's materials: n⁰·V/V⁰, all (uses, classes).

    ``now`` V is what a unit holds of the class, yuan, ``before`` V⁰ what it held at the start;
    n⁰ where it tells of none. Parts of a use that would add up to more than 1 shrink to it: a
    unit that holds more of one class holds less of the rest, its materials cost what they did.
    """
    told = before > 0.0
    ratio = np.divide(now, before, out=np.ones_like(start), where=told)
    found = start * ratio
    whole = found.sum(axis=1, keepdims=True)
    return np.where((whole > 1.0) & (start > 0.0), found / np.maximum(whole, 1.0), found)


def parts(content: Floats, of: NDArray[np.int64], usual: Floats) -> Floats:
    """Part of each component market in what a use buys of its class, (uses, markets).

    ``content`` (uses, markets) yuan by unit, ``of`` (markets,) their class or −1, ``usual``
    (markets,) the parts where a use tells of no market of the class. Of a class they add up to 1
    where the usual ones do.
    """
    found = np.broadcast_to(usual, content.shape).copy()
    for code in np.unique(of[of >= 0]).tolist():
        mine = np.flatnonzero(of == code)
        total = content[:, mine].sum(axis=1)
        told = np.flatnonzero(total > 0.0)
        found[np.ix_(told, mine)] = content[np.ix_(told, mine)] / total[told, None]
    return found


def growth(units: Floats, units_start: Floats, content: Floats, content_start: Floats) -> Floats:
    """Size of each component market by the start's: Σ_b N_b V_bu / Σ_b N_b⁰ V_bu⁰, (markets,).

    ``units`` N (uses,) of the goods that hold the component, ``content`` V (uses, markets); 1 where
    nothing held it at the start.
    """
    before = units_start @ content_start
    found: Floats = np.divide(
        units @ content, before, out=np.ones(content.shape[1]), where=before > 0.0
    )
    return found
