"""The tables of a city folder: the columns of each CSV file with their types, units and meaning.

Money is in million yuan at current prices, rates are annual, shares are fractions. Every row ends
with ``source`` (where its numbers come from) and ``label`` (``read`` in a source, ``derived`` from
numbers that were read, or ``assumed``: the weakest of the row).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.document import (
    Choice,
    Column,
    Flag,
    Integer,
    Key,
    Number,
    Quarter,
    Reference,
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
ECOSYSTEM_KINDS = ("host", "alliance")
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

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def _share(help: str, optional: bool = False) -> Number:
    return Number(low=0, high=1, unit="fraction", help=help, optional=optional)


def _rate(help: str, low: float = -1, high: float = 1) -> Number:
    return Number(low=low, high=high, unit="1/year", help=help)


def _amount(unit: str, help: str) -> Number:
    return Number(low=0, unit=unit, help=help)


def _year(help: str) -> Integer:
    return Integer(low=1800, high=2200, unit="year", help=help)


def _names() -> Columns:
    return {"name_zh": Text(help="Chinese name"), "name_en": Text(help="English name")}


def _place() -> Columns:
    return {
        "lon": Number(low=-180, high=180, unit="degree", help="longitude, WGS 84"),
        "lat": Number(low=-90, high=90, unit="degree", help="latitude, WGS 84"),
    }


def _table(name: str, help: str, unique: tuple[str, ...], columns: Columns) -> TableSchema:
    evidence: Columns = {
        "source": Text(help="where the numbers of the row come from"),
        "label": Choice(choices=LABELS, help="the weakest evidence of the row"),
    }
    return TableSchema(name, {**columns, **evidence}, unique, help)


SEGMENTS = _table(
    "segments",
    "industries: the targets of the policy, the legacy and the component classes",
    ("key",),
    {
        "key": Key(help="name of the segment in other tables"),
        **_names(),
        "role": Choice(choices=ROLES, help="what the policy makes of the segment"),
        "rd_share_of_revenue": _share("R&D spending by revenue"),
        "marketing_share_of_revenue": _share("marketing by revenue"),
        "overhead_share_of_revenue": _share("administration by revenue"),
        "labour_share_of_cost": _share("operators' wages in unit cost"),
        "energy_share_of_cost": _share("energy in unit cost; materials are the rest"),
        "scale_exponent": Number(low=0, high=2, help="exponent of (q/q mean) in unit cost"),
        "learning_rate_per_doubling": _share("fall of unit cost per doubling of output"),
        "capital_million_per_million_revenue": _amount("years", "capital by annual revenue"),
        "floor_m2_per_job": _amount("m2", "floor space by job"),
        "entrants_per_year": _amount("firms/year", "new firms at the start's conditions"),
        "hit_share": _share("share of the domestic cell's units that makes a product a hit"),
    },
)

INPUTS = _table(
    "inputs",
    "what the city's plants buy: component classes in the cost of materials",
    ("segment", "component"),
    {
        "segment": Reference(table="segments", help="the buying segment"),
        "component": Reference(
            table="segments", also=(OTHER_COMPONENT,), help="a component class, or other"
        ),
        "share_of_material_cost": _share("share of the class in the cost of materials"),
        "local_share": _share("part of the class bought in the city at the start"),
        "import_share": _share("part of the class bought abroad at the start"),
    },
)

SCENARIOS = _table(
    "scenarios",
    "places of use that the city can open to new devices",
    ("key",),
    {
        "key": Key(help="name of the scenario in other tables"),
        **_names(),
        "openness": _share("openness at the start"),
        "permit_grade": Integer(low=0, high=3, help="grade of the permit, 0 none to 3 strictest"),
    },
)

DISTRICTS = _table(
    "districts",
    "the city's districts; each has a government",
    ("key",),
    {"key": Key(help="name of the district in other tables"), **_names(), **_place()},
)

REGIONS = _table(
    "regions",
    "places outside the city that compete for plants",
    ("key",),
    {
        "key": Key(help="name of the region"),
        **_names(),
        "wage_index": _amount("city = 1", "operators' wage by the city's"),
        "rent_index": _amount("city = 1", "rent by the city's"),
        "incentive_index": _amount("city = 1", "incentives by the city's"),
        "abroad": Flag(help="1 = outside the country"),
    },
)

PARKS = _table(
    "parks",
    "industrial parks, and for each district the remainder outside them",
    ("key",),
    {
        "key": Key(help="name of the park in other tables"),
        **_names(),
        "district": Reference(table="districts", help="the district it lies in"),
        **_place(),
        "kind": Choice(choices=PARK_KINDS, help="remainder = the district outside its parks"),
        "area_km2": _amount("km2", "land"),
        "floor_m2": _amount("m2", "floor space"),
        "industrial_share": _share("factories' part of the floor space"),
        "rent_yuan_m2_day": _amount("yuan/m2/day", "rent at the start"),
        "services": _share("quality of services to firms"),
        "focus": Reference(table="segments", optional=True, help="the segment it is meant for"),
        "designated": Flag(help="1 = a special park by decree"),
        "opened_year": _year("the year it opened"),
    },
)

ECOSYSTEMS = _table(
    "ecosystems",
    "hosts from outside under whose brand the city's makers sell, and alliances to join",
    ("key",),
    {
        "key": Key(help="name of the ecosystem in other tables"),
        **_names(),
        "kind": Choice(choices=ECOSYSTEM_KINDS, help="host = an outside brand; alliance = open"),
        "opens": Quarter(optional=True, help="first quarter of membership; empty = the start"),
        "host_weight": _amount("", "weight among hosts; 0 for an alliance"),
        "dues_share_of_revenue": _share("cost of membership by own-brand sales; 0 for a host"),
    },
)

ECOSYSTEM_SEGMENTS = _table(
    "ecosystem_segments",
    "the segments whose products work together in an ecosystem",
    ("ecosystem", "segment"),
    {
        "ecosystem": Reference(table="ecosystems", help="the host or alliance"),
        "segment": Reference(table="segments", help="a segment that it spans"),
        "outside_products": _amount("products", "products of outside makers in it"),
    },
)

USES = _table(
    "uses",
    "market lines: a segment's goods for one use",
    ("key",),
    {
        "key": Key(help="name of the use in other tables"),
        "segment": Reference(table="segments", help="whose goods serve it"),
        **_names(),
        "mode": Choice(choices=MODES, help="how the market's size moves"),
        "scenario": Reference(table="scenarios", optional=True, help="where it is deployed"),
        "scenario_share": _share("part of its buyers who wait for the scenario to open"),
        "permit_grade": Integer(low=0, high=3, help="grade of the permit, 0 none to 3 strictest"),
        "price_weight": _amount("", "weight of ln price in choice, against demand.alpha_price"),
        "brand_weight": _amount("", "weight of brand in choice"),
        "fit_noise": _amount("", "standard deviation of a product's fit"),
        **{
            f"seasonal_q{quarter}": Number(low=0, high=4, help="season's factor, mean 1")
            for quarter in (1, 2, 3, 4)
        },
        "price_yuan": Number(above=0, unit="yuan", help="mean price at the start"),
        "gross_margin": Number(low=-1, high=1, unit="fraction", help="mean margin at the start"),
        "outside_quality_growth_per_year": _rate("growth of outside makers' quality"),
        "outside_models": Integer(low=0, help="number of outside makers' models"),
        "nev": Flag(help="1 = new-energy vehicles"),
    },
)

USE_INPUTS = _table(
    "use_inputs",
    "where goods for one use need more or less of a component class than their segment",
    ("use", "component"),
    {
        "use": Reference(table="uses", help="the market line"),
        "component": Reference(table="segments", help="a component class"),
        "share_of_material_cost": _share("share of the class, in place of the segment's"),
        "local_share": _share("part of the class bought in the city at the start"),
        "import_share": _share("part of the class bought abroad at the start"),
    },
)

SOURCING = _table(
    "sourcing",
    "imports of each component class against makers at home",
    ("component",),
    {
        "component": Reference(table="segments", help="a component class"),
        "import_quality_lead": Number(low=0, unit="ln", help="lead in quality at the start"),
        "catch_up_per_year": _rate("part of the lead that makers at home close", 0),
        "import_price_growth_per_year": _rate("price with tariffs and exchange rate"),
    },
)

CELLS = _table(
    "cells",
    "markets: a use at a destination",
    ("use", "destination"),
    {
        "use": Reference(table="uses", help="the market line"),
        "destination": Choice(choices=DESTINATIONS, help="city, rest of the country, export"),
        "units_per_year_start": _amount("units/year", "sales of all makers in the first year"),
        "elasticity": _amount("", "price elasticity of the ceiling, positive"),
        "p_innovation": _rate("Bass coefficient of innovation", 0),
        "q_imitation": _rate("Bass coefficient of imitation", 0, 5),
        "ceiling_units": _amount("units", "ceiling of the installed stock"),
        "installed_units": _amount("units", "installed stock at the start"),
        "life_years": Number(low=0, high=100, unit="years", help="life of a unit"),
        "growth_per_year": _rate("growth of sales (mode growth) or of the ceiling", -1, 5),
    },
)

PRINCIPALS = _table(
    "principals",
    "brands of other places that order turnkey goods",
    ("key",),
    {
        "key": Key(help="name of the principal"),
        **_names(),
        "use": Reference(table="uses", help="the market line whose goods it orders"),
        "orders_million_per_year": _amount(
            "million yuan/year", "what it orders everywhere at the start, ex factory"
        ),
        "growth_per_year": _rate("growth of its orders in current prices"),
        "export_share": _share("share of its goods that are sold abroad"),
        "renewal": _share("chance that an order stays with its maker from year to year"),
        "geopolitics": _share("sensitivity to the wish to make goods in several countries"),
    },
)

FIRMS = _table(
    "firms",
    "firms that are named, at the start or by a dated arrival",
    ("key",),
    {
        "key": Key(help="name of the firm in other tables"),
        **_names(),
        "kind": Choice(choices=FIRM_KINDS, help="kind of firm"),
        "segment": Reference(table="segments", help="main segment"),
        "owner": Choice(choices=OWNERS, help="kind of owner"),
        "founded_year": _year("the year it was founded"),
        "hq_park": Reference(table="parks", help="where its headquarters are"),
        "plant_park": Reference(
            table="parks", optional=True, help="where its plant is; empty = none in the city"
        ),
        "rd_share_of_revenue": Number(
            low=0, unit="fraction", optional=True, help="R&D by revenue; empty = the segment's"
        ),
        "parent_million_per_year": _amount("million yuan/year", "the parent's facility; 0 = none"),
        "parent_until": Quarter(optional=True, help="last quarter of the facility; empty = open"),
        "arrives": Quarter(optional=True, help="quarter of arrival; empty = there at the start"),
        "licence": Flag(help="1 = may build vehicles under its own name"),
        "domestic_cpu": Flag(help="1 = its machines run on a domestic processor"),
    },
)

LINES = _table(
    "lines",
    "what named firms sell: one row a firm and use",
    ("firm", "use"),
    {
        "firm": Reference(table="firms", help="the maker"),
        "use": Reference(table="uses", help="the market line"),
        "revenue_million_per_year": _amount(
            "million yuan/year", "revenue at the start, or run-rate of an arrival's first year"
        ),
        "price_yuan": Number(above=0, unit="yuan", help="mean price"),
        "gross_margin": Number(low=-5, high=1, unit="fraction", help="gross margin"),
        "local_share": _share("share of these goods made in the city's plants"),
        "city_share": _share("share of revenue in the city"),
        "rest_share": _share("share of revenue in the rest of the country"),
        "export_share": _share("share of revenue abroad"),
        "hosted_share": _share("share of revenue under the brand of a host from outside"),
        "host": Reference(table="ecosystems", optional=True, help="the host; empty = drawn"),
    },
)

GIANTS = _table(
    "giants",
    "projects too large for the list of mobile projects, each with a window in which it decides",
    ("key",),
    {
        "key": Key(help="name of the project"),
        **_names(),
        "first": Quarter(help="first quarter in which it may decide"),
        "last": Quarter(help="last quarter"),
        "use": Reference(table="uses", help="the market line of its goods"),
        "kind": Choice(choices=PROJECT_KINDS, help="kind of project"),
        "capital_million": _amount("million yuan", "capital outlay"),
        "jobs": Integer(low=0, unit="persons", help="jobs at full capacity"),
        "revenue_million_per_year": _amount("million yuan/year", "revenue at full capacity"),
        "local_share": _share("part of its goods made in the city"),
        "chance": Number(above=0, low=0, high=1, help="chance of the city without packages"),
    },
)

RAMPS = _table(
    "ramps",
    "scripted sales of dated arrivals, until the policy starts",
    ("firm", "use", "quarter"),
    {
        "firm": Reference(table="firms", help="the arrival"),
        "use": Reference(table="uses", help="the market line"),
        "quarter": Quarter(help="the quarter of the sales"),
        "units": _amount("units", "units sold in the quarter"),
    },
)

POPULATION = _table(
    "population",
    "the synthetic remainder of the firms",
    ("use", "kind"),
    {
        "use": Reference(table="uses", help="the market line"),
        "kind": Choice(choices=FIRM_KINDS, help="kind of firm"),
        "count": Integer(low=0, unit="firms", help="number of firms at the start"),
        "revenue_million_per_year": _amount("million yuan/year", "revenue of all of them together"),
        "revenue_log_sd": Number(low=0, high=5, help="standard deviation of log revenue"),
        "local_share": _share("share of their goods made in the city's plants"),
        "rd_share_of_revenue": Number(low=0, unit="fraction", help="R&D by revenue"),
        "hosted_share": _share("share of revenue under the brand of a host from outside"),
        "mean_age_years": Number(low=0, high=200, unit="years", help="mean age at the start"),
    },
)

SERIES = _table(
    "series",
    "facts that the score compares the model with",
    ("series", "segment", "year"),
    {
        "series": Text(help="what was measured"),
        "segment": Reference(table="segments", optional=True, help="of which segment"),
        "year": _year("calendar year"),
        "value": Number(help="the figure"),
        "unit": Text(help="its unit"),
        "role": Choice(choices=SERIES_ROLES, help="fit the model to it, or test the model by it"),
    },
)

FACTOR_PRICES_TABLE = _table(
    "factor_prices",
    "wages, rents, interest and land price by year",
    ("name", "year"),
    {
        "name": Choice(choices=FACTOR_PRICES, help="which price"),
        "year": _year("calendar year"),
        "value": _amount("", "the price"),
        "unit": Text(help="its unit"),
    },
)

RATES_TABLE = _table(
    "rates",
    "dated rates of public money, and the flow of venture money; each holds until the next",
    ("name", "since"),
    {
        "name": Choice(choices=RATES, help="which rate"),
        "since": Quarter(help="first quarter in which it holds"),
        "value": _amount("", "the rate"),
        "unit": Text(help="its unit"),
    },
)

EVENTS = _table(
    "events",
    "dated shocks; each multiplies one field of the cells it names",
    ("key",),
    {
        "key": Key(help="name of the event"),
        **_names(),
        "start": Quarter(help="first quarter"),
        "end": Quarter(help="last quarter"),
        "segment": Reference(table="segments", optional=True, help="empty = all segments"),
        "destination": Choice(choices=DESTINATIONS, optional=True, help="empty = everywhere"),
        "field": Choice(choices=EVENT_FIELDS, help="what it multiplies"),
        "factor": Number(low=0, high=100, help="by how much"),
    },
)

TARGETS = _table(
    "targets",
    "what the policy promised",
    ("outcome",),
    {
        "outcome": Key(help="the outcome that has the target"),
        **_names(),
        "value": Number(help="the promised value"),
        "unit": Text(help="its unit"),
        "year": _year("the year by whose end it is due"),
    },
)

TABLES: tuple[TableSchema, ...] = (
    SEGMENTS,
    INPUTS,
    SCENARIOS,
    DISTRICTS,
    REGIONS,
    PARKS,
    ECOSYSTEMS,
    ECOSYSTEM_SEGMENTS,
    USES,
    USE_INPUTS,
    SOURCING,
    CELLS,
    PRINCIPALS,
    FIRMS,
    LINES,
    GIANTS,
    RAMPS,
    POPULATION,
    SERIES,
    FACTOR_PRICES_TABLE,
    RATES_TABLE,
    EVENTS,
    TARGETS,
)
"""All tables, each after the tables that it refers to."""
