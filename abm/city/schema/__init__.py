"""The tables of a city folder: the columns of each CSV file with their types, units and meaning.

Money is in million yuan at current prices, rates are annual, shares are fractions. Every row ends
with ``source`` (where its numbers come from) and ``label`` (``read`` in a source, ``derived`` from
numbers that were read, or ``assumed``: the weakest of the row).
"""

from abm.city.schema.columns import (
    DESTINATIONS,
    FACTOR_PRICES,
    LABELS,
    OTHER_COMPONENT,
    RATES,
    VEHICLE_RATES,
    TableSchema,
)
from abm.city.schema.makers import FIRMS, GIANTS, LINES, POPULATION, RAMPS
from abm.city.schema.markets import (
    CELLS,
    ECOSYSTEM_SEGMENTS,
    ECOSYSTEMS,
    INPUTS,
    PRINCIPALS,
    SCENARIOS,
    SEGMENTS,
    SOURCING,
    USE_INPUTS,
    USES,
)
from abm.city.schema.places import DISTRICTS, PARKS, REGIONS
from abm.city.schema.years import (
    EVENTS,
    FACTOR_PRICES_TABLE,
    RATES_TABLE,
    REGULARITIES_TABLE,
    SERIES,
    TARGETS,
)

__all__ = [
    "DESTINATIONS",
    "FACTOR_PRICES",
    "LABELS",
    "OTHER_COMPONENT",
    "RATES",
    "TABLES",
    "VEHICLE_RATES",
    "TableSchema",
]

TABLES: tuple[TableSchema, ...] = (
    SEGMENTS,
    INPUTS,
    SCENARIOS,
    DISTRICTS,
    REGIONS,
    PARKS,
    ECOSYSTEMS,
    ECOSYSTEM_SEGMENTS,
    USES,
    USE_INPUTS,
    SOURCING,
    CELLS,
    PRINCIPALS,
    FIRMS,
    LINES,
    GIANTS,
    RAMPS,
    POPULATION,
    SERIES,
    FACTOR_PRICES_TABLE,
    RATES_TABLE,
    EVENTS,
    TARGETS,
    REGULARITIES_TABLE,
)
"""All tables, each after the tables that it refers to."""
