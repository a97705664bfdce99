"""A point of the factors' space: values by dotted name, in order."""

Point = tuple[tuple[str, float], ...]
