"""A folder of results that survives whatever ends the process that writes it.

While it grows it holds parts (``experiments.parts``); ``finish`` joins them to one file a table,
``runs.parquet`` last. Names and bytes depend on the experiment alone; what does not (times,
hosts, attempts) goes to ``timing/``.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from engine.document import InputError
from experiments.batch import BatchResult
from experiments.files import remove_temporary, write_whole
from experiments.folder_lock import FolderLock
from experiments.frames import RUNS
from experiments.identity import difference, identity_of
from experiments.parts import SUMS, TABLES, Parts
from experiments.space import POINTS_FILE

MANIFEST, EXPERIMENT, TIMING = "manifest.json", "experiment.yaml", "timing"
METADATA = "ro-crate-metadata.json"
"""The folder's description for other programs."""
PLANS_COPY, CITY_COPY = COPIES = ("plans", "city")
"""Folders of plans and data that results keep their own copies of."""
DRAWN = ("answer.csv", "paths.png")
"""Files that are made of the tables."""
ANALYSES = ("report-??.html", "sensitivity-*.*", "discover-*.*", "robust-*.csv")
"""Files that later commands make of them; of other runs they would say what is not so."""


@dataclass(frozen=True)
class Opening:
    """What may be done with a folder that holds something."""

    resume: bool = False
    """Go on with the same experiment."""
    again: bool = False
    """Start the same experiment again."""
    force: bool = False
    """Start, whatever the folder holds."""


class Store:
    """The folder of one experiment, open for writing."""

    def __init__(self, folder: Path, groups_per_batch: int, batches: int) -> None:
        self.folder = folder
        self.seeds: int | None = None
        """How many seeds a stopping rule found enough; none where all were asked for."""
        self.groups_per_batch = groups_per_batch
        self.batches = batches
        self.lock = FolderLock(folder)
        self.parts = Parts(folder)
        self.damaged = 0
        """Batches that were found damaged when the folder was opened, and will be run again."""

    @classmethod
    def open(
        cls,
        folder: Path,
        ingredients: Mapping[str, Any],
        resolved: Mapping[str, Any],
        layout: tuple[int, int],
        opening: Opening,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> "Store":
        """Make or take over a folder; ``layout`` is groups a batch and the number of batches.

        ``files`` are kept beside the results, by name. A folder that is resumed keeps its own
        layout. Raises ``InputError`` for a folder that can't be written, is being written, or
        holds what ``opening`` does not let go.
        """
        store = cls(folder, *layout)
        identity = identity_of(ingredients)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Before anything is written, and again when nobody else can write.
            _decide(folder, identity, ingredients, opening)
            store.lock.take()
        except OSError as error:
            raise _not_writable(folder, error) from error
        try:
            old = _decide(folder, identity, ingredients, opening)
            if old is None:
                store._clear()
            else:
                store.groups_per_batch = old["groups_per_batch"]
                store.batches = old["batches"]
                store.seeds = old.get("seeds")
            store._begin(identity, ingredients, resolved)
            for name, content in files.items():
                write_whole(folder / name, content)
            if not store.finished:
                store.damaged = store.parts.open()
        except OSError as error:
            store.close()
            raise _not_writable(folder, error) from error
        except BaseException:
            store.close()
            raise
        return store

    @property
    def finished(self) -> bool:
        """Whether all runs are there and joined."""
        return (self.folder / f"{RUNS}.parquet").is_file()

    @property
    def traceback(self) -> Path:
        """Where a person reads how a run failed: of the first failure that was stored."""
        return self.folder / TIMING / "failure.txt"

    def done(self) -> set[int]:
        """The batches that are there."""
        return set(range(self.batches)) if self.finished else set(self.parts.done)

    def put(self, result: BatchResult) -> None:
        """Store a batch; it's there, or it isn't, whenever the process ends."""
        try:
            self.parts.put(result.batch, result.files)
            with (self.folder / TIMING / "batches.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(result.timing, ensure_ascii=False) + "\n")
            for run, text in result.timing["failures"].items():
                if not self.traceback.exists():
                    self.traceback.write_text(f"run {run}\n\n{text}", encoding="utf-8")
        except OSError as error:
            raise _not_writable(self.folder, error) from error

    def finish(self, seeds: int | None, runs: int) -> None:
        """Join the parts to one file a table and remove them.

        ``seeds`` is noted where a stopping rule ended the sweep; runs from number ``runs`` on,
        which a batch may hold beyond them, are left out.
        """
        try:
            if not self.finished:
                self._note_seeds(seeds)
                self.parts.join_all(runs)
            self.parts.clear()
        except OSError as error:
            raise _not_writable(self.folder, error) from error

    def close(self) -> None:
        """Let others write."""
        self.lock.free()

    def _note_seeds(self, seeds: int | None) -> None:
        manifest = read_manifest(self.folder)
        if seeds is not None and manifest is not None:
            text = json.dumps({**manifest, "seeds": seeds}, indent=1, ensure_ascii=False) + "\n"
            write_whole(self.folder / MANIFEST, text.encode())

    def _clear(self) -> None:
        """Remove what a store writes and what is made of it, and nothing else."""
        for name in (
            MANIFEST,
            EXPERIMENT,
            POINTS_FILE,
            METADATA,
            SUMS,
            *DRAWN,
            *(path.name for pattern in ANALYSES for path in self.folder.glob(pattern)),
            *(f"{table}.parquet" for table in TABLES),
        ):
            (self.folder / name).unlink(missing_ok=True)
        for name in (*TABLES, *COPIES, TIMING):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _begin(
        self, identity: str, ingredients: Mapping[str, Any], resolved: Mapping[str, Any]
    ) -> None:
        for folder in (self.folder, *(self.folder / table for table in TABLES)):
            remove_temporary(folder)
        manifest = {
            "format": 1,
            "identity": identity,
            "groups_per_batch": self.groups_per_batch,
            "batches": self.batches,
            "ingredients": ingredients,
        }
        if self.seeds is not None:
            manifest["seeds"] = self.seeds
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        write_whole(self.folder / MANIFEST, text.encode())
        write_whole(self.folder / EXPERIMENT, _yaml(resolved).encode())
        (self.folder / TIMING).mkdir(exist_ok=True)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What a results folder says of itself; none for any other folder."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise InputError(str(folder / MANIFEST), 0, 0, "", "a manifest", str(error)) from error
    return manifest


def _decide(
    folder: Path, identity: str, ingredients: Mapping[str, Any], opening: Opening
) -> dict[str, Any] | None:
    """The manifest to go on with, or none to start; ``InputError`` to do neither."""
    if opening.force and not opening.resume:
        return None
    old = read_manifest(folder)
    if old is None:
        if any(entry.name != FolderLock.NAME for entry in folder.iterdir()):
            expected = "an empty folder or one with results of this experiment (or --force)"
            raise InputError(str(folder), 0, 0, "--out", expected, "one with other files")
        return None
    if old["identity"] != identity:
        what = difference(old["ingredients"], ingredients)
        expected = "a folder with results of this experiment (or another --out, or --force)"
        raise InputError(str(folder), 0, 0, "--out", expected, f"one of another: {what}")
    if opening.resume:
        return old
    if opening.again:
        return None
    expected = "--resume to go on with the results in the folder, or --force to start again"
    raise InputError(str(folder), 0, 0, "--out", expected, "neither")


def _yaml(data: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 100
    buffer = StringIO()
    yaml.dump(dict(data), buffer)
    return buffer.getvalue()


def _not_writable(folder: Path, error: OSError) -> InputError:
    reason = (error.strerror or str(error)).lower()
    return InputError(str(folder), 0, 0, "--out", "a folder that can be written", reason)
