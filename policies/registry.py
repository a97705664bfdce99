"""All instruments by key, in the order of their keys."""

from agents.city import City
from policies import instruments as _all_registered  # noqa: F401
from policies.instrument import REGISTRY, Instrument

INSTRUMENTS: dict[str, Instrument] = dict(sorted(REGISTRY.items()))


def instruments_of(city: City) -> dict[str, Instrument]:
    """The instruments that a city has a use for, by key."""
    return {
        key: i
        for key, i in INSTRUMENTS.items()
        if (city.has_vehicles or not i.vehicles) and (city.has_fleets or not i.fleets)
    }
