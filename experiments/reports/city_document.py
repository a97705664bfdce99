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
from pydantic.fields import FieldInfo

from abm.city.file import CityFile
from abm.clauses import Clause, Paper, StandsFor
from abm.outcomes.definitions import Definitions, Levels
from abm.parameters import Row
from agents.city import TABLES, TableSchema
from engine.document import Choice, Column, Flag, Integer, Key, Number, Quarter, Reference, Text
from experiments.reports.report import Heading, Part, Table
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
    "`clauses.yaml`": ("what the city has published, and what in the model stands for it", "yes"),
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
    "zh": "what it says, in Chinese",
    "en": "what it says, in English",
    **dict.fromkeys(StandsFor.model_fields, "keys of them"),
}
"""Fields of plans and clauses that say nothing of themselves."""


def city_page() -> Iterator[Part]:
    """The document without its title."""
    yield from (text.replace("\n", " ") for text in INTRODUCTION.split("\n\n"))
    yield Table(
        ["File", "Holds", "Optional"],
        [
            ["`city.yaml`", "names, dates, governments, usual plans", "no"],
            *([f"`{s.file}`", _plain(s.help), _yes(s.optional)] for s in TABLES),
            *([name, *cells] for name, cells in OTHER_FILES.items()),
        ],
    )
    yield Heading("`city.yaml`")
    yield _model(CityFile)
    for schema in TABLES:
        yield from _table(schema)
    yield Heading("`parameters.yaml`")
    yield "`group.name` to:"
    yield _model(Row)
    yield Heading("`outcomes.yaml`")
    yield "Each at the levels `default`, `strict` and `loose`:"
    yield _definitions()
    yield Heading("`clauses.yaml`")
    yield "Each of `documents`:"
    yield _model(Paper)
    yield "Each of `clauses`:"
    yield _model(Clause)
    yield "`stands_for`:"
    yield _model(StandsFor)
    yield Heading("`plans/*.yaml`")
    yield _model(PlanFile)
    yield "Each of `settings`:"
    yield _model(Setting)


def _yes(optional: bool) -> str:
    return "yes" if optional else "no"


def _table(schema: TableSchema) -> Iterator[Part]:
    yield Heading(f"`{schema.file}`")
    rows = f"One row a {' and '.join(f'`{name}`' for name in schema.unique)}."
    yield f"{_plain(schema.help).capitalize()}. {rows}"
    cells = []
    for name, column in schema.columns.items():
        kind = next(word for known, word in TYPES.items() if isinstance(column, known))
        about = [column.unit, _range(column), column.help, _yes(column.optional)]
        cells.append([f"`{name}`", kind, *about])
    yield Table(["Column", "Type", "Unit", "Range", "Meaning", "Optional"], cells)
    if schema.figures:
        cells = []
        for name, figure in schema.figures.items():
            units = ", ".join(f"`{unit.replace('*', ' …')}`" for unit in figure.units) or "any"
            cells.append([f"`{name}`", _range(figure.value), units])
        yield Table(["`name`", "Range of `value`", "`unit`"], cells)


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


def _model(model: type[BaseModel]) -> Table:
    docs = _docs(model)
    rows = []
    for name, info in model.model_fields.items():
        meaning = info.description or docs.get(name, "") or OF_SETTINGS.get(name, "")
        about = [_type(info.annotation, info.metadata), _bounds(info), _plain(meaning)]
        rows.append([f"`{info.alias or name}`", *about, _yes(not info.is_required())])
    return Table(["Field", "Type", "Range", "Meaning", "Optional"], rows)


def _definitions() -> Table:
    rows = []
    for key, info in Definitions.model_fields.items():
        kinds = get_args(info.annotation) or (info.annotation,)  # one that a city may lack
        levels = kinds[0]
        assert isinstance(levels, type) and issubclass(levels, Levels)
        model = levels.model_fields["default"].annotation
        assert isinstance(model, type) and issubclass(model, BaseModel)
        docs = _docs(model)
        for name, field in model.model_fields.items():
            words = THRESHOLDS[name].en.format(x="…") if name in THRESHOLDS else ""
            meaning = docs.get(name) or words
            about = [_type(field.annotation), _bounds(field), _plain(meaning)]
            rows.append([f"`{key}`", f"`{name}`", *about])
    return Table(["Outcome", "Field", "Type", "Range", "Meaning"], rows)


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


def _bounds(field: FieldInfo) -> str:
    said = (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below"))
    limits = [
        f"{word} {getattr(limit, name):g}"
        for limit in field.metadata
        for name, word in said
        if getattr(limit, name, None) is not None
    ]
    return ", ".join(limits)


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
