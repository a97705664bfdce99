"""Every file and column of a city's folder as a document, made from the types that read them."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema

from abm.city.file import CityFile
from abm.outcomes.definitions import Definitions, Levels
from abm.parameters import Row
from agents.city import TABLES, TableSchema
from engine.document import Choice, Column, Flag, Integer, Key, Number, Quarter, Reference, Text
from experiments.reports.markdown import heading, row
from experiments.reports.threshold_words import THRESHOLDS
from policies.plan import PlanFile
from policies.setting import Setting

INTRODUCTION = """\
A city is a folder. `yuanqu city show FOLDER` checks all of it and says what is wrong in which file,
line and column; `--city FOLDER` runs it, `make app CITY=FOLDER` shows it on the screen.

Tables are CSV files in UTF-8 with commas and a header; the order of columns is free. Money is in
million yuan at current prices, rates are annual, shares are fractions. In Excel or WPS save as
“CSV UTF-8 (comma delimited)”, CSV UTF-8（逗号分隔）. Empty rows, an unnamed empty last column and
blanks around a cell are read as nothing, 1,234.5 and full-width digits as numbers; 12% is written
0.12.

What a city has not it leaves out: an optional file or column may be missing, and where nothing is
marked as a new-energy vehicle there are no rules and outcomes of vehicles."""

TYPES: dict[type[Column], str] = {
    Text: "text",
    Number: "number",
    Integer: "whole number",
    Flag: "0 or 1",
    Key: "key",
    Reference: "reference",
    Quarter: "quarter",
    Choice: "choice",
}

OTHER_FILES: dict[str, tuple[str, str]] = {
    "`map.geojson`": (
        "districts as polygons, by `properties.name`",
        "no",
    ),
    "`parameters.yaml`": (
        "parameters that are the city's own; `parameters.md` has all, and what may be missing",
        "no",
    ),
    "`outcomes.yaml`": ("definitions of the outcomes", "no"),
    "`plans/*.yaml`": ("plans of its own; without the folder the shipped ones", "yes"),
    "`remarks.yaml`": ("instrument to a remark on why it works as it does there", "yes"),
}

OF_SETTINGS: dict[str, str] = {
    "key": "the plan's name in files",
    "name": "what it is called",
    "summary": "what it is, in a sentence",
    "extends": "the plan that it adds to: a name, or a file beside it",
    "settings": "below; spans of one instrument may not overlap",
    "instrument": "its key: `yuanqu policies` lists them",
    "start": "first quarter",
    "end": "last quarter, included; none = open",
    "level": "in the instrument's unit, within its range",
    "low": "least that an assumed level may be",
    "label": "how the level is known",
    "source": "where it comes from",
}
"""Fields of a plan that say nothing of themselves."""


def city_page() -> list[str]:
    """The document without its title."""
    lines = [line.replace("\n", " ") for line in INTRODUCTION.split("\n\n")]
    lines = [text for line in lines for text in (line, "")]
    lines += heading("File", ["Holds", "Optional"])
    lines.append(row("`city.yaml`", ["names, dates, governments, usual plans", "no"]))
    for schema in TABLES:
        cells = [_plain(schema.help), "yes" if schema.optional else "no"]
        lines.append(row(f"`{schema.file}`", cells))
    lines += [row(name, list(cells)) for name, cells in OTHER_FILES.items()]
    lines += ["", "## `city.yaml`", "", *_model(CityFile)]
    for schema in TABLES:
        lines += ["", *_table(schema)]
    lines += ["", "## `parameters.yaml`", "", "`group.name` to:", "", *_model(Row)]
    lines += ["", "## `outcomes.yaml`", "", *_definitions()]
    lines += ["", "## `plans/*.yaml`", "", *_model(PlanFile)]
    lines += ["", "Each of `settings`:", "", *_model(Setting)]
    return lines


def _table(schema: TableSchema) -> Iterator[str]:
    yield f"## `{schema.file}`"
    yield ""
    rows = f"One row a {' and '.join(f'`{name}`' for name in schema.unique)}."
    yield f"{_plain(schema.help).capitalize()}. {rows}"
    yield ""
    yield from heading("Column", ["Type", "Unit", "Range", "Meaning", "Optional"])
    for name, column in schema.columns.items():
        optional = "yes" if column.optional else "no"
        kind = next(word for known, word in TYPES.items() if isinstance(column, known))
        cells = [kind, column.unit, _range(column), column.help, optional]
        yield row(f"`{name}`", [cell.replace("|", "∣") for cell in cells])
    if schema.figures:
        yield ""
        yield from heading("`name`", ["Range of `value`", "`unit`"])
        for name, figure in schema.figures.items():
            units = ", ".join(f"`{unit.replace('*', ' …')}`" for unit in figure.units) or "any"
            yield row(f"`{name}`", [_range(figure.value), units])


def _range(column: Column) -> str:
    """What a cell may hold, beyond its type."""
    if isinstance(column, Text | Key | Flag):
        return ""
    if isinstance(column, Quarter):
        return column.expected().partition(", ")[2]
    said = column.expected()
    for kind in ("a number", "a whole number"):
        said = said.removeprefix(kind)
    return said.removeprefix(",").strip()


def _model(model: type[BaseModel]) -> Iterator[str]:
    yield from heading("Field", ["Type", "Range", "Meaning", "Optional"])
    docs = _docs(model)
    for name, info in model.model_fields.items():
        bounds = [_bound(limit) for limit in info.metadata]
        meaning = info.description or docs.get(name, "") or OF_SETTINGS.get(name, "")
        cells = [
            _type(info.annotation, info.metadata),
            ", ".join(filter(None, bounds)),
            _plain(meaning),
        ]
        optional = "no" if info.is_required() else "yes"
        yield row(f"`{info.alias or name}`", [*(c.replace("|", "∣") for c in cells), optional])


def _definitions() -> Iterator[str]:
    yield "Each at the levels `default`, `strict` and `loose`:"
    yield ""
    yield from heading("Outcome", ["Field", "Type", "Range", "Meaning"])
    for key, info in Definitions.model_fields.items():
        levels = info.annotation
        assert isinstance(levels, type) and issubclass(levels, Levels)
        model = levels.model_fields["default"].annotation
        assert isinstance(model, type) and issubclass(model, BaseModel)
        docs = _docs(model)
        for name, field in model.model_fields.items():
            bounds = ", ".join(filter(None, map(_bound, field.metadata)))
            meaning = docs.get(name) or THRESHOLDS["en"].get(name, "").format("…")
            cells = [f"`{name}`", _type(field.annotation), bounds, _plain(meaning)]
            yield row(f"`{key}`", [cell.replace("|", "∣") for cell in cells])


def _docs(model: type[BaseModel]) -> dict[str, str]:
    """The texts under a model's fields, as its source has them."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if not issubclass(one, BaseModel) or one is BaseModel:
            continue
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
        except (OSError, TypeError):
            continue
        body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
        for field, text in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                value = text.value if isinstance(text, ast.Expr) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found[field.target.id] = value.value
    return found


def _bound(limit: Any) -> str:
    for name, said in (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below")):
        if getattr(limit, name, None) is not None:
            return f"{said} {getattr(limit, name):g}"
    return ""


def _type(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """A field's type in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if any(isinstance(one, WithJsonSchema) for one in metadata):
        return "quarter"
    if origin is Annotated:
        return _type(inner[0], inner[1:])
    if origin in (Union, types.UnionType):
        return " or ".join(_type(one) for one in inner if one is not type(None))
    if origin is Literal:
        return "one of " + ", ".join(inner)
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if getattr(annotation, "__name__", "") == "Names":
        return "text in `zh` and `en`"
    words = {str: "text", float: "number", int: "whole number", bool: "true or false"}
    return words.get(annotation, "mapping")


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "`").split())
