"""Commands on the user's cache: what is kept there, and away with it."""

import os

import typer

from experiments.reports.streams import show as show_text

cache_app = typer.Typer(
    help="States of runs that are kept for the next ones.",
    epilog="Example: yuanqu cache show",
    no_args_is_help=True,
)


@cache_app.command(epilog="Example: yuanqu cache show")
def show() -> None:
    """Show where the cache is, how much it holds, and how to do without it."""
    from experiments.runs.cache import MOST_BYTES, OFF, VARIABLE, cache_folder, entries

    folder = cache_folder()
    if folder is None:
        show_text(f"off, by {VARIABLE}={os.environ[VARIABLE]}")
        return
    found = entries()
    size = sum(size for _, size, _ in found) / 1e6
    show_text(
        f"{folder}\n{len(found)} files, {size:.1f} of {MOST_BYTES / 1e6:,.0f} MB; what was used "
        f"longest ago goes first\nwithout it: --no-cache, or {VARIABLE}={OFF}; elsewhere: "
        f"{VARIABLE}=FOLDER"
    )


@cache_app.command(epilog="Example: yuanqu cache clear")
def clear() -> None:
    """Remove all that the cache holds; results do not depend on it."""
    from experiments.runs.cache import shorten

    show_text(f"{shorten(0)} files removed")
