"""Reading YAML and CSV: values as meant, and every fault with its file, line and column."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from engine.calendar import quarter_index
from engine.document import (
    LONGEST,
    Choice,
    Flag,
    InputError,
    Integer,
    Key,
    Number,
    Quarter,
    QuarterIndex,
    Reference,
    Text,
    read_csv,
    read_table,
    read_yaml,
    shortened,
    validate,
)


class Base(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Grant(Base):
    kind: Literal["grant"]
    rate: float = Field(ge=0, le=1)


class Voucher(Base):
    kind: Literal["voucher"]
    yuan: float = Field(gt=0)


class Plan(Base):
    name: str = Field(min_length=1)
    start: QuarterIndex = quarter_index("2019Q1")
    runs: int = 1
    notify: bool = False
    settings: tuple[Annotated[Grant | Voucher, Field(discriminator="kind")], ...] = ()
    sizes: dict[str, Grant] = {}
    place: Grant | None = None


COLUMNS = {
    "key": Key(),
    "name": Text(),
    "rate": Number(low=0, high=1, unit="1/year"),
    "count": Integer(low=1, optional=True),
    "state": Flag(),
    "since": Quarter(),
    "kind": Choice(choices=("brand", "oem")),
    "park": Reference(table="parks", also=("none",), optional=True),
    "price": Number(above=0, optional=True),
}
HEADER = ",".join(COLUMNS)
ROW = "nio,蔚来,0.5,3,1,2019Q2,brand,lingang,2e5"
PARKS = ("lingang", "jinqiao")


def fault(read: Callable[[], Any]) -> InputError:
    with pytest.raises(InputError) as caught:
        read()
    return caught.value


def yaml_text(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def plan_fault(tmp_path: Path, text: str) -> InputError:
    path = yaml_text(tmp_path, text)
    return fault(lambda: validate(read_yaml(path), Plan))


def csv_text(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "firms.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return path


def csv_fault(tmp_path: Path, *lines: str) -> InputError:
    path = csv_text(tmp_path, *lines)
    return fault(lambda: read_csv(path, COLUMNS, {"parks": PARKS}))


def test_yaml_reads_numbers_and_text_as_people_mean_them(tmp_path: Path) -> None:
    path = yaml_text(
        tmp_path,
        "a: 1e-3\nb: no\nc: 2019Q1\nd: [1, 2.5, true, null, 2019-01-01]\ne: 中文\n2019: {x: '1'}\n",
    )
    assert read_yaml(path).data == {
        "a": 0.001,
        "b": "no",
        "c": "2019Q1",
        "d": [1, 2.5, True, None, "2019-01-01"],
        "e": "中文",
        "2019": {"x": "1"},
    }


def test_a_document_knows_where_its_keys_and_values_stand(tmp_path: Path) -> None:
    path = yaml_text(tmp_path, "a: 1\nlist:\n  - x: 中\n    y:   5\n")
    document = read_yaml(path)
    assert document.position(("list", 0, "y")) == (4, 10)
    assert document.position(("list", 0, "y"), key=True) == (4, 5)
    assert document.position(("list", 0, "z", "deeper")) == (3, 5)
    error = document.error(("list", 0, "y"), "at most 4", "5")
    assert str(error) == f"{path}:4:10: list.0.y: expected at most 4, got 5"


def test_validate_gives_the_model(tmp_path: Path) -> None:
    path = yaml_text(
        tmp_path,
        "name: no\nstart: 2022Q3\nsettings:\n"
        "- {kind: grant, rate: 1e-3}\n- kind: voucher\n  yuan: 5\n",
    )
    plan = validate(read_yaml(path), Plan)
    assert plan.name == "no"
    assert plan.start == quarter_index("2022Q3")
    assert plan.settings == (Grant(kind="grant", rate=0.001), Voucher(kind="voucher", yuan=5))


def test_a_quarter_of_a_model_is_written_as_text() -> None:
    plan = Plan(name="x", start=quarter_index("2022Q3"))
    text = plan.model_dump_json()
    assert json.loads(text)["start"] == "2022Q3"
    assert Plan.model_validate_json(text) == plan
    assert Plan.model_json_schema()["properties"]["start"]["type"] == "string"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name: a\nname: b\n",
            "2:1: name: expected each key once, got 'name' again (first on line 1)",
        ),
        ("name: a\nruns: many\n", "2:7: runs: expected a whole number, got 'many'"),
        ("name: a\nruns: '3'\n", "2:7: runs: expected a whole number, got '3'"),
        ("name: a\nruns: 1.5\n", "2:7: runs: expected a whole number, got 1.5"),
        ("name: a\nnotify: no\n", "2:9: notify: expected true or false, got 'no'"),
        ("name: 5\n", "1:7: name: expected text, got 5"),
        ("name: ''\n", "1:7: name: expected text of 1 or more characters, got nothing"),
        ("runs: 2\n", "1:1: name: expected a value for 'name', got nothing"),
        ("name: a\nstart: 2022\n", "2:8: start: expected a quarter such as 2019Q1, got 2022"),
        ("name: a\nstart: 2022Q5\n", "2:8: start: expected a quarter such as 2019Q1, got '2022Q5'"),
        (
            "name: a\nsettings:\n  - kind: grant\n    rate: 3.0\n",
            "4:11: settings.0.rate: expected at most 1.0, got 3.0",
        ),
        (
            "name: a\nsettings:\n  - {kind: grant, rate: 300 %}\n",
            "3:25: settings.0.rate: expected a number, got '300 %'",
        ),
        (
            "name: a\nsettings:\n  - kind: grnat\n",
            "3:5: settings.0: expected 'kind' to be one of 'grant', 'voucher', got a mapping",
        ),
        ("name: a\nsettings: 5\n", "2:11: settings: expected a list, got 5"),
        ("name: a\nsizes: {x: [1]}\n", "2:12: sizes.x: expected a mapping, got a list of 1"),
        (
            "name: a\nplace: {kind: grant}\n",
            "2:8: place.rate: expected a value for 'rate', got nothing",
        ),
        ("", "1:1: expected a mapping, got nothing"),
        ("- a\n", "1:1: expected a mapping, got a list of 1"),
        ("name: .nan\n", "1:7: name: expected a finite number, got '.nan'"),
        (
            "name: !tag a\n",
            "1:7: name: expected text, a number, true, false or null, got the tag !tag",
        ),
        ("name: a\n<<: {runs: 2}\n", "2:1: expected a key of plain text, got '<<'"),
        ("? [a, b]\n: c\n", "1:3: expected a key of plain text, got a list"),
        (
            "name: &n [*n]\n",
            "1:7: name.0: expected an alias outside its own anchor, got one inside it",
        ),
        ("name: a\n---\nname: b\n", "2:1: expected valid YAML, got another document"),
        ("name: a\n\truns: 2\n", "2:1: expected valid YAML, got character '\\t' that cannot start"),
        ("name: [a\n", "2:1: expected valid YAML, got"),
    ],
)
def test_faults_of_yaml(tmp_path: Path, text: str, message: str) -> None:
    error = plan_fault(tmp_path, text)
    shown = str(error)
    assert "\n" not in shown
    assert shown.startswith(f"{tmp_path / 'plan.yaml'}:{message}")
    assert (error.line, error.column) == tuple(map(int, message.split(":")[:2]))


NESTED = {
    "lists": "[" * 500 + "]" * 500,
    "lists that never end": "[" * 100_000,
    "mappings": "{a: " * 500 + "1" + "}" * 500,
    "lines": "\n".join(" " * depth + "a:" for depth in range(500)),
    "dashes": "- " * 500 + "1",
    "keys": "? " * 500 + "1",
    "aliases in aliases": "a0: &a0 [x]\n"
    + "\n".join(f"a{i}: &a{i} {'[' * 30}*a{i - 1}{']' * 30}" for i in range(1, 60)),
}
BOMBS = {
    "lists": "a0: &a0 [x, x]\n"
    + "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)),
    "mappings": "a0: &a0 {x: 1}\n"
    + "\n".join(f"a{i}: &a{i} {{p: *a{i - 1}, q: *a{i - 1}}}" for i in range(1, 39)),
}


# Read to its end it would take longer than anybody waits.
@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", NESTED)
def test_yaml_that_is_nested_beyond_reason(tmp_path: Path, name: str) -> None:
    """Refused at once with its place, whatever is nested."""
    refused_at_once(yaml_text(tmp_path, NESTED[name]), "at most 40 lists and mappings within each")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOMBS)
def test_aliases_that_stand_for_more_than_memory_holds(tmp_path: Path, name: str) -> None:
    """A few hundred bytes that would be 10^12 values."""
    refused_at_once(
        yaml_text(tmp_path, BOMBS[name]), "aliases that stand for 10,000 values or fewer"
    )


def refused_at_once(path: Path, says: str) -> None:
    found = fault(lambda: read_yaml(path))
    assert says in str(found)
    assert found.line > 0


def test_aliases_as_people_use_them(tmp_path: Path) -> None:
    """One setting for many, and a few levels of lists."""
    text = "one: &one {rate: 1}\nmany: [" + ", ".join(["*one"] * 500) + "]\ndeep: [[[[[[1]]]]]]"
    data = read_yaml(yaml_text(tmp_path, text)).data
    assert data["many"] == [{"rate": 1}] * 500
    assert data["deep"] == [[[[[[1]]]]]]


def test_no_message_is_long(tmp_path: Path) -> None:
    """Begin and end stay: where the fault is, and what was found."""
    long = "x" * 5000
    for text in (f"name: {{{long}: 1}}", f"{long}: 1\n{long}: 2", f"name: n\nstart: {long}"):
        message = str(plan_fault(tmp_path, text))
        assert len(message) <= LONGEST == 400
        assert message.startswith(str(tmp_path)) and "got" in message
    message = str(InputError(f"{long}.yaml", 3, 4, long, long, f"{long} at last"))
    assert len(message) == LONGEST and message.endswith("x at last")
    assert shortened("a\n b") == "a b"


def test_an_unknown_key_is_shown_with_what_may_be_meant(tmp_path: Path) -> None:
    text = "name: a\nsizes:\n  big:\n    kind: grant\n    raet: 0.5\n"
    error = plan_fault(tmp_path, text)
    assert (error.line, error.column, error.field) == (5, 5, "sizes.big.raet")
    assert error.expected == "one of kind, rate (did you mean 'rate'?)"
    assert error.found == "the unknown key 'raet'"
    assert [(other.line, other.field) for other in error.others] == [(4, "sizes.big.rate")]


def test_an_unknown_key_that_is_close_to_nothing(tmp_path: Path) -> None:
    error = plan_fault(tmp_path, "name: a\nzzz: 1\n")
    assert (error.line, error.column) == (2, 1)
    assert "did you mean" not in error.expected
    assert error.expected.startswith("one of name, start, runs")


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    error = plan_fault(tmp_path, "name: 1\nruns: x\nsettings: [{kind: voucher, yuan: 0}]\n")
    found = [(fault.line, fault.column) for fault in (error, *error.others)]
    assert found == [(1, 7), (2, 7), (3, 34)]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    error = fault(lambda: read_yaml(path))
    assert str(error) == f"{path}: expected a readable file, got no such file or directory"
    assert str(fault(lambda: read_yaml(tmp_path))).endswith("got a folder")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"name: a\nx\xe4: 1\n")
    assert (
        str(fault(lambda: read_yaml(path)))
        == f"{path}:2:2: expected text in UTF-8, got the byte 0xe4"
    )


def test_an_error_survives_pickling() -> None:
    error = InputError(
        "a.csv", 2, 3, "rate", "a number", "'x'", (InputError("b", 0, 0, "", "c", "d"),)
    )
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error) == "a.csv:2:3: rate: expected a number, got 'x'"
    assert str(copy.others[0]) == "b: expected c, got d"


def test_csv_gives_typed_columns(tmp_path: Path) -> None:
    path = csv_text(tmp_path, HEADER, ROW, "", '"a.b-c_2","x, ""y""\nz",.5,,0,2020Q1,oem,none,')
    columns = read_csv(path, COLUMNS, {"parks": PARKS})
    assert columns == {
        "key": ["nio", "a.b-c_2"],
        "name": ["蔚来", 'x, "y"\nz'],
        "rate": [0.5, 0.5],
        "count": [3, None],
        "state": [True, False],
        "since": [quarter_index("2019Q2"), quarter_index("2020Q1")],
        "kind": ["brand", "oem"],
        "park": ["lingang", "none"],
        "price": [200000.0, None],
    }
    assert list(columns) == list(COLUMNS)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_spreadsheets_write_it(tmp_path: Path, end: str) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(f"\ufeffkey,rate{end}a,0.5{end}b,x{end}".encode())
    columns = {"key": Key(), "rate": Number()}
    error = fault(lambda: read_csv(path, columns))
    assert str(error) == f"{path}:3:3: rate: expected a number, got 'x'"


def test_the_order_of_columns_is_free_and_optional_ones_may_be_missing(tmp_path: Path) -> None:
    path = csv_text(tmp_path, "b,a", "1,x")
    columns = {"a": Text(), "b": Integer(), "c": Number(optional=True)}
    assert read_csv(path, columns) == {"a": ["x"], "b": [1], "c": [None]}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.5", "many", "2:8: rate: expected a number from 0 to 1, got 'many'"),
        ("0.5", "3.0", "2:8: rate: expected a number from 0 to 1, got '3.0'"),
        ("0.5", "300 %", "2:8: rate: expected a number from 0 to 1 (without a percent sign: 12%"),
        ("0.5", "-0.1", "2:8: rate: expected a number from 0 to 1, got '-0.1'"),
        ("0.5", "nan", "2:8: rate: expected a number from 0 to 1, got 'nan'"),
        ("0.5", "", "2:8: rate: expected a number from 0 to 1, got nothing"),
        (",3,", ",0,", "2:12: count: expected a whole number, at least 1, got '0'"),
        (",3,", ",3.0,", "2:12: count: expected a whole number, at least 1, got '3.0'"),
        (",1,", ",yes,", "2:14: state: expected 0 or 1, got 'yes'"),
        ("2019Q2", "2019-2", "2:16: since: expected a quarter such as 2019Q1, got '2019-2'"),
        ("2019Q2", "2019Q6", "2:16: since: expected a quarter such as 2019Q1, got '2019Q6'"),
        (
            "brand",
            "brnad",
            "2:23: kind: expected one of brand, oem (did you mean 'brand'?), got 'brnad'",
        ),
        (
            "lingang",
            "linggang",
            "2:29: park: expected a key of parks or none (did you mean 'lingang'?), got 'ling",
        ),
        ("2e5", "0", "2:37: price: expected a number above 0, got '0'"),
        ("2e5", "1e999", "2:37: price: expected a number above 0, got '1e999'"),
        ("2e5", "200,000", "2:41: expected 9 cells, got 10"),
        (",2e5", "", "2:29: expected 9 cells, got 8"),
        (
            "nio",
            "NIO",
            "2:1: key: expected a key of small letters, digits, '_', '.' or '-', got 'NIO'",
        ),
        (
            "nio",
            "",
            "2:1: key: expected a key of small letters, digits, '_', '.' or '-', got nothing",
        ),
        ("蔚来", "#REF!", "2:5: name: expected text (not the fault of a spreadsheet's formula, or"),
        ("蔚来", '"蔚来"x', "2:1: expected a row of comma-separated cells, got"),
    ],
)
def test_faults_of_csv_cells(tmp_path: Path, old: str, new: str, message: str) -> None:
    error = csv_fault(tmp_path, HEADER, ROW.replace(old, new, 1))
    shown = str(error)
    assert "\n" not in shown
    assert shown.startswith(f"{tmp_path / 'firms.csv'}:{message}")
    assert (error.line, error.column) == tuple(map(int, message.split(":")[:2]))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER.replace(",rate", ""), "1:1: rate: expected a column 'rate', got none of that name"),
        (
            HEADER.replace("rate", "raet"),
            "1:10: raet: expected rate (did you mean 'rate'?), got the unknown column 'raet'",
        ),
        (f"{HEADER},more", "1:49: more: expected no column, got the unknown column 'more'"),
        (f"{HEADER},rate", "1:49: rate: expected each column once, got a second one"),
    ],
)
def test_faults_of_csv_headers(tmp_path: Path, header: str, message: str) -> None:
    error = csv_fault(tmp_path, header, ROW)
    assert str(error) == f"{tmp_path / 'firms.csv'}:{message}"


def test_an_empty_csv(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("", encoding="utf-8")
    error = fault(lambda: read_csv(path, {"a": Text(), "b": Text()}))
    assert str(error) == f"{path}:1:1: expected a header row (a, b), got nothing"


def test_a_repeated_key(tmp_path: Path) -> None:
    error = csv_fault(tmp_path, HEADER, ROW, ROW.replace("nio", "byd"), ROW)
    message = "4:1: key: expected each key once, got 'nio' again (first on line 2)"
    assert str(error) == f"{tmp_path / 'firms.csv'}:{message}"


def test_repeated_rows(tmp_path: Path) -> None:
    path = csv_text(tmp_path, "x,a,b", "1,u,v", "2,u,w", "3,u,v")
    columns = {"a": Text(), "b": Text(), "x": Integer()}
    error = fault(lambda: read_csv(path, columns, unique=("a", "b")))
    message = "4:3: a: expected each a and b once, got the same again (first on line 2)"
    assert str(error) == f"{path}:{message}"


def test_all_faults_of_different_columns_in_the_order_of_the_file(tmp_path: Path) -> None:
    error = csv_fault(
        tmp_path, HEADER, ROW, ROW.replace("nio", "byd").replace("0.5", "x"), "A" + ROW
    )
    assert (error.line, error.field) == (3, "rate")
    assert [(other.line, other.field) for other in error.others] == [(4, "key")]


def test_positions_behind_quoted_cells(tmp_path: Path) -> None:
    path = csv_text(tmp_path, "a,b,c", '"x, ""y""\nz",w"v,bad', '"x, ""y""",2,bad')
    columns = {"a": Text(), "b": Text(), "c": Text()}
    table = read_table(path, columns)
    assert [table.position(0, name) for name in "abc"] == [(2, 1), (3, 4), (3, 8)]
    assert [table.position(1, name) for name in "abc"] == [(4, 1), (4, 12), (4, 14)]
    assert str(table.error(1, "c", "good", "bad")) == f"{path}:4:14: c: expected good, got bad"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_finite_number_is_read_back(number: float) -> None:
    assert Number().read(repr(number)) == number
