"""A folder of results that survives whatever ends the process that writes it.

While it grows it holds parts (``experiments.runs.folder.parts``); ``finish`` joins them to one
file a table, ``runs.parquet`` last. Names and bytes depend on the experiment alone; what does not
(times, hosts, attempts) goes to ``timing/``.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from engine.document import InputError
from experiments.runs.batch import BatchResult
from experiments.runs.folder.bundles import BUNDLES
from experiments.runs.folder.files import remove_temporary, writable, write_whole
from experiments.runs.folder.identity import difference, identity_of
from experiments.runs.folder.lock import FolderLock
from experiments.runs.folder.ours import check_room, listed_here, remove
from experiments.runs.folder.parts import TABLES, Parts
from experiments.runs.folder.sums import (
    MADE,
    PARTS,
    SUMS,
    TIMING,
    begin,
    digest,
    digest_of,
    intact,
    is_ours,
    note,
    noted,
    read_sums,
)
from experiments.runs.folder.writer import GroupWriter
from experiments.runs.frames import RUNS

MANIFEST, EXPERIMENT = "manifest.json", "experiment.yaml"
MACHINES, BATCHES, FAILURE = "machines.jsonl", "batches.jsonl", "failure.txt"
"""In ``timing``: who was called, who carried out which runs and when, how the first one failed."""
OF_TIMING = tuple(f"{TIMING}/{name}" for name in (MACHINES, BATCHES, FAILURE))
FORMAT = 2
"""Of the manifest; since 2 all files have checksums, and those that are listed are ours."""


@dataclass(frozen=True)
class Opening:
    """What may be done with a folder that holds something."""

    resume: bool = False
    """Go on with the same experiment."""
    again: bool = False
    """Start the same experiment again."""
    force: bool = False
    """Start, whatever results the folder holds; what is not ours stays."""


class Store:
    """The folder of one experiment, open for writing."""

    def __init__(
        self, folder: Path, groups_per_batch: int, batches: int, later: Iterable[str] = ()
    ) -> None:
        self.folder = folder
        self.later = frozenset(later)
        """Names of files that others are going to make of the tables."""
        self.seeds: int | None = None
        """How many seeds a stopping rule found enough; none where all were asked for."""
        self.groups_per_batch = groups_per_batch
        self.batches = batches
        self.lock = FolderLock(folder)
        self.parts = Parts(folder)
        self.writer = GroupWriter(self._commit)
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
        reads: Iterable[Path] = (),
        later: Iterable[str] = (),
    ) -> "Store":
        """Make or take over a folder; ``layout`` is groups a batch and the number of batches.

        ``files`` are kept beside the results, by name; ``reads`` is what the experiment was read
        from; ``later`` names what is going to be made of the tables, for which there must be room
        as well. A folder that is resumed keeps its own layout, and a finished one every byte.
        Raises ``InputError`` for a folder that can't be written, is being written, or holds what
        ``opening`` does not let go, or what is not ours and would be lost.
        """
        store = cls(folder, *layout, later)
        identity = identity_of(ingredients)
        with writable(folder, "--out"):
            folder.mkdir(parents=True, exist_ok=True)
            # Before anything is written, and again when nobody else can write.
            _decide(folder, identity, ingredients, opening)
            store.lock.take()
        with writable(folder, "--out"):
            try:
                old = _decide(folder, identity, ingredients, opening)
                if old is not None:
                    store.groups_per_batch = old["groups_per_batch"]
                    store.batches = old["batches"]
                    store.seeds = old.get("seeds")
                if old is None or not store.finished:
                    contents = {
                        MANIFEST: store._manifest(identity, ingredients),
                        EXPERIMENT: _yaml(resolved).encode(),
                        **files,
                    }
                    store._begin(contents, reads, clear=old is None)
                    store.damaged = store.parts.open()
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
        return self.folder / TIMING / FAILURE

    def done(self) -> set[int]:
        """The batches that are there."""
        return set(range(self.batches)) if self.finished else set(self.parts.done)

    def put(self, result: BatchResult) -> None:
        """Store a batch, soon; it's there, or it isn't, whenever the process ends.

        Batches are written in groups by a thread beside (``folder.writer``): a process that is
        killed loses what has come since the last group.
        """
        self.writer.put(result)

    def flush(self) -> None:
        """Wait until every batch is there."""
        self.writer.flush()

    def _commit(self, results: Sequence[BatchResult]) -> None:
        with writable(self.folder, "--out"):
            self.parts.put({result.batch: result.files for result in results})
            with (self.folder / TIMING / BATCHES).open("a", encoding="utf-8") as file:
                for result in results:
                    file.write(json.dumps(result.timing, ensure_ascii=False) + "\n")
            failures = (f for result in results for f in result.timing["failures"].items())
            if not self.traceback.exists() and (first := next(failures, None)):
                self.traceback.write_text("run {}\n\n{}".format(*first), encoding="utf-8")

    def finish(self, seeds: int | None, runs: int) -> None:
        """Join the parts to one file a table and remove them.

        ``seeds`` is noted where a stopping rule ended the sweep; runs from number ``runs`` on,
        which a batch may hold beyond them, are left out.
        """
        self.flush()
        with writable(self.folder, "--out"):
            if not self.finished:
                self._note_seeds(seeds)
                self.parts.join_all(runs)
                self._seal()
                self.parts.clear()
            elif any((self.folder / table).is_dir() for table in (*TABLES, BUNDLES)):
                self.parts.clear()  # a process was killed while it did

    def close(self) -> None:
        """Store what has come, and let others write."""
        try:
            self.writer.close()
        finally:
            self.lock.free()

    def _note_seeds(self, seeds: int | None) -> None:
        manifest = read_manifest(self.folder)
        if seeds is not None and manifest is not None:
            content = _json({**manifest, "seeds": seeds})
            begin(self.folder, {MANIFEST: digest(content)})
            write_whole(self.folder / MANIFEST, content)

    def _begin(self, contents: Mapping[str, bytes], reads: Iterable[Path], *, clear: bool) -> None:
        """Write what is there from the beginning; with ``clear`` nothing else of ours stays."""
        reads = tuple(reads)
        begun = read_sums(self.folder) if is_ours(self.folder) else ()
        if clear:
            self._clear(contents, reads)
        else:
            # What the experiment was read from stays as it is: its meaning is the same.
            read = {path.resolve() for path in reads}
            old = ((name, (self.folder / name).resolve()) for name in contents)
            kept = {name: path.read_bytes() for name, path in old if path in read}
            contents = {**contents, **kept}
            changed = [name for name, c in contents.items() if not _is(self.folder / name, c)]
            check_room(self.folder, changed, reads)
        ours = {Path(name).name for name in (*contents, *begun)}
        for inner in {".", *TABLES, BUNDLES, *(str(Path(name).parent) for name in contents)}:
            remove_temporary(self.folder / inner, lambda n: n in ours or self._is_name_of_ours(n))
        begin(self.folder, {name: digest(content) for name, content in contents.items()})
        for name, content in contents.items():
            if not _is(self.folder / name, content):
                write_whole(self.folder / name, content)
        (self.folder / TIMING).mkdir(exist_ok=True)

    def _clear(self, names: Iterable[str], reads: Iterable[Path]) -> None:
        """Remove what is ours, if nothing else would be lost by what is going to be written."""
        parts = (path.relative_to(self.folder).as_posix() for path in self._old_parts())
        later = (*(f"{table}.parquet" for table in TABLES), *self.later, SUMS, MADE)
        old = listed_here(self.folder)
        if is_ours(self.folder):
            check_room(self.folder, {*names, *later, *parts, *old}, reads)
            old = [*OF_TIMING, *old]
        else:
            check_room(self.folder, {*names, *later, *parts, *OF_TIMING}, reads)
        remove(self.folder, old)

    def _old_parts(self) -> list[Path]:
        found = (path for name in (*TABLES, BUNDLES) for path in (self.folder / name).glob("*"))
        return [path for path in found if PARTS.fullmatch(f"{path.parent.name}/{path.name}")]

    def _is_name_of_ours(self, name: str) -> bool:
        tables = (f"{table}.parquet" for table in TABLES)
        known = {SUMS, *self.later, *tables}
        return name in known or bool(PARTS.fullmatch(f"{RUNS}/{name}"))

    def _manifest(self, identity: str, ingredients: Mapping[str, Any]) -> bytes:
        manifest = {
            "format": FORMAT,
            "identity": identity,
            "groups_per_batch": self.groups_per_batch,
            "batches": self.batches,
            "ingredients": ingredients,
        }
        return _json(manifest if self.seeds is None else {**manifest, "seeds": self.seeds})

    def _seal(self) -> None:
        """List what was noted on the way, now that it won't change."""
        names = [n for n in OF_TIMING if (self.folder / n).is_file()]
        note(self.folder, {name: digest_of(self.folder / name) for name in names}, MADE)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What a results folder says of itself; none for any other folder.

    Raises ``InputError`` for one that is damaged, or of a version to come.
    """
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    intact(folder, MANIFEST, listed=is_ours(folder))
    try:
        manifest: dict[str, Any] = json.loads(text)
        number = int(manifest["format"])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise InputError(str(path), 0, 0, "", "a manifest of results", str(error)) from error
    if number > FORMAT:
        expected = f"a folder of this version of yuanqu or an older one (format {FORMAT} or less)"
        raise InputError(str(path), 0, 0, "format", expected, str(number))
    if number == FORMAT and (folder / f"{RUNS}.parquet").is_file():
        intact(folder, MANIFEST)
    return manifest


def intact_input(folder: Path, name: str) -> Path:
    """The path of an input that a results folder keeps, such as its experiment.

    Raises ``InputError`` where it is not as it was written; what older versions wrote has no sums.
    """
    return intact(folder, name, listed=MANIFEST in noted(folder))


def _decide(
    folder: Path, identity: str, ingredients: Mapping[str, Any], opening: Opening
) -> dict[str, Any] | None:
    """The manifest to go on with, or none to start; ``InputError`` to do neither."""
    if opening.force and not opening.resume:
        _check_list(folder)
        return None
    old = read_manifest(folder)
    if old is None:
        if not _holds_nothing_else(folder):
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
        _check_list(folder)
        return None
    expected = "--resume to go on with the results in the folder, or --force to start again"
    raise InputError(str(folder), 0, 0, "--out", expected, "neither")


def _holds_nothing_else(folder: Path) -> bool:
    """Whether a folder without manifest is empty, or one that a process has just begun."""
    ours = {FolderLock.NAME}
    if is_ours(folder):
        ours |= {SUMS, TIMING, *(name.split("/")[0] for name in noted(folder))}
    return all(entry.name in ours for entry in folder.iterdir())


def _check_list(folder: Path) -> None:
    """Raise ``InputError`` for results of which nobody can tell what else is in their folder."""
    path = folder / MANIFEST
    if path.is_file() and b'"ingredients"' in path.read_bytes() and not is_ours(folder):
        expected = "a folder with a list of its files, as older versions did not keep"
        found = "one without: move it away, or take another --out"
        raise InputError(str(folder), 0, 0, "--out", expected, found)


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _yaml(data: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 100
    buffer = StringIO()
    yaml.dump(dict(data), buffer)
    return buffer.getvalue()
