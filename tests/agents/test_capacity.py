"""Closing of idle plants against scalar references."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agents import capacity
from tests.agents.numbers import ROWS, array, number, rows

quarters = hnp.arrays(np.int64, ROWS, elements=st.integers(0, 20))


@given(quarters, rows(0, 1e4), rows(0, 1e4), number(0, 1))
def test_idle_quarters_count_on_or_begin_anew(before, wanted, able, least):
    found = capacity.idle_quarters(before, wanted, able, least)
    for i in range(ROWS):
        assert found[i] == (before[i] + 1 if wanted[i] < least * able[i] else 0)


@given(rows(0, 1e4), rows(0, 1e4), quarters, number(1, 12))
def test_what_stood_idle_for_long_is_closed(able, wanted, idle, patience):
    found = capacity.kept(able, wanted, idle, patience)
    for i in range(ROWS):
        assert found[i] == (min(wanted[i], able[i]) if idle[i] >= patience else able[i])


def test_a_plant_in_use_is_never_closed() -> None:
    idle = np.zeros(1, dtype=np.int64)
    for _ in range(40):
        idle = capacity.idle_quarters(idle, array(60.0), array(100.0), 0.5)
    assert capacity.kept(array(100.0), array(60.0), idle, 8.0) == 100.0
