"""What a run knows: what was public before its cut, a quarter, and nothing that came later.

Rows of the city's dated tables say in ``known`` when they were public; nothing there: always. A run
sees those with ``known < cut``. National paths come in sets, each with its cut.
"""

from __future__ import annotations

from abm.national import AS_IT_CAME, path_sets
from abm.worlds import WorldName
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR


def known_set(city: City) -> str:
    """The set of paths that was known when the policy began; empty in a city without."""
    return next(reversed(known_sets(city)), "")


def known_sets(city: City) -> tuple[str, ...]:
    """The sets of paths that had been published when the policy began, by their cuts."""
    sets = city.path_sets
    cuts = dict(zip(sets.keys, sets.cut.tolist(), strict=True))
    at = city.policy_start / QUARTERS_PER_YEAR
    known = (key for key in path_sets(city) if key != AS_IT_CAME and cuts[key] <= at)
    return tuple(sorted(known, key=lambda key: cuts[key]))


def cut_of(city: City, world: WorldName) -> int:
    """The first quarter of which a run knows nothing beforehand.

    That of the paths known when the policy began, in the world as it came that of the facts; the
    policy start in a city without paths.
    """
    sets, known = city.path_sets, known_set(city)
    if world == "as-it-came" and AS_IT_CAME in sets.index:
        known = AS_IT_CAME
    if not known:
        return city.policy_start
    return int(sets.cut[sets.index[known]] * QUARTERS_PER_YEAR)
