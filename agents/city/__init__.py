"""The tables of a city folder: the columns of each CSV file with their types, units and meaning.

Money is in million yuan at current prices, rates are annual, shares are fractions. Every row ends
with ``source`` (where its numbers come from) and ``label`` (``read`` in a source, ``derived`` from
numbers that were read, or ``assumed``; of the figures that decide the row).
"""

from agents.city.city import KINDS, City, Government, Names, Strict
from agents.city.columns import (
    EVENT_FIELDS_OF_USES,
    FACTOR_PRICES,
    LABELS,
    OF_GOODS,
    OTHER_COMPONENT,
    RATES,
    VEHICLE_RATES,
)
from agents.city.rows import Rows, TableSchema, Values, names_in

__all__ = [
    "EVENT_FIELDS_OF_USES",
    "FACTOR_PRICES",
    "KINDS",
    "LABELS",
    "OF_GOODS",
    "OTHER_COMPONENT",
    "RATES",
    "TABLES",
    "VEHICLE_RATES",
    "City",
    "Government",
    "Names",
    "Rows",
    "Strict",
    "TableSchema",
    "Values",
    "names_in",
]

TABLES: tuple[TableSchema, ...] = tuple(kind.schema for kind in KINDS.values())
"""What is declared of every table, each after the tables that it refers to."""
