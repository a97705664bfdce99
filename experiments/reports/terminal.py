"""A report on the terminal, and the terminal itself."""

from rich import table as rich
from rich.console import Console
from rich.text import Text as RichText

from experiments.reports.report import Part, Report, Table, Text, Words, in_language
from experiments.reports.streams import readable


class _Console(Console):
    """A console that lays tables out with the signs that its terminal has."""

    def render_str(self, text: str, **how: object) -> RichText:
        """Text of a cell or a line, with its markup."""
        return super().render_str(readable(text, self.encoding), **how)  # type: ignore[arg-type]


def console(stderr: bool = False) -> Console:
    """The terminal, or a page that is wide enough for the tables where there is none.

    ``stderr``: that of progress and messages, as wide as it is.
    """
    terminal = _Console(stderr=stderr)
    return terminal if stderr or terminal.is_terminal else _Console(width=132)


def show(*parts: Report | Part) -> None:
    """Print tables and texts; of other parts a terminal shows nothing."""
    for part in parts:
        if isinstance(part, Report):
            show(*part.parts)
        elif isinstance(part, Table):
            console().print(laid_out(part))
        elif isinstance(part, str | Words):
            for line in part if isinstance(part, Words) else (part,):
                console().print(_plain(line), highlight=False, soft_wrap=True)


def laid_out(table: Table) -> rich.Table:
    """A table as Rich prints it; without any head it has none."""
    found = rich.Table(
        title=_plain(table.title) or None,
        caption=_plain(table.caption) or None,
        title_justify="left",
        caption_justify="left",
        show_header=any(table.heads),
        show_lines=table.lines,
    )
    for place, head in enumerate(table.heads):
        right = table.align[min(place, len(table.align) - 1)] == "r"
        found.add_column(_plain(head), justify="right" if right else "left", overflow="fold")
    for place, row in enumerate(table.rows):
        if row is None:
            found.add_section()
        else:
            style = table.styles[place] if table.styles else ""
            found.add_row(*map(_plain, row), style=style)
    return found


def _plain(text: Text) -> str:
    """Both languages, without marks."""
    return in_language(text, None).replace("**", "").replace("`", "")
