"""A report in Markdown made of sections, each written by a command of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from engine.document import InputError
from experiments.runs.folder.files import not_writable, write_whole
from experiments.runs.folder.ours import MARKS

TITLE = "# Validation"


def heading(first: str, columns: Sequence[str]) -> list[str]:
    """The first two lines of a table."""
    return [f"| {first} | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]


def row(first: str, cells: Sequence[str]) -> str:
    return f"| {first} | " + " | ".join(cells) + " |"


def number(value: float, digits: int = 3) -> str:
    """Fixed decimals, nothing for NaN."""
    return "" if value != value else f"{value:.{digits}f}"


def minus(text: str) -> str:
    """A number with a true minus sign."""
    return text.replace("-", "−")


def with_section(text: str, title: str, lines: Sequence[str]) -> str:
    """``text`` with the section ``## title`` replaced, or added at the end."""
    body = "\n".join([f"## {title}", "", *lines]).rstrip() + "\n"
    parts = re.split(r"(?m)^(?=## )", text or f"{TITLE}\n\n")
    head, sections = parts[0], parts[1:]
    for place, section in enumerate(sections):
        if section.splitlines()[0] == f"## {title}":
            sections[place] = body + ("\n" if place + 1 < len(sections) else "")
            break
    else:
        if sections and not sections[-1].endswith("\n\n"):
            sections[-1] = sections[-1].rstrip() + "\n\n"
        sections.append(body)
    return head + "".join(sections)


def _check_section(file: Path, text: str, title: str) -> None:
    """Raise ``InputError`` where the section is there and not of our making."""
    for section in re.split(r"(?m)^(?=## )", text)[1:]:
        if section.splitlines()[0] == f"## {title}" and MARKS[".md"] not in section.encode():
            expected = f"no section “{title}”, or one that yuanqu wrote"
            raise InputError(str(file), 0, 0, "--out", expected, "one of another origin")


def write_section(file: Path, title: str, lines: Sequence[str]) -> None:
    """Replace or add a section of a Markdown file. Raises InputError where that can't be."""
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        _check_section(file, text, title)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, with_section(text, title, lines).encode())
    except OSError as error:
        expected = "a Markdown file that can be written"
        raise not_writable(file, "--out", error, expected) from error
