"""The command ``docs``."""

from pathlib import Path
from typing import Annotated

import typer


def docs(
    out: Annotated[Path, typer.Option(help="Folder of the documents.", metavar="DIR")] = Path(
        "docs"
    ),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; leave with 1 if one is out of date.")
    ] = False,
) -> None:
    """Write the tables of parameters, rules, state, outcomes, a city's files and clauses anew."""
    from experiments.reports.documents import documents, out_of_date
    from experiments.reports.terminal import show
    from experiments.runs.folder.files import writable, write_whole
    from experiments.runs.folder.ours import check_named

    if check:
        stale = out_of_date(out)
        show(*(f"out of date: {out / name}" for name in stale))
        raise typer.Exit(1 if stale else 0)
    with writable(out, "--out"):
        pages = documents()
        for name in pages:
            check_named(out / name, "--out")
        for name, text in pages.items():
            write_whole(out / name, text.encode())
            show(f"Written: {out / name}")
