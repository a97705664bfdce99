"""A firm that a researcher adds to a run, beside those that enter by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from abm.steps.attraction.projects import HEADQUARTERS, PLANT, Projects, arrive, jobs_of
from abm.steps.entry.settling import appeal, settle
from abm.steps.entry.step import Newcomers, choose_uses, found
from abm.steps.parks.plans import park_names
from agents import kinds
from agents.terms import Terms
from agents.world import Floats, World
from engine.calendar import quarter_text
from engine.document import InputError, did_you_mean
from engine.table import Slots

if TYPE_CHECKING:
    from abm.model import IndustryModel

MAKERS = (kinds.BRAND, kinds.SUPPLIER, kinds.CONTRACT)

FIRST_LANE = 10**11
"""Luck ids of added firms begin here: no list of candidates comes so far."""


def add_firm(
    model: IndustryModel, kind: Any, segment: str, use: str, park: str, revenue: Any
) -> kinds.Firm:
    """``IndustryModel.add_firm``."""
    world, city = model.world, model.world.city
    names = model.schedule.names()
    if model.now and ("entry" not in names or names.index(model.now) <= names.index("entry")):
        raise ValueError(
            f"a firm is added between quarters or in a step behind 'entry', not in {model.now!r}: "
            "what the quarter has reckoned by firm has no place for it"
        )
    code = kind_of(model, kind)
    of = row_of("segment", segment, city.segments.keys)
    market = row_of("use", use, city.uses.keys) if use else -1
    if market >= 0 and world.markets.segment[market] != of:
        raise InputError("", 0, 0, "use", f"a market of {segment}", repr(use))
    if market >= 0 and not world.open_uses[market]:
        opens = quarter_text(int(world.markets.starts[market]))
        raise InputError("", 0, 0, "use", "a market that is open", f"{use!r}, which opens {opens}")
    place = row_of("park", park, tuple(park_names(world))) if park else -1
    if place >= 0 and not world.parks.alive[place]:
        raise InputError("", 0, 0, "park", "a park that is open", f"{park!r}, which has closed")
    if code == kinds.STARTUP:
        if revenue != 0.0:
            raise InputError("", 0, 0, "revenue", "none of a startup", str(revenue))
        slot = add_startup(world, of, market, place)
    else:
        component = bool(world.segments.is_component[of])
        if component != (code == kinds.SUPPLIER):
            fits = "Supplier or Startup" if component else "Brand, ContractManufacturer or Startup"
            raise InputError("", 0, 0, "kind", f"{fits} in {segment}", kind.__name__)
        if isinstance(revenue, bool) or not isinstance(revenue, int | float) or not revenue > 0.0:
            raise InputError("", 0, 0, "revenue", "million yuan a year above 0", str(revenue))
        if not revenue < np.inf:
            raise InputError("", 0, 0, "revenue", "a finite number", str(revenue))
        slot = add_maker(world, code, of, market, place, float(revenue))
    (firm,) = (a for a in model.agents_by_type[model.kinds["firms"][code]] if a.slot == slot)
    found: kinds.Firm = firm
    return found


def kind_of(model: IndustryModel, kind: Any) -> int:
    """The code of a kind that can be added, by its class or one that it is a subclass of."""
    known = {code: model.kinds["firms"][code] for code in (kinds.STARTUP, *MAKERS)}
    for code, its in known.items():
        if isinstance(kind, type) and kind is not kinds.Firm and issubclass(its, kind):
            return code
    expected = f"one of {', '.join(its.__name__ for its in known.values())}"
    found = kind.__name__ if isinstance(kind, type) else repr(kind)
    raise InputError("", 0, 0, "kind", expected, found)


def row_of(name: str, key: str, keys: Sequence[str]) -> int:
    """The row of a key. Raises InputError for an unknown one."""
    if key not in keys:
        expected = f"the key of a {name} of the city{did_you_mean(str(key), keys)}"
        raise InputError("", 0, 0, name, expected, repr(key))
    return keys.index(key)


def add_startup(world: World, segment: int, use: int, park: int) -> int:
    """A startup with a newcomer's luck and seed money; ``use`` and ``park`` −1 are its own choice.

    Returns its slot.
    """
    lane, of = next_lane(world), np.array([segment])
    market = choose_uses(world, lane, of) if use < 0 else np.array([use])
    discount = world.parameters.entry.technology_discount
    newcomer = Newcomers(
        lane,
        of,
        market,
        world.markets.frontier[market] * (1.0 - discount),
        offers(world, of),
        np.zeros(1, dtype=bool),
    )
    (slot,) = found(world, newcomer).tolist()
    if park >= 0:
        firms = world.firms
        firms.hq[slot] = park
        if firms.plant[slot] >= 0:
            firms.plant[slot] = park
    return int(slot)


def add_maker(world: World, kind: int, segment: int, use: int, park: int, revenue: float) -> int:
    """A firm that comes with a parent, a part of its plant in use, and buyers or orders.

    As a courted project without a package: a brand is the headquarters of one, other makers are its
    plant. ``revenue`` at full capacity, million yuan a year. Returns its slot.
    """
    lane, of = next_lane(world), np.array([segment])
    market = choose_uses(world, lane, of) if use < 0 else np.array([use])
    what = np.array([HEADQUARTERS if kind == kinds.BRAND else PLANT])
    here = world.parameters.attraction.headquarters_local
    builds = np.where(world.markets.needs_licence[market], 0.0, here)  # cars come without licence
    local = np.where(what == HEADQUARTERS, builds, 1.0)
    quarterly = np.array([revenue / 4.0])
    capital = revenue * np.maximum(
        world.segments.capital[of], world.parameters.capacity.least_capital
    )
    jobs = jobs_of(world, of, market, what, capital, quarterly, local)
    project = Projects(
        lane, of, market, what, capital, quarterly, local, jobs, np.ones(1), np.zeros(1)
    )
    payroll = jobs * world.economy.wage_engineer[0]
    if park < 0:
        place = settle(world, lane, offers(world, of), payroll, of, True)
    else:
        place = np.array([park])
    first = world.firms.n
    arrive(world, project, place, {})
    return first


def next_lane(world: World) -> Slots:
    """The luck id of the next added firm: its place among the added, the same under every plan."""
    return np.array([FIRST_LANE + int((world.firms.lane >= FIRST_LANE).sum())])


def offers(world: World, segment: Slots) -> Floats:
    """What each park is worth to a newcomer, (1, parks).

    Where a park has opened since the quarter's terms were set, nothing of them is left to offer.
    """
    terms = world.terms
    if len(terms.screening) != world.parks.n:
        world.terms = Terms.neutral(world.lengths)
    worth = appeal(world)[segment]
    world.terms = terms
    return worth
