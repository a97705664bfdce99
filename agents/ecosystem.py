"""Products that work together across segments, and alliances that firms join for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def elsewhere(products: Floats, spans: Flags) -> Floats:
    """Products of an ecosystem in other segments: Σ over spanned s' ≠ s, 0 where s is not spanned.

    ``products`` and ``spans`` (ecosystems, segments).
    """
    known = np.where(spans, products, 0.0)
    found: Floats = np.where(spans, known.sum(axis=1, keepdims=True) - known, 0.0)
    return found


def worth(hosted: Floats, partners: Floats, host_partners: Floats) -> Floats:
    """What interoperation adds to a line's utility, by unit of α_e: (1−h)·ln(1+E) + h·ln(1+E_h).

    ``hosted`` h is the part sold under a host's brand, ``partners`` E the products in other
    segments that its own goods work with, ``host_partners`` E_h the host's. Shape ``(lines,)``.
    """
    found: Floats = (1.0 - hosted) * np.log1p(partners) + hosted * np.log1p(host_partners)
    return found


def joining(
    margin: Floats, before: Floats, *, after: Floats, fee: Floats, coefficient: float, spread: float
) -> Floats:
    """Value of membership: [m·(e^{α_e(ln(1+E_a) − ln(1+E_0))} − 1) − fee]/σ.

    Gain in gross profit by revenue, of margin ``margin`` m (nothing where it is negative) when
    demand rises as utility does, less the fee by revenue. ``before`` E_0 and ``after`` E_a count
    products in other segments without and with the alliance; σ ``spread`` scales Gumbel noise, and
    staying alone is worth zero. Any common shape. Assumed.
    """
    rise = np.expm1(coefficient * (np.log1p(after) - np.log1p(before)))
    found: Floats = (np.maximum(margin, 0.0) * rise - fee) / spread
    return found
