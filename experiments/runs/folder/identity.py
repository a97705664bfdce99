"""What a folder's answers depend on: the digest that two equal questions share, and in what two
differ."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from experiments.runs.sources import changes

SOURCES = "sources"
"""The ingredient that holds the digests of the code, by file; see ``experiments.runs.sources``."""


def identity_of(ingredients: Mapping[str, Any]) -> str:
    """SHA-256 of the ingredients as canonical JSON."""
    return digest(ingredients)


def digest(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """The ingredients that differ, on one line: ``seeds.count: 50 -> 20; model: 1 -> 2``.

    Of code the files are named that differ.
    """
    code = _of_code(old.get(SOURCES), new.get(SOURCES))
    before, after = (
        dict(_flat({key: value for key, value in some.items() if key != SOURCES}))
        for some in (old, new)
    )
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    shown = [f"{_short(name)}: {_text(before, name)} -> {_text(after, name)}" for name in names]
    said = [*([f"{SOURCES}: {code}"] if code else []), *shown]
    return "; ".join(said[:6]) + ("; …" if len(said) > 6 else "")


def _of_code(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> str:
    if old is None or new is None:
        return "" if old == new else "not noted on one side"
    return changes(old, new)


def _flat(data: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list | tuple) and data:
        for place, value in enumerate(data):
            yield from _flat(value, f"{name}.{place}")
    else:
        yield name, data


def _short(name: str) -> str:
    return name.removeprefix("experiment.")


def _text(data: Mapping[str, Any], name: str) -> str:
    if name not in data:
        return "nothing"
    text = str(data[name])
    return text if len(text) <= 24 else f"{text[:10]}…"
