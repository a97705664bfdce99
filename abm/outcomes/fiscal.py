"""What policy costs, and what comes back in tax."""

from __future__ import annotations

from abm.city import City
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from agents.world import World
from policies.registry import INSTRUMENTS

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
        *(f"spending_{key}" for key in INSTRUMENTS),
        "fiscal_leaked",
        "fiscal_clawed_back",
        "fiscal_tax_local",
        *(f"fiscal_{tax}_local" for tax in TAXES),
        "fiscal_tax_expenditure",
        "fiscal_net_local",
    )


def spent_by_payer(world: World) -> dict[str, float]:
    """Spending on instruments this quarter by whose budget bears it, million yuan."""
    found = dict.fromkeys(PAYERS, 0.0)
    for key, instrument in INSTRUMENTS.items():
        found[instrument.payer] += world.ledger.memos.get(key, 0.0)
    return found


def came_back(world: World) -> float:
    """Packages paid back to municipality and districts this quarter, million yuan."""
    ledger = world.ledger
    return float(ledger.moved[ledger.flow_code["clawbacks"]][:, local_sectors(world)].sum())


def local_sectors(world: World) -> list[int]:
    """Sectors of the ledger that are the city's public purse."""
    code = world.ledger.sector_code
    return [code["municipality"], code["districts"]]


def measure(world: World, definitions: Definitions) -> list[float]:
    """Million yuan. ``fiscal`` is spending cumulated since the policy start, ``fiscal_clawed_back``
    packages paid back since then, the rest a quarter's.

    Spending is the city's: that of municipality and districts. The centre's stands apart.

    ``fiscal_leaked`` is what price support went to makers from outside, cumulated. Local tax is
    what municipality and districts received of taxes on profit, value added and wages; with what
    came back of packages and net of spending it is ``fiscal_net_local``. Tax expenditure is profit
    tax forgone at all levels.
    """
    ledger = world.ledger
    spent = [ledger.memos.get(key, 0.0) for key in INSTRUMENTS]
    by, back = spent_by_payer(world), came_back(world)
    all_local = by["municipality"] + by["district"]
    local = local_sectors(world)
    taxes = [float(ledger.moved[ledger.flow_code[tax]][:, local].sum()) for tax in TAXES]
    return [
        world.spent_since_start,
        all_local,
        by["municipality"],
        by["district"],
        by["centre"],
        *spent,
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
        Named("fiscal_leaked", "补贴外溢", "Price support to makers outside", "million yuan"),
        Named("fiscal_clawed_back", "政策实施以来追回的奖励", "Packages paid back", "million yuan"),
        Named("fiscal_tax_local", "地方税收（当季）", "Local tax of the quarter", "million yuan"),
        Named("fiscal_net_local", "地方净收入（当季）", "Net of spending", "million yuan"),
    ),
)
