"""The world: everything that a step may touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from agents import columns
from agents.city import City
from agents.entry import CandidateLists
from agents.kinds import MUNICIPALITY
from agents.national_markets import NationalMarkets
from agents.parameters import Parameters
from agents.promises import Promises
from agents.terms import TENANCIES, TERMS, Contributions, Terms
from engine.draws import Draws
from engine.ledger import Ledger, Rows
from engine.state import State
from engine.table import Move, Table

Floats = NDArray[np.float64]
T = TypeVar("T", bound=Table)

SECTORS: tuple[str, ...] = (
    "households",
    "firms",
    "parks",
    "banks",
    "venture",
    "guidance",
    "centre",
    "municipality",
    "districts",
    "rest",
    "clearing",
)
"""``rest`` is the rest of China and overseas. ``clearing`` passes payments of many firms to many
others and stands at zero at the end of every quarter."""

FLOWS: tuple[str, ...] = (
    "sales_city",
    "sales_rest",
    "sales_export",
    "turnkey_orders",
    "relocation_aid",
    "making_fees",
    "technology_fees",
    "components",
    "imports",
    "materials",
    "energy",
    "wages",
    "research",
    "marketing",
    "overhead",
    "alliance_dues",
    "rent",
    "moving",
    "park_costs",
    "park_capital",
    "land",
    "construction",
    "clawbacks",
    "equipment",
    "interest",
    "loans_drawn",
    "loans_repaid",
    "loans_written_off",
    "equity_rounds",
    "fund_calls",
    "fund_distributions",
    "listing",
    "stake_sales",
    "acquisitions",
    "parent_support",
    "dividends",
    "liquidation",
    "severance",
    "profit_tax",
    "compensation",
    "vat",
    "wage_tax",
    "contributions",
    "benefits",
    "car_tax",
    "nev_subsidy",
    "consumption",
    "other_income",
    "grants",
    "vouchers",
    "procurement",
    "housing",
    "programmes",
    "programme_costs",
    "infrastructure",
    "transfers",
)


@dataclass(frozen=True)
class Ecosystems:
    """Hosts from outside, and alliances: ``(ecosystems,)``, or with segments on the second axis.

    ``weight`` of a host among hosts, ``fee`` of an alliance by own-brand sales, ``opens`` the first
    quarter of membership, ``spans`` the segments that work together, ``outside`` the products in
    them that outside makers sell.
    """

    is_host: NDArray[np.bool_]
    weight: Floats
    fee: Floats
    opens: NDArray[np.int64]
    spans: NDArray[np.bool_]
    outside: Floats


@dataclass(frozen=True)
class Static:
    """What never changes during a run and is no column of a table.

    ``seasonal`` (4, uses); ``openness`` per scenario at the start; ``factory_rent_ratio`` factory
    by office rent; ``component_need`` and ``relatedness`` (segments, segments); ``district_km``
    (districts, districts). Component classes: ``classes`` their segments, ``need`` (uses, classes)
    parts of materials, ``origin_start`` (uses, classes, 3) by local, domestic, import, the
    imports' ``import_lead`` (classes,) in ln quality, ``import_catch_up`` and
    ``import_price_growth`` (classes,) a year.
    """

    seasonal: Floats
    openness: Floats
    component_need: Floats
    classes: NDArray[np.int64]
    need: Floats
    origin_start: Floats
    import_lead: Floats
    import_catch_up: Floats
    import_price_growth: Floats
    factory_rent_ratio: float
    relatedness: Floats
    district_km: Floats
    ecosystems: Ecosystems


@dataclass
class Accounts:
    """What later steps of the same quarter need from earlier ones; every quarter overwrites it.

    ``appeal`` (segments, parks) is what parks offer newcomers and projects of the quarter;
    ``offers`` are the products on sale (``abm.market.Offers``), ``weight`` (lines, 3) the choice
    weights, ``outside_share`` (uses, 3). Per firm ``(firms,)`` in million yuan: ``cost`` all
    running cost, ``gross_profit``, ``rent`` at list price by park of headquarters ``rent_hq`` and
    plant ``rent_plant``, ``output`` ex-factory value of what plants in the city made, ``payroll``
    wage cost, ``sales_city`` and ``sales_rest``, ``fees`` that makers for hire received,
    ``hire_cost`` of makers for such work, and of brands beyond their unit cost.
    ``tax_expenditure`` is profit tax not collected.
    """

    appeal: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    offers: Any = None
    weight: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    outside_share: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    cost: Floats = field(default_factory=lambda: np.zeros(0))
    gross_profit: Floats = field(default_factory=lambda: np.zeros(0))
    rent_hq: Floats = field(default_factory=lambda: np.zeros(0))
    rent_plant: Floats = field(default_factory=lambda: np.zeros(0))
    output_line: Floats = field(default_factory=lambda: np.zeros(0))
    payroll: Floats = field(default_factory=lambda: np.zeros(0))
    sales_city: Floats = field(default_factory=lambda: np.zeros(0))
    sales_rest: Floats = field(default_factory=lambda: np.zeros(0))
    tax_expenditure: float = 0.0
    listings: int = 0
    acquisitions: int = 0
    fees: Floats = field(default_factory=lambda: np.zeros(0))
    hire_cost: Floats = field(default_factory=lambda: np.zeros(0))
    projects: int = 0
    births: int = 0
    deaths: int = 0

    def follow(self, moves: Mapping[str, Move]) -> None:
        """Drop what belongs to firms, lines and products that left their tables."""
        for name, rows in _BY_ROW.items():
            if rows in moves:
                setattr(self, name, moves[rows].rows(getattr(self, name)))
        if self.offers is not None:
            self.offers = self.offers.followed(moves)


_BY_ROW = {
    **dict.fromkeys(("weight", "output_line"), "lines"),
    **dict.fromkeys(("cost", "gross_profit", "rent_hq", "rent_plant", "payroll"), "firms"),
    **dict.fromkeys(("sales_city", "sales_rest", "fees", "hire_cost"), "firms"),
}
"""Fields of ``Accounts`` that are kept by row of a table whose rows may leave."""


@dataclass
class Left:
    """What outcomes ask of firms that have left their table, numbers of firms: those that counted
    as competitive at the policy start, and those whose plant moved or was moving."""

    competitive_at_start: int = 0
    moving: int = 0


class World(State):
    """Tables of agents and markets, the ledger, luck, parameters and the terms of policy."""

    fixed = frozenset({"city", "static", "parameters", "draws", "candidates", "national", "cut"})
    mortal = ("firms", "lines", "products", "orders")

    def __init__(
        self,
        tables: dict[str, Table],
        ledger: Ledger,
        *,
        city: City,
        static: Static,
        parameters: Parameters,
        draws: Draws,
        candidates: CandidateLists,
        national: NationalMarkets,
        cut: int,
    ) -> None:
        super().__init__(tables, ledger)

        def of(kind: type[T]) -> T:
            found = tables[kind.__name__.lower()]
            assert isinstance(found, kind)
            return found

        self.firms = of(columns.Firms)
        self.lines = of(columns.Lines)
        self.products = of(columns.Products)
        self.markets = of(columns.Markets)
        self.segments = of(columns.Segments)
        self.parks = of(columns.Parks)
        self.governments = of(columns.Governments)
        self.investors = of(columns.Investors)
        self.economy = of(columns.Economy)
        self.fleets = of(columns.Fleets)
        self.principals = of(columns.Principals)
        self.orders = of(columns.Orders)
        self.city = city
        self.static = static
        self.parameters = parameters
        self.draws = draws
        self.candidates = candidates
        self.national = national
        self.cut = cut
        """The first quarter of which the run knows nothing beforehand (``abm.cut``)."""
        self.terms = Terms.neutral(self.lengths)
        self.contributions: Contributions = {}
        self.reference: dict[str, Floats] = self.terms.of_demand()
        """Terms of demand as the plan that national paths contain would have them."""
        self.allowances: dict[str, float] = {}
        """Million yuan that an instrument may still spend this quarter on what steps pay."""
        self.promises = Promises()
        self.accounts = Accounts()
        self.jobs_by_place = np.zeros((len(self.segments), len(self.parks)))
        self.output_by_place = np.zeros((4, len(self.segments), len(self.parks)))
        """What plants of each segment made in each park, million yuan, the latest quarter first."""
        self.sourcing = static.origin_start.copy()
        self.spent_since_start = 0.0
        self.clawed_back = 0.0
        self.leaked: dict[str, float] = {}
        self.left = Left()
        self.event_strength: dict[str, float] = {}
        """Exponents on events' factors that were set by hand."""

    @property
    def lengths(self) -> dict[str, int]:
        """Rows of every table, scenarios, and segments in parks: the lengths of terms."""
        rows = {name: table.n for name, table in self.tables.items()}
        rows["scenarios"] = len(self.city.scenarios)
        rows[TENANCIES] = len(self.segments) * self.parks.n
        return rows

    @property
    def open_uses(self) -> NDArray[np.bool_]:
        """Markets that have opened by the quarter, (uses,)."""
        return self.markets.starts <= self.quarter

    def by_tenancy(self, values: Floats) -> Floats:
        """A term's values or parts of each segment in each park, (segments, parks)."""
        return values.reshape(len(self.segments), -1)

    def take_out(self) -> None:
        """Let dead rows leave the tables, and keep what outcomes still ask of them."""
        firms = self.firms
        gone = np.flatnonzero(~firms.alive)
        self.left.competitive_at_start += int(firms.competitive_at_start[gone, 0].sum())
        self.left.moving += int(np.count_nonzero(firms.moving[gone] >= 0))
        super().take_out()

    def follow(self, moves: Mapping[str, Move]) -> None:
        """Mend what is kept by row beside the tables: accounts, terms, contributions, promises."""
        self.accounts.follow(moves)
        if "firms" in moves:
            self.promises.follow(moves["firms"])
        for name, term in TERMS.items():
            if term.rows in moves:
                setattr(self.terms, name, moves[term.rows].rows(getattr(self.terms, name)))
        for name, by_key in self.contributions.items():
            if TERMS[name].rows in moves:
                for key, part in by_key.items():
                    by_key[key] = moves[TERMS[name].rows].rows(part)

    def firm_rows(self, slots: NDArray[np.int64] | None = None) -> Rows:
        """Firms as a party to payments."""
        return Rows(self.firms, slots)

    def place_rows(self) -> Rows:
        """Park operators as a party to payments."""
        return Rows(self.parks)

    def government(self, kind: int) -> Rows:
        """Governments of one level as a party to payments, in the order of their rows."""
        return Rows(self.governments, self.governments.of_kind(kind))

    @property
    def municipality(self) -> int:
        """Row of the municipality among the governments."""
        return int(self.governments.of_kind(MUNICIPALITY)[0])
