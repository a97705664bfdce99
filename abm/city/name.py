"""A city's name, with the year of the question behind an @ where it is not the city's first.

``shanghai`` is the city as its own question has it, ``shanghai@2030`` the same folder as that of
2030 does (``horizons`` in ``city.yaml``); a folder's path takes a year likewise.
"""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path

AT = "@"


def with_year(city: str, year: int | None) -> str:
    """The name of a city as it is asked for a year; None leaves the name as it is.

    Raises InputError where the name has another year.
    """
    name, own = without_year(city)
    if year is None or year == own:
        return city
    if own is not None:
        from engine.document import InputError  # not for who asks for help

        raise InputError("", 0, 0, "year", f"{own}, as the city's name has it", str(year))
    return f"{name}{AT}{year}"


def without_year(city: str | PathLike[str]) -> tuple[str, int | None]:
    """The city or folder that a name means, and the year; None where the name has none."""
    name = fspath(city)
    before, at, year = name.rpartition(AT)
    if at and before and len(year) == 4 and year.isdecimal() and not Path(name).is_dir():
        return before, int(year)
    return name, None
