"""What a Ray worker does before it imports anything of the project.

Ray puts the driver's current folder first on a worker's path, where there may be another version
of the project, or modules of a user with names such as ``abm``. So this is sent by value, and what
it needs is imported inside: a worker imports what the driver imports, from where it stands.
"""

from typing import Any

DONE, REFUSED = "done", "refused"


def enter(
    path: list[str], folder: str, agreed: str, function: str, job: bytes, *numbers: int
) -> tuple[str, Any]:
    """Call ``module:function`` with a pickled job and numbers, as the driver would.

    ``path`` and ``folder`` are the driver's ``sys.path`` and current folder. Gives ``DONE`` and the
    pickled result, or ``REFUSED`` and what this worker has (``experiments.runs.sources.agreement``)
    where that is not what ``agreed`` stands for; a text where the project is not there at all.
    """
    import importlib
    import pickle
    import sys
    from pathlib import Path

    if "experiments" not in sys.modules:
        own = [place for place in sys.path if str(Path(place).absolute()) != folder]
        there = [place for place in path if Path(place).exists()]
        sys.path[:] = [*there, *(place for place in own if place not in there)]
        importlib.invalidate_caches()
    try:
        sources = importlib.import_module("experiments.runs.sources")
    except ImportError as error:
        return REFUSED, f"{type(error).__name__}: {error}"
    if sources.agreed() != agreed:
        return REFUSED, dict(sources.agreement())
    module, _, name = function.partition(":")
    result = getattr(importlib.import_module(module), name)(pickle.loads(job), *numbers)
    return DONE, pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
