"""The command ``yuanqu attribute``."""

from pathlib import Path

from experiments.command.run_missing import run_missing
from experiments.reports.attribution import attribution_report
from experiments.reports.files import keep
from experiments.reports.terminal import show
from experiments.runs.folder.seed_folder import SeedFolder
from experiments.runs.folder.sums import SUMS
from experiments.studies.attribution import attribution, play_seed, played
from experiments.studies.comparison import Kind
from experiments.studies.question import Question

FILES = ("attribution.csv", "attribution.parquet", "attribution.png")


def show_attribution(
    question: Question,
    kinds: tuple[Kind, ...],
    plan_name: str,
    seeds: range,
    workers: int | None,
    folder: Path,
    force: bool,
) -> int:
    """Run the seeds that are missing, show and store what each instrument brings."""
    plan, reference, players = question.against_reference(plan_name)
    runs = max(2, 3 * len(players) - 2)
    title = (
        f"{plan.key} against {reference.key}: {len(players)} instruments, {len(seeds)} seeds of "
        f"{runs} runs"
    )
    ingredients = question.ingredients("attribution", [plan])
    reads = question.reads([plan_name])
    with SeedFolder(folder, ingredients, force, FILES, reads) as store:
        given = (question, plan, reference, players)
        run_missing(store, play_seed, given, seeds, workers, title, question.city, runs)
        plays = [played(store.get(seed) or {}) for seed in seeds]
        found = attribution(plays, kinds, plan.key, reference.key, question.rate)
        report = attribution_report(found, kinds)
        keep(report, folder, SUMS)
    show(report, f"Files in {folder}: {', '.join(FILES)}")
    return 0
