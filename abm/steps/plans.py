"""What firms plan: markups, R&D, marketing."""

from __future__ import annotations

import numpy as np

from agents import kinds
from agents.contracting import contract_markup, lean_share
from agents.finance import HOLE
from agents.pricing import markup
from agents.world import World
from engine.memory import added


def plans(world: World) -> None:
    """Set markups by the change of share, budgets by past revenue."""
    _prices(world)
    _budgets(world)


def _prices(world: World) -> None:
    lines, p = world.lines, world.parameters.price
    by_share = markup(
        lines.markup,
        lines.share_year[:, 0],
        share_year_ago=lines.share_year[:, 3],
        speed=p.markup_speed,
        low=p.markup_min,
        high=p.markup_max,
        most_change=p.share_change_most,
        floor=p.markup_floor,
    )
    c = world.parameters.contracting
    by_use = contract_markup(
        lines.markup_norm,
        lines.expected / np.maximum(lines.capacity, 1e-9),
        target=world.parameters.capacity.utilisation,
        response=c.margin_response,
        low=c.markup_min,
        high=c.markup_max,
    )
    lines.markup = np.where(lines.contracted, by_use, by_share)


def _budgets(world: World) -> None:
    """R&D and marketing from a year's revenue; a firm that is out of cash cuts both.

    What a listing raised for R&D comes on top. A startup spends a part of its burn on R&D. A
    parent's facility carries a part of its size as R&D while it is open, for a firm that has not
    yet the sales to live on.
    """
    firms, p = world.firms, world.parameters.finance
    revenue = added(firms.revenue_past, 4) / 4.0
    startup = firms.is_kind(kinds.STARTUP)
    open_ = firms.parent_until >= world.quarter
    thrift = np.where((firms.cash < HOLE) & ~(open_ & (firms.parent > 0.0)), p.thrift, 1.0)
    lacks = open_ & (revenue < firms.parent)
    backed = np.where(lacks, p.parent_research * firms.parent, 0.0)
    raised = np.where(firms.raised_until >= world.quarter, firms.raised_research, 0.0)
    own = np.maximum((firms.rd_share * revenue + raised) * thrift, backed)
    burned = np.maximum(p.startup_research * firms.burn, backed)
    firms.rd_own = np.where(startup, burned, own)
    share = lean_share(
        world.segments.marketing_share[firms.segment],
        firms.contract_part,
        world.parameters.contracting.marketing,
    )
    firms.marketing = share * revenue * thrift
