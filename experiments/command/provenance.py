"""The commands ``verify``, ``rerun`` and ``cite``."""

from collections import Counter
from pathlib import Path

from engine.bits import ran_on
from engine.document import InputError
from experiments.command.bar import watching
from experiments.reports.report import Table
from experiments.reports.terminal import show
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
        show(f"Changed since it was written: {', '.join(edited)}")
    other = changed(folder, ready)
    if other:
        show(f"Not as it was: {other}")
    there = Results(folder).runs.collect().height
    count = min(sample, there)
    with watching("Running again") as watch:
        tick, found = watch(count, 0), []
        for compared in verify(folder, sample, seed):
            found.append(compared)
            tick()
    show(_table(found))
    counts = Counter(compared.verdict for compared in found)
    said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    show(f"{len(found)} of {there} runs: {said} ({ran_on()})")
    if code_changed(folder, ready):
        same = counts["identical bits"] == len(found)
        show(f"The sources differ; bits {'are equal' if same else 'differ'}.")
    if mixed := may_differ(*made_on(folder), ran_on()):
        show(f"Made on another processor: {mixed}.")
    return DIFFERENT if counts["different"] else 0


def _table(found: list[Compared]) -> Table:
    order = {"different": 0, "equal within tolerance": 1, "identical bits": 2}
    rows = []
    for c in sorted(found, key=lambda c: (order[c.verdict], c.run))[:SHOWN]:
        gap = f"{c.deviation:.1e} ({c.column})" if c.column else "0"
        rows.append([str(c.run), str(c.seed), str(c.point), c.plan, c.verdict, gap])
    heads = ["run", "seed", "point", "plan", "verdict", "largest deviation"]
    return Table(heads, rows, align="rrrllr")


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
    different = False
    for table, verdict in compare_folders(folder, out).items():
        show(f"{table}: {verdict}")
        different |= verdict.startswith("different")
    if mixed := may_differ(*made_on(folder), *made_on(out)):
        show(f"Made on several processors: {mixed}.")
    return DIFFERENT if different else 0


def _begun(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())
