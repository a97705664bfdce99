"""On which kinds of processor the runs of a folder were made: their last bits may follow it."""

import json
from contextlib import suppress
from pathlib import Path

from experiments.runs.folder.store import BATCHES
from experiments.runs.folder.sums import TIMING


def made_on(folder: Path) -> tuple[str, ...]:
    """What ``engine.bits.ran_on`` said where the folder's batches ran, each once.

    Empty where nobody noted it: the notes are no part of the results, and copies may lack them.
    """
    found: set[str] = set()
    with suppress(OSError), (folder / TIMING / BATCHES).open(encoding="utf-8") as lines:
        for line in lines:
            with suppress(ValueError, AttributeError, TypeError):
                found.update(json.loads(line).get("ran_on", ()))
    return tuple(sorted(found))


def may_differ(*kinds: str) -> str:
    """A sentence where runs of several kinds of processor meet; empty where all are of one."""
    each = sorted(set(kinds))
    if len(each) < 2:
        return ""
    return f"{', '.join(each[:-1])} and {each[-1]} may give other last bits of the same run"
