"""A city's data, loaded from its folder and checked.

A city is a folder of CSV and YAML files (``abm.city.schema`` has the tables): one of those that
come with the package, given by name, or any other, given by its path. A folder ``plans`` in it
holds the city's own plans, which then go in place of the shipped ones.
"""

import hashlib
import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from abm.city.checks import check_city, check_targets
from abm.city.file import CityFile, Government, Names
from abm.city.remarks import remarks
from abm.city.rows import Rows, rows_of
from abm.city.schema import TABLES
from engine.document import (
    Document,
    InputError,
    Remark,
    Table,
    did_you_mean,
    read_table,
    read_yaml,
    validate,
)
from policies.plan import NO_POLICY, Plan, known_plans, read_plan
from policies.scope import bind

CITY_FILE, PLANS = "city.yaml", "plans"
BASELINE = "baseline"
"""The name of the baseline in a city that names none."""


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
    industry: Names | None
    """What the policy is for; None where the city does not say."""
    named_plans: tuple[str | None, str | None]
    """The baseline and the main plan as ``city.yaml`` names them."""
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
    regularities: Rows
    digest: str
    """SHA-256 over the names and bytes of all files of the folder."""
    folder: Traversable = field(repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    """What of the files has no effect."""

    def path(self, name: str) -> Traversable:
        """A file of the city's folder."""
        return self.folder.joinpath(name)

    def read_map(self) -> dict[str, Any]:
        """The map as GeoJSON: each district is a feature, by its Chinese ``properties.name``."""
        found: dict[str, Any] = json.loads(self.path(self.map).read_text(encoding="utf-8-sig"))
        return found

    @property
    def plan_folder(self) -> Path | None:
        """The city's folder of plans of its own; None where it has none."""
        folder = self.folder.joinpath(PLANS)
        return folder if isinstance(folder, Path) and folder.is_dir() else None

    @property
    def plan_names(self) -> tuple[str, ...]:
        """The plans that are known by their names in this city."""
        return known_plans(self.plan_folder)

    @cached_property
    def fitting_plans(self) -> tuple[str, ...]:
        """Of the known plans those that the city can carry out: it has whom they name."""
        found = []
        for name in self.plan_names:
            with suppress(InputError):
                bind(self.plan(name), self)
                found.append(name)
        return tuple(found)

    @cached_property
    def baseline(self) -> str:
        """The plan that others are compared with; without one of its own the one of no policy."""
        named = self.named_plans[0]
        if named is not None:
            return named
        return BASELINE if BASELINE in self.fitting_plans else NO_POLICY

    @cached_property
    def main_plan(self) -> str:
        """The plan in question; the first by name that is no baseline where none is named."""
        named = self.named_plans[1]
        if named is not None:
            return named
        others = (p for p in self.fitting_plans if p not in (self.baseline, NO_POLICY))
        return next(others, self.baseline)

    @property
    def usual_plans(self) -> tuple[str, ...]:
        """The baseline and the main plan, once where they are one."""
        return tuple(dict.fromkeys((self.baseline, self.main_plan)))

    @cached_property
    def has_vehicles(self) -> bool:
        """Whether any of the city's uses are vehicles; their rules and outcomes go with them."""
        return bool(self.uses.flags("nev").any())

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
        file = folder.joinpath(schema.file)
        if schema.optional and not file.is_file():
            table = Table.empty(str(file), schema.columns)
        else:
            table = read_table(file, schema.columns, known, schema.unique)
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
        industry=head.industry,
        named_plans=(head.baseline, head.main_plan),
        digest=digest_of(folder),
        folder=folder,
        remarks=tuple(remarks(tables, head)),
        **_only_tables(rows),
    )
    # The outcomes are defined by cities, so they are imported once there is one.
    from abm.outcomes import columns, units

    check_targets(tables["targets"], columns(city), units())
    _check_named_plans(city, document)
    return city


def _check_named_plans(city: City, document: Document) -> None:
    """The plans that ``city.yaml`` names are known in the city."""
    for key, name in zip(("baseline", "main_plan"), city.named_plans, strict=True):
        if name is not None and name not in city.plan_names:
            expected = f"a plan ({', '.join(city.plan_names)}){did_you_mean(name, city.plan_names)}"
            raise document.error((key,), expected, repr(name))


@lru_cache(maxsize=8)
def city_cached(name_or_path: str) -> City:
    """``load_city``, once in a process for each name; later changes of the files aren't seen."""
    return load_city(name_or_path)


def digest_of(folder: Traversable) -> str:
    """SHA-256 over the files of a folder (hidden ones and subfolders left out), sorted by name.

    Each name and each content is preceded by its length in bytes, so that no two folders of
    different content are the same stream. A byte-order mark, which a spreadsheet adds, is no
    content.
    """
    digest = hashlib.sha256()
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or not entry.is_file():
            continue
        for content in (entry.name.encode(), entry.read_bytes().removeprefix(BOM_UTF8)):
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
