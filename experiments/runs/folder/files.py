"""Files that are there whole or not at all."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.document import InputError, reason

_TEMPORARY = ".writing"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file by a temporary one, sync and rename; the folder is made if it isn't there."""
    write_all({path: content})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files, each whole; all are durable when this returns. One round of syncs."""
    temporaries = []
    for path, content in contents.items():
        with _naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = temporary_of(path)
            with temporary.open("wb") as file:
                file.write(content)
        temporaries.append(temporary)
    for temporary, path in zip(temporaries, contents, strict=True):
        with _naming(path):
            _sync(temporary, os.O_RDWR)
    for temporary, path in zip(temporaries, contents, strict=True):
        with _naming(path):
            temporary.replace(path)
    if os.name == "posix":
        for folder in {path.parent for path in contents}:
            _sync(folder, os.O_RDONLY)


def temporary_of(path: Path) -> Path:
    """Where a file is written before it's put in place."""
    return path.with_name(f".{path.name}{_TEMPORARY}")


def put_in_place(temporary: Path) -> Path:
    """Sync a temporary file and give it its name; durable when this returns."""
    path = temporary.with_name(temporary.name.removeprefix(".").removesuffix(_TEMPORARY))
    with _naming(path):
        _sync(temporary, os.O_RDWR)
        temporary.replace(path)
        if os.name == "posix":  # Elsewhere a folder can't be opened, nor need be.
            _sync(path.parent, os.O_RDONLY)
    return path


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Refusals of the system name the file: a full disk does not say what there is no room for."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def writable(
    path: Path, option: str, expected: str = "a folder that can be written"
) -> Iterator[None]:
    """Where the system refuses what is written inside, an ``InputError`` of ``path`` says so, and
    of the option that named it."""
    try:
        yield
    except OSError as error:
        raise InputError(str(path), 0, 0, option, expected, reason(error)) from error


def remove_temporary(folder: Path, belongs: Callable[[str], bool]) -> None:
    """Remove what a killed process left half-written in a folder, of files that ``belongs``."""
    for path in folder.glob(f".*{_TEMPORARY}"):
        if belongs(path.name.removeprefix(".").removesuffix(_TEMPORARY)):
            path.unlink()


def _sync(path: Path, access: int) -> None:
    descriptor = os.open(path, access)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
