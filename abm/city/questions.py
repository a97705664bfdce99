"""What of a city's tables belongs to the question that is asked."""

from __future__ import annotations

from abm.city.file import CityFile
from agents.city.makers import Giants
from agents.city.years import Histories, Targets
from engine.calendar import QUARTERS_PER_YEAR


def may_come(giants: Giants, head: CityFile) -> Giants:
    """The giants whose window opens by the year that is asked about: those of a later question
    take no luck from this one's firms."""
    return giants.only(giants.first <= head.end)


def due(targets: Targets, head: CityFile) -> Targets:
    """The targets that are due while the policy in question acts: those of a plan that has run
    out are not judged once more."""
    first = head.policy_start // QUARTERS_PER_YEAR
    return targets.only((first <= targets.year) & (targets.year <= head.year))


def sorted_out(histories: Histories, head: CityFile) -> Histories:
    """The histories that were tried for this question."""
    return histories.only(histories.year == head.year)
