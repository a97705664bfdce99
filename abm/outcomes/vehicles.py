"""What the city's own vehicle brands earn on new-energy vehicles."""

from __future__ import annotations

import numpy as np

from abm.outcomes.competitive import FOREIGN
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents import kinds
from agents.city import City
from agents.world import World
from engine.groups import sum_by
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    return ("own_vehicle_margin", "own_vehicle_gross_margin") if city.has_vehicles else ()


def measure(world: World, definitions: Definitions) -> list[float]:
    """Of the quarter, weighted by sales. Own: brands, OEMs and startups of the city that are not
    foreign-owned; plants of foreign makers are apart.

    ``own_vehicle_margin`` is operating profit by sales: gross profit of the NEV lines less R&D,
    marketing, administration, rent and interest, which a firm's lines bear by their sales.
    """
    if not world.city.has_vehicles:
        return []
    lines, firms, markets = world.lines, world.firms, world.markets
    own = firms.is_kind(kinds.BRAND, kinds.OEM_, kinds.STARTUP) & (firms.owner != FOREIGN)
    mine = markets.is_nev[lines.use] & own[lines.firm]
    sold = added(lines.sold) / 1e6 * mine
    value = sum_by(lines.firm, sold * lines.price, firms.n)
    gross = value - sum_by(lines.firm, sold * lines.unit_cost, firms.n)
    count = min(len(world.accounts.gross_profit), firms.n)
    running = np.zeros(firms.n)
    goods = sum_by(lines.firm, lines.made * lines.unit_cost / 1e6, firms.n)
    running[:count] = world.accounts.cost[:count] - goods[:count]
    part = np.divide(value, firms.revenue, out=np.zeros(firms.n), where=firms.revenue > 0.0)
    total = float(value.sum())
    if total <= 0.0:
        return [0.0, 0.0]
    earned = float((gross - running * np.minimum(part, 1.0)).sum())
    return [earned / total, float(gross.sum()) / total]


VEHICLES = Outcome(
    key="own_vehicle_margin",
    name_zh="自主品牌新能源汽车利润率",
    name_en="Margin of own-brand NEVs",
    unit="share",
    help_zh="本市自主品牌新能源汽车的营业利润率（按销售额加权，不含外资工厂）。",
    help_en="Operating profit by sales of the NEVs of the city's own brands, foreign plants apart.",
    columns=columns,
    measure=measure,
)
