"""The installed libraries that the project stands on: what its lock comes to on this machine."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from types import MappingProxyType

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "yuanqu"
COMPUTING = ("numpy", "scipy", "mesa")
"""Libraries whose version may change a bit of a run; what a comparison's identity holds."""


@cache
def environment() -> Mapping[str, str]:
    """Name to version of every library that the project requires, and those require in turn.

    Tools of development are left out, as is what other systems would need. The lock's file is not
    there where the package is installed; its versions are.
    """
    found: dict[str, str] = {}
    waiting = [(PROJECT, "")]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = installed.version
        for text in installed.requires or ():
            required = Requirement(text)
            if required.marker is not None and not required.marker.evaluate({"extra": extra}):
                continue
            for wanted in ("", *sorted(required.extras)):
                key = (canonicalize_name(required.name), wanted)
                if key not in seen:
                    seen.add(key)
                    waiting.append(key)
    del found[PROJECT]
    return MappingProxyType(dict(sorted(found.items())))
