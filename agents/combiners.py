"""How what several instruments offer on one term becomes its value, and what each contributed.

A combiner takes a term's neutral value and the offers on it, in the order of keys: numbers, or
arrays of one shape. It gives the value, and for each offer the part that counts: parts add up to
the value's departure from neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]
"""Of a term: shape ``(rows,)``, or ``()`` where it has one value for the city."""


class Combiner(Protocol):
    """Of offers on one term; ``name`` tells it in tables."""

    @property
    def name(self) -> str: ...

    def __call__(self, neutral: float, offers: Sequence[Values]) -> tuple[Values, list[Values]]:
        """The value and the parts. At least one offer."""
        ...


@dataclass(frozen=True)
class Sum:
    """Departures add up to ``most`` at most; beyond, each counts in proportion."""

    most: float = float("inf")

    @property
    def name(self) -> str:
        return "sum" if np.isinf(self.most) else f"sum, up to {self.most:g}"

    def __call__(self, neutral: float, offers: Sequence[Values]) -> tuple[Values, list[Values]]:
        parts = [offer - neutral for offer in offers]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        if np.any(total > self.most):
            kept = np.minimum(1.0, self.most / np.maximum(total, self.most))
            parts = [part * kept for part in parts]
            total = np.minimum(total, self.most)
        return neutral + total, parts


@dataclass(frozen=True)
class Maximum:
    """The largest counts whole, the others not at all; of equal ones the first in the order of
    keys. What is below neutral does not count."""

    name: ClassVar[str] = "maximum"

    def __call__(self, neutral: float, offers: Sequence[Values]) -> tuple[Values, list[Values]]:
        value = np.maximum(offers[0], neutral)
        parts = [value - neutral]
        for offer in offers[1:]:
            more = offer > value
            value = np.where(more, offer, value)
            parts = [np.where(more, 0, part) for part in parts]
            parts.append(np.where(more, offer - neutral, 0))
        return value, parts


@dataclass(frozen=True)
class Product:
    """Factors above zero, multiplied; neutral is one.

    With value v = Π f the part of factor f is L(v)·ln f, L(v) = (v − 1)/ln v, L(1) = 1: the
    logarithmic mean Divisia decomposition, which leaves no rest and knows no order (Ang 2004).
    """

    name: ClassVar[str] = "product"

    def __call__(self, neutral: float, offers: Sequence[Values]) -> tuple[Values, list[Values]]:
        value = offers[0]
        for offer in offers[1:]:
            value = value * offer
        if len(offers) == 1:
            return value, [value - neutral]
        logs = [np.log(offer) for offer in offers]
        whole = np.log(value)
        even = np.abs(whole) < 1e-9  # (v − 1)/ln v is 1 there to that precision
        mean = np.where(even, 1.0, (value - 1.0) / np.where(even, 1.0, whole))
        return value, [mean * log for log in logs]


SUM, MAXIMUM, PRODUCT = Sum(), Maximum(), Product()
