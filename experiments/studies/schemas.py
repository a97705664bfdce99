"""JSON Schemas of the files that people write, for editors that complete and check them.

``python -m experiments.studies.schemas`` writes them; a test fails when the committed ones are old.
"""

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from experiments.studies.experiment import Experiment
from policies.plan import PlanFile

FOLDER = Path(__file__).parents[1] / "schemas"
SCHEMAS: dict[str, type[BaseModel]] = {"experiment": Experiment, "plan": PlanFile}


def text_of(model: type[BaseModel]) -> str:
    """The schema of a kind of file as it is committed."""
    return json.dumps(model.model_json_schema(), indent=1, ensure_ascii=False) + "\n"


def path_of(name: str) -> Path:
    """Where the schema of a kind of file is committed."""
    return FOLDER / f"{name}.schema.json"


def main() -> None:
    """Write all schemas."""
    FOLDER.mkdir(exist_ok=True)
    for name, model in SCHEMAS.items():
        path_of(name).write_text(text_of(model), encoding="utf-8")
        sys.stdout.write(f"{path_of(name)}\n")


if __name__ == "__main__":
    main()
