"""What of the program is promised to those who build on it.

``Model``, ``Step`` and ``Instrument`` are classes to subclass or make, ``run`` one run as a value,
``read_results`` a folder that a command has written. Everything else may change with any version.
Nothing is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abm.model import IndustryModel as Model
    from abm.simulation import RunResult
    from engine.model import Step
    from experiments.runs.folder.results import Results
    from policies.instrument import Instrument

__all__ = ["Instrument", "Model", "Step", "read_results", "run"]


def run(
    plan: str | None = None,
    *,
    seed: int,
    city: str = "shanghai",
    year: int | None = None,
    until: str | None = None,
    settings: Mapping[str, float] | None = None,
    world: str = "draw",
    parameters: str = "fixed",
) -> RunResult:
    """One run: outcomes by quarter, and the firms and parks at its end.

    ``plan`` and ``city`` by name or path, the city's baseline where no plan is named; ``year``
    that of the question, such as 2030, else the city's first; ``until`` the last quarter, such as
    2025Q4, else the last of that question; ``settings`` as in
    ``--set``; ``world`` which national markets (``draw``, ``middle``, ``low``, ``high``,
    ``as-it-came``); ``parameters`` the city's (``fixed``) or a ``draw`` within their ranges;
    ``draw:17`` of either is that of seed 17. The same arguments give the same bits. Raises
    ``ValueError`` for a text that is no quarter, ``engine.document.InputError`` for what the city
    has not.
    """
    from abm.city.city import city_cached
    from abm.city.name import with_year
    from abm.simulation import RunSpec, simulate
    from engine.calendar import quarter_index, quarter_text
    from engine.document import InputError
    from policies.city_plans import baseline_of

    city = with_year(city, year)
    data = city_cached(city)
    last = data.end if until is None else quarter_index(until)
    if last < data.start:
        expected = f"a quarter from {quarter_text(data.start)} on"
        raise InputError("", 0, 0, "until", expected, quarter_text(last))
    under = baseline_of(data) if plan is None else plan
    values = tuple((settings or {}).items())
    return simulate(RunSpec(city, under, seed, last, values, world=world, parameters=parameters))


def read_results(folder: str | Path) -> Results:
    """The tables in a folder of results. Raises ``InputError`` where there are none."""
    from experiments.runs.folder.results import Results

    return Results(folder)


def __getattr__(name: str) -> object:
    if name == "Model":
        from abm.model import IndustryModel

        return IndustryModel
    if name == "Step":
        from engine.model import Step

        return Step
    if name == "Instrument":
        from policies.instrument import Instrument

        return Instrument
    raise AttributeError(f"module 'yuanqu' has no attribute {name!r}")
