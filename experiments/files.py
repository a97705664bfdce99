"""Files that are there whole or not at all."""

import os
from pathlib import Path

_TEMPORARY = ".writing"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file by a temporary one, sync and rename; the folder is made if it isn't there."""
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
    _sync(temporary, os.O_RDWR)
    temporary.replace(path)
    if os.name == "posix":  # Elsewhere a folder can't be opened, nor need be.
        _sync(path.parent, os.O_RDONLY)
    return path


def remove_temporary(folder: Path) -> None:
    """Remove what a killed process left half-written in a folder."""
    for path in folder.glob(f".*{_TEMPORARY}"):
        path.unlink()


def _sync(path: Path, access: int) -> None:
    descriptor = os.open(path, access)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
