"""Fifty files that are wrong in one way each: a line with the place, code 2, nothing written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.experiments.commands import Said

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]

ALPHA = "demand.alpha_price"

MALFORMED = {
    # What is not YAML
    "a tab": ("seed\t: [", "valid YAML"),
    "an open list": ("factors: [", "valid YAML"),
    "an open quote": ("title: {zh: '小, en: Small}", "valid YAML"),
    "a colon in a value": ("citation: Zhang: 2026", "valid YAML"),
    "an alias without anchor": ("title: *there", "valid YAML"),
    "two documents": ("---\nname: again", "valid YAML"),
    # Keys
    "a misspelled key": ("factor: []", "did you mean 'factors'?"),
    "a key twice": ("seeds: {count: 2}", "'seeds' again"),
    "a key of a plan": ("settings: []", "the unknown key 'settings'"),
    "a key of a factor": (f"factors: [{{name: {ALPHA}, values: [2]}}]", "the unknown key 'values'"),
    "a key of the design": ("design: {kind: grid, size: 3}", "the unknown key 'size'"),
    "a key of the stop": ("stop: {outcome: firms, width: 1}", "the unknown key 'width'"),
    # Types
    "text for a number": (f"constants: {{{ALPHA}: high}}", "a number, got 'high'"),
    "a list for a text": ("title: [小]", "a mapping"),
    "a number for a list": ("outcomes: 3", "a list"),
    "yes for a list": ("tables: yes", "a list"),
    "infinity": (f"constants: {{{ALPHA}: .inf}}", "a finite number"),
    "a fraction of a run": ("runtime: {runs_per_batch: 2.5}", "a whole number"),
    "no executor of that name": (
        "runtime: {executor: dask}",
        "'serial', 'processes', 'ray' or 'futures'",
    ),
    "a negative limit": ("runtime: {seconds_per_run: -1}", "at least 1e-05"),
    "no workers": ("runtime: {workers: 0}", "at least 1"),
    # Quarters
    "a year": ("until: 2018", "a quarter such as 2019Q1"),
    "a fifth quarter": ("until: 2018Q5", "a quarter such as 2019Q1"),
    "before the city's data": ("until: 1999Q1", "a quarter from 2018Q1"),
    "after the city's data": ("until: 2031Q1", "a quarter from 2018Q1"),
    # Names
    "no such outcome": ("outcomes: [output_plam]", "did you mean 'output_plan'?"),
    "no such table": ("tables: [houses]", "'firms' or 'parks'"),
    "no such reference": ("reference: baseline", "one of the plans"),
    "no such parameter": ("constants: {demand.alfa_price: 2}", f"did you mean '{ALPHA}'?"),
    "no such factor": ("factors: [{name: demand.alfa, grid: [2]}]", "a parameter or instrument"),
    "a pattern that fits nothing": ("factors: [{match: 'x.*', prior: uniform}]", "fits names"),
    # Factors
    "a factor without range": (f"factors: [{{name: {ALPHA}}}]", "one of grid/choice"),
    "two ranges": (f"factors: [{{name: {ALPHA}, grid: [2], uniform: [2, 3]}}]", "grid and uniform"),
    "neither name nor match": ("factors: [{grid: [2]}]", "either 'name' or 'match'"),
    "an empty grid": (f"factors: [{{name: {ALPHA}, grid: []}}]", "1 or more"),
    "a value twice": (f"factors: [{{name: {ALPHA}, grid: [2, 2]}}]", "each value once"),
    "a factor twice": (
        f"factors: [{{name: {ALPHA}, grid: [2]}}, {{name: {ALPHA}, grid: [3]}}]",
        "each factor once",
    ),
    "a constant that varies": (
        f"constants: {{{ALPHA}: 2}}\nfactors: [{{name: {ALPHA}, grid: [3]}}]",
        "a constant too",
    ),
    "a range upside down": (f"factors: [{{name: {ALPHA}, uniform: [3, 2]}}]", "a higher one"),
    "a range of three": (f"factors: [{{name: {ALPHA}, uniform: [2, 3, 4]}}]", "list"),
    "a log of nothing": (f"factors: [{{name: {ALPHA}, log_uniform: [0, 2]}}]", "above 0"),
    "out of the prior": (f"factors: [{{name: {ALPHA}, uniform: [2, 99]}}]", "got 99"),
    "a constant out of range": (f"constants: {{{ALPHA}: 300}}", "got 300"),
    "a level out of range": ("constants: {instruments.rd_subsidy: 3}", "0 to 0.5"),
    # Designs
    "no such design": ("design: {kind: gird}", "kind"),
    "no kind": ("design: {size: 3}", "kind"),
    "a range in a grid": (f"factors: [{{name: {ALPHA}, uniform: [2, 3]}}]", "listed values"),
    "a design without factors": ("design: {kind: sobol, power: 3}", "one factor or more"),
    "more points than memory": (
        "factors: [{match: '*', prior: uniform}]\ndesign: {kind: morris, trajectories: 100000}",
        "at most 20,000,000 values",
    ),
    "odd levels": ("design: {kind: morris, trajectories: 3, levels: 5}", "an even number"),
    "no points": ("design: {kind: latin_hypercube, size: 0}", "at least 1"),
    "a table that is not there": ("design: {kind: table, file: x.csv}", "a CSV file"),
    # Stopping
    "a stop without outcome": ("stop: {half_width: 1}", "a value for 'outcome'"),
    "a stop by what is not kept": (
        "outcomes: [firms]\nstop: {outcome: jobs, half_width: 1}",
        "an outcome that is kept",
    ),
    "surely sure": ("stop: {outcome: firms, half_width: 1, confidence: 1}", "less than 1"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_one_clear_line(write: Write, yuanqu: Yuanqu, tmp_path: Path, name: str) -> None:
    """File, line and column, and what was expected."""
    more, says = MALFORMED[name]
    path = write(more)
    said = yuanqu("sweep", path, "--out", tmp_path / "out")
    assert said.code == 2, said.err
    assert says in said.err
    assert said.err.startswith(f"yuanqu: {path}:")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_table_of_a_chinese_spreadsheet(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    path = write("design: {kind: table, file: points.csv}")
    points = tmp_path / "points.csv"
    for content, says in (
        (f"{ALPHA},说明\n2,中文\n".encode("gbk"), "points.csv:1:20: expected text in UTF-8 (in"),
        (f"point;{ALPHA}\n0;2\n".encode(), "points.csv:1:1: expected commas between the cells"),
    ):
        points.write_bytes(content)
        said = yuanqu("sweep", path, "--out", tmp_path / "out")
        assert (said.code, says in said.err) == (2, True), said.err
        assert not (tmp_path / "out").exists()
    points.write_text(f"\ufeffpoint , {ALPHA},\n,,\n0,2.0,\n,,\n", encoding="utf-8")
    assert yuanqu("sweep", "check", path).code == 0


def test_a_table_with_faults(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """The place is that in the table."""
    path = write("design: {kind: table, file: points.csv}")
    for content, says in (
        ("demand.alfa,x\n1,2\n", "points.csv:1:1"),
        (f"{ALPHA}\nhigh\n", "points.csv:2:1"),
        (f"{ALPHA}\n2\n99\n", "points.csv:3:1"),
        (f"{ALPHA}\n", "a row or more"),
        ("point\n1\n", "a header row"),
    ):
        (tmp_path / "points.csv").write_text(content, encoding="utf-8")
        said = yuanqu("sweep", path, "--out", tmp_path / "out")
        assert said.code == 2
        assert says in said.err, said.err
        assert not (tmp_path / "out").exists()
