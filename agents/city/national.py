"""National markets: paths as published at a cut, who published what, how forecasts erred."""

from agents.city.columns import MOST_UNITS, amount, calendar_year, names, share
from agents.city.rows import Rows
from engine.document import Choice, Flag, Key, Number, Reference, Text

SCALES = ("log", "logit")
DEFINITIONS = ("home", "with_exports", "export")
MATURITIES = ("young", "mature")
FACTORS = ("electrification", "consumer", "computing")
SIDES = ("part", "rest")
PATH_ROLES = ("fact", "anchor", "extrapolated")

_MOST_ERROR = 10.0
"""Logs or logits: a forecast that missed by twenty thousand times."""


class PathSets(Rows, unique=("key",), optional=True):
    """What was known when: sets of national paths, and how their errors hang together."""

    key = Key(help="name of the set in other tables")
    name_zh, name_en = names()
    cut = Number(low=1800, high=2200, help="date behind which nothing was known, in years")
    reference_plan = Text(help="key of the plan that the paths contain already")
    lasting = share("part of an error's variance that is one growth error; the rest walks")
    freedom = Number(low=3, high=1000, help="degrees of freedom of all errors of a world together")
    across = share("correlation of the errors of series of different factors")


class NationalSeries(Rows, unique=("key",), optional=True):
    """National series that have a path."""

    key = Key(help="name of the series in other tables")
    name_zh, name_en = names()
    scale = Choice(choices=SCALES, help="in which errors add: log, or logit for a share")
    of = Text(optional=True, help="key of the series of which it is a share")
    unit = Text(help="unit of its values")
    definition = Choice(choices=DEFINITIONS, help="sold at home, with exports, or abroad")
    maturity = Choice(choices=MATURITIES, help="with which goods its spread is pooled")
    factor = Choice(choices=FACTORS, optional=True, help="with which series its errors go")
    within = share("correlation of its errors with those of its factor; without one unused")


class Paths(Rows, unique=("set", "series", "year"), optional=True):
    """Yearly values of national series: facts, what was forecast, what is carried on."""

    set = Reference(table="path_sets", help="as known when")
    series = Reference(table="national_series", help="of which series")
    year = calendar_year("calendar year")
    role = Choice(choices=PATH_ROLES, help="a fact, a published forecast, or carried on")
    value = Number(above=0, low=0, high=MOST_UNITS, help="in the unit of the series")
    known = Number(
        above=0,
        low=0,
        high=MOST_UNITS,
        optional=True,
        help="sold in the year before the cut; of a share, the share then",
    )
    s1 = amount("", "standard deviation of a year's error, logs or logits", _MOST_ERROR)
    publisher_sd = amount("", "spread of publishers at the last year", _MOST_ERROR)


class PathUses(Rows, unique=("use",), optional=True):
    """Which national path a market follows; one without a row, or whose series a set of paths has
    not, follows its own equation. Before a market opens its path is not followed.

    A path is a series, or its product with a share, less what is exported. Of series in millions
    units at home are the market's part of it, of series in 100 million yuan they follow by price,
    of any others they are the start's times the path against its first year.
    """

    use = Reference(table="uses", help="the market")
    series = Reference(table="national_series", help="the path of its sales")
    share = Reference(table="national_series", optional=True, help="a share that splits the path")
    side = Choice(choices=SIDES, optional=True, help="that share of the path, or the rest of it")
    exported = Reference(
        table="national_series", optional=True, help="the share of it that is sold abroad"
    )
    export_series = Reference(
        table="national_series", optional=True, help="factor on the markets abroad"
    )
    rivals = Flag(optional=True, help="1 = outside makers' strength is drawn; empty = 0")


class PathParts(Rows, unique=("use", "year"), optional=True):
    """Parts of a path that several markets share, in years for which they were counted.

    In between by line, before and behind as in the first and last of them; by the start's sales
    where there is none.
    """

    use = Reference(table="uses", help="the market")
    year = calendar_year("calendar year")
    part = Number(above=0, low=0, high=1, help="of the units of the path, or of its money")


class Forecasts(Rows, unique=("set", "series", "year", "publisher", "published"), optional=True):
    """Single forecasts as published, from which the paths were made."""

    set = Reference(table="path_sets", help="the set that could know it")
    series = Reference(table="national_series", help="of which series")
    year = calendar_year("the year forecast")
    value = Number(above=0, low=0, high=MOST_UNITS, help="in the unit of the series")
    publisher = Text(help="who forecast")
    published = Text(help="year and month of publication")


class ForecastErrors(Rows, unique=("set", "forecast"), optional=True):
    """Errors of forecasts that were known at the cut."""

    set = Reference(table="path_sets", help="the set that could know it")
    forecast = Text(help="who forecast what, when")
    maturity = Choice(choices=MATURITIES, help="of young or of mature goods")
    error = Number(low=-_MOST_ERROR, high=_MOST_ERROR, help="came over forecast, logs or logits")
    years = Number(above=0, low=0, high=100, unit="years", help="how far ahead")
