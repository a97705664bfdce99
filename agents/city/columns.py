"""Words that columns may hold, and the columns that tables share."""

from dataclasses import dataclass

from engine.calendar import quarter_index
from engine.document import (
    Integer,
    Number,
    Quarter,
    Text,
)

ROLES = ("target", "legacy", "component")
MODES = ("adoption", "growth")
PER_UNIT, PER_LEVEL2 = "unit", "level2"
PERS = (PER_UNIT, PER_LEVEL2)
"""What holds a component: every unit, or only cars at driving level 2 and above."""
PROJECT_KINDS = ("headquarters", "research_centre", "plant")
OWNERS = ("private", "state", "foreign")
SERIES_ROLES = ("fit", "test")
REGULARITIES = (
    "research",
    "elasticity",
    "vacancy",
    "rent",
    "rent_peak",
    "nev_share",
    "movers",
    "moved_jobs",
    "park_density",
    "park_premium",
    "contract_jobs",
)
OF_GOODS = REGULARITIES[:2]
"""Facts of the makers of some goods; the others are of the city."""
EVENT_FIELDS = ("demand", "capacity", "cost", "ceiling", "import_risk")
EVENT_FIELDS_OF_USES = ("demand", "ceiling")
"""Those of ``EVENT_FIELDS`` that differ between the uses of a segment."""
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

MOST_MONEY = 1e9
"""Million yuan: more than what the world makes in a year. Ranges are as wide as a figure can be in
any city and currency; they are there to find a wrong unit, not an unlikely city."""

MOST_UNITS = 1e15
MOST_PRICE = 1e11
FIRST_QUARTER, LAST_QUARTER = quarter_index("1800Q1"), quarter_index("2200Q4")


@dataclass(frozen=True)
class Figure:
    """What the value of a row may be, where its name or unit decides, and in which units."""

    value: Number
    units: tuple[str, ...] = ()
    """Spellings; those that end with ``*`` only begin so. Empty: any."""

    def takes(self, unit: str) -> bool:
        """Whether a row of this unit is meant."""
        return not self.units or any(
            unit.startswith(u[:-1]) if u.endswith("*") else unit == u for u in self.units
        )


def share(help: str, optional: bool = False) -> Number:
    return Number(low=0, high=1, unit="fraction", help=help, optional=optional)


def rate(help: str, low: float = -1, high: float = 1) -> Number:
    return Number(low=low, high=high, unit="1/year", help=help)


def amount(unit: str, help: str, high: float) -> Number:
    return Number(low=0, high=high, unit=unit, help=help)


def money(help: str, unit: str = "million yuan/year") -> Number:
    return Number(low=0, high=MOST_MONEY, unit=unit, help=help)


def price(help: str) -> Number:
    return Number(above=0, low=0, high=MOST_PRICE, unit="yuan", help=help)


def research_share(help: str, optional: bool = False) -> Number:
    """R&D by revenue: a young firm spends several times what it sells."""
    return Number(low=0, high=100, unit="fraction", optional=optional, help=help)


def calendar_year(help: str) -> Integer:
    return Integer(low=1800, high=2200, unit="year", help=help)


def dated(help: str, optional: bool = False) -> Quarter:
    return Quarter(low=FIRST_QUARTER, high=LAST_QUARTER, optional=optional, help=help)


def public() -> Quarter:
    """``known`` of a dated table: rows are seen by runs whose cut lies behind it."""
    return dated(
        "quarter in which the row was public: a run whose cut is no later does not see it; of rows "
        "that are about the same the latest that it sees holds; empty = always known",
        optional=True,
    )


def season() -> Number:
    return Number(low=0, high=4, help="season's factor, mean 1")


def names() -> tuple[Text, Text]:
    return Text(help="Chinese name"), Text(help="English name")


def place() -> tuple[Number, Number]:
    return (
        Number(low=-180, high=180, unit="degree", help="longitude, WGS 84"),
        Number(low=-90, high=90, unit="degree", help="latitude, WGS 84"),
    )
