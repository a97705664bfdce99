"""Commands on a city: what its data hold, and its national paths."""

from pathlib import Path
from typing import Annotated

import typer

from abm.shipped import DEFAULT_CITY

city_app = typer.Typer(help="Look at a city's data.", epilog="Example: yuanqu city show shanghai")

Name = Annotated[str, typer.Argument(help="A city's name, or the path of its folder.")]


@city_app.command(epilog="Example: yuanqu city show shanghai")
def show(name: Name = DEFAULT_CITY) -> None:
    """Show what a city's data holds: counts, totals, targets."""
    from experiments.reports import terminal
    from experiments.reports.city import city_report

    terminal.show(city_report(name))


@city_app.command(epilog="Example: yuanqu city paths shanghai --out out")
def paths(
    name: Name = DEFAULT_CITY,
    known: Annotated[
        str | None,
        typer.Option("--set", help="As known when; every set of the city where none is named."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder of the pictures.")] = Path(),
) -> None:
    """Draw the national paths: facts, median, band of errors, and the forecasts behind them."""
    from abm.city.city import city_cached
    from abm.national import path_sets
    from engine.document import InputError
    from experiments.reports import terminal
    from experiments.reports.paths_picture import draw_paths_of

    city = city_cached(name)
    sets = path_sets(city)
    if not sets:
        raise InputError("", 0, 0, "city", "a city with national paths (paths.csv)", city.key)
    if known is not None and known not in sets:
        raise InputError("", 0, 0, "--set", f"one of {', '.join(sets)}", repr(known))
    rows = zip(city.paths.set.tolist(), city.paths.role, strict=True)
    not_of_facts_alone = {city.path_sets.keys[code] for code, role in rows if role != "fact"}
    for key in [key for key in sets if key in not_of_facts_alone] if known is None else [known]:
        path = out / f"paths-{city.key}-{key}.png"
        draw_paths_of(city, key, path)
        terminal.show(f"Written: {path}")
