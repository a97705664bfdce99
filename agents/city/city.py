"""A city: its tables, its names and dates. Where they come from is the affair of ``abm.city``."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field

from agents.city.makers import DrivingLevels, Firms, Giants, Lines, Population, Ramps
from agents.city.markets import (
    BrandMarkets,
    BrandShares,
    Cells,
    ComponentContents,
    Contents,
    Ecosystems,
    EcosystemSegments,
    Fleets,
    Inputs,
    Principals,
    Scenarios,
    Segments,
    Sourcing,
    UseInputs,
    Uses,
)
from agents.city.national import (
    ForecastErrors,
    Forecasts,
    NationalSeries,
    PathParts,
    Paths,
    PathSets,
    PathUses,
)
from agents.city.places import Districts, ParkFloor, Parks, Regions
from agents.city.rows import Rows
from agents.city.years import (
    Events,
    FactorPrices,
    Histories,
    Rates,
    Regularities,
    Series,
    Targets,
)
from engine.document import Remark


class Strict(BaseModel):
    """What a file says, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Strict):
    """A name in both languages of the screen."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Government(Strict):
    """A government; those of the districts are made from ``districts.csv``."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_.\-]*$")
    name: Names
    level: Literal["municipality", "district", "centre"]


@dataclass(frozen=True, eq=False)
class City:
    """The data of one city, tables and all; quarters are indices (``engine.calendar``)."""

    key: str
    name: Names
    start: int
    """The first quarter of a run."""
    end: int
    """The last quarter of a run, included."""
    policy_start: int
    """The first quarter in which the policy under study may act."""
    year: int
    """The year that is asked about, the last of a run."""
    before: str
    """The plan in force until the policy starts, whichever is in question; empty: that one."""
    years: tuple[int, ...]
    """Every year that may be asked about."""
    given: tuple[str, ...]
    """Series of what happened before the policy, by which histories are sorted out."""
    given_error: float
    """Standard deviation of ln of the model by such a series."""
    map: str
    """The map's file: ``city.path(city.map)``."""
    jobs_total: float
    """All jobs in the city, every industry."""
    governments: tuple[Government, ...]
    """Of ``city.yaml`` in its order, then one a district in the order of ``districts``."""
    industry: Names | None
    """What the policy is for; None where the city does not say."""
    named_plans: tuple[str | None, str | None]
    """The baseline and the main plan as ``city.yaml`` names them."""
    segments: Segments
    inputs: Inputs
    scenarios: Scenarios
    districts: Districts
    regions: Regions
    parks: Parks
    park_floor: ParkFloor
    ecosystems: Ecosystems
    ecosystem_segments: EcosystemSegments
    uses: Uses
    use_inputs: UseInputs
    component_contents: ComponentContents
    sourcing: Sourcing
    cells: Cells
    contents: Contents
    principals: Principals
    brand_markets: BrandMarkets
    brand_shares: BrandShares
    fleets: Fleets
    firms: Firms
    lines: Lines
    giants: Giants
    ramps: Ramps
    driving_levels: DrivingLevels
    population: Population
    series: Series
    factor_prices: FactorPrices
    rates: Rates
    events: Events
    targets: Targets
    regularities: Regularities
    path_sets: PathSets
    national_series: NationalSeries
    paths: Paths
    path_uses: PathUses
    path_parts: PathParts
    forecasts: Forecasts
    forecast_errors: ForecastErrors
    histories: Histories
    digest: str
    """SHA-256 over the names and bytes of all files of the folder."""
    folder: Traversable = field(repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    """What of the files has no effect."""

    def path(self, name: str) -> Traversable:
        """A file of the city's folder."""
        return self.folder.joinpath(name)

    def read_map(self) -> dict[str, Any]:
        """The map as GeoJSON: each district is a feature, by its Chinese ``properties.name``."""
        found: dict[str, Any] = json.loads(self.path(self.map).read_text(encoding="utf-8-sig"))
        return found

    @property
    def later_year(self) -> int | None:
        """The year that is asked about where it is a later question's; None of the first."""
        return None if self.year == self.years[0] else self.year

    @cached_property
    def has_vehicles(self) -> bool:
        """Whether any of the city's uses are vehicles; their rules and outcomes go with them."""
        return bool(self.uses.nev.any())

    @cached_property
    def has_fleets(self) -> bool:
        """Whether the city tells of fleets; their rules and outcomes go with them."""
        return len(self.fleets) > 0


KINDS: dict[str, type[Rows]] = {
    name: kind
    for name, kind in get_type_hints(City).items()
    if isinstance(kind, type) and issubclass(kind, Rows)
}
"""The tables by name, each after the tables that it refers to."""
