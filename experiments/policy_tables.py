"""The instruments and plans as tables for the terminal."""

from rich.table import Table

from experiments.console import console
from policies.plan import known_plans, read_plan
from policies.registry import INSTRUMENTS


def show_policies() -> None:
    """Print the instruments and the plans that come with the package."""
    terminal = console()
    for table in policy_tables():
        terminal.print(table)


def policy_tables() -> list[Table]:
    """One table of instruments, one of shipped plans."""
    instruments = Table(title="工具 Instruments", title_justify="left")
    for name in ("key", "名称 name", "单位 unit"):
        instruments.add_column(name)
    for name in ("low", "high", "neutral"):
        instruments.add_column(name, justify="right")
    instruments.add_column("说明 what it does")
    for key, i in INSTRUMENTS.items():
        values = (f"{value:g}" for value in (i.low, i.high, i.neutral))
        names, help_ = f"{i.name_zh}\n{i.name_en}", f"{i.help_zh}\n{i.help_en}"
        instruments.add_row(key, names, i.unit, *values, help_)
    plans = Table(title="方案 Plans", title_justify="left")
    for name in ("key", "名称 name", "说明 summary"):
        plans.add_column(name)
    for name in known_plans():
        plan = read_plan(name)
        names = f"{plan.name.zh}\n{plan.name.en}"
        plans.add_row(plan.key, names, f"{plan.summary.zh}\n{plan.summary.en}")
    return [instruments, plans]
