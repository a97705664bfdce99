"""The terminal that tables are shown on."""

from rich.console import Console


def console() -> Console:
    """The terminal, or a page that is wide enough for the tables where there is none."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=132)
