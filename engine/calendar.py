"""Quarters as whole numbers: ``2019Q1`` is ``2019 * 4 + 0``.

An index is absolute, so that two quarters subtract to the number of quarters between them and no
table needs to know when the run began.
"""

import re

QUARTERS_PER_YEAR = 4

_QUARTER = re.compile(r"([0-9]{4})Q([1-4])", re.ASCII)


def quarter_index(text: str) -> int:
    """The index of a quarter written as ``2019Q1``; ``ValueError`` for any other text."""
    match = _QUARTER.fullmatch(text)
    if match is None:
        raise ValueError(f"expected a quarter such as 2019Q1, got {text!r}")
    return int(match[1]) * QUARTERS_PER_YEAR + int(match[2]) - 1


def quarter_text(index: int) -> str:
    """The text of a quarter's index; the inverse of ``quarter_index``.

    ``ValueError`` outside the years 0 to 9999, which have no text of four digits.
    """
    year, quarter = divmod(int(index), QUARTERS_PER_YEAR)
    if not 0 <= year <= 9999:
        raise ValueError(f"expected the index of a quarter in the years 0 to 9999, got {index}")
    return f"{year:04d}Q{quarter + 1}"


def year_of(index: int) -> int:
    """The calendar year of a quarter's index."""
    return int(index) // QUARTERS_PER_YEAR


def quarter_of_year(index: int) -> int:
    """The place of a quarter in its year, 0 to 3 (``2019Q1`` has 0): the row of a season table."""
    return int(index) % QUARTERS_PER_YEAR
