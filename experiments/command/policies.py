"""Commands on instruments, clauses and plans: what there is, what stands for what, plans."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from abm.shipped import DEFAULT_CITY
from experiments.reports.streams import show as show_text
from experiments.reports.streams import show_json

policies_app = typer.Typer(help="The instruments of policy and the plans.", no_args_is_help=False)
plan_app = typer.Typer(help="A plan's file: check it, or scale it.", no_args_is_help=True)

OfCity = Annotated[str, typer.Option("--city", help="A city's name, or the path of its folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]


@policies_app.callback(invoke_without_command=True, epilog="Example: yuanqu policies --json")
def policies(context: typer.Context, json: AsJson = False, city: OfCity = DEFAULT_CITY) -> None:
    """List the instruments of policy and a city's plans."""
    if context.invoked_subcommand is not None:
        return
    from abm.city.city import city_cached
    from experiments.reports import terminal
    from experiments.reports.policies import instruments_text, policies_report

    if json:
        show_json(instruments_text(city))
    else:
        terminal.show(policies_report(city_cached(city)))


@policies_app.command(epilog="Example: yuanqu policies show rd_subsidy")
def show(
    key: Annotated[str, typer.Argument(help="An instrument's key.")],
    json: AsJson = False,
    city: OfCity = DEFAULT_CITY,
) -> None:
    """Show all that an instrument declares, and where it stands in each plan."""
    from experiments.reports import terminal
    from experiments.reports.policies import instrument_report, instrument_text

    if json:
        show_json(instrument_text(key, city))
    else:
        terminal.show(instrument_report(key, city))


@policies_app.command(epilog="Example: yuanqu policies clauses --json")
def clauses(
    json: AsJson = False,
    city: OfCity = DEFAULT_CITY,
    effects: Annotated[
        Path | None,
        typer.Option(
            help="The file alone.csv of yuanqu attribute --alone: what instruments do by "
            "themselves.",
            metavar="FILE",
        ),
    ] = None,
    outcome: Annotated[str, typer.Option(help="The outcome of --effects.")] = "output_plan",
) -> None:
    """Show what a city has published, clause by clause, and what in the model stands for it."""
    from experiments.reports import terminal
    from experiments.reports.clauses import clauses_report, clauses_text, effects_of

    found = None if effects is None else effects_of(effects, outcome)
    if json:
        show_json(clauses_text(city, outcome, found))
    else:
        terminal.show(clauses_report(city, outcome, found))


@plan_app.command(epilog="Example: yuanqu plan check my_plan.yaml")
def check(
    plan: Annotated[str, typer.Argument(help="A plan's YAML file, or a shipped plan's name.")],
    city: OfCity = DEFAULT_CITY,
) -> None:
    """Check a plan's file against the instruments and a city; says what is wrong and where."""
    from experiments.reports.policies import checked_plan

    show_text("\n".join(checked_plan(plan, city)))
