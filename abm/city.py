"""A city's data, loaded from its folder and checked.

A city is a folder of CSV and YAML files (``abm.city_schema`` has the tables): one of those that
come with the package, given by name, or any other, given by its path. A folder ``plans`` in it
holds the city's own plans, which then go in place of the shipped ones.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from pathlib import Path

from abm.city_checks import check_city, check_targets
from abm.city_file import CityFile, Government, Names
from abm.city_remarks import remarks
from abm.city_schema import TABLES
from abm.rows import Rows, rows_of
from engine.document import InputError, Remark, Table, did_you_mean, read_table, read_yaml, validate
from policies.plan import Plan, known_plans, read_plan

CITY_FILE, PLANS = "city.yaml", "plans"


@dataclass(frozen=True, eq=False)
class City:
    """The data of one city; tables are ``Rows``, quarters are indices (``engine.calendar``)."""

    key: str
    name: Names
    start: int
    """The first quarter of a run."""
    end: int
    """The last quarter of a run, included."""
    policy_start: int
    """The first quarter in which the policy under study may act."""
    map: str
    """The map's file: ``city.path(city.map)``."""
    jobs_total: float
    """All jobs in the city, every industry."""
    governments: tuple[Government, ...]
    """Of ``city.yaml`` in its order, then one a district in the order of ``districts``."""
    segments: Rows
    inputs: Rows
    scenarios: Rows
    districts: Rows
    regions: Rows
    parks: Rows
    ecosystems: Rows
    ecosystem_segments: Rows
    uses: Rows
    use_inputs: Rows
    sourcing: Rows
    cells: Rows
    principals: Rows
    firms: Rows
    lines: Rows
    giants: Rows
    ramps: Rows
    population: Rows
    series: Rows
    factor_prices: Rows
    rates: Rows
    events: Rows
    targets: Rows
    digest: str
    """SHA-256 over the names and bytes of all files of the folder."""
    folder: Traversable = field(repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    """What of the files has no effect."""

    def path(self, name: str) -> Traversable:
        """A file of the city's folder."""
        return self.folder.joinpath(name)

    @property
    def plan_folder(self) -> Path | None:
        """The city's folder of plans of its own; None where it has none."""
        folder = self.folder.joinpath(PLANS)
        return folder if isinstance(folder, Path) and folder.is_dir() else None

    @property
    def plan_names(self) -> tuple[str, ...]:
        """The plans that are known by their names in this city."""
        return known_plans(self.plan_folder)

    def plan(self, name_or_path: str) -> Plan:
        """A plan by its name in this city, or of a file. Raises InputError."""
        return read_plan(name_or_path, self.plan_folder)


def known_cities() -> tuple[str, ...]:
    """The names of the cities that come with the package."""
    data = files("abm").joinpath("data")
    if not data.is_dir():
        return ()
    return tuple(sorted(e.name for e in data.iterdir() if e.joinpath(CITY_FILE).is_file()))


def find_city(name_or_path: str | PathLike[str]) -> Traversable:
    """The folder of a city; ``InputError`` when there is neither such a name nor such a folder."""
    name = fspath(name_or_path)
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
    """Load and check a city; raises ``InputError`` for anything wrong in its files."""
    folder = find_city(name_or_path)
    document = read_yaml(folder.joinpath(CITY_FILE))
    head = validate(document, CityFile)
    rows: dict[str, Rows] = {}
    tables: dict[str, Table] = {}
    for schema in TABLES:
        known = {name: table.keys for name, table in rows.items()}
        table = read_table(folder.joinpath(schema.file), schema.columns, known, schema.unique)
        tables[schema.name] = table
        rows[schema.name] = rows_of(schema.name, table, schema.unique, rows)
    check_city(folder, document, head, tables)
    city = City(
        key=head.key,
        name=head.name,
        start=head.start,
        end=head.end,
        policy_start=head.policy_start,
        map=head.map,
        jobs_total=head.jobs_total,
        governments=(*head.governments, *_district_governments(rows["districts"])),
        digest=digest_of(folder),
        folder=folder,
        remarks=tuple(remarks(tables, head)),
        **_only_tables(rows),
    )
    # The outcomes are defined by cities, so they are imported once there is one.
    from abm.outcomes import columns, units

    check_targets(tables["targets"], columns(city), units())
    return city


@lru_cache(maxsize=8)
def city_cached(name_or_path: str) -> City:
    """``load_city``, once in a process for each name; later changes of the files aren't seen."""
    return load_city(name_or_path)


def digest_of(folder: Traversable) -> str:
    """SHA-256 over the files of a folder (hidden ones and subfolders left out), sorted by name.

    Each name and each content is preceded by its length in bytes, so that no two folders of
    different content are the same stream.
    """
    digest = hashlib.sha256()
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or not entry.is_file():
            continue
        for content in (entry.name.encode(), entry.read_bytes()):
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)
    return digest.hexdigest()


def _district_governments(districts: Rows) -> tuple[Government, ...]:
    names = zip(districts.texts("name_zh"), districts.texts("name_en"), strict=True)
    return tuple(
        Government(key=key, name=Names(zh=zh, en=en), level="district")
        for key, (zh, en) in zip(districts.keys, names, strict=True)
    )


def _only_tables(rows: Mapping[str, Rows]) -> dict[str, Rows]:
    return {schema.name: rows[schema.name] for schema in TABLES}
