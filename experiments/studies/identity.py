"""What an experiment's results depend on, and the digest that two equal ones share."""

import platform
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from abm.parameters import filled
from abm.version import MODEL_VERSION
from experiments.runs.environment import environment
from experiments.runs.folder.identity import SOURCES, digest
from experiments.runs.point import Point
from experiments.runs.sources import model_sources
from experiments.studies.experiment import Experiment

NO_INFLUENCE = {"title", "citation", "runtime", "made_with"}
"""Fields of an experiment that change no bit of its results."""

LIBRARIES = ("numpy", "polars", "mesa", "scipy", "ray")


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
    that the lock pins for use (``experiments.runs.environment``).
    """
    known = versions()
    data = experiment.model_dump(mode="json", exclude=NO_INFLUENCE, exclude_none=True)
    return {
        "experiment": data,
        "points": digest(points),
        "columns": digest(columns),
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
