"""The national markets of a run: a city's paths by quarter and use, and who competes in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from abm.cut import cut_of, known_set, known_sets
from abm.national import Paths, paths
from abm.start.static import fixed_of
from abm.worlds import WorldName
from agents import national as path_rules
from agents import national_cells as rules
from agents.city import City
from agents.city.national import PathUses
from agents.national_markets import Floats, NationalMarkets
from agents.parameters import Parameters
from agents.parameters.national import National
from engine.document import InputError
from engine.draws import Decision, Draws

MILLIONS, MONEY = "million", "100 million yuan"
"""Units of paths that are counted as they stand."""

LASTING = Decision("rivals.lasting")
WALK = Decision("rivals.walk")


def national_markets(
    city: City, parameters: Parameters, world: WorldName, seed: int
) -> NationalMarkets:
    """The national markets of one world.

    Args:
        city: whose data.
        parameters: of the rivals' strength.
        world: which world: ``draw`` depends on the seed, no other does.
        seed: of the draw.

    Raises InputError where the paths begin after the city's data do.
    """
    known = known_set(city)
    rows = followed(city, known)
    quarters, uses = city.end - city.start + 1, len(city.uses)
    if not known or not len(rows):
        return NationalMarkets.none(quarters, uses)
    drawing = seed if world == "draw" else 0
    laid, sizes = _laid_out(city, known, world, drawing, _outlook(parameters.national))
    rivals = laid.rivals.copy()
    drawn = np.flatnonzero(rows.rivals)
    draws = Draws(seed) if world == "draw" else None
    outside, sizes = rows.at(drawn), sizes[drawn]
    for period in _periods(city, outside, sizes) if len(drawn) else ():
        rivals[:, outside.use] += _rivals(city, parameters, period, draws, outside.use)
    return replace(laid, rivals=rivals)


def followed(city: City, known: str) -> PathUses:
    """The rows of path_uses.csv whose series a set of paths has; none without a set."""
    there = _told(city, city.path_uses, known)
    return city.path_uses if there.all() else city.path_uses.only(there)


def _told(city: City, rows: PathUses, known: str) -> NDArray[np.bool_]:
    """Rows whose series a set of paths has."""
    mine = city.paths.set == city.path_sets.index.get(known, -1)
    return np.isin(rows.series, city.paths.series[mine])


@dataclass(frozen=True)
class _Period:
    """Years between a set's cut and the next one's: ``surprise`` ln of markets by the forecast of
    the time, (rows, years of the city)."""

    known: str
    cut: float
    until: float
    surprise: Floats
    first: bool


def _periods(city: City, rows: PathUses, sizes: Floats) -> Iterator[_Period]:
    """From every cut on makers outside have their strength from what was not foreseen then; what
    they have won or lost by the next cut they keep. ``sizes`` of markets by year in this world,
    (rows, years); one of which a set says nothing was no surprise."""
    sets, known = city.path_sets, known_sets(city)
    cuts = [float(sets.cut[sets.index[key]]) for key in known]
    for place, key in enumerate(known):
        until = cuts[place + 1] if place + 1 < len(cuts) else float("inf")
        found = _carried_on(_carried_back(paths(city, key, "middle")), city.end // 4)
        here = (found.years >= city.start // 4) & (found.years <= city.end // 4)
        foreseen, told = sizes.copy(), _told(city, rows, key)
        foreseen[told] = _sold_at_home(city, rows.only(told), found, True)[:, here]
        yield _Period(key, cuts[place], until, np.log(sizes / foreseen), place == 0)


@lru_cache(maxsize=256)
def _laid_out(
    city: City, known: str, world: WorldName, seed: int, outlook: tuple[int, float]
) -> tuple[NationalMarkets, Floats]:
    """All but the rivals, which depend on parameters; and what is sold at home by each path.

    The latter is (rows, years).
    """
    found = paths(city, known, world, seed)
    rows, cells = followed(city, known), city.cells
    first, last = city.start // 4, city.end // 4
    given = np.isfinite(_sold_at_home(city, rows, _carried_on(found, last), False))
    found = _carried_on(_carried_back(found), last)
    if found.years[0] > first:
        expected = f"paths from {first} on, the first year of the city's data"
        span = f"{known!r} with {found.years[0]} to {found.years[-1]}"
        raise InputError(str(city.folder.joinpath("paths.csv")), 0, 0, "year", expected, span)
    here = (found.years >= first) & (found.years <= last)
    quarters = slice(city.start % 4, city.start % 4 + city.end - city.start + 1)
    uses = len(city.uses)
    start = np.zeros((uses, 3))
    start[cells.use, cells.destination.codes] = cells.units_per_year_start
    home = start[:, 0] + start[:, 1]
    values, anchors = (_sold_at_home(city, rows, found, published) for published in (False, True))
    size = _units_by_path(city, rows, home, values[:, found.years == first], found.years)
    annual, published = (size * values)[:, here], (size * anchors)[:, here]
    ended = np.repeat(found.years[here] + 1 <= city.path_sets.cut[city.path_sets.index[known]], 4)

    def by_quarter(factor: Floats) -> Floats:
        """What had ended at the cut is the same in every world, its quarters too."""
        return np.where(
            ended, path_rules.by_quarter(published, factor), path_rules.by_quarter(annual, factor)
        )

    season = fixed_of(city).static.seasonal[np.arange(4 * here.sum()) % 4].T[rows.use]
    shape = season * _known_events(city, cut_of(city, world), rows.use, first, int(here.sum()))

    def by_use(of_rows: Floats, otherwise: float) -> Floats:
        wide = np.full((quarters.stop - quarters.start, uses), otherwise)
        wide[:, rows.use] = of_rows[:, quarters].T
        return wide

    smooth = by_quarter(np.ones_like(shape))
    exports = np.ones_like(shape)
    middles, times = found.years + 0.5, first + 0.125 + np.arange(4 * here.sum()) / 4.0
    for row in np.flatnonzero(rows.export_series >= 0).tolist():
        of = found.of(city.national_series.keys[rows.export_series[row]])
        exports[row] = np.where(ended, 1.0, np.exp(np.interp(times, middles, np.log(of))))
    growth = np.repeat(_expected_growth(values, anchors, given, *outlook)[:, here], 4, axis=1)
    in_money = np.zeros(uses, dtype=bool)
    in_money[rows.use] = _units_of(city, rows) == MONEY
    opened = np.arange(city.start, city.end + 1)[:, None] >= city.uses.starts
    laid = NationalMarkets(
        follows=rows.use,
        units=np.where(opened, by_use(by_quarter(shape), 0.0), 0.0),
        rivals=np.zeros((quarters.stop - quarters.start, uses)),
        trend=by_use(smooth / smooth[:, :1], 1.0),
        exports=by_use(exports, 1.0),
        growth=by_use(growth, 0.0),
        in_money=in_money,
        city_part=np.divide(start[:, 0], home, out=np.zeros(uses), where=home > 0.0),
        reference_plan=found.reference_plan,
    )
    return laid, values[:, here]


def _carried_back(found: Paths) -> Paths:
    """The paths with values in the years before a series begins, by the growth of its first pair.

    They only shape its first year's quarters: the markets that follow it open later.
    """
    if np.isfinite(found.values).all():
        return found

    def filled(values: Floats) -> Floats:
        more = values.copy()
        for row in np.flatnonzero(np.isnan(values).any(axis=1)).tolist():
            begins = int(np.isfinite(values[row]).argmax())
            pair = values[row, begins : begins + 2]
            back = np.arange(begins, 0, -1)
            more[row, :begins] = pair[0] * (pair[0] / pair[-1]) ** back
        return more

    return replace(found, values=filled(found.values), anchors=filled(found.anchors))


def _carried_on(found: Paths, last: int) -> Paths:
    """The paths to the year ``last``: behind their own last year they stand."""
    more = last - int(found.years[-1])
    if more <= 0:
        return found

    def carried(values: Floats) -> Floats:
        return np.pad(values, ((0, 0), (0, more)), mode="edge")

    return replace(
        found,
        years=np.arange(found.years[0], last + 1),
        values=carried(found.values),
        anchors=carried(found.anchors),
        deviation=carried(found.deviation),
        fact=np.pad(found.fact, ((0, 0), (0, more))),
    )


def _units_of(city: City, rows: PathUses) -> NDArray[np.str_]:
    """The unit of each row's path, (rows,)."""
    return np.array(city.national_series.unit)[rows.series]


def _units_by_path(
    city: City, rows: PathUses, home: Floats, first: Floats, years: NDArray[np.int64]
) -> Floats:
    """Units at home by what each row of path_uses.csv stands for, (rows, years): of a path in
    millions or in money the market's part of it, of others what the start's units were by it.

    ``home`` units of the start, (uses,); ``first`` the paths in the first year, (rows, 1).
    """
    unit = _units_of(city, rows)
    start, price = home[rows.use], city.uses.price_yuan[rows.use]
    counted = np.where(unit == MONEY, start * price, start)
    found = start[:, None] / first * np.ones(len(years))
    for row in np.flatnonzero((unit == MILLIONS) | (unit == MONEY)).tolist():
        shared = np.ones(len(rows), dtype=bool)
        for name in ("series", "share", "exported"):
            column = getattr(rows, name)
            shared &= column == column[row]
        shared &= np.array(rows.side) == rows.side[row]
        part = np.full(len(years), counted[row] / counted[shared].sum())
        mine = city.path_parts.use == rows.use[row]
        if mine.any():
            known, parts = city.path_parts.year[mine], city.path_parts.part[mine]
            part = np.interp(years, known, parts)
        found[row] = part * (1e8 / price[row] if unit[row] == MONEY else 1e6)
    return found


def _sold_at_home(city: City, rows: PathUses, found: Paths, published: bool) -> Floats:
    """What each row of path_uses.csv stands for, (rows, years), in this world or as published."""
    table = found.anchors if published else found.values
    keys = city.national_series.keys

    def of(row: int) -> Floats:
        return np.asarray(table[found.series.index(keys[row])])

    made = []
    for row in range(len(rows)):
        value = of(rows.series[row])
        if rows.share[row] >= 0:
            share = of(rows.share[row])
            value = value * (share if rows.side[row] == "part" else 1.0 - share)
        if rows.exported[row] >= 0:
            value = value * (1.0 - of(rows.exported[row]))
        made.append(value)
    return np.array(made)


def _known_events(city: City, cut: int, use: NDArray[np.int64], first: int, years: int) -> Floats:
    """Dated events of demand outside the city, known at the cut, (rows, quarters): they shape the
    quarters of a year whose sales the path holds."""
    events = city.events
    segment = city.uses.segment[use]
    quarter = 4 * first + np.arange(4 * years)
    found = np.ones((len(use), len(quarter)))
    for row in np.flatnonzero(events.known < cut).tolist():
        if events.field[row] != "demand" or events.destination[row] not in ("", "rest"):
            continue
        when = (events.start[row] <= quarter) & (quarter <= events.end[row])
        whose = (events.segment[row] < 0) | (segment == events.segment[row])
        whose &= (events.use[row] < 0) | (use == events.use[row])
        found[np.ix_(whose, when)] *= events.factor[row]
    return found


def _outlook(p: National) -> tuple[int, float]:
    """Years that entrants look ahead, and the weight of last year."""
    return max(1, round(p.outlook_years)), p.outlook_past


def _expected_growth(
    values: Floats, anchors: Floats, given: NDArray[np.bool_], horizon: int, past: float
) -> Floats:
    """Growth a year that entrants expect, (rows, years): a part of last year's, the rest of what
    was published for the years ahead; the latter alone where nothing is ``given`` of the past."""
    count = values.shape[1]
    passed = np.zeros_like(values)
    passed[:, 2:] = np.diff(np.log(values), axis=1)[:, : count - 2]
    log = np.log(anchors)
    year = np.arange(count)
    there = np.minimum(year + horizon, count - 1)
    here = np.minimum(year, count - 2)
    ahead = (log[:, there] - log[:, here]) / (there - here)
    unknown = np.zeros_like(given)
    unknown[:, 2:] = ~given[:, : count - 2]
    found: Floats = np.where((year < 2) | unknown, ahead, past * passed + (1.0 - past) * ahead)
    return found


def _rivals(
    city: City,
    parameters: Parameters,
    period: _Period,
    draws: Draws | None,
    drawn: NDArray[np.int64],
) -> Floats:
    """ln of the outside makers' strength that a period adds in the markets ``drawn``, (quarters,
    drawn): 0 to its cut, and until a market opens."""
    p = parameters.national
    times = (np.arange(city.start, city.end + 1) + 0.5) / 4.0
    middles = np.arange(city.start // 4, city.end // 4 + 1) + 0.5
    found = []
    for use, miss in zip(drawn.tolist(), period.surprise, strict=True):
        begins = min(max(period.cut, city.uses.starts[use] / 4.0), period.until)
        ahead = np.clip(times - begins, 0.0, period.until - begins)
        steps = np.sqrt(np.diff(ahead, prepend=0.0))
        later = (middles > begins) & (middles <= period.until)
        known = np.interp(times, [begins, *middles[later]], [0.0, *miss[later]])
        lasting, walk = 0.0, np.zeros(len(times))
        if draws is not None:
            name = city.uses.keys[use]
            name = name if period.first else f"{name} of {period.known}"
            lane = np.array([path_rules.lane_of(name)])
            lasting = float(draws.normal_pair(LASTING, lane, np.zeros(1, dtype=np.int64))[0])
            quarters = np.arange(city.start, city.end + 1)
            walk = np.cumsum(steps * draws.normal_pair(WALK, lane, quarters))
        found.append(
            rules.rivals(
                known,
                lasting,
                walk,
                ahead,
                response=p.rivals_response,
                loyalty=p.rivals_loyalty,
                spread=p.rivals_spread,
                trend=p.rivals_trend if period.first else p.rivals_trend_later,
            )
        )
    return np.array(found).T
