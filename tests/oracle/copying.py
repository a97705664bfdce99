"""A world of arrays as objects: the living rows, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from agents import kinds
from agents.world import World
from engine.table import Slots, Table
from tests.oracle import dated
from tests.oracle.firm import Firm
from tests.oracle.ledger import Holder
from tests.oracle.line import Line, Model
from tests.oracle.luck import Luck
from tests.oracle.market import Market
from tests.oracle.model import ObjectModel
from tests.oracle.places import Park, Segment


def from_world(world: World) -> ObjectModel:
    """Objects for the living rows of ``world`` at the start of its quarter's research."""
    model = ObjectModel(world.parameters, Luck(world.draws), world.quarter, world.city.start)
    _economy(world, model)
    model.segments = _segments(world)
    model.parks = [Park(model, row) for row in rows(world.parks, Park.TRAITS)]
    model.markets = _markets(world, model)
    lines = _firms(world, model)
    products = world.products
    on_line = products.line[products.live].tolist()
    for row, line in zip(rows(products, Model.TRAITS), on_line, strict=True):
        lines[line].models.append(Model(**row))
    return model


def rows(table: Table, names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The living rows of some columns, as plain numbers and lists."""
    names = tuple(names)
    columns = [getattr(table, name)[table.live].tolist() for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _fixed(table: Table, names: Iterable[str], of: Slots | None = None) -> dict[str, list[Any]]:
    """Columns that never change, taken at rows ``of``."""
    found = {}
    for name in names:
        values = getattr(table, name)
        found[name] = (values if of is None else values[of]).tolist()
    return found


def _economy(world: World, model: ObjectModel) -> None:
    economy = world.economy
    model.wage_operator = float(economy.wage_operator[0])
    model.wage_engineer = float(economy.wage_engineer[0])
    known = world.city, world.quarter, world.cut
    cost = world.parameters.labour.employer_cost
    model.wage_outside = 3.0 * dated.price(known[0], "wage_operator", *known[1:]) * cost / 1e6
    model.engineers_there = float(economy.labour_supply[0, 1])
    model.wage_start = float(economy.wage_operator_start[0])
    model.lending_rate = dated.price(known[0], "lending_rate", *known[1:]) / 4.0
    model.level2_national = float(economy.level2_national[0])
    model.approval_delay = world.terms.approval_delay
    model.factory_rent = world.static.factory_rent_ratio
    ledger = world.ledger
    balances = zip(ledger.sectors, ledger.balances.tolist(), strict=True)
    model.sectors = {name: Holder(name, cash) for name, cash in balances}
    governments = world.governments
    holders = [
        Holder(ledger.sectors[sector], cash)
        for sector, cash in zip(governments.sector.tolist(), governments.cash.tolist(), strict=True)
    ]
    by_kind = {
        k: np.flatnonzero(governments.kind == k).tolist() for k in kinds.CLASSES["governments"]
    }
    model.centre = holders[by_kind[kinds.CENTRE][0]]
    model.municipality = holders[by_kind[kinds.MUNICIPALITY][0]]
    model.districts = [holders[row] for row in by_kind[kinds.DISTRICT]]


def _segments(world: World) -> list[Segment]:
    found = [Segment(row) for row in rows(world.segments, Segment.TRAITS)]
    for name, values in _fixed(world.segments, Segment.STATIC).items():
        for segment, value in zip(found, values, strict=True):
            setattr(segment, name, value)
    for name in Segment.TERMS:
        for segment, value in zip(found, getattr(world.terms, name).tolist(), strict=True):
            setattr(segment, name, value)
    return found


def _markets(world: World, model: ObjectModel) -> list[Market]:
    static = world.static
    found = [
        Market(model, model.segments[code], row)
        for code, row in zip(
            world.markets.segment.tolist(), rows(world.markets, Market.TRAITS), strict=True
        )
    ]
    columns = _fixed(world.markets, Market.STATIC)
    columns["seasonal"] = static.seasonal.T.tolist()
    columns["permit_grade"] = world.city.uses.permit_grade.tolist()
    columns["permit_local"] = world.markets.permit_local.tolist()
    columns["permit_eased"] = world.terms.permit_grade.tolist()
    columns["ceiling_lift"] = world.terms.ceiling.tolist()
    columns["content_lift"] = world.terms.content.tolist()
    for name in Market.TERMS:
        columns[name] = getattr(world.terms, name).tolist()
    for name, term in Market.USUAL.items():
        columns[name] = world.reference[term].tolist()
    fleets = world.fleets
    run = np.bincount(fleets.use, fleets.vehicles, world.markets.n)
    columns["fleet"] = run.tolist()
    columns["outside_models"] = world.city.uses.outside_models.tolist()
    national, now = world.national, world.quarter - world.city.start
    columns["follows"] = np.isin(np.arange(world.markets.n), national.follows).tolist()
    columns["path"], columns["exports"] = (
        national.units[now].tolist(),
        national.exports[now].tolist(),
    )
    columns["in_money"] = national.in_money.tolist()
    columns["city_part"] = national.city_part.tolist()
    columns["rivals"] = national.rivals[now].tolist()
    before = national.rivals[now - 1] if now else np.zeros(world.markets.n)
    columns["rivals_gain"] = (national.rivals[now] - before).tolist()
    for name, values in columns.items():
        for market, value in zip(found, values, strict=True):
            setattr(market, name, value)
    start = world.city.start
    for held in dated.contents(world.city, start, world.cut, world.parameters.driving.level2_start):
        found[held.part].held_start[held.use] = (
            found[held.part].held_start.get(held.use, 0.0) + held.value
        )
    for held in dated.contents(world.city, world.quarter, world.cut, model.level2_national):
        found[held.part].held[held.use] = found[held.part].held.get(held.use, 0.0) + held.value
        found[held.use].level2_cost += held.level2_cost
    for use, segment in enumerate(world.markets.segment.tolist()):
        vars(found[use]).update(vars(dated.factors(world, use, segment)))
    return found


def _firms(world: World, model: ObjectModel) -> dict[int, Line]:
    """Firms and their lines; returns lines by slot."""
    table, live = world.firms, world.firms.live
    places = zip(
        *(column[live].tolist() for column in (table.segment, table.use, table.hq, table.plant)),
        strict=True,
    )
    by_slot: dict[int, Firm] = {}
    for slot, row, (segment, use, hq, plant) in zip(
        live.tolist(), rows(table, Firm.TRAITS), places, strict=True
    ):
        firm = by_slot[slot] = Firm(model, row)
        firm.segment, firm.market = model.segments[segment], model.markets[use]
        firm.home, firm.plant = model.parks[hq], model.parks[plant] if plant >= 0 else None
        for term in Firm.TERMS:
            setattr(firm, term, float(getattr(world.terms, term)[slot]))
    for slot, maker in zip(live.tolist(), table.maker[live].tolist(), strict=True):
        by_slot[slot].maker = by_slot.get(maker)
    model.firms = list(by_slot.values())
    lines = world.lines
    owners, uses = lines.firm[lines.live].tolist(), lines.use[lines.live].tolist()
    return {
        slot: Line(by_slot[owner], model.markets[use], **row)
        for slot, owner, use, row in zip(
            lines.live.tolist(), owners, uses, rows(lines, Line.TRAITS), strict=True
        )
    }
