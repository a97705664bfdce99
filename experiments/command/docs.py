"""The command ``docs``."""

from __future__ import annotations

from pathlib import Path

from experiments.reports.documents import documents, out_of_date
from experiments.reports.terminal import show
from experiments.runs.folder.files import not_writable, write_whole
from experiments.runs.folder.ours import check_named


def show_documents(folder: Path, check: bool) -> int:
    """Write the documents, or say which are out of date; the code to leave with."""
    if check:
        stale = out_of_date(folder)
        for name in stale:
            show(f"out of date: {folder / name}")
        return 1 if stale else 0
    try:
        pages = documents()
        for name in pages:
            check_named(folder / name, "--out")
        for name, text in pages.items():
            write_whole(folder / name, text.encode())
            show(f"Written: {folder / name}")
    except OSError as error:
        raise not_writable(folder, "--out", error) from error
    return 0
