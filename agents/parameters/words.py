"""What parameters mean, and where their defaults come from: for readers, not for runs."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from agents.parameters.group import Group

PRIOR = "prior"
"""Source of a number for which there is no more than a guess."""

SOURCE = ". Source: "
"""Between a parameter's meaning and its source."""


class Words(NamedTuple):
    """What a parameter means and where its default comes from."""

    meaning: str
    source: str


def told(group: type[Group]) -> dict[str, Words]:
    """The words of a group's parameters by name, read from its file: no run needs them."""
    tree = ast.parse(Path(inspect.getfile(group)).read_text(encoding="utf-8"))
    (body,) = (
        n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == group.__name__
    )
    found = {}
    for field, words in pairwise(body):
        match field, words:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(x))
            ):
                meaning, _, source = " ".join(x.split()).partition(SOURCE)
                found[name] = Words(meaning, source or PRIOR)
    return found
