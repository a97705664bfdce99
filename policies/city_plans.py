"""The plans of a city: those in its folder ``plans``, else those that come with the package."""

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from agents.city import City
from engine.document import Document, InputError, Table, did_you_mean
from policies.plan import NO_POLICY, Plan, known_plans, read_plan
from policies.scope import bind

PLANS = "plans"
BASELINE = "baseline"
"""The name of the baseline in a city that names none."""


def plan_folder_of(city: City) -> Path | None:
    """The city's folder of plans of its own; None where it has none."""
    folder = city.folder.joinpath(PLANS)
    return folder if isinstance(folder, Path) and folder.is_dir() else None


def plan_names_of(city: City) -> tuple[str, ...]:
    """The plans that are known by their names in this city."""
    return known_plans(plan_folder_of(city))


def plan_in(city: City, name_or_path: str) -> Plan:
    """A plan by its name in this city, or of a file. Raises InputError.

    Of a later question it is the plan from the policy start on; until then that is in force which
    the city names for all.
    """
    own = plan_folder_of(city)
    plan = read_plan(name_or_path, own)
    return plan.after(read_plan(city.before, own), city.policy_start) if city.before else plan


@lru_cache(maxsize=8)
def fitting_plans_of(city: City) -> tuple[str, ...]:
    """Of the known plans those that the city can carry out: it has whom they name, and where
    another plan went before they have something to say of the years that are asked about."""
    found = []
    for name in plan_names_of(city):
        with suppress(InputError):
            plan = plan_in(city, name)
            bind(plan, city)
            if not city.before or name in (NO_POLICY, *city.named_plans) or _says_more(plan, city):
                found.append(name)
    return tuple(found)


def _says_more(plan: Plan, city: City) -> bool:
    """Whether a plan differs from the baseline while it is in question."""
    baseline = plan_in(city, baseline_of(city))
    return plan.first_difference(baseline, city.policy_start, city.end) <= city.end


def baseline_of(city: City) -> str:
    """The plan that others are compared with; without one of its own the one of no policy."""
    named = city.named_plans[0]
    if named is not None:
        return named
    return BASELINE if BASELINE in fitting_plans_of(city) else NO_POLICY


def main_plan_of(city: City) -> str:
    """The plan in question; the first by name that is no baseline where none is named."""
    named = city.named_plans[1]
    if named is not None:
        return named
    baseline = baseline_of(city)
    others = (p for p in fitting_plans_of(city) if p not in (baseline, NO_POLICY))
    return next(others, baseline)


def usual_plans_of(city: City) -> tuple[str, ...]:
    """The baseline and the main plan, once where they are one."""
    return tuple(dict.fromkeys((baseline_of(city), main_plan_of(city))))


def check_named_plans(
    city: City, document: Document, named: Iterable[tuple[tuple[str | int, ...], str | None]]
) -> None:
    """The plans that ``city.yaml`` names, for every question, are known in the city.

    Raises InputError.
    """
    known = plan_names_of(city)
    for loc, name in named:
        if name is not None and name not in known:
            expected = f"a plan ({', '.join(known)}){did_you_mean(name, known)}"
            raise document.error(loc, expected, repr(name))


def check_reference_plans(city: City, sets: Table) -> None:
    """The plans that sets of national paths contain are known. Raises InputError."""
    known = plan_names_of(city)
    for row, plan in enumerate(city.path_sets.reference_plan):
        if plan not in known:
            expected = f"a plan that the city knows{did_you_mean(plan, known)}"
            raise sets.error(row, "reference_plan", expected, repr(plan))
