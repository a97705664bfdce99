"""The command ``yuanqu attribute --alone``."""

import os
import shlex
from pathlib import Path

from rich.table import Table

from abm.city.city import city_cached
from engine.calendar import quarter_text
from experiments.command.run_missing import run_missing
from experiments.reports.alone_markdown import alone_markdown
from experiments.reports.alone_picture import draw_alone
from experiments.reports.comparison_words import interval
from experiments.reports.console import console
from experiments.reports.units import YI, unit_of
from experiments.runs.folder.files import not_writable
from experiments.runs.folder.ours import check_named, write_named
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.frames import csv_bytes, parquet
from experiments.studies.alone import AllAlone, alone, run_alone
from experiments.studies.answer import CONFIDENCE
from experiments.studies.comparison import Kind
from experiments.studies.question import Question
from experiments.studies.remarks_on_instruments import remarks_of
from policies.registry import INSTRUMENTS

FILES = ("alone.csv", "alone.parquet", "alone.png")
SHOWN = ("output_plan", "output_plan_without_largest", "competitive_firms", "specialty_parks")
"""Outcomes of the table on the terminal, as far as they are measured."""


def show_alone(
    question: Question,
    kinds: tuple[Kind, ...],
    plan_name: str,
    seeds: range,
    workers: int | None,
    folder: Path,
    force: bool,
    markdown: Path | None,
    pictures: Path | None,
) -> int:
    """Run the seeds that are missing; show, store and perhaps report what each does alone."""
    plan, reference, keys = question.against_reference(plan_name)
    if markdown is not None:
        check_named(markdown, "--markdown")
        if pictures is not None:
            check_named(_picture_of(markdown, pictures), "--pictures")
    title = f"{len(keys)} instruments of {plan.key}, each alone on {reference.key}"
    ingredients = question.ingredients("alone", [plan])
    reads = question.reads([plan_name])
    with SeedFolder(folder, ingredients, force, FILES, reads) as store:
        given = (question, plan, reference, keys)
        run_missing(store, run_alone, given, seeds, workers, title, question.city, 1 + len(keys))
        answers = [store.get(seed) or {} for seed in seeds]
        found = alone(answers, kinds, plan.key, reference.key, question.rate)
        frame = found.table()
        store.write("alone.parquet", parquet(frame))
        store.write("alone.csv", csv_bytes(frame))
        with store.drawing("alone.png") as path:
            draw_alone(found, path)
    written = f"Files in {folder}: {', '.join(FILES)}"
    if markdown is not None:
        written += f"; {markdown}" + _report(found, question, seeds, markdown, pictures)
    terminal = console()
    terminal.print(alone_table(found, question.until))
    terminal.print(written, highlight=False)
    return 0


def alone_table(found: AllAlone, until: int) -> Table:
    """One line per instrument."""
    kinds = [kind for kind in found.kinds if kind.key in SHOWN] or list(found.kinds[:4])
    table = Table(
        title=(
            f"Each instrument of {found.plan} alone on {found.reference}, {found.seeds} seeds, "
            f"{quarter_text(until)}"
        ),
        caption=(
            f"mean differences of pairs with one seed, brackets: {CONFIDENCE:.0%} intervals; cost: "
            "present value of what the city's governments spend more, at "
            f"{100 * found.rate:g} % a year (assumed), 亿 yuan; beyond luck: outcomes of "
            f"{len(found.kinds)} whose difference is, with allowance for their number"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Instrument")
    table.add_column("Cost", justify="right")
    for kind in kinds:
        table.add_column(f"{kind.name_en} ({unit_of(kind.unit)[0]})", justify="right")
    table.add_column("Beyond luck", justify="right")
    for a in found.found:
        table.add_row(
            f"{INSTRUMENTS[a.instrument].name_zh} {a.instrument}",
            interval(a.local, YI),
            *(interval(a.effects[k.key].gain, unit_of(k.unit)[1]) for k in kinds),
            str(len(a.measurable)) if a.measurable else "none",
        )
    return table


def _picture_of(markdown: Path, pictures: Path) -> Path:
    return pictures / f"{markdown.stem}.png"


def _report(
    found: AllAlone, question: Question, seeds: range, markdown: Path, pictures: Path | None
) -> str:
    link, more = "", ""
    options = ["--alone", "--seeds", str(len(seeds)), "--markdown", markdown.as_posix()]
    try:
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            picture = _picture_of(markdown, pictures)
            draw_alone(found, picture)
            link = Path(os.path.relpath(picture, markdown.parent)).as_posix()
            options += ["--pictures", pictures.as_posix()]
            more = f", {picture}"
        command = shlex.join(["yuanqu", "attribute", found.plan, *options])
        markdown.parent.mkdir(parents=True, exist_ok=True)
        remarks = remarks_of(city_cached(question.city))
        page = alone_markdown(found, question.until, command, link, remarks)
        write_named(markdown, "--markdown", page.encode())
    except OSError as error:
        expected = "a Markdown file that can be written"
        raise not_writable(markdown, "--markdown", error, expected) from error
    return more
