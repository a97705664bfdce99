"""The commands ``verify``, ``rerun`` and ``cite``."""

from collections import Counter
from pathlib import Path

from rich.progress import track
from rich.table import Table

from engine.bits import ran_on
from engine.document import InputError
from experiments.reports.console import console
from experiments.runs.folder.made_on import made_on, may_differ
from experiments.runs.folder.parts import damaged_files
from experiments.runs.folder.results import Results
from experiments.runs.folder.sums import MADE, damaged, read_sums
from experiments.studies.provenance.compare import compare_folders
from experiments.studies.provenance.verify import Compared, changed, code_changed, ready_of, verify

DIFFERENT = 1
SHOWN = 30


def show_verify(folder: Path, sample: int, seed: int) -> int:
    """Run a random sample again and say per run how it compares; the code to leave with."""
    terminal = console()
    ready = ready_of(folder)
    broken = damaged_files(folder)
    if broken:
        expected = (
            "files as they were written; take them from a copy, or rerun the folder elsewhere"
        )
        damage = f"damaged since they were written: {', '.join(broken)}"
        raise InputError(str(folder), 0, 0, "DIR", expected, damage)
    made = [name for name in read_sums(folder, MADE) if (folder / name).is_file()]
    if edited := damaged(folder, made):
        terminal.print(f"Changed since it was written: {', '.join(edited)}", highlight=False)
    other = changed(folder, ready)
    if other:
        terminal.print(f"Not as it was: {other}", highlight=False)
    there = Results(folder).runs.collect().height
    count = min(sample, there)
    found = list(
        track(
            verify(folder, sample, seed), "Running again", count, transient=True, console=terminal
        )
    )
    terminal.print(_table(found))
    counts = Counter(compared.verdict for compared in found)
    said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    terminal.print(f"{len(found)} of {there} runs: {said} ({ran_on()})", highlight=False)
    if code_changed(folder, ready):
        same = counts["identical bits"] == len(found)
        terminal.print(f"The sources differ; bits {'are equal' if same else 'differ'}.")
    if mixed := may_differ(*made_on(folder), ran_on()):
        terminal.print(f"Made on another processor: {mixed}.", highlight=False)
    return DIFFERENT if counts["different"] else 0


def _table(found: list[Compared]) -> Table:
    table = Table()
    for head in ("run", "seed", "point", "plan", "verdict", "largest deviation"):
        table.add_column(head, justify="left" if head in {"plan", "verdict"} else "right")
    order = {"different": 0, "equal within tolerance": 1, "identical bits": 2}
    for c in sorted(found, key=lambda c: (order[c.verdict], c.run))[:SHOWN]:
        gap = f"{c.deviation:.1e} ({c.column})" if c.column else "0"
        table.add_row(str(c.run), str(c.seed), str(c.point), c.plan, c.verdict, gap)
    return table


def show_rerun(folder: Path, out: Path, executor: str | None, workers: int | None) -> int:
    """Carry a folder's experiment out again in ``out`` and compare the tables."""
    from experiments.command.experiments import Changes, carry_out
    from experiments.runs.folder.store import EXPERIMENT

    ready_of(folder)
    if out.exists() and out.resolve() == folder.resolve():
        raise InputError(str(out), 0, 0, "--out", "another folder than DIR", "the same one")
    changes = Changes(executor=executor, workers=workers)
    code = carry_out(str(folder / EXPERIMENT), changes, out, resume=_begun(out))
    if code:
        return code
    broken = damaged_files(folder)
    if broken:
        expected = f"files as they were written ({out} has them anew)"
        damage = f"damaged since they were written: {', '.join(broken)}"
        raise InputError(str(folder), 0, 0, "DIR", expected, damage)
    terminal = console()
    different = False
    for table, verdict in compare_folders(folder, out).items():
        terminal.print(f"{table}: {verdict}", highlight=False)
        different |= verdict.startswith("different")
    if mixed := may_differ(*made_on(folder), *made_on(out)):
        terminal.print(f"Made on several processors: {mixed}.", highlight=False)
    return DIFFERENT if different else 0


def _begun(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())
