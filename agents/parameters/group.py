"""How a parameter is declared: a typed field of a group, with all that a reader asks of a number.

```python
class Capacity(Group):
    growth_limit: Share = assumed(0.2, 0.1, 0.3, "1/quarter")
    \"\"\"most growth of capacity in a quarter. Source: the reason for it\"\"\"
```

Default, low and high end of its prior, and unit; ``assumed``, ``derived`` and ``read`` say how the
default is known. The docstring below is its meaning, and its source after the word ``Source:``. A
city may have a value of its own; what only a city can tell is ``of_city`` and has no default.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field

MOST = 1e12
"""Of any parameter, money in whatever currency included: what lies beyond is a slip of the pen."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Part = Annotated[float, Field(gt=0.0, le=1.0)]
Inside = Annotated[float, Field(gt=0.0, lt=1.0)]
Below = Annotated[float, Field(ge=0.0, lt=1.0)]
Positive = Annotated[float, Field(gt=0.0, le=MOST)]
NonNegative = Annotated[float, Field(ge=0.0, le=MOST)]
Real = Annotated[float, Field(ge=-100.0, le=100.0)]
"""A rate or weight that may be negative."""
Year = Annotated[float, Field(ge=1900.0, le=2200.0)]

Label = Literal["read", "derived", "assumed"]
"""How a number is known: in the source, from numbers in it, or not."""


class Group(BaseModel):
    """Parameters that belong together."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def assumed(value: float, low: float, high: float, unit: str) -> Any:
    """A parameter whose default is a guess, with a reason or without."""
    return _declared(value, low, high, unit, "assumed")


def derived(value: float, low: float, high: float, unit: str) -> Any:
    """A parameter reckoned from numbers that were read in its source."""
    return _declared(value, low, high, unit, "derived")


def read(value: float, low: float, high: float, unit: str) -> Any:
    """A parameter that stands in its source."""
    return _declared(value, low, high, unit, "read")


def of_city(unit: str) -> Any:
    """A parameter that only a city can tell. One that lacks it is given the shipped city's."""
    return Field(json_schema_extra={"unit": unit})


def _declared(value: float, low: float, high: float, unit: str, label: Label) -> Any:
    return Field(value, json_schema_extra={"low": low, "high": high, "unit": unit, "label": label})


class Declared(NamedTuple):
    """A parameter as its group declares it; ``value``, ``low`` and ``high`` are None where only a
    city can tell."""

    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    label: Label = "assumed"


def declared(group: type[Group]) -> dict[str, Declared]:
    """The parameters of a group by name."""
    found = {}
    for name, info in group.model_fields.items():
        extra = cast("dict[str, Any]", info.json_schema_extra)
        value = None if info.is_required() else info.default
        found[name] = Declared(value=value, **extra)
    return found
