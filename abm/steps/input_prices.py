"""Wages and interest."""

from __future__ import annotations

from abm import factor_prices
from agents.world import World


def input_prices(world: World) -> None:
    """Read the quarter's prices from the city's yearly figures.

    Simple on purpose: wages do not answer to the model's own demand for labour yet.
    """
    now = factor_prices.at(world.city, world.quarter)
    world.economy.wage_operator = now.wage_operator
    world.economy.wage_engineer = now.wage_engineer
    world.economy.lending_rate = now.lending_rate
