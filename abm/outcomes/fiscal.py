"""What policy costs, and what comes back in tax."""

from __future__ import annotations

import numpy as np

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from agents.city import City
from agents.terms import BORNE, own_cost
from agents.world import World
from engine.ledger import Ledger
from policies.registry import INSTRUMENTS, instruments_of

TAXES: tuple[str, ...] = ("profit_tax", "vat", "wage_tax")
"""Taxes of which a part is local."""

PAYERS: tuple[str, ...] = ("", "municipality", "district", "centre")
"""Whose budgets instruments are booked to; empty: none."""


def columns(city: City) -> tuple[str, ...]:
    return (
        "fiscal",
        "fiscal_spending",
        "fiscal_municipal",
        "fiscal_district",
        "fiscal_central",
        *(f"spending_{key}" for key in instruments_of(city)),
        "private_cost",
        *(f"private_{key}" for key in that_cost_firms(city)),
        "fiscal_leaked",
        "fiscal_clawed_back",
        "fiscal_tax_local",
        *(f"fiscal_{tax}_local" for tax in TAXES),
        "fiscal_tax_expenditure",
        "fiscal_net_local",
    )


def that_cost_firms(city: City) -> list[str]:
    """The instruments of a city for which firms may have to pay themselves."""
    return [key for key in instruments_of(city) if INSTRUMENTS[key].costs_firms]


def private_cost(world: World, key: str) -> float:
    """What firms paid themselves in the quarter for an instrument, million yuan: what the office
    had them pay, and its part of what rules book to a term that it bends."""
    memos = world.ledger.memos
    found = memos.get(own_cost(key), 0.0)
    for term in BORNE:
        parts = world.contributions.get(term, {})
        if key not in parts:
            continue
        by = {k: float(np.abs(v).sum()) for k, v in parts.items()}
        if by[key] > 0.0:
            found += memos.get(own_cost(term), 0.0) * by[key] / sum(by.values())
    return found


def spending(ledger: Ledger) -> dict[str, float]:
    """What instruments cost in the quarter by whose budget they are booked to, million yuan."""
    by = dict.fromkeys(PAYERS, 0.0)
    for key, instrument in INSTRUMENTS.items():
        by[instrument.payer] += ledger.memos.get(key, 0.0)
    return by


def received(ledger: Ledger, flow: str) -> float:
    """What municipality and districts received of a flow in the quarter, million yuan."""
    local = [ledger.sector_code["municipality"], ledger.sector_code["districts"]]
    return float(ledger.moved[ledger.flow_code[flow]][:, local].sum())


def reckon(world: World) -> None:
    """Add the quarter's local spending, and what came back of packages, to the sums since the
    policy start."""
    if world.quarter >= world.city.policy_start:
        by = spending(world.ledger)
        world.spent_since_start += by["municipality"] + by["district"]
        world.clawed_back += received(world.ledger, "clawbacks")


def measure(world: World, definitions: Definitions) -> list[float]:
    """Million yuan. ``fiscal`` is spending cumulated since the policy start, ``fiscal_clawed_back``
    packages paid back since then, the rest a quarter's.

    ``private_cost`` is what firms have to pay themselves so that instruments work for them, in all
    and by instrument; what they choose to spend more on research or machines is none of it.

    Spending is the city's: that of municipality and districts. The centre's stands apart.

    ``fiscal_leaked`` is what price support went to makers from outside, cumulated. Local tax is
    what municipality and districts received of taxes on profit, value added and wages; with what
    came back of packages and net of spending it is ``fiscal_net_local``. Tax expenditure is profit
    tax forgone at all levels.
    """
    ledger = world.ledger
    by, back = spending(ledger), received(ledger, "clawbacks")
    all_local = by["municipality"] + by["district"]
    private = {key: private_cost(world, key) for key in that_cost_firms(world.city)}
    taxes = [received(ledger, tax) for tax in TAXES]
    return [
        world.spent_since_start,
        all_local,
        by["municipality"],
        by["district"],
        by["centre"],
        *(ledger.memos.get(key, 0.0) for key in instruments_of(world.city)),
        sum(private.values()),
        *private.values(),
        sum(world.leaked.values()),
        world.clawed_back,
        sum(taxes),
        *taxes,
        world.accounts.tax_expenditure,
        sum(taxes) + back - all_local,
    ]


FISCAL = Outcome(
    key="fiscal",
    name_zh="政策实施以来财政支出",
    name_en="Public spending since the policy start",
    unit="million yuan",
    help_zh="政策起点以来各项工具的地方财政支出合计。",
    help_en="Local spending on all instruments, cumulated since the policy start.",
    columns=columns,
    measure=measure,
    also=(
        Named("private_cost", "企业自担（当季）", "Borne by firms in the quarter", "million yuan"),
        Named("fiscal_leaked", "补贴外溢", "Price support to makers outside", "million yuan"),
        Named("fiscal_clawed_back", "政策实施以来追回的奖励", "Packages paid back", "million yuan"),
        Named("fiscal_tax_local", "地方税收（当季）", "Local tax of the quarter", "million yuan"),
        Named("fiscal_net_local", "地方净收入（当季）", "Net of spending", "million yuan"),
    ),
)
