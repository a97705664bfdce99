"""Where the city's plants buy advanced components."""

from __future__ import annotations

import numpy as np

from abm.component_contents import split
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from agents.city import City
from agents.world import World


def columns(city: City) -> tuple[str, ...]:
    roles = city.segments.role
    keys = [key for key, role in zip(city.segments.keys, roles, strict=True) if role == "component"]
    return (
        "core_technology",
        "local_components",
        "component_purchases",
        *(f"local_share_{key}" for key in keys),
        *(f"import_share_{key}" for key in keys),
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Shares by value of what the city's plants bought this quarter, all classes but ``other``."""
    bought = (world.markets.material_cost[:, None] * split(world).need)[:, :, None] * world.sourcing
    by_class = bought.sum(axis=0)
    total = by_class.sum(axis=1)
    share = by_class / np.maximum(total, 1e-12)[:, None]
    whole = max(float(total.sum()), 1e-12)
    return [
        float(by_class[:, :2].sum()) / whole,
        float(by_class[:, 0].sum()) / whole,
        float(total.sum()),
        *share[:, 0].tolist(),
        *share[:, 2].tolist(),
    ]


COMPONENTS = Outcome(
    key="core_technology",
    name_zh="核心元器件国产化率",
    name_en="Components from makers at home",
    unit="share",
    help_zh="市内工厂当季采购的各类元器件中，来自本市与国内其他地区的比重。",
    help_en="Of the classes of components that plants in the city bought this quarter, the part "
    "from makers in the city and elsewhere in the country.",
    columns=columns,
    measure=measure,
    also=(
        Named("local_components", "本地配套率", "Components from the city's makers", "share"),
        Named("component_purchases", "元器件采购额", "Purchases of components", "million yuan"),
    ),
)
