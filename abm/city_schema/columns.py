"""Words that columns may hold, and the columns that tables share."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.document import (
    Choice,
    Column,
    Integer,
    Number,
    Text,
)

ROLES = ("target", "legacy", "component")
MODES = ("adoption", "growth")
DESTINATIONS = ("city", "rest", "export")
PARK_KINDS = ("park", "micro_park", "remainder")
FIRM_KINDS = ("brand", "oem", "contract_manufacturer", "supplier", "startup")
PROJECT_KINDS = ("headquarters", "research_centre", "plant")
OWNERS = ("private", "state", "foreign")
SERIES_ROLES = ("fit", "test")
REGULARITIES = ("research", "elasticity")
EVENT_FIELDS = ("demand", "capacity", "cost", "ceiling", "import_risk")
FACTOR_PRICES = (
    "wage_operator",
    "wage_engineer",
    "lending_rate",
    "office_rent",
    "factory_rent",
    "land_price",
)
RATES = (
    "vat",
    "vat_local_share",
    "wage_tax",
    "wage_tax_local_share",
    "contributions",
    "car_tax",
    "car_tax_nev",
    "nev_subsidy",
    "venture_flow",
)
VEHICLE_RATES = ("car_tax", "car_tax_nev", "nev_subsidy")
"""Those of ``RATES`` that a city without vehicles may be without."""
ECOSYSTEM_KINDS = ("host", "alliance")
HEADLINES = ("question", "plan")
LABELS = ("read", "derived", "assumed")
OTHER_COMPONENT = "other"
"""The component class that only outsiders make; its code is -1."""

Columns = dict[str, Column]


@dataclass(frozen=True)
class TableSchema:
    """One CSV file: its columns, and those which together name a row."""

    name: str
    columns: Mapping[str, Column]
    unique: tuple[str, ...]
    help: str = ""
    optional: bool = False
    """A city may be without the file: the table then has no rows."""

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def share(help: str, optional: bool = False) -> Number:
    return Number(low=0, high=1, unit="fraction", help=help, optional=optional)


def rate(help: str, low: float = -1, high: float = 1) -> Number:
    return Number(low=low, high=high, unit="1/year", help=help)


def amount(unit: str, help: str) -> Number:
    return Number(low=0, unit=unit, help=help)


def year(help: str) -> Integer:
    return Integer(low=1800, high=2200, unit="year", help=help)


def names() -> Columns:
    return {"name_zh": Text(help="Chinese name"), "name_en": Text(help="English name")}


def place() -> Columns:
    return {
        "lon": Number(low=-180, high=180, unit="degree", help="longitude, WGS 84"),
        "lat": Number(low=-90, high=90, unit="degree", help="latitude, WGS 84"),
    }


def table(
    name: str, help: str, unique: tuple[str, ...], columns: Columns, optional: bool = False
) -> TableSchema:
    evidence: Columns = {
        "source": Text(help="where the numbers of the row come from"),
        "label": Choice(choices=LABELS, help="the weakest evidence of the row"),
    }
    return TableSchema(name, {**columns, **evidence}, unique, help, optional)
