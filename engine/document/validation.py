"""A document checked against a pydantic model, each fault at its line and column."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic_core import ErrorDetails

from engine.calendar import quarter_index, quarter_text
from engine.document.error import InputError, did_you_mean, one_of, quoted
from engine.document.yaml_file import Document, Loc

Model = TypeVar("Model", bound=BaseModel)
Schema = dict[str, Any]


def _quarter(value: Any, info: ValidationInfo) -> int:
    # Code passes the index; in a file a number such as 2022 would be a mistake.
    if isinstance(value, int) and info.mode == "python":
        return value
    return quarter_index(str(value))


QuarterIndex = Annotated[
    int,
    BeforeValidator(_quarter),
    PlainSerializer(quarter_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}Q[1-4]$"}),
]
"""The type of a model's field that is written as ``2019Q1`` and held as the quarter's index."""

_PHRASES = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "date_type": "a date",
    "dict_type": "a mapping",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "a mapping",
    "none_required": "nothing",
    "set_type": "a list",
    "string_too_short": "text of {min_length} or more characters",
    "string_too_long": "text of {max_length} or fewer characters",
    "string_pattern_mismatch": "text that matches {pattern}",
    "string_type": "text",
    "too_long": "a list of {max_length} or fewer",
    "too_short": "a list of {min_length} or more",
    "tuple_type": "a list",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "union_tag_invalid": "{discriminator} to be one of {expected_tags}",
    "union_tag_not_found": "a value for {discriminator}",
}


def validate(document: Document, model: type[Model]) -> Model:
    """The document as an instance of ``model``; raises ``InputError`` with all faults.

    Types are strict as in JSON: text isn't read as a number, and ``no`` isn't false. The first
    fault is raised, unknown keys before the others (a misspelled key is also a missing one), and
    the rest are its ``others``.
    """
    try:
        return model.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
    faults = []
    for detail in details:
        unknown = detail["type"] == "extra_forbidden"
        faults.append((not unknown, _fault(document, model, detail)))
    faults.sort(key=lambda fault: (fault[0], fault[1].line, fault[1].column))
    first, *rest = (fault for _, fault in faults)
    first.others = tuple(rest)
    raise first


def _fault(document: Document, model: type[BaseModel], detail: ErrorDetails) -> InputError:
    loc = _real(document, detail["loc"])
    kind = detail["type"]
    if kind == "missing":
        return document.error(loc, f"a value for {loc[-1]!r}", "nothing")
    if kind == "extra_forbidden":
        key = str(loc[-1])
        known = _known_keys(model, loc[:-1])
        expected = f"{one_of(known)}{did_you_mean(key, known)}" if known else "a known key"
        return document.error(loc, expected, f"the unknown key {key!r}", key=True)
    context = detail.get("ctx", {})
    if kind in _PHRASES:
        expected = _PHRASES[kind].format_map(context)
    elif kind == "value_error":
        # A validator of the model raised it: its text says what it wants.
        text = str(context.get("error", detail["msg"]))
        expected = text.removeprefix("expected ").split(", got ")[0]
    else:
        expected = detail["msg"].removeprefix("Input should be ")
    return document.error(loc, expected, _shown(_at(document.data, loc)))


def _real(document: Document, loc: Loc) -> Loc:
    """The way in the document: pydantic puts names of unions' members and of keys into its own."""
    way: list[str | int] = []
    data = document.data
    for place, part in enumerate(loc):
        if isinstance(data, dict) and str(part) in data:
            way.append(str(part))
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            way.append(part)
            data = data[part]
        elif isinstance(data, dict) and place == len(loc) - 1 and part != "[key]":
            way.append(part)
    return tuple(way)


def _at(data: Any, loc: Loc) -> Any:
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else f"{value}"


def _known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that a mapping at ``loc`` may have, by the model's JSON schema."""
    try:
        root: Schema = model.model_json_schema()
    except PydanticInvalidForJsonSchema:
        return []
    level = list(_members(root, root))
    for part in loc:
        level = [
            member
            for schema in level
            for inner in _inside(schema, part)
            for member in _members(inner, root)
        ]
    return list(dict.fromkeys(key for schema in level for key in schema.get("properties", ())))


def _members(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schema itself with references followed, and each member when it's a union."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    yield schema
    for union in ("anyOf", "oneOf", "allOf"):
        for member in schema.get(union, ()):
            yield from _members(member, root)


def _inside(schema: Schema, part: str | int) -> Iterator[Schema]:
    """The schemas that may describe what stands under ``part``."""
    if isinstance(part, int):
        prefix = schema.get("prefixItems", ())
        inner = prefix[part] if part < len(prefix) else schema.get("items")
    else:
        inner = schema.get("properties", {}).get(part, schema.get("additionalProperties"))
    if isinstance(inner, dict):
        yield inner
