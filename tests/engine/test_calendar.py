"""Quarters and their indices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import quarter_index, quarter_of_year, quarter_text, year_of


def test_an_index_is_absolute() -> None:
    assert quarter_index("2019Q1") == 2019 * 4
    assert quarter_index("2022Q3") - quarter_index("2019Q1") == 14
    assert (year_of(quarter_index("2021Q4")), quarter_of_year(quarter_index("2021Q4"))) == (2021, 3)


@given(st.integers(0, 9999 * 4 + 3))
def test_text_and_index_are_inverse(index: int) -> None:
    assert quarter_index(quarter_text(index)) == index


@pytest.mark.parametrize(
    "text", ["", "2019", "2019Q0", "2019Q5", "2019q1", " 2019Q1", "2019Q1\n", "19Q1", "２019Q1"]
)
def test_other_texts_are_no_quarters(text: str) -> None:
    with pytest.raises(ValueError, match="a quarter such as 2019Q1"):
        quarter_index(text)


@pytest.mark.parametrize("index", [-1, 40000])
def test_an_index_without_a_text(index: int) -> None:
    with pytest.raises(ValueError, match="the years 0 to 9999"):
        quarter_text(index)
