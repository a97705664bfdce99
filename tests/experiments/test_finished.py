"""A finished folder stays as it is, and says who carried out which of its runs."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.runs import batch
from experiments.runs.batch import carry_out
from experiments.runs.folder.store import BATCHES, TIMING, Opening
from experiments.runs.folder.took_part import took_part
from experiments.runs.machine import machine
from tests.experiments.commands import Said
from tests.experiments.test_store import opened, ready

Write = Callable[..., Path]
Swept = Callable[..., Path]
Yuanqu = Callable[..., Said]


def contents(folder: Path) -> dict[str, bytes]:
    """All files but reports."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if not path.name.startswith("report-")
    }


@pytest.mark.parametrize("more", ["", "factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]"])
@pytest.mark.slow
def test_resumed_and_nothing_changes(
    write: Write,
    yuanqu: Yuanqu,
    swept: Swept,
    monkeypatch: pytest.MonkeyPatch,
    more: str,
) -> None:
    """On another day, another machine, under another title; also after it has been read."""
    folder = swept(more)
    assert yuanqu("report", folder).code == 0
    before = contents(folder)
    assert {"ro-crate-metadata.json", "SHA256SUMS", "timing/machines.jsonl"} <= set(before)

    def another() -> dict[str, Any]:
        return {**machine(), "host": "another", "processor": "another"}

    monkeypatch.setattr(batch, "machine", another)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    path = write(f"title: {{zh: 另, en: Another}}\n{more}")
    for command in ("sweep", "run"):
        said = yuanqu(command, path, "--out", folder, "--resume")
        assert said.code == 0, said.err
        assert "6 were there" in said.out or "12 were there" in said.out
        assert contents(folder) == before
    for reader in ("cite", "verify"):
        assert yuanqu(reader, folder).code == 0
        assert contents(folder) == before


@pytest.mark.slow
def test_what_a_killed_process_left_out_is_added(
    write: Write, yuanqu: Yuanqu, swept: Swept
) -> None:
    """The answer, the picture and the description, and nothing else."""
    folder = swept()
    before = contents(folder)
    for name in ("answer.csv", "paths.png", "ro-crate-metadata.json"):
        (folder / name).unlink()
    assert yuanqu("sweep", write(), "--out", folder, "--resume").code == 0
    after = contents(folder)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed <= {"timing/SHA256SUMS"}


@pytest.mark.slow
def test_who_ran_what(
    write: Write, yuanqu: Yuanqu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two machines, one killed in the middle: each batch says by whom, the description who."""
    path = write("runtime: {runs_per_batch: 2}", seeds=4)
    what = ready(path)
    folder = tmp_path / "out"
    store = opened(what, folder, Opening())
    monkeypatch.setattr(batch, "machine", lambda: {**machine(), "host": "first"})
    for number in (0, 2):
        store.put(carry_out(what.job, number))
    store.close()
    monkeypatch.setattr(batch, "machine", lambda: {**machine(), "host": "second"})
    assert yuanqu("sweep", path, "--out", folder, "--resume").code == 0
    lines = (folder / TIMING / BATCHES).read_text(encoding="utf-8").splitlines()
    notes = {note["batch"]: note for note in map(json.loads, lines)}
    assert [notes[n]["by"]["host"] for n in range(4)] == ["first", "second", "first", "second"]
    assert [notes[n]["first"] for n in range(4)] == [0, 2, 4, 6]
    assert all({"processor", "python", "libraries"} <= set(n["by"]) for n in notes.values())
    found = took_part(folder)
    spans = {who["host"]: runs for who, runs in found.machines}
    assert spans == {"first": ((0, 1), (4, 5)), "second": ((2, 3), (6, 7))}
    assert "2020" < found.began <= found.ended
    text = (folder / "ro-crate-metadata.json").read_text(encoding="utf-8")
    graph = {entity["@id"]: entity for entity in json.loads(text)["@graph"]}
    action = graph["#sweep"]
    machines = [graph[entry["@id"]] for entry in action["participant"]]
    assert {one["name"]: one["description"].split("; ")[1] for one in machines} == {
        "first": "carried out runs 0-1, 4-5",
        "second": "carried out runs 2-3, 6-7",
    }
    assert {one["category"] for one in machines} == {machine()["processor"]}
    assert (action["startTime"], action["endTime"]) == (found.began, found.ended)


def test_half_a_line_is_no_note(swept: Swept) -> None:
    """As a killed process leaves it."""
    folder = swept()
    whole = took_part(folder)
    with (folder / TIMING / BATCHES).open("a") as file:
        file.write('{"batch": 0, "fir')
    assert took_part(folder) == whole and len(whole.machines) == 1
