"""States of a model as bytes and back, without code.

A header in JSON tells the tree of values, and where each array lies in what follows. Reading makes
numbers, texts, containers and arrays, and data classes of the model's own rooms that are imported
already, field by field: it calls no constructor and imports nothing. (A pickle may do both.) Arrays
are views of the bytes read: three megabytes take a millisecond.
"""

import json
import sys
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.runs.sources import MODEL_ROOMS

_ALIGNED = 16
_LENGTH = 8
"""Bytes that tell the header's length."""
_PLAIN = (str, int, float, bool, type(None))
_NUMBERS = "?bhilqBHILQfd"
"""NumPy's letters of what an array may hold."""


class NotPlain(Exception):
    """A value that bytes can't tell exactly; the text says which."""


def as_bytes(value: Any) -> bytes:
    """A tree of values as bytes.

    One array in two places is one array again, and every number the same to the last bit. Raises
    NotPlain for what can't come back exactly: a function, a class of a user's own, a NumPy scalar,
    a container in two places.
    """
    writer = _Writer()
    tree = writer.told(value)
    header = json.dumps([tree, writer.places], separators=(",", ":")).encode()
    first = -(-(_LENGTH + len(header)) // _ALIGNED) * _ALIGNED
    head = len(header).to_bytes(_LENGTH, "big") + header
    return b"".join([head.ljust(first, b"\0"), *writer.parts])


def from_bytes(content: bytes | memoryview) -> Any:
    """The inverse. Arrays are read-only views. Raises ValueError, KeyError or TypeError for other
    bytes than those of ``as_bytes``, and for a class that this process does not have."""
    length = int.from_bytes(content[:_LENGTH], "big")
    tree, places = json.loads(bytes(content[_LENGTH : _LENGTH + length]))
    first = -(-(_LENGTH + length) // _ALIGNED) * _ALIGNED
    arrays = [_array(content, first + offset, *how) for offset, *how in places]
    return _made(tree, arrays)


class _Writer:
    """Arrays met so far, and containers, of which each must stand in one place only."""

    def __init__(self) -> None:
        self.places: list[tuple[int, str, list[int], str]] = []
        self.parts: list[bytes] = []
        self.length = 0
        self.known: dict[int, int] = {}
        self.met: dict[int, Any] = {}
        """What was met by its ``id``: held, so that no other value gets that."""

    def told(self, value: Any) -> Any:
        """What JSON takes: a plain value as itself, all else as a list that begins by a letter."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is np.ndarray:
            return ["a", self.place(value)]
        if kind is not tuple and id(value) in self.met:
            raise NotPlain(f"a {kind.__name__} in two places")
        self.met[id(value)] = value
        if kind is dict:
            if any(type(key) is not str for key in value):
                raise NotPlain("a key that is no text")
            return ["d", {key: self.told(part) for key, part in value.items()}]
        if kind in (tuple, list):
            return ["t" if kind is tuple else "l", [self.told(part) for part in value]]
        if is_dataclass(value) and _named(kind.__module__, kind.__qualname__) is kind:
            own = vars(value)
            if [*own] == [field.name for field in fields(value)]:
                parts = {name: self.told(part) for name, part in own.items()}
                return ["c", kind.__module__, kind.__qualname__, parts]
        raise NotPlain(f"a {kind.__module__}.{kind.__qualname__}")

    def place(self, array: NDArray[Any]) -> int:
        """The number of an array."""
        known = self.known.get(id(array))
        if known is not None:
            return known
        flags, letter = array.flags, array.dtype.char
        if letter not in _NUMBERS or not array.dtype.isnative or not flags.forc:
            raise NotPlain(f"an array of {array.dtype} and strides {array.strides}")
        # The layout is kept: sums along an axis go by it.
        order = "C" if flags.c_contiguous else "F"
        number = self.known[id(array)] = len(self.places)
        self.met[id(array)] = array
        content = array.tobytes(order="A")
        padded = content.ljust(-(-len(content) // _ALIGNED) * _ALIGNED, b"\0")
        self.places.append((self.length, array.dtype.str, list(array.shape), order))
        self.parts.append(padded)
        self.length += len(padded)
        return number


def _array(
    content: bytes | memoryview, first: int, kind: str, shape: list[int], order: Any
) -> NDArray[Any]:
    count = 1
    for size in shape:
        count *= size
    return np.frombuffer(content, kind, count, first).reshape(shape, order=order)


def _made(tree: Any, arrays: list[NDArray[Any]]) -> Any:
    if type(tree) is not list:
        return tree
    letter, *rest = tree
    if letter == "a":
        return arrays[rest[0]]
    if letter == "d":
        return {key: _made(part, arrays) for key, part in rest[0].items()}
    if letter in "tl":
        parts = [_made(part, arrays) for part in rest[0]]
        return tuple(parts) if letter == "t" else parts
    module, name, values = rest
    kind = _named(module, name)
    if kind is None or [*values] != [field.name for field in fields(kind)]:
        raise KeyError(f"{module}.{name}")
    made = object.__new__(kind)
    # Not by the constructor, which is code; nor by setattr, which a frozen class refuses.
    vars(made).update((field, _made(part, arrays)) for field, part in values.items())
    return made


def _named(module: str, name: str) -> Any:
    """A data class of the model's own rooms that this process has imported, or None."""
    if module.partition(".")[0] not in MODEL_ROOMS:
        return None
    found = getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, type) and is_dataclass(found) else None
