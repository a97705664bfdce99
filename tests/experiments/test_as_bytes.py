"""States as bytes and back: the same to the last bit, or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from abm.simulation import RunSpec
from engine.model import ModelSnapshot
from experiments.runs.as_bytes import NotPlain, as_bytes, from_bytes
from tests.bits import differences

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ARRAYS = st.sampled_from(["?", "i8", "u4", "f4", "f8"]).flatmap(
    lambda kind: arrays(kind, array_shapes(min_dims=0, min_side=0, max_dims=3, max_side=4))
)
TREES = st.recursive(
    PLAIN | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(TREES)
@pytest.mark.slow
def test_every_tree_comes_back(tree: Any) -> None:
    try:
        found = from_bytes(as_bytes(tree))
    except NotPlain as refused:
        assert "in two places" in str(refused)  # noqa: PT017 - Hypothesis may draw one list twice
        return
    assert type(found) is type(tree)
    assert differences(found, tree) == []


def test_layout_and_sameness_of_arrays_come_back() -> None:
    """Sums go by the layout; what is written into one place is read in the other."""
    rows = np.arange(6.0).reshape(2, 3)
    found = from_bytes(as_bytes({"rows": rows, "columns": np.asfortranarray(rows), "same": rows}))
    assert found["rows"] is found["same"]
    assert [found[key].flags.f_contiguous for key in ("rows", "columns")] == [False, True]


@dataclass
class Own:
    """A class of no room of the model."""

    value: float = 0.0


def unlike_its_fields() -> RunSpec:
    spec = RunSpec("", "", 0)
    vars(spec)["more"] = 1
    return spec


LIST = [1]


@pytest.mark.parametrize(
    "value",
    [
        np.float64(1.0),
        {1: 2},
        {1, 2},
        print,
        Own(),
        object(),
        np.array([object()]),
        np.array(["text"]),
        np.arange(10.0)[::2],
        np.arange(3.0, dtype=">f8"),
        [LIST, LIST],
        unlike_its_fields(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_could_come_back_otherwise_is_refused(value: Any) -> None:
    with pytest.raises(NotPlain):
        as_bytes({"value": value})


def test_reading_calls_no_constructor(monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_bytes(RunSpec("a", "b", 1))

    def called(*_: Any, **__: Any) -> None:
        raise AssertionError

    for name in ("__init__", "__setattr__"):
        monkeypatch.setattr(RunSpec, name, called)
    assert from_bytes(content).city == "a"


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[:-17],
    "half": lambda content: content[: len(content) // 2],
    "nothing": lambda content: b"",
    "another class": lambda content: content.replace(b"MesaState", b"MesaStats"),
    "another module": lambda content: content.replace(b"engine.mesa_state", b"os.path.mesa_stat"),
    "a function": lambda content: content.replace(b"MesaState", b"next_id__"),
}


@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN)
def test_other_bytes_are_refused(how: Callable[[bytes], bytes]) -> None:
    from engine.mesa_state import MesaState

    state = {"state": MesaState(True, 1, None, (), {}, None), "column": np.arange(40.0)}
    content = as_bytes(state)
    assert isinstance(from_bytes(content)["state"], MesaState)
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_bytes(how(content))
    assert not isinstance(state, ModelSnapshot)
