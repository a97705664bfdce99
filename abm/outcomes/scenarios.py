"""New own-brand products at work in the city's scenarios."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import Definitions, by_level
from abm.outcomes.outcome import Named, Outcome
from agents import kinds
from agents.city import City
from agents.world import World
from engine.groups import count_by
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    return by_level("products_in_scenarios", "scenarios_served") if len(city.scenarios) else ()


def measure(world: World, definitions: Definitions) -> list[float]:
    """Own brand, launched since the policy start, sales in the city of four quarters ≥ ``sales``;
    at most ``per_firm`` of a firm in each scenario. Served is a scenario with ``served`` of them.
    """
    if not len(world.city.scenarios):
        return []
    if world.quarter < world.city.policy_start:
        return [0.0] * 6
    products, lines, firms = world.products, world.lines, world.firms
    live = products.live
    new = live[products.launched[live] >= world.city.policy_start]
    line = products.line[new]
    firm, scenario = lines.firm[line], world.city.uses.scenario[lines.use[line]]
    own = firms.is_kind(kinds.BRAND, kinds.OEM_, kinds.STARTUP)[firm]
    own &= (scenario >= 0) & world.segments.is_target[firms.segment[firm]]
    firm, scenario, sales = firm[own], scenario[own], added(products.city_sales[new[own]])
    sales = sales * (1.0 - lines.hosted[line[own]])
    size = len(world.city.scenarios)
    counts, served = [], []
    for d in definitions.products_in_scenarios:
        good = sales >= d.sales
        pairs = count_by(scenario[good] * firms.n + firm[good], size * firms.n).reshape(size, -1)
        by_scenario = np.minimum(pairs, d.per_firm).sum(axis=1)
        counts.append(float(by_scenario.sum()))
        served.append(float((by_scenario >= d.served).sum()))
    return [*counts, *served]


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
    also=(Named("scenarios_served", "有产品落地的场景", "Scenarios served", "scenarios"),),
)
