"""What firms add to their R&D when a government refunds a part of it: paired runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from abm.city.city import city_cached
from abm.model import IndustryModel
from engine.calendar import quarter_text
from engine.document import InputError
from policies.city_plans import main_plan_of, plan_in

INSTRUMENT = "rd_subsidy"


def subsidised_plan(plan: str, city: str, until: int, folder: Path) -> str:
    """A file: ``plan`` with the main plan's R&D subsidy from the city's first quarter on.

    Raises InputError where the main plan has none.
    """
    about = city_cached(city)
    generous = plan_in(about, main_plan_of(about)).at(about.policy_start)
    if INSTRUMENT not in generous:
        raise InputError(main_plan_of(about), 0, 0, INSTRUMENT, "an R&D subsidy", "none")
    order = generous[INSTRUMENT]
    setting = {
        "instrument": INSTRUMENT,
        "from": quarter_text(about.start),
        "to": quarter_text(until),
        "level": order.level,
        "label": "assumed",
        "source": "of a comparison",
    }
    limits = {"budget": order.budget, "cap": order.cap}
    setting |= {name: value for name, value in limits.items() if value != float("inf")}
    found = {
        "key": "generous",
        "name": {"zh": "比较", "en": "comparison"},
        "summary": {"zh": "比较", "en": "comparison"},
        "extends": plan,
        "settings": [setting],
    }
    file = folder / "generous.yaml"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return str(file)


def spent(city: str, plan: str, seed: int, until: int) -> tuple[float, float]:
    """Reported R&D and R&D subsidies from the first quarter to ``until``, million yuan."""
    spending = f"spending_{INSTRUMENT}"
    model = IndustryModel(city=city, plan=plan, outcomes=spending, rng=seed)
    world = model.world
    reported = 0.0
    while world.quarter <= until:
        model.step()
        reported += float(world.firms.rd_reported[world.firms.live].sum())
    return reported, float(model.record.column(spending).sum())


def additionality(
    city: str, plan: str, generous: str, seeds: Sequence[int], until: int
) -> list[float]:
    """Change of R&D that firms bear themselves by change of subsidies paid, for each seed."""
    found = []
    for seed in seeds:
        research, subsidy = spent(city, plan, seed, until)
        more_research, more_subsidy = spent(city, generous, seed, until)
        change = more_subsidy - subsidy
        borne = more_research - research - change
        found.append(borne / change if change > 0.0 else float("nan"))
    return found
