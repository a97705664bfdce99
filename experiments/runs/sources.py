"""Which code computes: digests of the files, and what processes that share work must agree in.

Reading the syntax of all files takes half a second, so digests are kept by a file's content in the
user's cache folder; where that can't be written they are worked out anew.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType

from engine.document import InputError
from experiments.runs.cache import keep, read
from experiments.runs.code_digest import DIGITS, digest_of

MODEL_ROOMS = ("engine", "agents", "policies", "abm")
"""The packages that a run's numbers come from."""
LIBRARIES = ("numpy", "scipy", "mesa", "polars")
"""In which a worker must agree with its driver."""

SHOWN = 3
"""Files that a message names."""
MOST_KEPT = 2_000
_FORMAT = 1
"""Of the digests kept; another one makes them worthless."""


@cache
def model_sources() -> Mapping[str, str]:
    """File, from the folder that holds the packages, to digest: the code that a run depends on."""
    return MappingProxyType(_digests_of(_python_files(MODEL_ROOMS)))


@cache
def agreement() -> Mapping[str, str]:
    """What two processes must have in common that share out runs, by file or library.

    Code as above, and that of experiments; the data that come with the packages; Python and the
    libraries that compute.
    """
    found = dict(model_sources()) | _digests_of(_python_files(("experiments",)))
    for room in MODEL_ROOMS:
        for name, path in _files((room,)):
            if path.suffix not in {".py", ".pyc", ".pyo"} and not path.name.startswith("."):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]
    found["python"] = ".".join(platform.python_version_tuple()[:2])
    for library in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[library] = version(library)
    return MappingProxyType(found)


@cache
def agreed() -> str:
    """One digest of the ``agreement``."""
    text = json.dumps(dict(agreement()), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Which files are others, new or gone, in a few words; empty where none is."""
    names = [name for name in sorted({**before, **now}) if before.get(name) != now.get(name)]
    said = []
    for name in names[:SHOWN]:
        how = "new" if name not in before else "gone" if name not in now else "changed"
        said.append(f"{name} {how}")
    left = len(names) - SHOWN
    return ", ".join(said) + (f" and {left} more" if left > 0 else "")


@dataclass(frozen=True)
class Refused:
    """The answer of a process that does not agree; ``there`` is its ``agreement``, or why not."""

    there: Mapping[str, str] | str


def refusal(who: str, refused: Refused) -> InputError:
    """The fault, on one line; ``who`` says what kind of process it is."""
    expected = "the files and libraries of this command"
    if isinstance(refused.there, str):
        return InputError("", 0, 0, who, expected, refused.there)
    return InputError("", 0, 0, who, expected, f"others ({changes(agreement(), refused.there)})")


def _files(rooms: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Name, from the folder that holds the package, and path of every file of packages."""
    for room in rooms:
        for folder in import_module(room).__path__:
            root = Path(folder)
            for path in sorted(root.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path.relative_to(root.parent).as_posix(), path


def _python_files(rooms: Iterable[str]) -> Iterator[tuple[str, Path]]:
    return ((name, path) for name, path in _files(rooms) if path.suffix == ".py")


def _digests_of(files: Iterable[tuple[str, Path]]) -> dict[str, str]:
    kept = _kept()
    known = dict(kept)
    found = {}
    for name, path in files:
        content = path.read_bytes()
        key = hashlib.sha256(content).hexdigest()
        if key not in known:
            try:
                known[key] = digest_of(content)
            except (SyntaxError, ValueError):  # nothing that a run imports
                known[key] = key[:DIGITS]
        found[name] = known[key]
    if len(known) > len(kept):
        _keep(known)
    return found


def _store() -> str:
    python = ".".join(platform.python_version_tuple()[:2])
    return f"sources-{_FORMAT}-{python}"


def _kept() -> dict[str, str]:
    kept = read(_store())
    found: dict[str, str] = {} if kept is None else json.loads(bytes(kept))
    return found


def _keep(known: dict[str, str]) -> None:
    keep(_store(), json.dumps(dict(list(known.items())[-MOST_KEPT:])).encode())
