"""Definitions of outcomes: thresholds at three levels of strictness, held by the city's folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Annotated, Any, Generic, Literal, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from agents.city import City
from agents.columns import LEVELS
from engine.document import read_yaml, validate

FILE = "outcomes.yaml"
SUFFIXES: tuple[str, ...] = tuple(f"_{level}" for level in LEVELS[1:])
"""What stands after an outcome's name in the columns of the levels beside the default."""

Positive = Annotated[float, Field(gt=0, le=1e12)]
Year = Annotated[int, Field(ge=1800, le=2200)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Competitive(_Strict):
    """A competitive firm: of a size, doing R&D, and earning or gaining. Money in million yuan."""

    revenue: Positive
    """Revenue of four quarters that suffices."""
    share: Positive
    """Or this share of a national market, with at least ``share_revenue``."""
    share_revenue: Positive
    rd_share: Annotated[float, Field(ge=0, le=1)]
    rd_share_large: Annotated[float, Field(ge=0, le=1)]
    """R&D by revenue asked of firms above ``large`` revenue."""
    large: Positive
    age_quarters: Annotated[int, Field(ge=0, le=400)]
    runway_quarters: Annotated[float, Field(ge=0, le=400)]


class SpecialtyPark(_Strict):
    """A specialty park: one target segment and its suppliers stand out there, for some quarters in
    a row."""

    job_share: Annotated[float, Field(gt=0, lt=1)]
    odds_quotient: Positive
    tenants: Count
    """Headquarters or plants of the segment, or of component classes that sell to it."""
    output_floor: Positive
    """What these tenants made in the park over four quarters, million yuan: at least this …"""
    prices_of: Year | None = None
    """… at the prices of this year; none = at current prices."""
    output_cap: Positive = 1e12
    """And at least the smaller of this …"""
    output_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """… and of this share of the city's segment. A share rises with a policy's success: 0 leaves
    it out."""
    quarters: Annotated[int, Field(ge=1, le=8)]


class MicroPark(_Strict):
    """A boutique micro-park: small, let to several, dense in output."""

    area: Positive
    """km² at most."""
    tenants: Count
    output_by_area: Positive
    """Output of four quarters, components included, million yuan by km² …"""
    prices_of: Year | None = None
    """… at the prices of this year; none = at current prices."""


class ScenarioProduct(_Strict):
    """A product at work in a scenario."""

    sales: Positive
    """In the city over four quarters, million yuan."""
    per_firm: Count
    """Most of one firm that count in a scenario."""
    served: Count
    """Products that make a scenario served."""


class Output(_Strict):
    """Output in the plan's scope: which vehicles are intelligent connected ones."""

    vehicles: Literal["nev", "level2", "both", "either"] = "nev"
    """New-energy ones, those at driving level 2 or more of any powertrain, ones that are both, or
    ones that are either."""


class CommercialScenario(_Strict):
    """A benchmark scenario of commercial intelligent vehicles: one use in one district."""

    on_road: Positive
    """Vehicles on the road there at least …"""
    grade: Annotated[int, Field(ge=0, le=3)]
    """… under permits of at least this grade."""


class Places(_Strict):
    """A brand with pull: how far down a national ranking it may stand."""

    places: Annotated[int, Field(ge=1, le=20)]


class Scaled(_Strict):
    """Thresholds that stand elsewhere (tiers of revenue, shares of a hit), times a factor."""

    factor: Positive


D = TypeVar("D")


class Levels(_Strict, Generic[D]):
    """One definition at three levels of strictness."""

    default: D
    strict: D
    loose: D

    def __iter__(self) -> Iterator[D]:  # type: ignore[override]
        """In the order of ``LEVELS``."""
        return iter((self.default, self.strict, self.loose))

    @cached_property
    def stacked(self) -> Any:
        """The levels at once: every field of the definition as an array (levels, 1)."""
        fields = type(self.default).model_fields  # type: ignore[attr-defined]
        return SimpleNamespace(
            **{name: np.array([[getattr(level, name)] for level in self]) for name in fields}
        )


def by_level(*names: str) -> tuple[str, ...]:
    """Columns of outcomes at all levels: the default has the outcome's own name."""
    return tuple(name + suffix for name in names for suffix in ("", *SUFFIXES))


class Definitions(_Strict):
    """``outcomes.yaml``."""

    output_plan: Levels[Output]
    competitive_firms: Levels[Competitive]
    specialty_parks: Levels[SpecialtyPark]
    micro_parks: Levels[MicroPark]
    products_in_scenarios: Levels[ScenarioProduct]
    brand_power: Levels[Places]
    tiers: Levels[Scaled]
    hits: Levels[Scaled]
    commercial_icv_scenarios: Levels[CommercialScenario] | None = None
    """None for a city without fleets."""


@lru_cache(maxsize=8)
def of_city(city: City) -> Definitions:
    """Read and check ``outcomes.yaml``, once for each city that was loaded. Raises InputError."""
    document = read_yaml(city.path(FILE))
    found = validate(document, Definitions)
    if city.has_fleets and found.commercial_icv_scenarios is None:
        expected = "a definition, as fleets.csv has fleets"
        raise document.error(("commercial_icv_scenarios",), expected, "none", key=True)
    return found
