"""Every figure of a city has a declared range; what lies beyond it is no figure."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from io import StringIO
from math import inf, isfinite
from pathlib import Path

import pytest
from pydantic import BaseModel

from abm.city.city import find_city, known_cities, load_city
from abm.outcomes import definitions
from abm.parameters import defaults, groups
from agents.city import FACTOR_PRICES, RATES, TABLES, TableSchema
from engine.document import Column, InputError, Integer, Number, Quarter, read_table
from tests.littleton import FOLDER

NONSENSE = ("1e300", "-1e300", "9" * 40, "-" + "9" * 30, "nan", "inf", "-inf", "9999Q4", "0000Q1")
"""What no column of figures takes."""


def figures() -> Iterator[tuple[TableSchema, str, Number | Integer | Quarter]]:
    for schema in TABLES:
        if schema.optional and not (FOLDER / schema.file).is_file():
            continue
        for name, column in schema.columns.items():
            if isinstance(column, Number | Integer | Quarter):
                yield schema, name, column


def accepts(column: Column, text: str) -> bool:
    try:
        column.read(text)
    except ValueError:
        return False
    return True


def test_every_column_of_figures_declares_its_range() -> None:
    for schema, name, column in figures():
        where = f"{schema.file}: {name}"
        assert isfinite(column.low) and isfinite(column.high), where
        assert column.low < column.high, where
        assert not [text for text in NONSENSE if accepts(column, text)], where


def test_every_named_price_and_rate_declares_its_own() -> None:
    by_table = {schema.name: schema.figures for schema in TABLES}
    assert set(by_table["factor_prices"]) == set(FACTOR_PRICES)
    assert set(by_table["rates"]) == set(RATES)
    for named in by_table.values():
        for figure in named.values():
            assert -inf < figure.value.low < figure.value.high < inf


@pytest.mark.parametrize("city", known_cities())
def test_the_figures_of_a_shipped_city_lie_within(city: str) -> None:
    for schema in TABLES:
        file = find_city(city).joinpath(schema.file)
        if schema.optional and not file.is_file():
            continue
        table = read_table(file, schema.columns)
        for name, column in schema.columns.items():
            if isinstance(column, Number | Integer | Quarter):
                for value in table.columns[name]:
                    assert value is None or column.low <= value <= column.high
    load_city(city)


@pytest.mark.parametrize("nonsense", ["-1", "0", "1e300", "nan", "9" * 40, ""])
def test_nonsense_in_any_column_is_told_or_means_something(tmp_path: Path, nonsense: str) -> None:
    """A fault with its place, or a value in range: never another exception."""
    for schema, name, column in figures():
        rows = list(csv.DictReader(StringIO((FOLDER / schema.file).read_text(encoding="utf-8"))))
        if not rows or name not in rows[0]:
            continue
        rows[0][name] = nonsense
        text = StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        file = tmp_path / schema.file
        file.write_text(text.getvalue(), encoding="utf-8")
        if accepts(column, nonsense) or (not nonsense and column.optional):
            value = read_table(file, schema.columns).columns[name][0]
            assert value is None or column.low <= value <= column.high
        else:
            with pytest.raises(InputError) as caught:
                read_table(file, schema.columns)
            assert (caught.value.line, caught.value.field) == (2, name)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("rates.csv", "vat,2017Q1,0.12,", "vat,2017Q1,12.0,", "from 0 to 1 (share of value"),
        ("rates.csv", "vat,2017Q1,0.12,share of value added", "vat,2017Q1,0.12,percent", "share"),
        ("rates.csv", "12000,yuan/car", "12000,million yuan/car", "unit: expected yuan/car"),
        ("factor_prices.csv", "yuan/month", "thousand yuan/month", "expected yuan/month, got"),
        ("series.csv", "170,million yuan", "1.7,亿", "expected million yuan for output_million"),
        ("series.csv", "firms,,2018,70,firms", "rate,,2018,12,fraction", "a fraction from -5 to"),
        ("targets.csv", "3500,million yuan", "35,亿", "unit: expected million yuan for output"),
        ("targets.csv", "output_plan,", "output_plam,", "(did you mean 'output_plan'?)"),
        ("targets.csv", "products_in_scenarios,", "homes,", "unmeasured = 1 for a target"),
        ("targets.csv", "yuan,2024", "yuan,2025", "2024, when the data end, got 2025"),
        ("targets.csv", "yuan,2024", "yuan,2019", "a year from 2022, when the policy starts"),
        ("targets.csv", ",3500,", ",0,", "a number above 0"),
        ("city.yaml", "end: 2024Q4", "end: 2999Q4", "or before: 400 quarters in all"),
        ("city.yaml", "jobs_total: 40000", "jobs_total: 1e300", "at most 1000000000"),
    ],
)
def test_a_figure_in_another_unit_or_beyond_the_data(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = tmp_path / "town"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_city(folder)
    assert caught.value.line and caught.value.file == str(folder / file)
    assert says in str(caught.value)


def test_a_target_without_an_outcome_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(FOLDER, folder)
    file = folder / "targets.csv"
    rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))
    homes = {**rows[-1], "outcome": "homes", "unit": "models"}

    def write(of_the_first: str) -> None:
        whole = [{**row, "unmeasured": "0"} for row in rows] + [{**homes, "unmeasured": "1"}]
        whole[0]["unmeasured"] = of_the_first
        text = StringIO()
        writer = csv.DictWriter(text, list(whole[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(whole)
        file.write_text(text.getvalue(), encoding="utf-8")

    write("0")
    assert load_city(folder).targets.unmeasured.tolist() == [False] * len(rows) + [True]
    write("1")
    with pytest.raises(InputError, match="unmeasured: expected 0: the model has an outcome"):
        load_city(folder)


# Parameters and definitions ----------------------------------------------------------------


def bounds(kind: type[BaseModel]) -> Iterator[tuple[str, set[str]]]:
    """Every number of a model with the kinds of bounds that it declares."""
    for name, info in kind.model_fields.items():
        if info.annotation in (int, float):
            yield name, {type(m).__name__ for m in info.metadata}


def test_every_parameter_and_threshold_declares_its_range() -> None:
    kinds = [k for k in vars(definitions).values() if isinstance(k, type)]
    thresholds = [k for k in kinds if issubclass(k, BaseModel) and k is not BaseModel]
    count = 0
    for kind in (*groups().values(), *thresholds):
        for name, found in bounds(kind):
            count += 1
            assert found & {"Ge", "Gt"} and found & {"Le", "Lt"}, f"{kind.__name__}.{name}"
    assert count > 180


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("{value: 3, low: 2, high: 1e300,", "parameters.yaml:1:"),
        ("{value: 3, low: -2, high: 4,", "low: expected greater than or equal to 0"),
        ("{value: -3, low: -5, high: 4,", "low: expected greater than or equal to 0"),
        ("{value: 3, low: 5, high: 4,", "value: expected 5.0 to 4.0"),
    ],
)
def test_a_parameter_that_the_model_refuses(tmp_path: Path, new: str, says: str) -> None:
    text = (FOLDER / "parameters.yaml").read_text(encoding="utf-8")
    first = re.search(r"demand.alpha_price: \{.*?high: [^,]*,", text)
    assert first is not None
    text = text.replace(first[0], f"demand.alpha_price: {new}")
    folder = tmp_path / "town"
    shutil.copytree(FOLDER, folder)
    (folder / "parameters.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        defaults(str(folder))
    line = text[: text.index("demand.alpha_price")].count("\n") + 1
    assert caught.value.line == line
    assert says.replace("yaml:1:", f"yaml:{line}:") in str(caught.value)
