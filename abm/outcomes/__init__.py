"""Outcomes: what is measured at the end of every quarter, by definitions that are data."""

from abm.outcomes.registry import OUTCOMES, columns, measure_all, that_give, units

__all__ = ["OUTCOMES", "columns", "measure_all", "that_give", "units"]
