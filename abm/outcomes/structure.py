"""Firms, births, deaths, jobs and concentration."""

from __future__ import annotations

from abm.city.factor_prices import quarterly
from abm.outcomes.definitions import Definitions
from abm.outcomes.outcome import Named, Outcome, without_largest
from agents import kinds
from agents.city import City
from agents.world import World


def columns(city: City) -> tuple[str, ...]:
    return (
        "firms",
        "startups",
        "entrants",
        "exits",
        "jobs",
        "jobs_without_largest",
        "engineers",
        "products",
        "hhi",
        "projects",
        "operators",
        "staff",
        "wage_operator",
        "wage_engineer",
        "engineer_tightness",
        "research",
        "marketing",
    )


def measure(world: World, definitions: Definitions) -> list[float]:
    """Counts; ``hhi`` is the Herfindahl index of revenue among the city's firms, 0–1.

    Wages in yuan a month without contributions; tightness is engineers wanted by engineers there.
    ``research`` is the quarter's reported R&D, ``marketing`` what makers of final goods spent
    on it, both in million yuan.
    """
    economy = world.economy
    firms = world.firms
    live = firms.live
    cost = quarterly(world.parameters.labour.employer_cost)
    revenue = firms.revenue[live]
    total = float(revenue.sum())
    hhi = float(((revenue / total) ** 2).sum()) if total > 0.0 else 0.0
    return [
        float(len(live)),
        float(len(firms.of_kind(kinds.STARTUP))),
        float(world.accounts.births),
        float(world.accounts.deaths),
        float(world.segments.jobs.sum()),
        without_largest((firms.engineers + firms.operators + firms.staff)[live]),
        float(firms.engineers[live].sum()),
        float(len(world.products.live)),
        hhi,
        float(world.accounts.projects),
        float(firms.operators[live].sum()),
        float(firms.staff[live].sum()),
        float(economy.wage_operator[0]) / cost,
        float(economy.wage_engineer[0]) / cost,
        float(economy.labour_wanted[0, 1] / max(economy.labour_supply[0, 1], 1e-9)),
        float(firms.rd_reported[live].sum()),
        float((firms.marketing[live] * world.segments.is_target[firms.segment[live]]).sum()),
    ]


STRUCTURE = Outcome(
    key="firms",
    name_zh="企业数",
    name_en="Firms",
    unit="firms",
    help_zh="企业数量、新设与退出、就业、工资与集中度。",
    help_en="Number of firms, entry and exit, jobs, wages and concentration.",
    columns=columns,
    measure=measure,
    also=(
        Named("entrants", "新设企业（当季）", "Births of the quarter", "firms"),
        Named("exits", "退出企业（当季）", "Deaths of the quarter", "firms"),
        Named("jobs", "就业", "Jobs", "persons"),
        Named("engineers", "工程师", "Engineers", "persons"),
        Named("hhi", "赫芬达尔指数", "Herfindahl index of revenue", "0–1"),
    ),
)
