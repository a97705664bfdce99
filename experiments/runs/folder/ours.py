"""Files that yuanqu may write over or remove: its own, and no others.

In a folder of results or answers its own are those that the folder's list names
(``experiments.runs.folder.sums``), unless somebody has changed them since. A file that a user
names is written over only where the old one says that yuanqu wrote it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.document import InputError
from experiments.runs.folder.files import put_in_place, temporary_of, write_whole
from experiments.runs.folder.sums import MADE, PARTS, SUMS, digest_of, is_ours, note, noted, settle

FREE = "a name that is free, or of a file as yuanqu wrote it; move the other away"

MACHINE_MADE = (".parquet", ".journal", ".jsonl", "manifest.json", "question.json", SUMS)
"""Ends of names of files that nobody edits: changed ones are damaged, and ours still."""

YAML_MARK = b"# Written by yuanqu "
MARKS = {
    ".html": b'<meta name="generator" content="yuanqu">',
    ".md": b" by `yuanqu ",
    ".png": b"Software\0yuanqu",
    ".yaml": YAML_MARK,
}
"""What says in a file that yuanqu wrote it."""


def may_go(folder: Path, names: Iterable[str]) -> list[str]:
    """Those of the files of a folder that may be written over or removed: none of another's."""
    if not is_ours(folder):
        return []
    lists = noted(folder)

    def ours(name: str) -> bool:
        if name in (SUMS, MADE) or PARTS.fullmatch(name):
            return True
        known = lists.get(name)
        if known is None:
            return False
        return name.endswith(MACHINE_MADE) or digest_of(folder / name) in known

    return [name for name in names if (folder / name).is_file() and ours(name)]


def check_room(folder: Path, names: Iterable[str], reads: Iterable[Path] = ()) -> None:
    """Raise ``InputError`` where one of ``names`` is not ours, or is among what a command reads."""
    read = [path.resolve() for path in reads]
    here = folder.resolve()
    names = sorted(set(names))
    for name in names:
        path = here / name
        if any(path == one or one in path.parents for one in read):
            expected = "another --out than the folder of what is read, which would be lost"
            raise InputError(str(folder), 0, 0, "--out", expected, f"one with {name}")
    taken = [name for name in names if (folder / name).exists()]
    kept = set(taken) - set(may_go(folder, taken))
    if kept:
        raise InputError(str(folder / min(kept)), 0, 0, "--out", FREE, "one of another origin")


def listed_here(folder: Path) -> list[str]:
    """The files of the folder that may go, by name, the lists themselves last."""
    if not is_ours(folder):
        return []
    parts = (path.relative_to(folder).as_posix() for path in folder.glob("*/*-*.*"))
    names = {*noted(folder), *filter(PARTS.fullmatch, parts)}
    return [*may_go(folder, sorted(names)), *(n for n in (MADE, SUMS) if (folder / n).is_file())]


def remove(folder: Path, names: Iterable[str]) -> None:
    """Remove files, and the folders within ``folder`` that are empty then."""
    emptied = set()
    for name in names:
        path = folder / name
        path.unlink(missing_ok=True)
        if path.parent != folder:
            emptied.add(path.parent)
    for inner in emptied:
        with suppress(OSError):  # there is something of another origin in it
            inner.rmdir()


@contextmanager
def made(folder: Path, name: str, listed: str = MADE) -> Iterator[Path]:
    """A path to write to; what is written there is listed and put in place as ``name``.

    Raises ``InputError`` before anything is written where another file has that name.
    """
    check_room(folder, [name])
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_of(path)
    ours = is_ours(folder)
    again = ours and name in noted(folder)
    try:
        yield temporary
        if not temporary.is_file():
            return
        if ours:
            note(folder, {name: digest_of(temporary)}, listed)
        put_in_place(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    if listed == MADE and again:
        settle(folder, lambda _: True, MADE)  # whoever writes beside us adds a line at a time


def write_made(folder: Path, name: str, content: bytes, listed: str = MADE) -> None:
    """The same for content that is there."""
    with made(folder, name, listed) as path:
        path.write_bytes(content)


def check_named(
    path: Path, option: str, reads: Iterable[Path] = (), columns: Sequence[str] = ()
) -> None:
    """Raise ``InputError`` where a file that a user named is there and not of our making.

    ``columns`` are those of a table, which has no room for more to know it by.
    """
    if path.resolve() in {read.resolve() for read in reads}:
        raise InputError(str(path), 0, 0, option, "another file than one that is read", "the same")
    if not path.is_file() or path.stat().st_size == 0:
        return
    mark = MARKS.get(path.suffix)
    same = mark in path.read_bytes() if mark else columns and _columns_of(path) == [*columns]
    if not same:
        raise InputError(str(path), 0, 0, option, FREE, "one of another origin")


def _columns_of(path: Path) -> list[str]:
    import polars as pl

    read = pl.read_parquet_schema if path.suffix == ".parquet" else _csv_schema
    try:
        return list(read(path))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return []


def _csv_schema(path: Path) -> Iterable[str]:
    import polars as pl

    return pl.read_csv(path, n_rows=0).columns


def write_named(
    path: Path,
    option: str,
    content: bytes,
    reads: Iterable[Path] = (),
    columns: Sequence[str] = (),
) -> None:
    """Write a file that a user named, over nothing but an older one of ours."""
    check_named(path, option, reads, columns)
    write_whole(path, content)
