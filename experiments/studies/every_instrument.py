"""A plan with every instrument that a city can carry out, for trying each alone.

``python -m experiments.studies.every_instrument every.yaml`` writes the baseline with all
instruments from the policy start on: at the strength of the main plan, or of the first plan that
has it; with ``--bounds`` at the outer bound of its range and without budget or cap. Then
``yuanqu attribute every.yaml --alone``. A second name is that of another city, such as
``littleton`` or ``shanghai@2030``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from abm.city.city import city_cached
from abm.shipped import DEFAULT_CITY
from agents.city import City, Names
from policies.city_plans import baseline_of, fitting_plans_of, main_plan_of, plan_in
from policies.numbers import from_start
from policies.plan import Plan
from policies.plan_text import plan_text
from policies.registry import INSTRUMENTS, instruments_of
from policies.schedule import digest
from policies.setting import Setting

BOUNDS = "--bounds"


def every_instrument(city: City, bounds: bool) -> Plan:
    """All instruments at a plan's strength, or at their ``bounds``.

    Raises ValueError for an instrument that no plan of the city has: nobody says whom it serves.
    Of a later question, which has few plans, it is left out.
    """
    names = (main_plan_of(city), *fitting_plans_of(city))
    plans = [plan_in(city, name) for name in dict.fromkeys(names)]
    base = plan_in(city, baseline_of(city)).settings
    settings: list[Setting] = []
    for key in instruments_of(city):
        found = next((own for p in plans if (own := from_start(p, key, city.policy_start))), ())
        if not found and city.year != city.years[0]:
            continue
        if not found:
            raise ValueError(f"no plan of {city.key} has {key}")
        settings += [_at_bound(found[0])] if bounds else found
    key, name = ("every_at_bound", "at its bound") if bounds else ("every", "at its strength")
    zh = "各项政策工具" + ("（上限）" if bounds else "")
    names_of, whole = Names(zh=zh, en=f"Every instrument {name}"), (*base, *settings)
    return Plan(key, names_of, names_of, whole, digest(whole), tuple(settings))


def _at_bound(setting: Setting) -> Setting:
    """The setting at the end of its instrument's range, without limits of money."""
    of = INSTRUMENTS[setting.instrument]
    level = of.low if setting.level < of.neutral else of.high
    update = {"level": level, "budget": None, "cap": None, "low": None, "high": None}
    return setting.model_copy(update={**update, "label": "assumed", "source": "its bound"})


def main(arguments: Sequence[str]) -> None:
    """Write the plan."""
    file, *city = (argument for argument in arguments if argument != BOUNDS)
    plan = every_instrument(city_cached(city[0] if city else DEFAULT_CITY), BOUNDS in arguments)
    Path(file).write_text(plan_text(plan), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
