"""A city's cell within a national path: what policy adds to it, draws forward, and what rivals do.

A path holds under its reference plan. Where the plan in force differs, only the difference acts: on
what could be in use, and for a while, since a stock adjusts. Nothing here reads prices, incomes or
national events: the path holds them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shared_out(national: Floats, part: Floats, factor: Floats) -> Floats:
    """The city's and the rest's units of a national path, ``(uses, 2)``; the total holds.

    ref₀ = a·n·f, ref₁ = n − ref₀: a the city's part, f what events and trust in the city do to it
    beyond the nation's, bounded so that the city takes no more than all. (uses,) each.
    """
    own = np.minimum(part * factor, 1.0) * national
    return np.stack([own, national - own], axis=1)


def attraction_of_use(
    openness: Floats, ceiling: Floats, support: Floats, elasticity: Floats
) -> Floats:
    """What a plan does to the units that could be in use: F = o·(1 + c)·(1 − s)^−ε, any shape.

    ``openness`` of scenarios and permits, ``ceiling`` c, ``support`` s of the price in [0, .95].
    """
    found: Floats = openness * (1.0 + ceiling) * (1.0 - support) ** -elasticity
    return found


def added_by_policy(
    stock: Floats, reference: Floats, ratio: Floats, life: Floats, years: float
) -> Floats:
    """Units of a quarter beyond the path: (A − A*)/(4L) + κ(f·A* − A), κ = 1/(4τ), any shape.

    The first term replaces what policy has added to the stock ``stock`` A beyond the ``reference``
    A* of the reference plan, the second moves it to f times A*, with f = F(plan)/F(reference)
    ``ratio``; ``life`` L and adjustment ``years`` τ in years. With f = 1 and A = A* nothing.
    """
    found: Floats = (stock - reference) / (4.0 * life) + (ratio * reference - stock) / (4.0 * years)
    return found


def drawn_forward(
    stock: Floats,
    path: Floats,
    *,
    support: Floats,
    support_reference: Floats,
    elasticity: Floats,
    life: Floats,
) -> Floats:
    """Replacements that a trade-in draws forward in a quarter: min(A*/(4L), ref)·(g/g* − 1).

    g = (1 − s)^−ε for the support in force and g* for the reference plan's. Below zero where the
    reference plan supports more. Any common shape.
    """
    gain = ((1.0 - support) / (1.0 - support_reference)) ** -elasticity
    found: Floats = np.minimum(stock / (4.0 * life), path) * (gain - 1.0)
    return found


def paid_back(pool: Floats, life: Floats) -> Floats:
    """What is bought less because it was bought before: pool/(2L) a quarter, any common shape.

    The ``pool`` takes in what was drawn forward and gives this: in sum a trade-in moves nothing.
    """
    found: Floats = pool / (2.0 * life)
    return found


def next_stock(stock: Floats, bought: Floats, life: Floats) -> Floats:
    """A' = A(1 − 1/(4L)) + what was bought, any common shape."""
    found: Floats = stock * (1.0 - 1.0 / (4.0 * life)) + bought
    return found


def no_more_than_shown(added: Floats, shown: Floats) -> Floats:
    """What demonstration adds elsewhere, at most what the city's own policy adds, (uses,) each.

    Else one city's policy would run away with the nation's market: penetration counts the stock
    that it has itself brought about.
    """
    most = np.abs(shown)
    return np.clip(added, -most, most)


def rivals(
    surprise: Floats,
    lasting: float,
    walk: Floats,
    ahead: Floats,
    *,
    response: float,
    loyalty: float,
    spread: float,
    trend: float,
) -> Floats:
    """ln R of the outside brands by time, any shape: β·ln(N/N̂) + s·[√½·√h·z + √½·W(h)] + μh.

    A market that grows faster than was thought grows by its new makers; one that falls behind
    loses fewer (β times the ``loyalty``). ``surprise`` ln(N/N̂) of the national market, ``lasting``
    z standard normal and ``walk`` W of variance h, ``ahead`` h in years from the cut; ``response``
    β, ``spread`` s and ``trend`` μ are inputs: the fit years do not identify them.
    """
    own = np.sqrt(0.5) * (np.sqrt(ahead) * lasting + walk)
    answer = response * np.where(surprise < 0.0, loyalty, 1.0) * surprise
    found: Floats = answer + spread * own + trend * ahead
    return found


def by_reach_and_price(
    log_rivals: Floats, part: float, price_effect: Floats
) -> tuple[Floats, Floats]:
    """Factors on the outside brands' reach and price: R^(1−π) and exp(−π·ln R/(α_p·w)).

    The ``part`` π of their gain that comes as lower prices moves choice as much as reach would;
    ``price_effect`` α_p·w of ln price on utility, by use.
    """
    reach = np.exp(log_rivals * (1.0 - part))
    price = np.exp(-part * log_rivals / price_effect)
    return reach, price
