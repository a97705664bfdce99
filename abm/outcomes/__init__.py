"""Outcomes: what is measured at the end of every quarter, by definitions that are data."""

from abm.outcomes.registry import (
    ON_REQUEST,
    OUTCOMES,
    columns,
    expanded,
    measure_all,
    that_give,
    units,
)

__all__ = ["ON_REQUEST", "OUTCOMES", "columns", "expanded", "measure_all", "that_give", "units"]
