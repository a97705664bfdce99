"""The figures and data of a report as files in a folder of results."""

from pathlib import Path

from experiments.reports.report import Data, Figure, Report
from experiments.runs.folder.ours import made, write_made
from experiments.runs.folder.sums import MADE
from experiments.runs.frames import csv_bytes, parquet


def keep(report: Report, folder: Path, listed: str = MADE) -> list[str]:
    """Write them, each there whole or not at all; their names as they were written.

    ``listed`` is the list of the folder that has them.
    """
    names = []
    for part in report.parts:
        if isinstance(part, Data):
            names.append(f"{part.name}.csv")
            write_made(folder, names[-1], csv_bytes(part.frame), listed)
            if part.parquet:
                names.append(f"{part.name}.parquet")
                write_made(folder, names[-1], parquet(part.frame), listed)
        elif isinstance(part, Figure):
            names.append(part.name)
            with made(folder, part.name, listed) as path:
                part.draw(path)
    return names
