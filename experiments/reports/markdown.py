"""A report in Markdown: a document, or a section of one that several commands write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.document import InputError
from experiments.reports.report import (
    Entries,
    Figure,
    Heading,
    Language,
    Part,
    Prose,
    Report,
    Row,
    Table,
    Words,
    in_language,
)
from experiments.runs.folder.files import writable, write_whole
from experiments.runs.folder.ours import MARKS

TITLE = "# Validation"


def markdown(report: Report, language: Language = "en") -> str:
    """The document, in one language where there are two."""
    blocks = ("\n".join(_lines(part, language)) for part in report.parts)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _lines(part: Part, language: Language) -> Iterator[str]:
    match part:
        case str() | Words():
            yield in_language(part, language)
        case Prose():
            text = in_language(part.text, language)
            yield f"```\n{text}\n```" if part.kind == "code" else text
        case Heading():
            yield f"{'#' * part.level} {in_language(part.text, language)}"
        case Table():
            yield _row(part.heads, language)
            yield "|---" * len(part.heads) + "|"
            yield from (_row(row, language) for row in part.rows if row is not None)
        case Figure():
            yield f"![{in_language(part.shows, language)}]({part.name})"
        case Entries():
            for place, entry in enumerate(part.entries, start=1):
                mark = f"{place}." if part.kind == "steps" else "-"
                name, *rest = (
                    in_language(t, language) for t in (entry.name, entry.text, *entry.lines)
                )
                yield " ".join(filter(None, [mark, name and f"**{name}**", *rest]))


def _row(cells: Row, language: Language) -> str:
    """A row of a table, whose cells have one line each."""
    texts = (in_language(cell, language) for cell in cells)
    return "| " + " | ".join(t.replace("|", "∣").replace("\n", " ") for t in texts) + " |"


def with_section(text: str, title: str, section: str) -> str:
    """``text`` with the section ``## title`` replaced, or added at the end."""
    body = f"## {title}\n\n{section.rstrip()}\n"
    head, *sections = _sections(text or f"{TITLE}\n\n")
    for place, there in enumerate(sections):
        if there.splitlines()[0] == f"## {title}":
            sections[place] = body + ("\n" if place + 1 < len(sections) else "")
            break
    else:
        if sections and not sections[-1].endswith("\n\n"):
            sections[-1] = sections[-1].rstrip() + "\n\n"
        sections.append(body)
    return head + "".join(sections)


def _sections(text: str) -> list[str]:
    return re.split(r"(?m)^(?=## )", text)


def _check_section(file: Path, text: str, title: str) -> None:
    """Raise ``InputError`` where the section is there and not of our making."""
    for section in _sections(text)[1:]:
        if section.splitlines()[0] == f"## {title}" and MARKS[".md"] not in section.encode():
            expected = f"no section “{title}”, or one that yuanqu wrote"
            raise InputError(str(file), 0, 0, "--out", expected, "one of another origin")


def write_section(file: Path, title: str, report: Report) -> None:
    """Replace or add a section of a Markdown file. Raises InputError where that can't be."""
    with writable(file, "--out", "a Markdown file that can be written"):
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        _check_section(file, text, title)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, with_section(text, title, markdown(report)).encode())
