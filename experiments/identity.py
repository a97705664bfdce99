"""What an experiment's results depend on, and the digest that two equal ones share."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from abm.parameters import filled
from abm.version import MODEL_VERSION
from experiments.designs import Point
from experiments.environment import environment
from experiments.experiment import Experiment
from experiments.sources import changes, model_sources

NO_INFLUENCE = {"title", "citation", "runtime", "made_with"}
"""Fields of an experiment that change no bit of its results."""

LIBRARIES = ("numpy", "polars", "mesa", "scipy", "ray")
COMPUTING = ("numpy", "scipy", "mesa")
"""Libraries whose version may change a bit of a run; what a comparison's identity holds."""


SOURCES = "sources"
"""The ingredient that holds the digests of the code, by file; see ``experiments.sources``."""


@cache
def versions() -> dict[str, Any]:
    """Versions of the package, its model and the libraries that compute."""
    return {
        "yuanqu": version("yuanqu"),
        "model": MODEL_VERSION,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def ingredients_of(
    experiment: Experiment,
    city_digest: str,
    plan_digests: Mapping[str, str],
    points: Sequence[Point],
    columns: Sequence[str],
) -> dict[str, Any]:
    """The resolved experiment as plain data, with the digests and versions behind it.

    ``points`` enter by a digest, so that a design of another version is another experiment;
    ``columns`` too, so that one that keeps all outcomes notices a new one. The libraries are all
    that the lock pins for use (``experiments.environment``).
    """
    known = versions()
    data = experiment.model_dump(mode="json", exclude=NO_INFLUENCE, exclude_none=True)
    return {
        "experiment": data,
        "points": _digest(points),
        "columns": _digest(columns),
        "city_digest": city_digest,
        "plan_digests": dict(plan_digests),
        "yuanqu": known["yuanqu"],
        "model": known["model"],
        "python": ".".join(platform.python_version_tuple()[:2]),
        "libraries": dict(environment()),
        SOURCES: dict(model_sources()),
    }


def stand_ins(city_name: str) -> dict[str, Any]:
    """Parameters that a city lacks, with what stands in for them; empty for a complete city."""
    found = filled(city_name)
    return {"stand_ins": found} if found else {}


def identity_of(ingredients: Mapping[str, Any]) -> str:
    """SHA-256 of the ingredients as canonical JSON."""
    return _digest(ingredients)


def _digest(data: Any) -> str:
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
