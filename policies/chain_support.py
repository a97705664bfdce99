"""What instruments for parks and their chains share: whom they serve, what rent they owe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agents.parks import chains
from agents.world import World
from engine.growing import grown
from policies.instrument import Claims, Order

Flags = NDArray[np.bool_]


def parks_served(world: World, order: Order) -> Flags:
    """Designated parks, where a plan names some those of them, (parks,)."""
    served: Flags = world.parks.designated.astype(bool)
    return served if order.parks is None else served & order.parks


def parks_named(world: World, order: Order) -> Flags:
    """The parks that a plan names, designated or not; without names the designated, (parks,)."""
    named: Flags = world.parks.designated.astype(bool) if order.parks is None else order.parks
    return named & (world.parks.focus >= 0)


def chain_served(world: World, order: Order) -> Flags:
    """Segments in the parks that a plan names that belong to the chain of the park's focus: itself
    and component classes that sell to it; of these the ones that the plan names. (segments, parks).
    """
    chain = chains(world.static.component_need, world.segments.is_component)
    served: Flags = chain[world.parks.focus].T & order.segments[:, None]
    return served & parks_named(world, order)


def rent_refunds(world: World, order: Order) -> Claims:
    """What an instrument owes tenants of the rent of the quarter, by its part of the discount."""
    firms, accounts = world.firms, world.accounts
    borne = world.by_tenancy(order.own["rent_discount"])
    home = firms.hq
    site = np.where(firms.plant >= 0, firms.plant, home)
    # Firms that have come since the accounts rented nothing yet.
    office, plant = (grown(rent, firms.n) for rent in (accounts.rent_hq, accounts.rent_plant))
    due = office * borne[firms.segment, home] + plant * borne[firms.segment, site]
    everywhere = replace(order, parks=None)  # parks are served by their rent
    slots = np.flatnonzero(everywhere.firms(world) & (due > 0.0))
    return Claims(due[slots], firms=slots)


def services_cost(world: World, order: Order) -> float:
    """Million yuan a year for what an instrument adds to the services of parks."""
    added = float(order.own["added_services"].sum())
    return world.parameters.policy.services_cost * added
