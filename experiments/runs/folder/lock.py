"""A folder that one process at a time writes."""

import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import IO

from filelock import lock_descriptor

from engine.document import InputError


class FolderLock:
    """A lock that the system frees when its process ends, however it ends."""

    NAME = ".yuanqu-lock"
    """No name that others use: its file is removed in the end."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / self.NAME
        self.file: IO[str] | None = None

    def take(self) -> None:
        """Raises ``InputError`` when another process holds it."""
        while self.file is None:
            file = self.path.open("a+", encoding="utf-8")
            if not lock_descriptor(file.fileno(), blocking=False):
                raise self._held(file)
            # Whoever held it may have removed the file since we opened it: then it locks nothing.
            if self._in_place(file):
                self.file = file
            else:
                file.close()
        self.file.truncate(0)
        self.file.write(f"process {os.getpid()} on {platform.node()}\n")
        self.file.flush()

    def _in_place(self, file: IO[str]) -> bool:
        try:
            return os.path.samestat(self.path.stat(), os.fstat(file.fileno()))
        except FileNotFoundError:
            return False

    def _held(self, file: IO[str]) -> InputError:
        holder = ""
        with file, suppress(OSError):  # Windows lets nobody else read what is locked.
            file.seek(0)
            holder = file.read().strip()
        expected = "a folder that no other process writes"
        found = f"one that {holder or 'another process'} writes"
        return InputError(str(self.path.parent), 0, 0, "--out", expected, found)

    def free(self) -> None:
        """Free the lock and remove its file."""
        if self.file is not None:
            with suppress(OSError):  # Windows removes no open file: an empty lock is no harm.
                self.path.unlink()
            self.file.close()
            self.file = None
