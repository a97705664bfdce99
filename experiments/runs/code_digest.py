"""A digest of code in which comments, docstrings and layout don't count.

The same comes out with every Python that the project runs on.
"""

import ast
import hashlib
import sys

DIGITS = 12
"""Of a digest: enough to tell versions of one file apart."""


def digest_of(source: bytes) -> str:
    """Of a file's code. Two files with one digest do the same.

    Raises SyntaxError for what is no Python.
    """
    tree = ast.parse(source)
    _drop_bare_strings(tree)
    # From 3.13 on empty fields are left out unless asked for; 3.11 has no type parameters.
    show = {"show_empty": True} if sys.version_info >= (3, 13) else {}
    text = ast.dump(tree, **show).replace(", type_params=[]", "")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _drop_bare_strings(tree: ast.AST) -> None:
    """Take docstrings away, and other strings that are statements of their own."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                kept = [statement for statement in inner if not _is_bare_string(statement)]
                setattr(node, field, kept)
                waiting += kept


def _is_bare_string(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
