"""The command ``yuanqu attribute --alone``."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from abm.city.city import city_cached
from experiments.command.run_missing import run_missing
from experiments.reports.alone import alone_document, alone_report, draw_alone, picture_of
from experiments.reports.files import keep
from experiments.reports.markdown import markdown
from experiments.reports.remarks import remarks_of
from experiments.reports.terminal import show
from experiments.runs.folder.files import writable
from experiments.runs.folder.ours import check_named, write_named
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.folder.sums import SUMS
from experiments.studies.alone import AllAlone, alone, run_alone
from experiments.studies.comparison import Kind
from experiments.studies.cost import RATE
from experiments.studies.measured import check_measured, measured_files
from experiments.studies.question import Question

FILES = ("alone.csv", "alone.parquet", "alone.png")
MEASURED = "--measured"


def show_alone(
    question: Question,
    kinds: tuple[Kind, ...],
    plan_name: str,
    seeds: Sequence[int],
    workers: int | None,
    folder: Path,
    force: bool,
    document: Path | None,
    pictures: Path | None,
    measured: Path | None = None,
) -> None:
    """Run the seeds that are missing; show, store and perhaps report what each does alone."""
    plan, reference, keys = question.against_reference(plan_name)
    if measured is not None:
        check_measured(question, plan, MEASURED)
    picture = pictures / f"{document.stem}.png" if document and pictures else None
    for path, option in ((document, "--markdown"), (picture, "--pictures")):
        if path is not None:
            check_named(path, option)
    title = f"{len(keys)} instruments of {plan.key}, each alone on {reference.key}"
    ingredients = question.ingredients("alone", [plan])
    reads = question.reads([plan_name])
    with SeedFolder(folder, ingredients, force, FILES, reads) as store:
        given = (question, plan, reference, keys)
        city, runs = question.city, 1 + len(keys)
        answers = run_missing(store, run_alone, given, seeds, workers, title, city, runs)
        found = alone(answers, kinds, plan.key, reference.key, question.rate)
        report = alone_report(found, question.until)
        keep(report, folder, SUMS)
    written = f"Files in {folder}: {', '.join(FILES)}"
    if document is not None:
        _write(found, question, document, picture)
        written += "; " + ", ".join(str(path) for path in (document, picture) if path)
    if measured is not None:
        written += "; " + ", ".join(_measured(found, question, measured))
    show(report, written)


def _measured(found: AllAlone, question: Question, folder: Path) -> list[str]:
    """The table that the screen shows, and what it depends on: their names as they were
    written."""
    written = []
    for name, content in measured_files(found, city_cached(question.city)).items():
        path = folder / name
        with writable(path, MEASURED, "a folder that can be written"):
            folder.mkdir(parents=True, exist_ok=True)
            write_named(path, MEASURED, content, columns=found.table().columns)
        written.append(str(path))
    return written


def _write(found: AllAlone, question: Question, path: Path, picture: Path | None) -> None:
    """The document, and its picture."""
    figure = None
    given = ["--alone", "--seeds", str(found.seeds), "--markdown", path.as_posix()]
    if found.rate != RATE:
        given += ["--rate", f"{found.rate:g}"]
    with writable(path, "--markdown", "a Markdown file that can be written"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if picture is not None:
            picture.parent.mkdir(parents=True, exist_ok=True)
            draw_alone(found, picture)
            figure = picture_of(found, Path(os.path.relpath(picture, path.parent)).as_posix())
            given += ["--pictures", picture.parent.as_posix()]
        command = shlex.join(["yuanqu", "attribute", found.plan, *given])
        remarks = remarks_of(city_cached(question.city))
        document = alone_document(found, question.until, command, figure, remarks)
        write_named(path, "--markdown", markdown(document).encode())
