"""One piece of code hands out seeds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from experiments.studies.seeds import FIRST_SEED, seeds_of

ROOT = Path(__file__).parents[2]
ROOMS = ("abm", "experiments", "ui", "benchmarks")
HANDS_OUT = ROOT / "experiments" / "studies" / "seeds.py"


def test_a_longer_question_begins_with_the_seeds_of_a_shorter_one() -> None:
    assert list(seeds_of(3)) == [1, 2, 3] == list(seeds_of(5))[:3]
    assert list(seeds_of(2, 7)) == [7, 8]
    assert seeds_of(1)[0] == FIRST_SEED


def test_nobody_else_counts_seeds() -> None:
    """No loop over a range of seeds elsewhere, in no way of asking a question."""
    found = []
    for path in sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py")):
        if path == HANDS_OUT:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or ast.unparse(call.func) != "range":
                continue
            if any("seed" in name for argument in call.args for name in counted(argument)):
                found.append(f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}")
    assert not found


def counted(node: ast.AST) -> Iterator[str]:
    """The names in a bound of a range, but not what is handed to a function there: the places of
    a list of seeds are no seeds."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from counted(child)
