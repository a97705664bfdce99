"""What a library imports and nobody uses is not imported; what is used is the real thing."""

import subprocess
import sys

import pytest

TABLE = """
import sys
import abm.model
heavy = [m for m in ("pandas", "networkx", "scipy.spatial", "tqdm", "IPython") if m in sys.modules]
import mesa
model = mesa.Model()
collector = mesa.DataCollector(model_reporters={"steps": "steps"})
collector.collect(model)
there = "pandas" in sys.modules
frame = collector.get_model_vars_dataframe()
import networkx
import pandas
from mesa.space import NetworkGrid
grid = NetworkGrid(networkx.path_graph(3))
print(heavy, there, type(frame) is pandas.DataFrame, grid.get_neighborhood(0, False, 2))
"""
NAMES = """
import sys
from engine.later import postponed
with postponed("fractions"):
    from fractions import Fraction
    def half() -> Fraction | int: return Fraction(1, 2)
    def third() -> int | Fraction: return Fraction(1, 3)
before = "fractions" in sys.modules
print(before, half() + third(), Fraction.from_float(0.5))
"""
HELP = """
import sys
from experiments.command.main import main
try:
    main(["run", "--help"])
except SystemExit:
    pass
heavy = "markdown_it", "pygments", "numpy", "polars", "mesa", "ruamel"
print([m for m in heavy if m in sys.modules])
"""


def said(code: str) -> str:
    """What a new process prints last."""
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.slow
def test_a_model_needs_no_pandas() -> None:
    """Until its collector makes a table; who imports pandas besides gets pandas."""
    assert said(TABLE) == "[] False True [1, 2]"


@pytest.mark.slow
def test_who_has_imported_mesa_before_keeps_it() -> None:
    code = "import mesa, pandas, mesa.datacollection as d, engine.model; print(d.pd is pandas)"
    assert said(code) == "True"


def test_names_that_were_imported() -> None:
    """They are called, looked into, and part of an annotation."""
    assert said(NAMES) == "False 5/6 1/2"


def test_help_is_there_at_once() -> None:
    """Without Markdown, colours of code, and all that computes."""
    assert said(HELP) == "[]"
