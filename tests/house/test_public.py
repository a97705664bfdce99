"""The small public interface: what it holds, that it is quick, and the README's example of it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import yuanqu
from abm.city.city import city_cached
from abm.model import IndustryModel
from engine.document import InputError
from tests.littleton import LITTLETON

ROOT = Path(__file__).parents[2]


def test_it_holds_five_names_and_nothing_else() -> None:
    assert sorted(yuanqu.__all__) == ["Instrument", "Model", "Step", "read_results", "run"]
    assert all(getattr(yuanqu, name) for name in yuanqu.__all__)
    assert yuanqu.Model is IndustryModel
    with pytest.raises(AttributeError, match="no attribute 'Modell'"):
        yuanqu.Modell  # noqa: B018


def test_importing_it_loads_nothing() -> None:
    code = "import sys, yuanqu; print(sorted({'mesa', 'numpy', 'polars', 'abm'} & {*sys.modules}))"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout == b"[]\n"


def test_a_run_is_that_of_the_model_with_its_seed() -> None:
    city = city_cached(LITTLETON)
    one = yuanqu.run(city=LITTLETON, seed=3, until="2018Q3")
    model = yuanqu.Model(city=LITTLETON, rng=3)
    model.run(until=int(one.quarters[-1]))
    assert one.quarters[0] == city.start and len(one.quarters) == model.record.count
    assert one.outcomes["output_plan"].tolist() == model.record.column("output_plan").tolist()
    with pytest.raises(InputError, match="a plan"):
        yuanqu.run("nonsense", city=LITTLETON, seed=3)
    with pytest.raises(InputError, match="until: expected a quarter from 2018Q1 on"):
        yuanqu.run(city=LITTLETON, seed=3, until="2017Q3")
    with pytest.raises(InputError, match="a folder with results"):
        yuanqu.read_results(ROOT / "docs")


def test_the_readmes_example_runs() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(import yuanqu.*?)```", text, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), scope)
    assert scope["model"].record.count == len(scope["one"].quarters)
