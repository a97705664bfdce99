"""YAML files read into plain data, with the line and column of each key and value.

The language is YAML 1.2: ``1e-3`` is a number, ``no`` and ``2019Q1`` are text. Dates are text.
A repeated key, a merge key, a tag of one's own, an infinite number, an alias inside its own anchor
and a second document are faults. So are nesting and aliases beyond what a person writes, found
before they take time or memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from engine.document.error import InputError, Position, Source, quoted, read_text
from engine.document.remark import Remark

Loc = tuple[str | int, ...]
"""The way to a value: keys as text, places in lists as whole numbers from 0."""

_TAG = "tag:yaml.org,2002:"

DEEPEST = 40
"""Lists and mappings within each other."""

_NESTING = f"at most {DEEPEST} lists and mappings within each other"

MOST_REPEATED = 10_000
"""Values that aliases may stand for, beside those that are written out."""


@dataclass(frozen=True)
class Document:
    """A YAML file: its plain data (dict, list, text, number, bool, None) and where it stands."""

    file: str
    data: Any
    values: Mapping[Loc, Position] = field(repr=False)
    keys: Mapping[Loc, Position] = field(repr=False)

    def position(self, loc: Loc, key: bool = False) -> Position:
        """Where the value at ``loc``, or its key, begins; if it isn't there, the nearest above."""
        places = self.keys if key else self.values
        while loc and loc not in places:
            loc = loc[:-1]
            places = self.values
        return places.get(loc) or Position(1, 1)

    def error(self, loc: Loc, expected: str, found: str, key: bool = False) -> InputError:
        """The fault of one value (or key), for checks that a model's types can't express."""
        line, column = self.position(loc, key)
        field = ".".join(str(part) for part in loc)
        return InputError(self.file, line, column, field, expected, found)

    def remark(self, loc: Loc, text: str, key: bool = False) -> Remark:
        """A line on a value (or key) that has no effect."""
        line, column = self.position(loc, key)
        return Remark(self.file, line, column, ".".join(map(str, loc)), text)


def read_yaml(source: Source) -> Document:
    """Read a YAML file; raises ``InputError`` when it isn't valid YAML or repeats a key."""
    return parse_yaml(*read_text(source))


def parse_yaml(file: str, text: str) -> Document:
    """The text of a YAML file; ``file`` is its name in errors. Raises as ``read_yaml``."""
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = DEEPEST
    try:
        root = yaml.compose(text)
    except MaxDepthExceededError as error:
        line, column = error.problem_mark.line + 1, error.problem_mark.column + 1
        raise InputError(file, line, column, "", _NESTING, "more") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        found = error.problem or error.context or "something else"
        found = found.removeprefix("but ").removeprefix("found ")
        raise InputError(file, line, column, "", "valid YAML", found) from error
    except YAMLError as error:
        raise InputError(file, 0, 0, "", "valid YAML", str(error)) from error
    builder = _Builder(file, yaml)
    data = None if root is None else builder.build(root, ())
    return Document(file, data, builder.values, builder.keys)


class _Builder:
    """Turns nodes into plain data and remembers their positions."""

    def __init__(self, file: str, yaml: YAML) -> None:
        self.file = file
        self.scalar = yaml.constructor.construct_object
        self.values: dict[Loc, Position] = {}
        self.keys: dict[Loc, Position] = {}
        self.open: set[int] = set()
        self.built: set[int] = set()
        self.repeated = 0

    def fault(self, node: Node, loc: Loc, expected: str, found: str) -> InputError:
        line, column = _start(node)
        return InputError(self.file, line, column, ".".join(map(str, loc)), expected, found)

    def build(self, node: Node, loc: Loc) -> Any:
        self.values[loc] = _start(node)
        if id(node) in self.built:
            self.repeated += 1
            if self.repeated > MOST_REPEATED:
                expected = f"aliases that stand for {MOST_REPEATED:,} values or fewer"
                raise self.fault(node, loc[:1], expected, "more")
        self.built.add(id(node))
        if len(loc) > DEEPEST:  # by aliases in what other aliases stand for
            raise self.fault(node, loc[:1], _NESTING, "more")
        if isinstance(node, ScalarNode):
            return self.value(node, loc)
        if id(node) in self.open:
            raise self.fault(node, loc, "an alias outside its own anchor", "one inside it")
        self.open.add(id(node))
        data: Any
        if isinstance(node, MappingNode):
            data = self.mapping(node, loc)
        else:
            data = [self.build(item, (*loc, place)) for place, item in enumerate(node.value)]
        self.open.remove(id(node))
        return data

    def mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or str(key_node.tag).endswith(":merge"):
                raise self.fault(key_node, loc, "a key of plain text", _kind(key_node))
            key = str(key_node.value)
            inner = (*loc, key)
            if key in data:
                found = f"{key!r} again (first on line {self.keys[inner].line})"
                raise self.fault(key_node, inner, "each key once", found)
            self.keys[inner] = _start(key_node)
            data[key] = self.build(value_node, inner)
        return data

    def value(self, node: Node, loc: Loc) -> Any:
        kind = str(node.tag).removeprefix(_TAG)
        if kind in ("str", "timestamp"):
            return str(node.value)
        if kind in ("int", "float", "bool", "null"):
            try:
                value = self.scalar(node)
            except ValueError:
                raise self.fault(node, loc, f"a value of type {kind}", quoted(node.value)) from None
            if isinstance(value, float) and not isfinite(value):
                raise self.fault(node, loc, "a finite number", quoted(node.value))
            return value
        raise self.fault(node, loc, "text, a number, true, false or null", f"the tag {node.tag}")


def _start(node: Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return quoted(str(node.value))
