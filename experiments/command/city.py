"""Commands on a city: what its data hold, and its national paths."""

from pathlib import Path
from typing import Annotated

import typer

from abm.city.name import with_year
from abm.shipped import DEFAULT_CITY
from experiments.command import options

city_app = typer.Typer(help="Look at a city's data.", epilog="Example: yuanqu city show shanghai")

Name = Annotated[str, typer.Argument(help="A city's name, or the path of its folder.")]


@city_app.command(epilog="Example: yuanqu city show shanghai")
def show(name: Name = DEFAULT_CITY) -> None:
    """Show what a city's data holds: counts, totals, targets."""
    from experiments.reports import terminal
    from experiments.reports.city import city_report

    terminal.show(city_report(name))


@city_app.command(epilog="Example: yuanqu city labels shanghai --before earlier/shanghai")
def labels(
    name: Name = DEFAULT_CITY,
    before: Annotated[
        str | None,
        typer.Option(help="An earlier state of the folder, to be counted beside.", metavar="DIR"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Markdown file to write the table in.", metavar="FILE")
    ] = None,
) -> None:
    """Count how many rows of each table are read, derived, assumed."""
    from experiments.reports import terminal
    from experiments.reports.labels import TITLE, labels_report
    from experiments.reports.markdown import write_section

    report = labels_report(name, before)
    if out is not None:
        write_section(out, TITLE, report)
    terminal.show(report)


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


@city_app.command(epilog="Example: yuanqu city histories shanghai --year 2030 --seeds 400")
def histories(
    name: Name = DEFAULT_CITY,
    year: options.Year = None,
    seeds: Annotated[int, typer.Option(min=10, help="The number of histories to try.")] = 400,
    file: Annotated[
        Path,
        typer.Option(
            "--file",
            help="The table to write; as histories.csv in the city's folder it is read from then "
            "on.",
        ),
    ] = Path("histories.csv"),
    workers: options.Workers = None,
    out: Annotated[
        Path, typer.Option(help="Folder of the answers by seed, which is gone on with.")
    ] = Path("out", "histories"),
    force: options.Force = False,
    native: options.Native = False,
) -> None:
    """Sort out the histories, by seed, that agree with what has happened by a later question.

    A question about 2030 is answered from them. They hold for a version of the model and the
    city's own parameters: made anew whenever the model or the data change.
    """
    options.prepare(native)
    from abm.city.city import city_cached
    from engine.calendar import quarter_text
    from experiments.command.run_missing import run_missing
    from experiments.reports import terminal
    from experiments.reports.histories import histories_report, histories_table
    from experiments.runs.folder.files import writable
    from experiments.runs.folder.ours import check_named, write_named
    from experiments.runs.folder.seed_folder import SeedFolder
    from experiments.studies import histories as studied
    from experiments.studies.seeds import seeds_of

    check_named(file, "--file", (), studied.COLUMNS)
    question, _ = options.asked(with_year(name, year), None, [], [], 0.0, None, None)
    facts = studied.facts_of(question.city)
    data = city_cached(question.city)
    ingredients = question.ingredients("histories", [])
    title = f"{data.name.en}: histories to {quarter_text(data.policy_start - 1)}"
    tried = seeds_of(seeds)
    with SeedFolder(out, ingredients, force, (), question.reads([])) as store:
        given = (question.city,)
        answers = run_missing(
            store, studied.history, given, tried, workers, title, question.city, 1
        )
    found = studied.sort_out(tried, facts, answers, data.given_error)
    table = histories_table(found, data.year, facts)
    with writable(file, "--file"):
        write_named(file, "--file", table, (), studied.COLUMNS)
    terminal.show(histories_report(found, facts, answers, data), f"Written: {file}")


@city_app.command(epilog="Example: yuanqu city export shanghai --xlsx shanghai.xlsx")
def export(
    name: Name = DEFAULT_CITY,
    xlsx: options.Workbook = Path("city.xlsx"),
    language: options.Language = "zh",
) -> None:
    """Write a city as a workbook for Excel and WPS: every table and every other file a sheet."""
    from experiments.reports import terminal
    from experiments.reports.streams import warn
    from experiments.reports.workbook.book import write_book
    from experiments.reports.workbook.city import city_book

    content, left = city_book(name, language)
    write_book(xlsx, content)
    warn(f"{file} is no text in UTF-8 and was left out" for file in left)
    terminal.show(f"Written: {xlsx}")


@city_app.command("import", epilog="Example: yuanqu city import my_city.xlsx --out my_city")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook of yuanqu city export.", metavar="FILE")],
    out: Annotated[Path, typer.Option(help="The folder to write, new or empty.", metavar="DIR")],
) -> None:
    """Read a city's workbook back into a folder, checked: what is wrong is told by its cell."""
    from experiments.reports import terminal
    from experiments.studies.workbook.city import import_city

    city = import_city(file, out)
    told = f"{city.name.zh} {city.name.en}: {out}, the city's digest {city.digest}"
    terminal.show(told, f"Next 接着看: yuanqu city show {out} · yuanqu run --city {out}")
