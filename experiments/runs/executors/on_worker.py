"""What a Ray worker does before it imports anything of the project.

Ray puts the driver's current folder first on a worker's path, where there may be another version
of the project, or modules of a user with names such as ``abm``. So this is sent by value, and what
it needs is imported inside: a worker imports what the driver imports, from where it stands.
"""

from typing import Any

REFUSED = "refused"


def enter(
    path: list[str], folder: str, agreed: str, function: str, common: bytes, arguments: bytes
) -> tuple[str, Any]:
    """``experiments.runs.call.perform``, where the project is what the driver has.

    ``path`` and ``folder`` are the driver's ``sys.path`` and current folder. Where the project is
    not there at all, the answer is ``REFUSED`` and a text.
    """
    import importlib
    import sys
    from pathlib import Path

    if "experiments" not in sys.modules:
        own = [place for place in sys.path if str(Path(place).absolute()) != folder]
        there = [place for place in path if Path(place).exists()]
        sys.path[:] = [*there, *(place for place in own if place not in there)]
        importlib.invalidate_caches()
    try:
        call = importlib.import_module("experiments.runs.call")
    except ImportError as error:
        return REFUSED, f"{type(error).__name__}: {error}"
    kind, what = call.perform(agreed, function, common, arguments)
    return kind, what
