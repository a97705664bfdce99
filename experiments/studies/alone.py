"""Each instrument of a plan alone, added to the plan that it starts from, on the same luck."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from abm.city.city import city_cached
from abm.simulation import outcome_columns
from experiments.studies.answer import Difference, beyond_luck, difference
from experiments.studies.arrays import Floats
from experiments.studies.comparison import Kind
from experiments.studies.cost import PRIVATE, SPENDING, discounts
from experiments.studies.in_columns import columns, frame_of
from experiments.studies.published import COUNTS, PUBLISHED, SUMS
from experiments.studies.question import Question, outcomes_of
from experiments.studies.ratio import NOT_ESTIMABLE, Ratio, ratio_of_means
from policies.mixture import mixture
from policies.plan import Plan

OUTCOMES = (
    "output_plan",
    "output_plan_without_largest",
    "chain_output",
    "chain_output_without_largest",
    "value_added",
    "value_added_without_largest",
    "hq_revenue",
    "hq_revenue_without_largest",
    "competitive_firms",
    "special_and_micro_parks",
    "specialty_parks",
    "micro_parks",
    "special_jobs",
    "special_jobs_stayed",
    "special_jobs_moved",
    "special_jobs_outside",
    "special_jobs_new",
    "special_output",
    "moved_jobs_share",
    "products_in_scenarios",
    "brand_power",
    "own_brand_share",
    "hits",
    "core_technology",
    "ecosystem",
    "own_vehicle_margin",
    "nev_units",
    "contract_output",
    "firms",
    "jobs",
    "jobs_without_largest",
    "engineers",
    "smart_factories",
    "smart_factories_added",
    "commercial_icv_scenarios",
    "commercial_icv_vehicles",
    "park_occupancy",
    "park_vacancy",
    "park_rent",
    "trust",
)
"""Outcomes at the end of the run that effects are measured by where none are named."""

CENTRAL, EXPENDITURE = "fiscal_central", "fiscal_tax_expenditure"
FLOWS = tuple(dict.fromkeys((SPENDING, PRIVATE, CENTRAL, EXPENDITURE, *SUMS, *COUNTS)))


def usual_outcomes(city: str) -> list[str]:
    """Those of ``OUTCOMES`` that a city has."""
    known = outcome_columns(city)
    return [name for name in OUTCOMES if name in known]


@dataclass(frozen=True)
class Effect:
    """What one instrument alone does to one outcome: mean of pairs with Student's interval."""

    kind: Kind
    gain: Difference
    measurable: bool
    """Whether zero lies outside the interval at a level that allows for the number of outcomes."""
    gain_per_cost: Ratio
    """Gain over what it costs the city more: units by million yuan, Fieller's interval."""


@dataclass(frozen=True)
class Alone:
    """One instrument: effects by outcome, costs as present values more than the reference's."""

    instrument: str
    effects: dict[str, Effect]
    local: Difference
    private: Difference
    """What firms pay themselves so that it works for them."""
    central: Difference
    expenditure: Difference
    published: Ratio
    """The model's measure of the quantity of ``PUBLISHED``; not estimable where there is none."""

    @property
    def measurable(self) -> tuple[Effect, ...]:
        """The effects that are beyond luck."""
        return tuple(e for e in self.effects.values() if e.measurable)


@dataclass(frozen=True)
class AllAlone:
    """All instruments of a plan, in the order of keys."""

    plan: str
    reference: str
    rate: float
    seeds: int
    kinds: tuple[Kind, ...]
    found: tuple[Alone, ...]

    def table(self) -> pl.DataFrame:
        """One row per instrument and outcome; money in million yuan."""
        rows = [
            {
                "instrument": a.instrument,
                "outcome": e.kind.key,
                "unit": e.kind.unit,
                "plan": self.plan,
                "reference": self.reference,
                "seeds": self.seeds,
                **columns(gain=e.gain),
                "measurable": e.measurable,
                "discount_rate": self.rate,
                **columns(
                    cost_local=a.local,
                    cost_private=a.private,
                    cost_central=a.central,
                    tax_expenditure=a.expenditure,
                    gain_per_cost=e.gain_per_cost,
                ),
            }
            for a in self.found
            for e in a.effects.values()
        ]
        return frame_of(rows)


def run_alone(
    question: Question, plan: Plan, reference: Plan, keys: Sequence[str], seed: int
) -> dict[str, Any]:
    """One seed's runs, of the reference (key "") and with each instrument, as plain data."""
    city = city_cached(question.city)
    quarters = np.arange(city.start, question.until + 1)
    worth = discounts(quarters, city.policy_start, question.rate)
    values = {}
    for key in ("", *keys):
        run = outcomes_of(question, mixture(plan, reference, [key] if key else []), seed, FLOWS)
        ends = [float(run[name][-1]) for name in question.outcomes]
        sums = [float(run[name] @ (np.sign(worth) if name in COUNTS else worth)) for name in FLOWS]
        values[key] = [*ends, *sums]
    return {"seed": seed, "measures": [*question.outcomes, *FLOWS], "values": values}


def alone(
    answers: Sequence[dict[str, Any]], kinds: Sequence[Kind], plan: str, reference: str, rate: float
) -> AllAlone:
    """Paired differences over seeds."""
    place = {name: at for at, name in enumerate(answers[0]["measures"])}
    values = {
        key: np.array([answer["values"][key] for answer in answers]) for key in answers[0]["values"]
    }
    base = values.pop("")
    found = [_alone(key, mine, base, kinds, place) for key, mine in sorted(values.items())]
    return AllAlone(plan, reference, rate, len(answers), tuple(kinds), tuple(found))


def _alone(
    key: str, mine: Floats, base: Floats, kinds: Sequence[Kind], place: dict[str, int]
) -> Alone:
    gains = mine - base
    cost = gains[:, len(kinds) :][:, FLOWS.index(SPENDING)]
    effects = {}
    for at, kind in enumerate(kinds):
        gain = gains[:, at]
        ratio = ratio_of_means(gain, cost) if gain.any() and cost.any() else NOT_ESTIMABLE
        effects[kind.key] = Effect(kind, difference(gain), beyond_luck(gain, len(kinds)), ratio)
    flows = {name: gains[:, len(kinds) + at] for at, name in enumerate(FLOWS)}
    return Alone(
        key,
        effects,
        difference(flows[SPENDING]),
        difference(flows[PRIVATE]),
        difference(flows[CENTRAL]),
        difference(flows[EXPENDITURE]),
        _published(key, mine[:, len(kinds) :], base[:, len(kinds) :]),
    )


def _published(key: str, mine: Floats, base: Floats) -> Ratio:
    known = PUBLISHED.get(key)
    if known is None:
        return NOT_ESTIMABLE
    pairs = [
        (dict(zip(FLOWS, a, strict=True)), dict(zip(FLOWS, b, strict=True)))
        for a, b in zip(mine.tolist(), base.tolist(), strict=True)
    ]
    above = np.array([known.above(on, off) for on, off in pairs])
    below = np.array([known.below(on, off) for on, off in pairs])
    return ratio_of_means(above, below)
