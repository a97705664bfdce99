"""A thread that writes in groups: nothing lost or out of order; a fault reaches who waits."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.runs.folder.writer import GroupWriter


@given(st.lists(st.integers(), max_size=200), st.integers(1, 20))
def test_all_that_was_put_is_committed_in_its_order(items: list[int], most: int) -> None:
    found: list[int] = []
    writer: GroupWriter[int] = GroupWriter(found.extend, most)
    for item in items:
        writer.put(item)
    writer.flush()
    assert found == items
    writer.close()


def test_what_comes_while_it_writes_is_one_group() -> None:
    """So a slow disk costs one round a group, not one an item."""
    groups: list[list[int]] = []
    go_on, begun = threading.Event(), threading.Event()

    def commit(group: Sequence[int]) -> None:
        groups.append(list(group))
        begun.set()
        assert go_on.wait(10.0)

    writer: GroupWriter[int] = GroupWriter(commit)
    writer.put(0)
    assert begun.wait(10.0)
    for item in range(1, 6):
        writer.put(item)
    go_on.set()
    writer.close()
    assert groups == [[0], [1, 2, 3, 4, 5]]


def test_a_fault_is_raised_to_whoever_waits_and_nothing_follows_it() -> None:
    found: list[int] = []

    def commit(group: Sequence[int]) -> None:
        if 3 in group:
            raise OSError("no room")
        found.extend(group)

    writer: GroupWriter[int] = GroupWriter(commit)
    writer.put(1)
    writer.flush()
    writer.put(3)
    with pytest.raises(OSError, match="no room"):
        writer.flush()
    with pytest.raises(OSError, match="no room"):
        writer.put(4)
    with pytest.raises(OSError, match="no room"):
        writer.close()
    assert found == [1]


def test_a_writer_that_was_never_used_ends_at_once() -> None:
    GroupWriter[int](lambda group: None).close()
