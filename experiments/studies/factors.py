"""Factors of an experiment: named values and the range or list over which they vary."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from math import isfinite
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from experiments.studies.arrays import Floats
from policies.numbers import PLANS

Values = Annotated[tuple[float, ...], Field(min_length=1)]
Range = tuple[float, float]

KINDS = ("grid", "choice", "integer", "uniform", "log_uniform", "prior")


class Factor(BaseModel):
    """A parameter, instrument, event or number of a plan that varies, by dotted name.

    Exactly one of: ``grid`` or ``choice`` (listed values), ``integer``, ``uniform``,
    ``log_uniform`` (lowest and highest) or ``prior`` (the range that the city's data give, read as
    uniform or log_uniform). In place of ``name``, ``match`` takes a pattern such as ``demand.*``
    and stands for every known name that fits and has a range; ``but`` lists patterns to leave out.
    Numbers of plans (``plans.baseline.rd_subsidy.budget``) are meant only by a pattern that begins
    with ``plans.``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1)] | None = None
    match: Annotated[str, Field(min_length=1)] | None = None
    but: tuple[str, ...] = ()
    grid: Values | None = None
    choice: Values | None = None
    integer: tuple[int, int] | None = None
    uniform: Range | None = None
    log_uniform: Range | None = None
    prior: Literal["uniform", "log_uniform"] | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.name is None) == (self.match is None):
            raise ValueError("expected either 'name' or 'match', got both or none")
        if self.but and self.match is None:
            raise ValueError("expected 'but' with 'match' only, got it with a name")
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"expected one of {'/'.join(KINDS)} (found {found}), got it")
        if self.match is not None and self.prior is None:
            raise ValueError("expected 'prior' with 'match', got another range")
        bounds: Sequence[float] | None = self.integer or self.uniform or self.log_uniform
        if bounds is not None and not bounds[0] < bounds[1]:
            raise ValueError("expected the lowest value and a higher one, got others")
        if self.log_uniform is not None and self.log_uniform[0] <= 0.0:
            raise ValueError("expected values above 0 for log_uniform, got others")
        return self

    @property
    def values(self) -> tuple[float, ...] | None:
        """All values where they are listed or whole numbers; none for a range."""
        if self.integer is not None:
            return tuple(float(value) for value in range(self.integer[0], self.integer[1] + 1))
        return self.grid if self.grid is not None else self.choice

    @property
    def count(self) -> int:
        """How many values there are, without listing them; 0 for a range."""
        if self.integer is not None:
            return self.integer[1] - self.integer[0] + 1
        return len(self.values or ())

    @property
    def ends(self) -> tuple[float, ...]:
        """The values that must lie within a name's own range: all listed ones, or both ends."""
        if self.integer is not None:
            return tuple(float(value) for value in self.integer)
        found = self.values or self.uniform or self.log_uniform
        return tuple(found) if found is not None else ()

    def at(self, u: Floats) -> Floats:
        """Values at the quantiles ``u`` in [0, 1], any shape."""
        listed = self.values
        if listed is not None:
            place = np.minimum((u * len(listed)).astype(np.int64), len(listed) - 1)
            return np.array(listed)[place]
        if self.log_uniform is not None:
            low, high = self.log_uniform
            first, last = float(np.log(low)), float(np.log(high))
            return np.clip(np.exp(first + (last - first) * u), low, high)
        assert self.uniform is not None, "a prior is resolved before it is drawn from"
        return self.uniform[0] + (self.uniform[1] - self.uniform[0]) * u

    def resolved(self, known: Mapping[str, Any]) -> Iterator["Factor"]:
        """This factor with its prior put in, or all that a pattern stands for, in their order.

        ``known`` holds ``low`` and ``high`` by name. A name that is not there is left as it is,
        for the check of names to find. Raises ValueError for a range that the prior can't be read
        over.
        """
        if self.prior is None:
            yield self
            return
        for name in known if self.name is None else (self.name,):
            if self.match is not None and not self._fits(name, known[name]):
                continue
            if name not in known:
                yield Factor(name=name, grid=(0.0,))
                continue
            low, high = float(known[name].low), float(known[name].high)
            if not isfinite(low):
                raise ValueError(f"a range for {name}, which its plan sets no limit to")
            if low >= high:
                yield Factor(name=name, grid=(low,))
            elif self.prior == "log_uniform":
                if low <= 0.0:
                    raise ValueError(f"a range above 0 for log_uniform: {name} begins at {low:g}")
                yield Factor(name=name, log_uniform=(low, high))
            else:
                yield Factor(name=name, uniform=(low, high))

    def _fits(self, name: str, known: Any) -> bool:
        assert self.match is not None, "asked of a pattern only"
        left_out = any(fnmatchcase(name, pattern) for pattern in self.but)
        left_out |= name.startswith(PLANS) and not self.match.startswith(PLANS)
        return known.low < known.high and fnmatchcase(name, self.match) and not left_out
