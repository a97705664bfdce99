"""Comparison to the last bit: any value of a run as named bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Every number and text inside ``value`` by its path, whatever the containers are."""
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        yield path, f"{value.dtype}{value.shape}".encode() + value.tobytes()
    elif is_dataclass(value):
        for field in (f for f in fields(value) if f.compare):
            yield from leaves(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        yield path, repr(list(value)).encode()
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        yield path, str(len(value)).encode()
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{place}]")
    elif value is None or isinstance(value, str | bytes | bool | int | np.generic):
        yield path, repr(value).encode()
    elif isinstance(value, float):
        yield path, value.hex().encode()
    else:
        raise TypeError(f"{path}: no bits of a {type(value).__name__}")


def differences(one: Any, other: Any) -> list[str]:
    """Paths at which two values differ in any bit."""
    first, second = dict(leaves(one)), dict(leaves(other))
    return sorted(p for p in first.keys() | second.keys() if first.get(p) != second.get(p))
