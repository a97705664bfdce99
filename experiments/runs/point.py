"""A point of the factors' space: values by dotted name, in order; and parts of a list."""

from collections.abc import Iterable, Sequence
from typing import overload

Point = tuple[tuple[str, float], ...]


class SomePoints(Sequence[Point]):
    """A list of points of which only some are at hand: what a process needs for its runs."""

    def __init__(self, points: Sequence[Point], places: Iterable[int]) -> None:
        self.size = len(points)
        self.known = {place: points[place] for place in places}

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, place: int) -> Point: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Point]: ...

    def __getitem__(self, place: int | slice) -> Point | Sequence[Point]:
        if isinstance(place, slice):
            return [self.known[one] for one in range(*place.indices(self.size))]
        return self.known[place]
