"""Tables as spreadsheets save them: read as they are meant, or told with what to do."""

from pathlib import Path
from typing import Any

import pytest

from engine.document import (
    Flag,
    InputError,
    Integer,
    Key,
    Number,
    Quarter,
    Text,
    read_csv,
    read_header,
    read_yaml,
)

COLUMNS = {"key": Key(), "name": Text(), "rate": Number(optional=True), "since": Quarter()}
ROWS = "key,name,rate,since\nnio,蔚来汽车,0.5,2019Q2\nbyd,比亚迪,,2020Q1\n"
ADVICE = "in Excel or WPS, save it as “CSV UTF-8 (comma delimited)”, CSV UTF-8（逗号分隔）"


def read(tmp_path: Path, content: str | bytes) -> dict[str, list[Any]]:
    path = tmp_path / "firms.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, COLUMNS)


def told(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    shown = str(caught.value)
    assert shown.startswith(f"{tmp_path / 'firms.csv'}:") and "\n" not in shown
    assert len(shown) - len(str(tmp_path)) < 300
    return shown.removeprefix(f"{tmp_path / 'firms.csv'}:")


@pytest.mark.parametrize(
    "content",
    [
        ROWS.replace("\nbyd", "\n,,,\nbyd") + ",,,\n ,\u3000,,\n\n",
        ROWS.replace("\n", ",\n"),
        "".join(line + ", , \r\n" for line in ROWS.splitlines()),
        ROWS.replace("name,rate,", "name,,rate,").replace("汽车,", "汽车,,").replace("迪,", "迪,,"),
        ROWS.replace(",", " , ").replace("\n", " \n "),
        ROWS.replace("rate", "\u00a0rate\u3000"),
        "\ufeff" + ROWS,
        "\n,,,\n" + ROWS,
        ROWS.replace("nio,蔚来汽车,0.5,2019Q2", "ｎｉｏ,蔚来汽车,０．５,２０１９Ｑ２"),
    ],
)
def test_what_means_nothing_is_read_as_nothing(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == read(tmp_path, ROWS)


def test_a_fault_is_still_told_where_it_stands(tmp_path: Path) -> None:
    content = "\ufeff,,,,\r\n key , name , rate , since ,\r\n,,,,\r\nnio, 蔚来 , x ,2019Q2,\r\n"
    assert told(tmp_path, content) == "4:10: rate: expected a number, got 'x'"


def test_a_column_without_a_name_that_holds_something(tmp_path: Path) -> None:
    assert told(tmp_path, ROWS.replace("Q2", "Q2,more")) == "2:21: expected 4 cells, got 5"
    within = ROWS.replace("name,rate", "name,,rate").replace("汽车,", "汽车,x,")
    assert told(tmp_path, within).startswith("1:10: expected ")
    assert told(tmp_path, ROWS.replace("0.5,2019Q2", "0.5")) == "2:10: expected 4 cells, got 3"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (ROWS.encode("gbk"), "2:5: expected text in UTF-8 ({}), got GBK (the byte 0xce)"),
        (ROWS.encode("gb18030"), "2:5: expected text in UTF-8 ({}), got GBK (the byte 0xce)"),
        (ROWS.encode("utf-16"), "1:1: expected text in UTF-8 ({}), got UTF-16, or no text at all"),
        (
            ROWS.replace(",", "\t").encode("utf-16-le"),
            "1:1: expected text in UTF-8 ({}), got UTF-16, or no text at all",
        ),
        (
            ROWS.replace("蔚来汽车", "Café Müller").encode("latin-1", "ignore"),
            "2:8: expected text in UTF-8 ({}), got the byte 0xe9",
        ),
        (
            ROWS.replace(",", ";").encode(),
            "1:1: expected commas between the cells ({}), got semi",
        ),
        (
            b'"key";"name";"rate";"since"\n"nio";"a, b";"0,5";"2019Q2"\n',
            "1:1: expected commas between the cells ({}), got semicolons",
        ),
        (
            ("\ufeff\n" + ROWS.replace(",", "\t")).encode(),
            "2:1: expected commas between the cells ({}), got tabs",
        ),
    ],
)
def test_another_encoding_or_another_mark(tmp_path: Path, content: bytes, found: str) -> None:
    assert told(tmp_path, content).startswith(found.format(ADVICE))


def test_a_plan_in_gbk(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes("name: 我的方案\n".encode("gbk"))
    with pytest.raises(InputError) as caught:
        read_yaml(path)
    expected = "expected text in UTF-8 (save it in this encoding), got GBK (the byte 0xce)"
    assert str(caught.value) == f"{path}:1:7: {expected}"


def number(tmp_path: Path, cell: str, column: Number | Integer | Flag) -> Any:
    path = tmp_path / "one.csv"
    path.write_text(f"key,x\na,{cell}\n", encoding="utf-8")
    return read_csv(path, {"key": Key(), "x": column})["x"][0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"1,234.5"', 1234.5),
        ('"12,345,678"', 12345678.0),
        ('"-1,000"', -1000.0),
        ("5.0E-01", 0.5),
        ("2E+05", 200000.0),
        ("１２．５", 12.5),
        ("－３", -3.0),
        ("−3", -3.0),
        (" 7 ", 7.0),
        ("1.", 1.0),
    ],
)
def test_numbers_that_are_read(tmp_path: Path, cell: str, value: float) -> None:
    assert number(tmp_path, cell, Number()) == value


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("12%", "(without a percent sign: 12% is 0.12), got '12%'"),
        ("１２％", "(without a percent sign: 12% is 0.12), got '１２％'"),
        (
            '"0,5"',
            "(a point before decimals, and no commas or one after every third digit), got '0,5",
        ),
        ('"1,23,456"', "(a point before decimals, and no commas or one after every third digit)"),
        ('"1.234,5"', "got '1.234,5'"),
        ("¥5", "got '¥5'"),
        ("(5)", "got '(5)'"),
        ("1 234", "got '1 234'"),
        ("5²", "got '5²'"),
        ("Jan-05", "got 'Jan-05'"),
        (
            "#DIV/0!",
            "(not the fault of a spreadsheet's formula, or of a column too narrow)",
        ),
        (
            "#####",
            "(not the fault of a spreadsheet's formula, or of a column too narrow)",
        ),
        ("TRUE", "got 'TRUE'"),
    ],
)
def test_numbers_that_are_told(tmp_path: Path, cell: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        number(tmp_path, cell, Number())
    assert "one.csv:2:3: x: expected a number" in str(caught.value) and why in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "value"), [('"213,456"', 213456), ("２０", 20), ("-4", -4), ('"1,000"', 1000)]
)
def test_whole_numbers_that_are_read(tmp_path: Path, cell: str, value: int) -> None:
    assert number(tmp_path, cell, Integer()) == value


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2.13E+05", "(all its digits: a spreadsheet may have cut this one), got '2.13E+05'"),
        ("5.0", "a whole number, got '5.0'"),
        ('"1,23"', "(a point before decimals"),
        ("5%", "(without a percent sign: 12% is 0.12), got '5%'"),
    ],
)
def test_whole_numbers_that_are_told(tmp_path: Path, cell: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        number(tmp_path, cell, Integer())
    assert why in str(caught.value)


def test_a_flag_in_full_width(tmp_path: Path) -> None:
    assert number(tmp_path, "１", Flag()) is True


def test_the_header_alone(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("\ufeff,,,\n point , a.b ,,\n1,2,,\n", encoding="utf-8")
    assert list(read_header(path)) == ["point", "a.b"]
    assert read_header(path)["a.b"] == (2, 9)
