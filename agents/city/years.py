"""What happened, what is aimed at, what is known: series, prices, rates, events, targets."""

from agents.city.columns import (
    EVENT_FIELDS,
    FACTOR_PRICES,
    HEADLINES,
    MOST_PRICE,
    MOST_UNITS,
    RATES,
    REGULARITIES,
    SERIES_ROLES,
    Figure,
    amount,
    calendar_year,
    dated,
    names,
    public,
    share,
)
from agents.city.rows import Rows
from agents.columns import DESTINATIONS
from engine.document import Choice, Flag, Integer, Key, Number, Reference, Text

_SHARES = tuple(name for name in RATES if name not in ("nev_subsidy", "venture_flow"))


class Series(Rows, unique=("series", "segment", "year")):
    """Facts that the score compares the model with."""

    series = Text(help="what was measured")
    segment = Reference(table="segments", optional=True, help="of which segment")
    year = calendar_year("calendar year")
    value = Number(low=-MOST_UNITS, high=MOST_UNITS, help="the figure")
    unit = Text(help="its unit")
    role = Choice(choices=SERIES_ROLES, help="fit the model to it, or test the model by it")


class FactorPrices(
    Rows,
    unique=("name", "year", "known"),
    figures={
        "wage_operator": Figure(_wage := amount("yuan/month", "wage", 1e8), ("yuan/month",)),
        "wage_engineer": Figure(_wage, ("yuan/month",)),
        "lending_rate": Figure(
            share("interest"), ("1/year", "fraction/year", "fraction", "share*")
        ),
        "office_rent": Figure(_rent := amount("yuan/m2/day", "rent", 1e5), ("yuan/m2/day",)),
        "factory_rent": Figure(_rent, ("yuan/m2/day",)),
        "land_price": Figure(amount("yuan/m2", "price of land", 1e9), ("yuan/m2",)),
    },
):
    """Wages, rents, interest and land price by year."""

    name = Choice(choices=FACTOR_PRICES, help="which price")
    year = calendar_year("calendar year")
    value = amount("", "the price", MOST_PRICE)
    unit = Text(help="its unit")
    known = public()


class Rates(
    Rows,
    unique=("name", "since", "known"),
    figures={
        **{name: Figure(share("a share"), ("share*", "fraction*")) for name in _SHARES},
        "nev_subsidy": Figure(amount("yuan/car", "subsidy of a car", MOST_PRICE), ("yuan/car",)),
        "venture_flow": Figure(amount("", "index of venture money", 1000)),
    },
):
    """Dated rates of public money, and the flow of venture money; each holds until the next."""

    name = Choice(choices=RATES, help="which rate")
    since = dated("first quarter in which it holds")
    value = amount("", "the rate", MOST_PRICE)
    unit = Text(help="its unit")
    known = public()


class Events(Rows, unique=("key",)):
    """Dated shocks; each multiplies one field of the cells it names."""

    key = Key(help="name of the event")
    name_zh, name_en = names()
    start = dated("first quarter")
    end = dated("last quarter")
    segment = Reference(table="segments", optional=True, help="empty = all segments")
    use = Reference(
        table="uses",
        optional=True,
        help="empty = all uses of the segment; only of demand and ceiling",
    )
    destination = Choice(choices=DESTINATIONS, optional=True, help="empty = everywhere")
    field = Choice(choices=EVENT_FIELDS, help="what it multiplies")
    factor = Number(low=0, high=100, help="by how much")
    known = public()


class Targets(Rows, unique=("outcome", "year")):
    """What the policy promised; of a question that nobody has put a figure to, the value is
    empty."""

    outcome = Text(help="the outcome that has the target")
    name_zh, name_en = names()
    value = Number(
        above=0, low=0, high=MOST_UNITS, optional=True, help="the promised value; empty = none"
    )
    unit = Text(help="its unit")
    year = calendar_year("the year by whose end it is due")
    headline = Choice(
        choices=HEADLINES,
        optional=True,
        help="whether the verdict names it: it belongs to the question, or to what else the "
        "plan is known for; empty = neither",
    )
    unmeasured = Flag(
        optional=True, help="1 = published, but the model has no outcome of it; empty = 0"
    )

    def row_of(self, outcome: str) -> int | None:
        """The row of an outcome that is due last; None where it has none."""
        rows = [row for row, key in enumerate(self.outcome) if key == outcome]
        return max(rows, key=lambda row: int(self.year[row]), default=None)


class Regularities(Rows, unique=("fact", "segment"), optional=True):
    """Published facts of the city's industries that ``yuanqu validate`` holds the model against."""

    fact = Choice(
        choices=REGULARITIES,
        help="R&D by sales; a maker's own-price elasticity within the quarter; of the city: "
        "vacancy of parks, rent of business parks (yuan/m2/day) and by its highest before, share "
        "of national NEVs, share of firms that move in a year, jobs that move by firms that do, "
        "output of designated parks (million yuan/km2) and by that of all parks, contract makers' "
        "jobs by those of the first year",
    )
    segment = Reference(
        table="segments",
        optional=True,
        help="whose makers; empty = of all final goods whose segment has no row of its own, or of "
        "the city",
    )
    name_zh, name_en = names()
    published = Text(help="the published figure, in words")
    low = Number(low=-1e6, high=1e6, help="the model passes from here")
    high = Number(low=-1e6, high=1e6, help="to here")


class Histories(Rows, unique=("year", "seed"), optional=True):
    """Histories that were tried for a later question, and which of them agree with the facts."""

    year = calendar_year("the year of the question")
    seed = Integer(low=0, high=2**62, help="seed of the history")
    error = Number(low=-100, high=0, help="log likelihood of the facts, but for a constant")
    accepted = Flag(help="1 = one of the histories that the question is answered from")
    model = Text(help="version of the model that made it")
