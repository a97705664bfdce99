"""The folder of results: what it lets in, what it survives, what it always looks like."""

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from engine.document import InputError
from experiments.runs.batch import carry_out
from experiments.runs.folder.lock import FolderLock
from experiments.runs.folder.ours import write_made
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import Opening, Store
from experiments.studies.experiment import Runtime, read_experiment
from experiments.studies.origin import Origin
from experiments.studies.resolve import Ready, make_ready
from experiments.studies.sweep import Swept, sweep
from tests.experiments.commands import tables_of

Write = Callable[..., Path]


def ready(path: Path, size: int = 2) -> Ready:
    experiment, document = read_experiment(str(path))
    experiment = experiment.model_copy(update={"runtime": Runtime(runs_per_batch=size)})
    return make_ready(experiment, Origin(document))


def carry(what: Ready, folder: Path, resume: bool = False, force: bool = False) -> Swept:
    def watch(runs: int, there: int) -> Callable[[int, int], None]:
        return lambda done, failed: None

    return sweep(what, folder, Opening(resume=resume, force=force), watch)


def opened(what: Ready, folder: Path, opening: Opening) -> Store:
    layout = (what.job.groups_per_batch, what.job.batches)
    return Store.open(folder, what.ingredients, what.resolved, layout, opening)


@pytest.mark.slow
def test_the_size_of_a_batch_changes_no_byte(write: Write, tmp_path: Path) -> None:
    """Nor does starting again on top of old results."""
    path = write("factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]", seeds=2)
    carry(ready(path, size=2), tmp_path / "a")
    carry(ready(path, size=6), tmp_path / "b")
    assert tables_of(tmp_path / "a") == tables_of(tmp_path / "b")
    names = {name for name in tables_of(tmp_path / "a") if name.endswith(".parquet")}
    assert names == {"runs.parquet", "metrics.parquet", "firms.parquet", "parks.parquet"}
    carry(ready(path, size=4), tmp_path / "a", force=True)
    assert tables_of(tmp_path / "a") == tables_of(tmp_path / "b")


def test_the_tables(write: Write, tmp_path: Path) -> None:
    """One row a run; one a run and quarter; numbers in 32 bits, whole numbers whole."""
    more = "factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]\ntables: [parks]"
    what = ready(write(more, seeds=2))
    carry(what, tmp_path / "a")
    runs = pl.read_parquet(tmp_path / "a" / "runs.parquet")
    assert runs["run"].to_list() == list(range(8))
    assert runs["seed"].to_list() == [1] * 4 + [2] * 4
    assert runs["plan"].to_list() == ["no_policy", "strong"] * 4
    assert runs["demand.alpha_price"].to_list() == [2.0, 2.0, 3.0, 3.0] * 2
    assert set(runs["status"]) == {"done"}
    metrics = pl.read_parquet(tmp_path / "a" / "metrics.parquet")
    assert metrics.columns == ["run", "quarter", *what.job.columns]
    assert metrics["quarter"].to_list() == ["2018Q1", "2018Q2", "2018Q3"] * 8
    assert set(metrics.dtypes[2:]) == {pl.Float32}
    assert not metrics.select(pl.any_horizontal(pl.all().is_null())).to_series().any()
    parks = pl.read_parquet(tmp_path / "a" / "parks.parquet")
    assert parks.group_by("run").len()["len"].unique().to_list() == [len(what.city.parks)]
    assert not (tmp_path / "a" / "firms.parquet").exists()


@pytest.mark.slow
def test_what_is_there_is_not_run_again(write: Write, tmp_path: Path) -> None:
    """A folder with some batches, a half-written file and a lock of the dead goes on."""
    path = write(seeds=4)
    carry(ready(path), tmp_path / "whole")
    folder = tmp_path / "half"
    store = opened(ready(path), folder, Opening())
    for batch in (0, 2):
        store.put(carry_out(ready(path).job, batch))
    store.flush()
    store.lock.file = None  # as if the process had died: closed, and nothing removed
    (folder / "bundles" / ".00009-001.bundle.writing").write_bytes(b"torn")
    assert (folder / FolderLock.NAME).exists()
    assert Results(folder).runs.collect()["run"].to_list() == [0, 1, 4, 5]
    # Another size of batch is asked for; the folder keeps its own.
    swept = carry(ready(path, size=100), folder, resume=True)
    assert (swept.runs, swept.carried_out, swept.failed) == (8, 4, 0)
    assert tables_of(folder) == tables_of(tmp_path / "whole")
    assert not list(folder.rglob(".*"))
    assert carry(ready(path), folder, resume=True).carried_out == 0


def test_killed_while_the_parts_are_joined(write: Write, tmp_path: Path) -> None:
    """Before the last table is in place the parts are all there, and after it none is needed."""
    path = write(seeds=2)
    carry(ready(path), tmp_path / "whole")
    folder = tmp_path / "half"
    store = opened(ready(path), folder, Opening())
    for batch in (0, 1):
        store.put(carry_out(ready(path).job, batch))
    (folder / "metrics.parquet").write_bytes(b"of a join that did not end")
    store.close()
    carry(ready(path), folder, resume=True)
    assert tables_of(folder) == tables_of(tmp_path / "whole")


def test_other_results_are_not_overwritten(write: Write, tmp_path: Path) -> None:
    """The refusal says what differs; neither resume nor start is let in."""
    folder = tmp_path / "out"
    carry(ready(write(seeds=2)), folder)
    before = tables_of(folder)
    other = ready(write(seeds=3))
    for opening in (Opening(), Opening(resume=True), Opening(again=True)):
        with pytest.raises(InputError, match=r"seeds\.count: 2 -> 3"):
            opened(other, folder, opening)
    with pytest.raises(InputError, match=r"--resume to go on .* --force to start again"):
        opened(ready(write(seeds=2)), folder, Opening())
    assert tables_of(folder) == before
    carry(other, folder, force=True)
    assert len(pl.read_parquet(folder / "runs.parquet")) == 6


def test_nothing_old_is_left_beside_new_results(write: Write, tmp_path: Path) -> None:
    """A report or a picture of other runs would be read as one of these."""
    folder = tmp_path / "a"
    carry(ready(write(name="one", seeds=1)), folder)
    old = ("report-en.html", "sensitivity-firms.png", "robust-firms.csv", "ro-crate-metadata.json")
    for name in old:
        write_made(folder, name, b"old")
    for name in ("notes.txt", "robust.txt"):
        (folder / name).write_text("old", encoding="utf-8")
    carry(ready(write(name="two", seeds=1)), folder, force=True)
    assert not [name for name in old if (folder / name).exists()]
    assert (folder / "notes.txt").exists() and (folder / "robust.txt").exists()


def test_a_folder_with_other_files(write: Write, tmp_path: Path) -> None:
    """Refused; with force they stay where they are."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    for opening in (Opening(), Opening(resume=True), Opening(again=True)):
        with pytest.raises(InputError, match="one with other files"):
            opened(ready(write()), folder, opening)
    assert [entry.name for entry in folder.iterdir()] == ["thesis.tex"]
    carry(ready(write()), folder, force=True)
    assert (folder / "thesis.tex").read_text() == "years of work"


def test_one_writer_at_a_time(write: Write, tmp_path: Path) -> None:
    """The second is told who the first is; when it leaves, the folder is free."""
    what = ready(write())
    first = opened(what, tmp_path / "out", Opening())
    with pytest.raises(InputError, match=f"no other process writes, got .*process {os.getpid()}"):
        opened(what, tmp_path / "out", Opening(resume=True))
    first.close()
    opened(what, tmp_path / "out", Opening(resume=True)).close()


def test_a_folder_that_cannot_be_written(write: Write, tmp_path: Path) -> None:
    """Below a file, where not even root can make a folder."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="a folder that can be written, got not a directory"):
        opened(ready(write()), tmp_path / "file" / "out", Opening())


def test_the_recorded_experiment_is_an_experiment(write: Write, tmp_path: Path) -> None:
    """It can be run again, and is then the same one."""
    what = ready(write("constants: {demand.alpha_price: 3.0}"))
    carry(what, tmp_path / "a")
    again = ready(tmp_path / "a" / "experiment.yaml")
    assert again.ingredients == what.ingredients
    assert again.experiment.made_with is not None
    assert again.experiment.made_with["city_digest"] == what.city.digest
