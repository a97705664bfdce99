"""Money for firms: equity raised, listings, acquisitions, debt."""

from __future__ import annotations

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Outcome
from agents.city import City
from agents.world import World


def columns(city: City) -> tuple[str, ...]:
    return (
        "equity_raised",
        "equity_guided",
        "equity_listing",
        "debt",
        "listings",
        "acquisitions",
        "firms_listed",
        "firms_backed",
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Million yuan a quarter that firms raised by rounds and on the market, parents and seed money
    included; of it the guidance fund's part, and that of listings. Debt at the end of the quarter.

    Counts: firms that listed or were bought this quarter, and living firms that are listed or have
    a fund among their owners.
    """
    ledger, firms = world.ledger, world.firms
    code = ledger.sector_code
    rounds = ledger.moved[ledger.flow_code["equity_rounds"]]
    listed = ledger.flow("listing")
    live = firms.live
    backed = firms.venture_stake[live] + firms.guidance_stake[live] > 0.0
    return [
        float(rounds[:, code["firms"]].sum()) + listed,
        float(rounds[code["guidance"]].sum()),
        listed,
        float(firms.debt[live].sum()),
        float(world.accounts.listings),
        float(world.accounts.acquisitions),
        float(firms.listed[live].sum()),
        float(backed.sum()),
    ]


FINANCE = Outcome(
    key="equity_raised",
    name_zh="企业股权融资",
    name_en="Equity raised",
    unit="million yuan",
    help_zh="本季企业股权融资（含上市募资），其中引导基金出资；上市与并购数量。",
    help_en="Equity that firms raised this quarter, listings included, and the guidance fund's "
    "part; firms that listed or were bought.",
    columns=columns,
    measure=measure,
)
