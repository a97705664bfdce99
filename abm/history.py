"""What happened, beside what the model says of it.

``series.csv`` marks rows ``fit`` or ``test``. ``fit_facts`` drops the test rows before it looks at
any value: whoever tunes the model by the score can't have seen them through it. ``given_facts`` are
those of a later question, for which they have happened: they sort histories out, and nothing is
fitted to them. ``held_back_facts`` are read by the back-test (``experiments.studies.backtest``)
alone, which a test of the house holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR

Floats = NDArray[np.float64]

COLUMNS: Mapping[str, str] = {
    "output_million": "output_{segment}",
    "nev_output_million": "nev_output",
    "nev_units": "nev_units",
    "commercial_icv_vehicles": "commercial_icv_vehicles",
    "nev_city_share_of_national": "nev_share_of_national",
    "national_units_nev": "national_nev_units",
    "national_market_million": "national_market_{segment}",
    "national_units": "national_units_{segment}",
    "firms_count": "firms_{segment}",
    "level2_share_national": "level2_share_national",
    "park_vacancy": "park_vacancy",
    "park_rent": "park_rent",
    "contract_value_added_rate": "contract_value_added_rate",
    "contract_gross_margin": "contract_gross_margin",
    "pegatron_staff": "contract_jobs_largest",
}
"""Outcome column that answers a series; a series that is not here is not compared."""

NONE: Mapping[str, str] = {}

RATES = ("fraction", "share")
"""Units of series that are shares or rates."""


@dataclass(frozen=True)
class Fact:
    """One figure of a fit year, and the outcome column that answers it at the end of that year."""

    series: str
    segment: str
    year: int
    value: float
    unit: str
    label: str
    column: str

    @property
    def quarter(self) -> int:
        """Last quarter of the year, absolute."""
        return self.year * QUARTERS_PER_YEAR + 3

    @property
    def rate(self) -> bool:
        """Whether it is a share or rate, of which errors are differences, or else an amount."""
        return self.unit in RATES

    @property
    def name(self) -> str:
        return f"{self.series} {self.segment}".strip()


def fit_facts(city: City, columns: tuple[str, ...]) -> list[Fact]:
    """Facts of the fit years that one of ``columns`` answers, in the order of the file."""
    return _facts(city, columns, [role == "fit" for role in city.series.role])


def held_back_facts(
    city: City, columns: tuple[str, ...], also: Mapping[str, str] = NONE
) -> list[Fact]:
    """What happened from the policy's year on, for the back-test alone; ``also`` as ``known_facts``
    has it. Figures that are assumed are none that happened."""
    found = _facts(city, columns, [role == "test" for role in city.series.role], also)
    return [fact for fact in found if fact.label != "assumed"]


def known_facts(city: City, columns: tuple[str, ...], also: Mapping[str, str] = NONE) -> list[Fact]:
    """Facts of the fit years that decide: those read or derived. ``also`` names columns, by series,
    that answer in place of ``COLUMNS``."""
    found = _facts(city, columns, [role == "fit" for role in city.series.role], also)
    return [fact for fact in found if fact.label != "assumed"]


def given_facts(city: City, columns: tuple[str, ...]) -> list[Fact]:
    """Facts that a later question takes as given: of its series, from the first question's year of
    policy to the year before its own; none for a first question."""
    rows = city.series
    test = [role == "test" for role in rows.role]
    before = rows.year < city.policy_start // QUARTERS_PER_YEAR
    named = [series in city.given for series in rows.series]
    return _facts(city, columns, np.array(test) & before & np.array(named))


def _facts(
    city: City, columns: tuple[str, ...], wanted: ArrayLike, also: Mapping[str, str] = NONE
) -> list[Fact]:
    named = {**COLUMNS, **also}
    rows = city.series
    found = []
    for row in np.flatnonzero(wanted).tolist():
        series = rows.series[row]
        code = int(rows.segment[row])
        segment = city.segments.keys[code] if code >= 0 else ""
        column = named.get(series, "").format(segment=segment)
        if column in columns:
            found.append(
                Fact(
                    series,
                    segment,
                    int(rows.year[row]),
                    float(rows.value[row]),
                    rows.unit[row],
                    rows.label[row],
                    column,
                )
            )
    return found


def log_error(model: Floats, fact: float) -> Floats:
    """ln(model/fact); a model value of zero or less counts as a thousandth of the fact."""
    found: Floats = np.log(np.maximum(model, 1e-3 * fact) / fact)
    return found


WEIGHT: Mapping[str, float] = {"read": 1.0, "derived": 0.7, "assumed": 0.3}
"""A fact weighs by how well it is known."""


def overall(errors: list[float], labels: list[str]) -> float:
    """Weighted root mean square of log errors: .1 means about ten per cent off."""
    weight = np.array([WEIGHT[label] for label in labels])
    return float(np.sqrt((weight * np.square(errors)).sum() / weight.sum()))
