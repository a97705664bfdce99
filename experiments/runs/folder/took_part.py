"""Who carried out a folder's runs, and when: from the notes of its batches."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.runs.folder.store import BATCHES, MACHINES
from experiments.runs.folder.sums import TIMING


@dataclass(frozen=True)
class TookPart:
    """The machines of a folder's runs, each with the numbers of its first and last runs, and the
    times between which they worked, in ISO 8601; empty where nothing is noted."""

    machines: tuple[tuple[Mapping[str, Any], tuple[tuple[int, int], ...]], ...]
    began: str
    ended: str


def took_part(folder: Path) -> TookPart:
    """Each batch counts once, as it was carried out last."""
    last = {note["batch"]: note for note in _notes(folder / TIMING / BATCHES) if "batch" in note}
    found: dict[str, tuple[Mapping[str, Any], list[tuple[int, int]]]] = {}
    for _, note in sorted(last.items()):
        who = note.get("by")
        if who is not None:
            key = json.dumps(who, sort_keys=True)
            _, spans = found.setdefault(key, (who, []))
            first, end = int(note["first"]), int(note["first"]) + int(note["runs"]) - 1
            if spans and spans[-1][1] == first - 1:
                first = spans.pop()[0]
            spans.append((first, end))
    times = [n for n in last.values() if "began" in n and "seconds" in n]
    begun = [n["began"] for n in _notes(folder / TIMING / MACHINES) if "began" in n]
    ends = [float(n["began"]) + float(n["seconds"]) for n in times]
    return TookPart(
        tuple((who, tuple(spans)) for who, spans in found.values()),
        str(begun[0]) if begun else _iso(min((float(n["began"]) for n in times), default=None)),
        _iso(max(ends, default=None)),
    )


def _notes(path: Path) -> Iterator[Mapping[str, Any]]:
    """The lines that are whole; a killed process may have left half a one."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            note = json.loads(line)
        except ValueError:
            continue
        if isinstance(note, dict):
            yield note


def _iso(seconds: float | None) -> str:
    return "" if seconds is None else time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(seconds))
