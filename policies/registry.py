"""All instruments by key, in the order of their keys."""

from policies import instruments as _all_registered  # noqa: F401
from policies.instrument import REGISTRY, Instrument

INSTRUMENTS: dict[str, Instrument] = dict(sorted(REGISTRY.items()))
