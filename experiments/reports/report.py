"""A report: what a study found, told once and shown in any way.

A ``Report`` is parts in their order: headings, prose, lists, tables, figures, and data for
programs. What it says is a text, or ``Words`` in two languages, with `names` and **stress** marked
as in Markdown. Every file of this room that is named after a study makes the report of what it
found; a command carries the study out and hands its report to renderers, which know nothing of
studies:

- ``terminal.show``: tables and prose, of ``Words`` both languages side by side;
- ``markdown.markdown``: a document;
- ``page.page``: one HTML file in one language, figures within;
- ``files.keep``: figures as PNG, data as CSV and Parquet, in a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Words(NamedTuple):
    """A text in two languages."""

    zh: str
    en: str

    def of(self, language: Language | None) -> str:
        """In one language; both where none is asked for."""
        return " ".join(self) if language is None else str(getattr(self, language))

    def join(self, texts: Sequence[Text]) -> Words:
        """Texts with this between them."""
        zh, en = ([in_language(text, lang) for text in texts] for lang in LANGUAGES)
        return Words(self.zh.join(zh), self.en.join(en))

    def format(self, **values: object) -> Words:
        """With values put in, of those in two languages the one that belongs there."""
        return Words(*(self.of(lang).format(**_in(values, lang)) for lang in LANGUAGES))


Text = str | Words


def in_language(text: Text, language: Language | None) -> str:
    """A text as a reader of the language sees it."""
    return text.of(language) if isinstance(text, Words) else text


def _in(values: dict[str, object], language: Language) -> dict[str, object]:
    return {name: getattr(value, language, value) for name, value in values.items()}


@dataclass(frozen=True)
class Heading:
    """The beginning of a section; the whole document's title at level 1."""

    text: Text
    level: int = 2


@dataclass(frozen=True)
class Prose:
    """A paragraph that is no common one; a text alone is."""

    text: Text
    kind: Literal["lead", "quiet", "code"]


@dataclass(frozen=True)
class Entry:
    """An item of a list: its name, a text, and lines under it."""

    name: Text = ""
    text: Text = ""
    lines: Sequence[Text] = ()


@dataclass(frozen=True)
class Entries:
    """A list of items: answers with lines under them, terms with what they mean, or texts."""

    entries: Sequence[Entry]
    kind: Literal["answer", "terms", "texts", "steps"] = "texts"


Row = Sequence[Text]


@dataclass(frozen=True)
class Table:
    """Rows of cells under heads.

    ``None`` among the rows is a line between them, a row may end early, a line break within a cell
    stays one. ``align`` has a letter a column, ``l`` or ``r``, the last for all that follow;
    ``styles`` one a row, where a terminal has colours; ``lines`` parts all rows.
    """

    heads: Sequence[Text]
    rows: Sequence[Row | None]
    title: Text = ""
    caption: Text = ""
    align: str = "lr"
    styles: Sequence[str] = ()
    lines: bool = False


def of_pairs(title: Text, pairs: Mapping[str, str]) -> Table:
    """A table of names and what they are, without heads."""
    return Table(["", ""], list(pairs.items()), title, align="l")


@dataclass(frozen=True)
class Figure:
    """A picture: the file's name, how it is drawn to a path, what it shows."""

    name: str
    draw: Callable[[Path], object]
    shows: Text = ""


@dataclass(frozen=True)
class Data:
    """Numbers for programs: ``name.csv``, and as Parquet too where that is asked for."""

    name: str
    frame: pl.DataFrame
    parquet: bool = True


Part = Text | Heading | Prose | Entries | Table | Figure | Data


@dataclass(frozen=True)
class Report:
    """What a study found, in the order of telling."""

    parts: Sequence[Part]
