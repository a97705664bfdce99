"""Why an instrument moves what it moves in a city, for a reader of its effects alone."""

from collections.abc import Mapping

from pydantic import RootModel

from agents.city import City
from engine.document import did_you_mean, read_yaml, validate
from policies.registry import INSTRUMENTS

FILE = "remarks.yaml"
"""Of a city's folder; may be missing."""


class RemarkFile(RootModel[dict[str, str]]):
    """``remarks.yaml``: instrument to a remark."""


def remarks_of(city: City) -> Mapping[str, str]:
    """Remarks by instrument, none for a city that has no such file. Raises InputError."""
    if not city.path(FILE).is_file():
        return {}
    document = read_yaml(city.path(FILE))
    found = validate(document, RemarkFile).root
    for key in found:
        if key not in INSTRUMENTS:
            expected = f"an instrument{did_you_mean(key, INSTRUMENTS)}"
            raise document.error((key,), expected, "an unknown name", key=True)
    return found
