"""Files that people write: YAML and CSV read strictly, every fault with its file, line and column.

``read_yaml`` and ``validate`` turn a YAML file into a pydantic model; ``read_csv`` and
``read_table`` turn a CSV file into typed columns. Whatever is wrong with the content of a file is
raised as ``InputError``, whose text is one line; what has no effect is a ``Remark``. Lines and
columns count from 1, in characters.
"""

from engine.document.columns import (
    Choice,
    Column,
    Flag,
    Integer,
    Key,
    Number,
    Quarter,
    Reference,
    Text,
)
from engine.document.csv_file import Table, read_csv, read_header, read_table
from engine.document.error import (
    LONGEST,
    InputError,
    Position,
    Source,
    counted,
    did_you_mean,
    one_of,
    read_text,
    reason,
    shortened,
)
from engine.document.remark import Remark
from engine.document.validation import QuarterIndex, validate
from engine.document.words import Words
from engine.document.yaml_file import Document, parse_yaml, read_yaml

__all__ = [
    "LONGEST",
    "Choice",
    "Column",
    "Document",
    "Flag",
    "InputError",
    "Integer",
    "Key",
    "Number",
    "Position",
    "Quarter",
    "QuarterIndex",
    "Reference",
    "Remark",
    "Source",
    "Table",
    "Text",
    "Words",
    "counted",
    "did_you_mean",
    "one_of",
    "parse_yaml",
    "read_csv",
    "read_header",
    "read_table",
    "read_text",
    "read_yaml",
    "reason",
    "shortened",
    "validate",
]
