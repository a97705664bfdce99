"""A folder with one small file a seed, that is gone on with whatever ended the process."""

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from engine.document import InputError
from experiments.files import remove_temporary, write_whole
from experiments.folder_lock import FolderLock
from experiments.identity import difference, identity_of

QUESTION, SEEDS = "question.json", "seeds"


class SeedFolder:
    """Answers to one question by seed; a context that holds the folder's lock.

    The number of seeds is no part of the question: more of them can be asked for later.
    """

    def __init__(
        self,
        folder: Path,
        ingredients: Mapping[str, Any],
        force: bool = False,
        also: Iterable[str] = (),
    ) -> None:
        self.folder = folder
        self.ingredients = json.loads(json.dumps(ingredients))
        self.force = force
        self.also = tuple(also)
        """Further files that belong to the answers and go with them."""
        self.lock = FolderLock(folder)

    def __enter__(self) -> "SeedFolder":
        """Raises InputError for a folder with other things, or that can't be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.lock.take()
            try:
                self._take_over()
            except BaseException:
                self.lock.free()
                raise
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            expected = "a folder that can be written"
            raise InputError(str(self.folder), 0, 0, "--out", expected, reason) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.lock.free()

    def _take_over(self) -> None:
        note = self.folder / QUESTION
        if self.force:
            shutil.rmtree(self.folder / SEEDS, ignore_errors=True)
            for name in (QUESTION, *self.also):
                (self.folder / name).unlink(missing_ok=True)
        elif not note.is_file():
            if any(entry.name != FolderLock.NAME for entry in self.folder.iterdir()):
                expected = "an empty folder or one with answers to this question (or --force)"
                raise InputError(str(self.folder), 0, 0, "--out", expected, "one with other files")
        else:
            old = json.loads(note.read_text(encoding="utf-8"))
            if identity_of(old) != identity_of(self.ingredients):
                what = difference(old, self.ingredients)
                expected = "a folder with answers to this question (or another --out, or --force)"
                raise InputError(
                    str(self.folder), 0, 0, "--out", expected, f"one of another: {what}"
                )
        (self.folder / SEEDS).mkdir(exist_ok=True)
        remove_temporary(self.folder)
        remove_temporary(self.folder / SEEDS)
        write_whole(note, (json.dumps(self.ingredients, indent=1) + "\n").encode())

    def missing(self, seeds: Iterable[int]) -> list[int]:
        """The seeds that have no answer, or one that can't be read."""
        return [seed for seed in seeds if self.get(seed) is None]

    def get(self, seed: int) -> dict[str, Any] | None:
        """A seed's answer; none where there is none."""
        with suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads(self._path(seed).read_text(encoding="utf-8"))
            return found
        return None

    def put(self, seed: int, answer: Mapping[str, Any]) -> None:
        """Store a seed's answer; it's there, or it isn't, whenever the process ends."""
        write_whole(self._path(seed), (json.dumps(answer, indent=1) + "\n").encode())

    def _path(self, seed: int) -> Path:
        return self.folder / SEEDS / f"{seed}.json"
