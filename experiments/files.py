"""Files that are there whole or not at all, and a folder that one process at a time writes."""

import fcntl
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from engine.document import InputError, reason

_TEMPORARY = ".writing"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file by a temporary one, sync and rename; the folder is made if it isn't there."""
    with _naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_of(path)
        with temporary.open("wb") as file:
            file.write(content)
        put_in_place(temporary)


def temporary_of(path: Path) -> Path:
    """Where a file is written before it's put in place."""
    return path.with_name(f".{path.name}{_TEMPORARY}")


def put_in_place(temporary: Path) -> Path:
    """Sync a temporary file and give it its name; durable when this returns."""
    path = temporary.with_name(temporary.name.removeprefix(".").removesuffix(_TEMPORARY))
    with _naming(path):
        _sync(temporary)
        temporary.replace(path)
        _sync(path.parent)
    return path


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Refusals of the system name the file: a full disk does not say what there is no room for."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def not_writable(
    path: Path, option: str, error: OSError, expected: str = "a folder that can be written"
) -> InputError:
    """The fault of a path that the system refuses, as the option that named it."""
    return InputError(str(path), 0, 0, option, expected, reason(error))


def remove_temporary(folder: Path, belongs: Callable[[str], bool]) -> None:
    """Remove what a killed process left half-written in a folder, of files that ``belongs``."""
    for path in folder.glob(f".*{_TEMPORARY}"):
        if belongs(path.name.removeprefix(".").removesuffix(_TEMPORARY)):
            path.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise self._held(file) from None
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
        with file:
            file.seek(0)
            holder = file.read().strip() or "another process"
        expected = "a folder that no other process writes"
        found = f"one that {holder} writes"
        return InputError(str(self.path.parent), 0, 0, "--out", expected, found)

    def free(self) -> None:
        """Free the lock and remove its file."""
        if self.file is not None:
            with suppress(OSError):
                self.path.unlink()
            self.file.close()
            self.file = None
