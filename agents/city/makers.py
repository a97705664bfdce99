"""Who makes it: named firms and their lines, giants that may come, the synthetic rest."""

import numpy as np
from numpy.typing import NDArray

from agents.city.columns import (
    MOST_UNITS,
    OWNERS,
    PROJECT_KINDS,
    amount,
    calendar_year,
    dated,
    money,
    names,
    price,
    research_share,
    share,
)
from agents.city.rows import Rows
from agents.kinds import FIRM_KINDS
from engine.document import Choice, Flag, Integer, Key, Number, Reference


class Firms(Rows, unique=("key",)):
    """Firms that are named, at the start or by a dated arrival."""

    key = Key(help="name of the firm in other tables")
    name_zh, name_en = names()
    kind = Choice(choices=FIRM_KINDS, help="kind of firm")
    segment = Reference(table="segments", help="main segment")
    owner = Choice(choices=OWNERS, help="kind of owner")
    founded_year = calendar_year("the year it was founded")
    hq_park = Reference(table="parks", help="where its headquarters are")
    plant_park = Reference(
        table="parks", optional=True, help="where its plant is; empty = none in the city"
    )
    rd_share_of_revenue = research_share("R&D by revenue; empty = the segment's", optional=True)
    parent_million_per_year = money("the parent's facility; 0 = none")
    parent_until = dated("last quarter of the facility; empty = open", optional=True)
    arrives = dated("quarter of arrival; empty = there at the start", optional=True)
    licence = Flag(optional=True, help="1 = may build vehicles under its own name; empty = 0")
    domestic_cpu = Flag(
        optional=True, help="1 = its machines run on a domestic processor; empty = 0"
    )
    turns_to = Reference(
        table="uses",
        optional=True,
        help="a market of its segment that opens later and is its own from then on; empty = none",
    )


class Lines(Rows, unique=("firm", "use")):
    """What named firms sell: one row a firm and use."""

    firm = Reference(table="firms", help="the maker")
    use = Reference(table="uses", help="the market line")
    revenue_million_per_year = money("revenue at the start, or run-rate of an arrival's first year")
    price_yuan = price("mean price")
    gross_margin = Number(low=-5, high=1, unit="fraction", help="gross margin")
    local_share = share("share of these goods made in the city's plants")
    city_share = share("share of revenue in the city")
    rest_share = share("share of revenue in the rest of the country")
    export_share = share("share of revenue abroad")
    hosted_share = share("share of revenue under the brand of a host from outside")
    host = Reference(table="ecosystems", optional=True, help="the host; empty = drawn")

    def destination_shares(self) -> NDArray[np.float64]:
        """Shares of revenue by destination, (rows, 3)."""
        return np.stack([self.city_share, self.rest_share, self.export_share], axis=1)


class Giants(Rows, unique=("key",)):
    """Projects too large for the list of mobile projects, each with a window in which it
    decides."""

    key = Key(help="name of the project")
    name_zh, name_en = names()
    first = dated("first quarter in which it may decide")
    last = dated("last quarter")
    use = Reference(table="uses", help="the market line of its goods")
    kind = Choice(choices=PROJECT_KINDS, help="kind of project")
    capital_million = money("capital outlay", "million yuan")
    jobs = Integer(low=0, high=10_000_000, unit="persons", help="jobs at full capacity")
    revenue_million_per_year = money("revenue at full capacity")
    local_share = share("part of its goods made in the city")
    chance = Number(above=0, low=0, high=1, help="chance of the city without packages")


class Ramps(Rows, unique=("firm", "use", "quarter")):
    """Scripted sales of dated arrivals, until the policy starts."""

    firm = Reference(table="firms", help="the arrival")
    use = Reference(table="uses", help="the market line")
    quarter = dated("the quarter of the sales")
    units = amount("units", "units sold in the quarter", MOST_UNITS)


class DrivingLevels(Rows, unique=("firm",), optional=True):
    """Driving levels that named makers begin with; others with the country's."""

    firm = Reference(table="firms", help="the maker")
    share = share("share of its new cars at driving level 2 and above")


class Population(Rows, unique=("use", "kind")):
    """The synthetic remainder of the firms."""

    use = Reference(table="uses", help="the market line")
    kind = Choice(choices=FIRM_KINDS, help="kind of firm")
    count = Integer(low=0, high=100_000, unit="firms", help="number of firms at the start")
    revenue_million_per_year = money("revenue of all of them together")
    revenue_log_sd = Number(low=0, high=5, help="standard deviation of log revenue")
    local_share = share("share of their goods made in the city's plants")
    rd_share_of_revenue = research_share("R&D by revenue")
    hosted_share = share("share of revenue under the brand of a host from outside")
    mean_age_years = Number(low=0, high=200, unit="years", help="mean age at the start")
