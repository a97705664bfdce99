"""The commands that ask questions of a folder of results, and hold it to account.

Nothing that computes is imported at the top, as in ``experiments.command.main``.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from experiments.command import options
from experiments.reports.streams import show

if TYPE_CHECKING:
    from experiments.reports.report import Report

Folder = Annotated[Path, typer.Argument(help="A folder of results.", metavar="DIR")]
PlanName = Annotated[str | None, typer.Option("--plan", help="The plan asked about.")]
QuarterName = Annotated[str | None, typer.Option(help="A quarter (default: the last).")]
Minus = Annotated[
    bool, typer.Option("--difference", help="Its difference from the reference on the same luck.")
]


def sensitivity(
    folder: Folder,
    outcome: Annotated[str, typer.Option(help="The outcome to explain.")] = "competitive_firms",
    plan: PlanName = None,
    quarter: QuarterName = None,
    difference: Minus = False,
) -> None:
    """Which factor moves an outcome: Sobol indices, Morris's effects, or a forest's ranking."""
    from experiments.reports.sensitivity import sensitivity_report
    from experiments.runs.folder.results import Results
    from experiments.studies.factor_facts import factor_facts
    from experiments.studies.sensitivity import sensitivity as sensitivity_of
    from experiments.studies.table_of_points import question, suffix

    results = Results(folder)
    facts = factor_facts(results)  # refuses what is damaged before anything is written
    found = sensitivity_of(results, question(results, outcome, plan, quarter, difference))
    name = f"sensitivity-{outcome}{suffix(plan, quarter, difference)}"
    _tell(sensitivity_report(found, facts, name), folder)


def discover(
    folder: Folder,
    when: Annotated[
        str,
        typer.Option(
            help="An outcome, a sign and a number (money in million yuan).", metavar="CONDITION"
        ),
    ],
    plan: PlanName = None,
    quarter: QuarterName = None,
    difference: Minus = False,
) -> None:
    """In which states of the world does something happen? A box found by PRIM."""
    from experiments.reports.discovery import Looked, discovery_report
    from experiments.runs.folder.results import Results
    from experiments.studies.discovery import box_of, condition
    from experiments.studies.factor_facts import factor_facts
    from experiments.studies.table_of_points import question, runs_of, suffix, varying

    results = Results(folder)
    facts = factor_facts(results)  # refuses what is damaged before anything is written
    asked_for = condition(when)
    asked = question(results, asked_for.outcome, plan, quarter, difference, "--when")
    runs = runs_of(results, asked)
    looked = Looked(asked, when, asked_for, runs, varying(runs, results.factors))
    found = box_of(str(folder), runs, looked.factors, asked.plan, asked_for)
    name = f"discover-{asked.outcome}{suffix(plan, quarter, difference)}"
    _tell(discovery_report(found, looked, facts, name), folder)


def robust(
    folder: Folder,
    outcome: Annotated[str, typer.Option(help="The outcome to compare by.")] = "competitive_firms",
    quarter: QuarterName = None,
    target: Annotated[
        float | None,
        typer.Option(help="What is enough; money in million yuan (default: the city's)."),
    ] = None,
    probability: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Part of the seeds that must reach it.")
    ] = 0.5,
    smaller: Annotated[bool, typer.Option("--smaller", help="Less is better.")] = False,
) -> None:
    """Which plan holds up over all states of the world: regret, and where the target is met."""
    from experiments.reports.robustness import robustness_report
    from experiments.runs.folder.results import Results
    from experiments.studies.robustness import robustness, target_of

    results = Results(folder)
    enough = target_of(results, outcome) if target is None else target
    found = robustness(results, outcome, quarter, enough, probability, smaller)
    _tell(robustness_report(found, probability, enough is not None, f"robust-{outcome}"), folder)


def readings(
    folder: Folder,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome", help="A headline target's outcome; may be repeated (default: all)."
        ),
    ] = None,
) -> None:
    """Do plans keep their order however a target is read? Levels, chances, gains, ranks.

    Every defensible reading of the headline targets (stock or cultivated, stricter and looser
    thresholds, which vehicles, which parks, with the chain) by plan, and the readings in which
    plans change places. Writes readings.csv, readings-flips.csv and, in Chinese and English,
    readings-zh.md and readings-en.md.
    """
    from experiments.reports.files import keep
    from experiments.reports.markdown import markdown
    from experiments.reports.readings import readings_report
    from experiments.reports.report import LANGUAGES, Words
    from experiments.reports.terminal import show
    from experiments.reports.verdict import held_to, seeds_told
    from experiments.runs.folder.ours import write_made
    from experiments.runs.folder.results import Results
    from experiments.studies.provenance.verify import ready_of
    from experiments.studies.readings import readings as readings_of

    results, ready = Results(folder), ready_of(folder)
    found = readings_of(results, ready.city, outcome or (), None if ready.states else 0)
    names = {plan.key: Words(plan.name.zh, plan.name.en) for plan in ready.plans}
    report = readings_report(found, names, held_to(ready.city, seeds_told(results)))
    files = keep(report, folder)
    for language in LANGUAGES:
        files.append(f"readings-{language}.md")
        write_made(folder, files[-1], markdown(report, language).encode())
    show(report, f"Files in {folder}: {', '.join(files)}")


def _tell(report: "Report", folder: Path) -> None:
    """Write the files of a report into the folder it is about, and show it."""
    from experiments.reports.files import keep
    from experiments.reports.terminal import show

    files = keep(report, folder)
    show(report, f"Files in {folder}: {', '.join(files)}")


def verify(
    folder: Folder,
    sample: Annotated[int, typer.Option(min=1, help="How many runs.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Which runs: the seed of the sample.")] = 1,
    native: options.Native = False,
    portable: options.Portable = False,
) -> None:
    """Run a random sample of stored runs again and say of each how it compares."""
    options.prepare(native)
    from experiments.command.provenance import show_verify

    raise typer.Exit(show_verify(folder, sample, seed))


def rerun(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="Folder for the new results.", metavar="DIR")],
    executor: options.Executor = None,
    workers: options.Workers = None,
    native: options.Native = False,
    portable: options.Portable = False,
) -> None:
    """Carry the experiment of a folder out again elsewhere, and compare the tables."""
    options.prepare(native, no_cache=True)  # else the cache would be compared with itself
    from experiments.command.provenance import show_rerun

    raise typer.Exit(show_rerun(folder, out, executor, workers))


def report(
    folder: Folder,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Chinese or English.")] = "zh",
    out: Annotated[
        Path | None, typer.Option(help="The file (default: DIR/report-zh.html).", metavar="FILE")
    ] = None,
) -> None:
    """Write a report of results: one HTML file that opens without a network."""
    from experiments.reports.answer_page import write_report

    path = folder / f"report-{language}.html" if out is None else out
    write_report(folder, language, path)
    show(f"Report: {path}")


def cite(folder: Folder) -> None:
    """Show how to cite a folder of results: BibTeX, and a sentence for the methods section."""
    from experiments.reports.cite import cite as text_of

    show(text_of(folder))
