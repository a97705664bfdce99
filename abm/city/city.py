"""A city's data, loaded from its folder and checked.

A city is a folder of CSV and YAML files (``agents.city`` has the tables): one of those that
come with the package, given by name, or any other, given by its path. A folder ``plans`` in it
holds the city's own plans, which then go in place of the shipped ones.
"""

import hashlib
from codecs import BOM_UTF8
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import nan
from os import PathLike
from pathlib import Path
from typing import Any

from abm.city.checks import check_city, check_targets
from abm.city.dated_uses import opened_by
from abm.city.file import CityFile
from abm.city.name import AT, with_year, without_year
from abm.city.questions import due, may_come, sorted_out
from abm.city.remarks import remarks
from abm.city.rows import rows_of
from agents.city import KINDS, City, Government, Names
from agents.city.places import Districts
from engine.document import InputError, Table, did_you_mean, read_table, read_yaml, validate
from policies.city_plans import check_named_plans, check_reference_plans

CITY_FILE = "city.yaml"
POSTERIOR = "posterior.parquet"
"""Parameters that were calibrated on the city's data (``abm.posterior``): no part of the data."""


def known_cities() -> tuple[str, ...]:
    """The names of the cities that come with the package."""
    data = files("abm").joinpath("data")
    if not data.is_dir():
        return ()
    return tuple(sorted(e.name for e in data.iterdir() if e.joinpath(CITY_FILE).is_file()))


def is_shipped(name: str) -> bool:
    """Whether a city's name, its year apart, is one of those that come with the package."""
    return without_year(name)[0] in known_cities()


def whole_name(name: str) -> str:
    """A city's name, or the whole path of its folder, with the year behind it as given."""
    if is_shipped(name):
        return name
    folder, year = without_year(name)
    return with_year(str(Path(folder).resolve()), year)


def find_city(name_or_path: str | PathLike[str]) -> Traversable:
    """The folder of a city; ``InputError`` when there is neither such a name nor such a folder."""
    name = without_year(name_or_path)[0]
    known = known_cities()
    if name in known:
        return files("abm").joinpath("data", name)
    folder = Path(name)
    if folder.is_dir():
        return folder
    cities = f"a city ({', '.join(known)})" if known else "a city"
    expected = f"{cities} or the path of a city's folder{did_you_mean(name, known)}"
    raise InputError("", 0, 0, "city", expected, repr(name))


def load_city(name_or_path: str | PathLike[str]) -> City:
    """Load and check a city, as the question of the year in its name has it.

    Raises ``InputError`` for anything wrong in its files.
    """
    folder = find_city(name_or_path)
    document = read_yaml(folder.joinpath(CITY_FILE))
    whole = validate(document, CityFile)
    head = whole.asked(without_year(name_or_path)[1], document)
    horizon = head.horizon
    rows: dict[str, Any] = {}
    tables: dict[str, Table] = {}
    for name, kind in KINDS.items():
        schema, file = kind.schema, folder.joinpath(kind.schema.file)
        if schema.optional and not file.is_file():
            table = Table.empty(str(file), schema.columns)
        else:
            known = {name: table.keys for name, table in rows.items()}
            table = read_table(file, schema.columns, known, schema.unique)
        tables[name] = table
        rows[name] = rows_of(kind, table, rows)
    check_city(folder, document, whole, tables)
    rows["targets"] = due(rows["targets"], head)
    rows["histories"] = sorted_out(rows["histories"], head)
    rows["giants"] = may_come(rows["giants"], head)
    rows = opened_by(rows, head.start, head.end)
    city = City(
        key=head.key,
        name=head.name,
        start=head.start,
        end=head.end,
        policy_start=head.policy_start,
        year=head.year,
        before=head.before or "",
        years=(whole.year, *(horizon.year for horizon in whole.horizons)),
        given=() if horizon is None else horizon.given,
        given_error=nan if horizon is None else horizon.given_error or nan,
        map=head.map,
        jobs_total=head.jobs_total,
        governments=(*head.governments, *_district_governments(rows["districts"])),
        industry=head.industry,
        named_plans=(head.baseline, head.main_plan),
        digest=_digest(folder, head.year if head is not whole else None),
        folder=folder,
        remarks=tuple(remarks(tables, whole)),
        **rows,
    )
    # The outcomes are defined by cities, so they are imported once there is one.
    from abm.outcomes import columns, units

    check_targets(tables["targets"], columns(city), units())
    check_named_plans(city, document, whole.plans)
    check_reference_plans(city, tables["path_sets"])
    return city


@lru_cache(maxsize=8)
def city_cached(name_or_path: str) -> City:
    """``load_city``, once in a process for each name; later changes of the files aren't seen."""
    return load_city(name_or_path)


def digest_of(folder: Traversable) -> str:
    """SHA-256 over the files of a folder (hidden ones, subfolders and the posterior, which is made
    of the others, left out), sorted by name.

    Each name and each content is preceded by its length in bytes, so that no two folders of
    different content are the same stream. A byte-order mark, which a spreadsheet adds, is no
    content.
    """
    digest = hashlib.sha256()
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name == POSTERIOR or not entry.is_file():
            continue
        for content in (entry.name.encode(), entry.read_bytes().removeprefix(BOM_UTF8)):
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)
    return digest.hexdigest()


def _digest(folder: Traversable, year: int | None) -> str:
    """Of the files, and of the year where it is a later question's."""
    files = digest_of(folder)
    return files if year is None else hashlib.sha256(f"{files}{AT}{year}".encode()).hexdigest()


def _district_governments(districts: Districts) -> tuple[Government, ...]:
    rows = zip(districts.keys, districts.name_zh, districts.name_en, strict=True)
    return tuple(
        Government(key=key, name=Names(zh=zh, en=en), level="district") for key, zh, en in rows
    )
