"""The terminal that tables are shown on."""

from rich.console import Console
from rich.text import Text

from experiments.reports.streams import readable


class _Console(Console):
    """A console that lays tables out with the signs that its terminal has."""

    def render_str(self, text: str, **how: object) -> Text:
        """Text of a cell or a line, with its markup."""
        return super().render_str(readable(text, self.encoding), **how)  # type: ignore[arg-type]


def console(stderr: bool = False) -> Console:
    """The terminal, or a page that is wide enough for the tables where there is none.

    ``stderr``: that of progress and messages, as wide as it is.
    """
    terminal = _Console(stderr=stderr)
    return terminal if stderr or terminal.is_terminal else _Console(width=132)
