"""The committed JSON Schemas are those of the code, and take the shipped files."""

import json

import jsonschema
import pytest

from engine.document import read_yaml
from experiments.studies.experiment import find_experiment, shipped
from experiments.studies.schemas import SCHEMAS, path_of, text_of


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_the_present_one(name: str) -> None:
    """``python -m experiments.studies.schemas`` writes it anew."""
    same = path_of(name).read_text(encoding="utf-8") == text_of(SCHEMAS[name])
    assert same, "run: python -m experiments.studies.schemas"


@pytest.mark.parametrize("name", shipped())
def test_shipped_experiments_fit_their_schema(name: str) -> None:
    """As an editor would check them."""
    schema = json.loads(path_of("experiment").read_text(encoding="utf-8"))
    jsonschema.validate(read_yaml(find_experiment(name)).data, schema)
