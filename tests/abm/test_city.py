"""Cities: what is loaded, and what is wrong with a folder that isn't one."""

import pickle
import shutil
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from abm.city.city import city_cached, known_cities, load_city
from agents.city import TABLES, City
from engine.calendar import quarter_index
from engine.document import InputError
from tests.littleton import LITTLETON as FOLDER

LITTLETON = Path(FOLDER)


@pytest.fixture(scope="module")
def littleton() -> City:
    return load_city(LITTLETON)


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., InputError]:
    """Replace text once in one file of a copy of Littleton, and give the fault that is found."""

    def changed(name: str, old: str, new: str) -> InputError:
        folder = tmp_path / "town"
        shutil.copytree(LITTLETON, folder)
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_city(folder)
        assert caught.value.file == str(folder / name)
        return caught.value

    return changed


def test_littleton_loads(littleton: City) -> None:
    assert littleton.key == "littleton"
    assert littleton.name.zh == "小城"
    assert littleton.start == quarter_index("2018Q1")
    assert littleton.segments.role.count("target") == 3
    assert [government.level for government in littleton.governments] == [
        "municipality",
        "centre",
        "district",
        "district",
    ]
    assert littleton.population.count.sum() == 64
    assert littleton.path(littleton.map).is_file()
    assert set(littleton.series.label) == {"assumed"}


def test_columns_are_arrays_by_their_types(littleton: City) -> None:
    firms, parks = littleton.firms, littleton.parks
    assert len(firms) == len(firms.keys) == 8
    row = firms.index["voltride"]
    assert firms.keys[row] == firms.key[row] == "voltride"
    assert parks.keys[firms.plant_park[row]] == "south_gate"
    assert firms.plant_park[firms.index["padcraft"]] == -1
    assert firms.arrives[row] == quarter_index("2020Q2")
    assert firms.arrives[0] == -1
    assert np.isnan(firms.rd_share_of_revenue[firms.index["swiftwheel"]])
    assert firms.founded_year.dtype == firms.hq_park.dtype == firms.arrives.dtype == np.int64
    assert firms.licence.dtype == np.bool_
    assert parks.area_km2.dtype == np.float64
    assert firms.kind[row] == "oem"
    assert firms.kind.codes[row] == 1
    assert littleton.events.destination.codes.tolist() == [0, -1, -1]
    assert littleton.inputs.component[2] == -1
    assert firms.name_en[row] == "Voltride"
    assert firms.licence.sum() == 2


def test_rows_of_two_columns_have_joined_keys(littleton: City) -> None:
    cells = littleton.cells
    row = cells.index["drones.delivery/export"]
    assert littleton.uses.keys[cells.use[row]] == "drones.delivery"
    assert cells.destination[row] == "export"
    assert littleton.ramps.keys[0] == "voltride/scooters.electric/2020Q2"


def test_a_city_cannot_be_changed(littleton: City) -> None:
    with pytest.raises(ValueError, match="read-only"):
        littleton.parks.area_km2[0] = 1
    with pytest.raises(AttributeError):
        littleton.parks.area_km2 = np.zeros(8)
    with pytest.raises(AttributeError):
        littleton.key = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="no column 'aera'"):
        _ = littleton.parks.aera


def test_rows_survive_pickling(littleton: City) -> None:
    copy = pickle.loads(pickle.dumps(littleton.parks))
    assert copy.index == littleton.parks.index
    assert np.array_equal(copy.area_km2, littleton.parks.area_km2)
    assert not copy.area_km2.flags.writeable
    assert np.array_equal(copy.kind.codes, littleton.parks.kind.codes)


def test_the_digest_covers_names_and_content(littleton: City, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(LITTLETON, folder)
    assert load_city(folder).digest == littleton.digest
    (folder / "more.yaml").write_text("a.b: {value: 1}\n", encoding="utf-8")
    first = load_city(folder).digest
    assert first != littleton.digest
    (folder / "more.yaml").rename(folder / "other.yaml")
    assert load_city(folder).digest not in (first, littleton.digest)
    (folder / "other.yaml").rename(folder / ".hidden")
    assert load_city(folder).digest == littleton.digest


def test_a_byte_order_mark_is_no_other_city(littleton: City, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(LITTLETON, folder)
    for table in folder.glob("*.csv"):
        table.write_bytes(table.read_bytes().removeprefix(BOM_UTF8))
    for text in (*folder.glob("*.yaml"), folder / littleton.map):
        text.write_bytes(BOM_UTF8 + text.read_bytes())
    again = load_city(folder)
    assert again.digest == littleton.digest
    assert again.read_map() == littleton.read_map()


def test_a_city_saved_by_a_spreadsheet(littleton: City, tmp_path: Path) -> None:
    """Blank rows, an empty last column, blanks around the headers, commas in large numbers."""
    folder = tmp_path / "town"
    shutil.copytree(LITTLETON, folder)
    for table in folder.glob("*.csv"):
        head, *lines = table.read_text(encoding="utf-8-sig").splitlines()
        head = " , ".join(head.split(","))
        rows = [f"{head},", *(f"{line}," for line in lines), "," * (head.count(",") + 1)]
        table.write_text("\r\n".join(rows) + "\r\n", encoding="utf-8-sig", newline="")
    uses = folder / "uses.csv"
    text = uses.read_text(encoding="utf-8-sig")
    assert ",60000," in text
    uses.write_text(text.replace(",60000,", ',"60,000",'), encoding="utf-8-sig")
    again = load_city(folder)
    for schema in TABLES:
        old, new = getattr(littleton, schema.name), getattr(again, schema.name)
        assert new.keys == old.keys
        for name in schema.columns:
            np.testing.assert_array_equal(old.columns[name], new.columns[name])


@pytest.mark.parametrize("city", known_cities())
def test_shipped_tables_open_with_readable_chinese(city: str) -> None:
    """Excel takes a file without the mark for one in the system's encoding."""
    folder = LITTLETON.parent / city
    for table in folder.glob("*.csv"):
        assert table.read_bytes().startswith(BOM_UTF8), table


def test_a_cached_city_is_loaded_once() -> None:
    assert city_cached(str(LITTLETON)) is city_cached(str(LITTLETON))


def test_an_unknown_city() -> None:
    with pytest.raises(InputError) as caught:
        load_city("atlantis")
    shown = str(caught.value)
    assert shown.startswith("city: expected a city")
    assert shown.endswith(" or the path of a city's folder, got 'atlantis'")
    for name in known_cities():
        assert name in shown


def test_a_folder_that_is_no_city(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"city\.yaml: expected a readable file, got no such file"):
        load_city(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "message"),
    [
        ("city.yaml", "policy_start", "polcy_start", "polcy_start:", "(did you mean 'policy_st"),
        (
            "city.yaml",
            "end: 2024Q4",
            "end: 2017Q4",
            "2017Q4",
            "end: expected a quarter from 2018Q1",
        ),
        ("city.yaml", "2022Q1", "2018Q1", "2018Q1\nmap", "policy_start: expected a quarter after"),
        ("city.yaml", "2022Q1", "2022", "2022\n", "policy_start: expected a quarter such as"),
        ("city.yaml", "40000", "many", "many", "jobs_total: expected a number, got 'many'"),
        (
            "city.yaml",
            "map.geojson",
            "m.json",
            "m.json",
            "map: expected a file in the city's folder",
        ),
        (
            "city.yaml",
            "level: centre",
            "level: district",
            "- key",
            "one government of level cent",
        ),
        ("city.yaml", "key: centre", "key: north", "north", "governments.1.key: expected each gov"),
        ("map.geojson", "{", "[", ":", "expected valid JSON, got"),
        ("segments.csv", "0.09,", "3.0,", "3.0,", "rd_share_of_revenue: expected a number from 0"),
        ("segments.csv", "0.09,", "300 %,", "300 %", "(without a percent sign"),
        (
            "segments.csv",
            "0.12,0.01",
            "0.9,0.2",
            "0.9,0.2",
            "labour_share_of_cost: expected labour",
        ),
        ("segments.csv", "target", "traget", "traget", "expected one of target, legacy, component"),
        ("segments.csv", ",role", ",rloe", "rloe,", "rloe: expected role (did you mean 'role'?)"),
        ("segments.csv", ",role", "", "key,", "role: expected a column 'role', got none"),
        ("inputs.csv", "drones,motors", "drones,tablets", "tablets", "with the role component, or"),
        ("inputs.csv", "other,0.5,", "other,0.6,", "0.6,", "expected shares of drones that add up"),
        (
            "inputs.csv",
            "0.35,0.1",
            "0.95,0.1",
            "0.95,",
            "local_share + import_share <= 1, got 1.05",
        ),
        ("uses.csv", "0.4,0.8,1,", "0.4,0.8,2,", "0.8,2,", "seasonal factors with the mean 1"),
        ("uses.csv", ",logistics", ",logistic", "logistic,", "(did you mean 'logistics'?), got"),
        (
            "cells.csv",
            "hobby,rest",
            "hobby,city",
            "drones.hobby,city,384",
            "each use and destination",
        ),
        (
            "cells.csv",
            "0.35,96000,",
            "0.35,0,",
            "0,29893",
            "ceiling_units: expected a number above 0",
        ),
        (
            "cells.csv",
            "drones.hobby,",
            "drones.hoby,",
            "drones.hoby,",
            "use: expected a key of uses",
        ),
        (
            "districts.csv",
            "南区",
            "西区",
            "西区",
            "the name of a feature in map.geojson, got '西区'",
        ),
        (
            "parks.csv",
            ",,0,1990,",
            ",,1,1990,",
            "1,1990,",
            "designated: expected 0 for a remainder",
        ),
        ("parks.csv", "park,3.1,", "remainder,3.1,", "remainder,55", "one remainder for each dist"),
        ("firms.csv", "2020Q2", "2020-Q2", "2020-Q2", "arrives: expected a quarter such as 2019Q1"),
        (
            "firms.csv",
            "swiftwheel,",
            "aerolite,",
            "aerolite,捷轮",
            "expected each key once, got 'aero",
        ),
        (
            "lines.csv",
            ",0.64,",
            ",0.54,",
            "0.06,0.54",
            "city_share + rest_share + export_share = 1",
        ),
        (
            "lines.csv",
            "0.5,bigbrand,",
            "0.5,open_link,",
            "open_link",
            "an ecosystem of the kind host, got 'open_link'",
        ),
        (
            "lines.csv",
            "1,0.2,0.7,0.1,0,,",
            "1,0.2,0.7,0.1,0,otherbrand,",
            "otherbrand",
            "a host that spans drones",
        ),
        ("ramps.csv", "2020Q2", "2020Q1", "2020Q1", "quarter: expected a quarter from the arrival"),
        (
            "ramps.csv",
            "2021Q4",
            "2022Q1",
            "2022Q1",
            "quarter: expected a quarter before the policy",
        ),
        (
            "ramps.csv",
            "voltride",
            "swiftwheel",
            "swiftwheel",
            "firm: expected a firm with a quarter",
        ),
        (
            "ramps.csv",
            "scooters.electric",
            "tablets.home",
            "tablets.home",
            "a use that voltride has",
        ),
        ("population.csv", "brand,6,40,", "brand,6,0,", "0,1,", "a number above 0 for 6 firms of"),
        (
            "population.csv",
            "brand,6,40,",
            "brand,0,40,",
            "0,40,",
            "count: expected at least 1 firm",
        ),
        (
            "factor_prices.csv",
            "land_price,2018",
            "land_price,2030",
            "name,",
            "a row for land_price",
        ),
        (
            "rates.csv",
            "vat_local_share,2017Q1",
            "vat_local_share,2019Q1",
            "name,",
            "a row for vat_local_share",
        ),
        (
            "events.csv",
            "2020Q3,2020Q3",
            "2020Q3,2020Q2",
            "2020Q2",
            "end: expected a quarter from 20",
        ),
        (
            "targets.csv",
            "output_plan",
            "Output",
            "Output",
            "outcome: expected an outcome of the model",
        ),
    ],
)
def test_faults_of_a_city(
    change: Callable[..., InputError], file: str, old: str, new: str, at: str, message: str
) -> None:
    error = change(file, old, new)
    shown = str(error)
    assert shown.startswith(f"{error.file}:{error.line}:{error.column}: ")
    assert message in shown
    assert "\n" not in shown
    lines = Path(error.file).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    there = "".join(lines[error.line - 1 :])[error.column - 1 :]
    assert there.startswith(at), shown


def test_a_district_without_its_remainder(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(LITTLETON, folder)
    parks = (folder / "parks.csv").read_text(encoding="utf-8")
    text = parks.replace("remainder,55", "park,55")
    (folder / "parks.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_city(folder)
    error = caught.value
    assert (error.file, error.line, error.column) == (str(folder / "districts.csv"), 3, 1)
    assert error.found == "none for south"


def test_a_use_without_one_of_its_destinations(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(LITTLETON, folder)
    cells = (folder / "cells.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in cells if not line.startswith("tablets.home,export")]
    (folder / "cells.csv").write_text("".join(kept), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_city(folder)
    error = caught.value
    assert (error.file, error.line, error.column) == (str(folder / "uses.csv"), 6, 1)
    assert error.found == "none for tablets.home at export"


def test_every_column_says_what_it_is() -> None:
    for table in TABLES:
        assert table.help
        assert set(table.unique) <= set(table.columns)
        assert list(table.columns)[-2:] == ["source", "label"]
        for name, column in table.columns.items():
            assert column.help, f"{table.file}: {name}"


def test_shanghai_comes_with_the_package() -> None:
    assert "shanghai" in known_cities()


@pytest.mark.parametrize("name", known_cities())
def test_a_city_of_the_package_loads(name: str) -> None:
    city = load_city(name)
    assert city.key == name
    assert city.start < city.policy_start <= city.end
    assert len(city.parks)
    assert len(city.firms)
    assert len(city.cells) == 3 * len(city.uses)
