"""Firms that moved within the city."""

from __future__ import annotations

from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome
from agents.city import City
from agents.world import World
from engine.memory import added


def columns(city: City) -> tuple[str, ...]:
    return ("moves", "moved_share", "moved_jobs_share")


def measure(world: World, definitions: Definitions) -> list[float]:
    """Movers of the quarter; those of four quarters by all firms, and their jobs by all jobs."""
    economy = world.economy
    firms, jobs = len(world.firms.live), float(world.segments.jobs.sum())
    moved, took = float(added(economy.moves_year)[0]), float(added(economy.moved_jobs_year)[0])
    return [
        float(economy.moves_year[0, 0]),
        moved / firms if firms else 0.0,
        took / jobs if jobs > 0.0 else 0.0,
    ]


MOVES = Outcome(
    key="moves",
    name_zh="市内迁址企业（当季）",
    name_en="Moves within the city",
    unit="firms",
    help_zh="当季在市内迁址的企业数；近四季迁址企业占全部企业、其就业占全部就业的比例。",
    help_en="Firms that moved within the city in the quarter; those of four quarters by all firms, "
    "and their jobs by all jobs.",
    columns=columns,
    measure=measure,
    also=(
        Named("moved_share", "年迁址率", "Movers in a year", "share"),
        Named("moved_jobs_share", "年迁址就业比例", "Jobs moved in a year", "share"),
    ),
)
