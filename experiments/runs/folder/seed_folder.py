"""A folder with one small file a seed, that is gone on with whatever ended the process.

Its files have checksums: a seed whose answer is not as it was written is run again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from engine.document import InputError
from experiments.runs.folder.files import remove_temporary, writable, write_whole
from experiments.runs.folder.identity import difference, identity_of
from experiments.runs.folder.lock import FolderLock
from experiments.runs.folder.ours import check_room, listed_here, remove
from experiments.runs.folder.sums import (
    SUMS,
    begin,
    damaged,
    digest,
    digest_of,
    intact,
    is_ours,
    note,
    read_sums,
    settle,
)

QUESTION, SEEDS = "question.json", "seeds"

_ANSWER = re.compile(r"\d+\.json")


class SeedFolder:
    """Answers to one question by seed; a context that holds the folder's lock.

    The number of seeds is no part of the question: more of them can be asked for later. ``files``
    are those that are made of the answers; ``reads`` is what the question was read from; ``grows``
    a file to which something else adds lines.
    """

    def __init__(
        self,
        folder: Path,
        ingredients: Mapping[str, Any],
        force: bool = False,
        files: Iterable[str] = (),
        reads: Iterable[Path] = (),
        grows: str = "",
    ) -> None:
        self.folder = folder
        self.ingredients = json.loads(json.dumps(ingredients))
        self.force = force
        self.files = tuple(files)
        self.reads = tuple(reads)
        self.grows = grows
        self.damaged: set[int] = set()
        """Seeds whose answers were not as they were written."""
        self.lock = FolderLock(folder)

    def __enter__(self) -> "SeedFolder":
        """Raises InputError for a folder with other things, or that can't be written."""
        with writable(self.folder, "--out"):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.lock.take()
            try:
                self._take_over()
            except BaseException:
                self.lock.free()
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                with writable(self.folder, "--out"):
                    settle(self.folder, lambda name: (self.folder / name).is_file())
        finally:
            self.lock.free()

    def _take_over(self) -> None:
        path = self.folder / QUESTION
        content = (json.dumps(self.ingredients, indent=1) + "\n").encode()
        if self.force:
            mine = listed_here(self.folder)
            check_room(self.folder, {QUESTION, SUMS, *self.files, *mine}, self.reads)
            remove(self.folder, mine)
        elif not path.is_file():
            ours = {FolderLock.NAME, *({SUMS, SEEDS} if is_ours(self.folder) else ())}
            if any(entry.name not in ours for entry in self.folder.iterdir()):
                expected = "an empty folder or one with answers to this question (or --force)"
                raise InputError(str(self.folder), 0, 0, "--out", expected, "one with other files")
        else:
            intact(self.folder, QUESTION, listed=is_ours(self.folder))
            old = _json(path)
            if identity_of(old) != identity_of(self.ingredients):
                what = difference(old, self.ingredients)
                expected = "a folder with answers to this question (or another --out, or --force)"
                raise InputError(
                    str(self.folder), 0, 0, "--out", expected, f"one of another: {what}"
                )
            check_room(self.folder, self.files, self.reads)
        (self.folder / SEEDS).mkdir(exist_ok=True)
        ours = {QUESTION, SUMS, *self.files}
        remove_temporary(self.folder, ours.__contains__)
        remove_temporary(self.folder / SEEDS, lambda name: bool(_ANSWER.fullmatch(name)))
        begin(self.folder, {QUESTION: digest(content)})
        write_whole(path, content)
        if self.grows:
            self._check_growing()

    def _check_growing(self) -> None:
        """Raise ``InputError`` where the file does not begin with what was there before.

        What a killed process has added since is let pass, but for half a line.
        """
        nothing = digest(b"")
        known = read_sums(self.folder).get(self.grows, nothing)
        path = self.folder / self.grows
        if known == nothing:
            begin(self.folder, {self.grows: nothing})
            return
        lines = path.read_bytes().splitlines(keepends=True) if path.is_file() else []
        so_far = hashlib.sha256()
        for line in lines:
            so_far.update(line)
            if so_far.hexdigest() == known:
                if not lines[-1].endswith(b"\n"):
                    write_whole(path, b"".join(lines[:-1]))
                return
        expected = f"the file as it was written, by its sum in {SUMS} (--force starts again)"
        raise InputError(str(path), 0, 0, "", expected, "a damaged or changed one")

    def grown(self) -> None:
        """Note what the file that grows is now."""
        note(self.folder, {self.grows: digest_of(self.folder / self.grows)})

    def missing(self, seeds: Iterable[int]) -> list[int]:
        """The seeds that have no answer, or one that can't be read."""
        return [seed for seed in seeds if self.get(seed) is None]

    def get(self, seed: int) -> dict[str, Any] | None:
        """A seed's answer; none where there is none as it was written."""
        name = f"{SEEDS}/{seed}.json"
        path = self.folder / name
        if not path.is_file():
            return None
        if damaged(self.folder, [name]):
            self.damaged.add(seed)
            return None
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def put(self, seed: int, answer: Mapping[str, Any]) -> None:
        """Store a seed's answer; it's there, or it isn't, whenever the process ends."""
        name = f"{SEEDS}/{seed}.json"
        content = (json.dumps(answer, indent=1) + "\n").encode()
        note(self.folder, {name: digest(content)})
        write_whole(self.folder / name, content)


def _json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), 0, 0, "", "a question that was asked", str(error)) from error
    return found
