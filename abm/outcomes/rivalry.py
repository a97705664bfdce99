"""How few brands hold the saturated world markets that order turnkey goods."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from abm.steps.contracting.rivalry import units
from agents import brand_rivalry as rules
from agents.city import City
from agents.world import World

LARGEST = 5
"""Brands that the plan's explanation counts: five giants."""


def columns(city: City) -> tuple[str, ...]:
    keys = [city.uses.keys[use] for use in np.unique(city.brand_markets.use).tolist()]
    if not keys:
        return ()
    return (
        "largest_brands",
        "brand_hhi",
        *(f"largest_brands_{key}" for key in keys),
        *(f"brand_hhi_{key}" for key in keys),
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Joint share of the five largest brands of each saturated market, and its Herfindahl index;
    the mean of markets by units first. Of brands by name: the rest counts as many small ones."""
    city = world.city
    uses = np.unique(city.brand_markets.use)
    if not len(uses):
        return []
    named = np.unique(city.brand_shares.principal[~city.brand_shares.rest])
    shares = [world.principals.share[named[city.principals.use[named] == use]] for use in uses]
    joint = np.array([rules.joint_share(share, LARGEST) for share in shares])
    index = np.array([rules.herfindahl(share) for share in shares])
    size = units(city, world.quarter, world.cut)[uses]
    size = size / size.sum()
    return [float(size @ joint), float(size @ index), *joint.tolist(), *index.tolist()]


RIVALRY = Outcome(
    key="largest_brands",
    name_zh="五大品牌占比",
    name_en="Share of the five largest brands",
    unit="share",
    help_zh="手机、电脑等饱和市场中五大品牌的全球出货占比与赫芬达尔指数；一家所得即他家所失，订单随之转移。",
    help_en="What the five largest brands ship of the saturated world markets of phones and "
    "computers, and the Herfindahl index: what one wins the others lose, and orders go with it.",
    columns=columns,
    measure=measure,
    also=(Named("brand_hhi", "品牌赫芬达尔指数", "Herfindahl index of brands", "0–1"),),
)
