"""New own-brand products at work in the city's scenarios."""

from __future__ import annotations

import numpy as np

from abm.city import City
from abm.outcomes.definitions import LEVELS, Definitions, ScenarioProduct
from abm.outcomes.outcome import Outcome
from agents import kinds
from agents.world import World
from engine.groups import count_by


def columns(city: City) -> tuple[str, ...]:
    return (
        "products_in_scenarios",
        "products_in_scenarios_strict",
        "products_in_scenarios_loose",
        "scenarios_served",
    )


def counted(world: World, d: ScenarioProduct) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Products by scenario, shape ``(scenarios,)``, at most ``per_firm`` of a firm in each.

    Own brand, launched since the policy start, sales in the city of four quarters ≥ ``sales``.
    """
    products, lines, firms = world.products, world.lines, world.firms
    scenario_of = world.city.uses.codes("scenario")
    live = products.live
    line = products.line[live]
    firm, scenario = lines.firm[line], scenario_of[lines.use[line]]
    kind = firms.kind[firm]
    own = (kind == kinds.BRAND) | (kind == kinds.OEM_) | (kind == kinds.STARTUP)
    good = (
        own
        & (scenario >= 0)
        & world.static.is_target[firms.segment[firm]]
        & (products.launched[live] >= world.city.policy_start)
        & (products.city_sales[live].sum(axis=1) >= d.sales)
    )
    size = len(world.city.scenarios)
    pairs = count_by(firm[good] * size + scenario[good], firms.n * size).reshape(-1, size)
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = np.minimum(pairs, d.per_firm).sum(axis=0)
    return found


def measure(world: World, definitions: Definitions) -> list[float]:
    by_level = [counted(world, getattr(definitions.products_in_scenarios, x)) for x in LEVELS]
    served = int((by_level[0] >= definitions.products_in_scenarios.default.served).sum())
    return [*(float(x.sum()) for x in by_level), float(served)]


SCENARIOS = Outcome(
    key="products_in_scenarios",
    name_zh="场景应用产品",
    name_en="Products in scenarios",
    unit="products",
    help_zh="政策实施以来推出、在本市十大场景中实际销售达标的自主品牌产品。",
    help_en="Own-brand products launched since the policy start that sell enough in the city's "
    "scenarios; at most two of a firm in each scenario.",
    columns=columns,
    measure=measure,
)
