"""What the type checker must see before anything runs: names that are no columns, wrong shapes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TYPOS = """\
from abm.steps.entry.step import choose_uses
from agents.world import World
from engine.groups import sum_by


def step(world: World) -> None:
    world.firms.technolgy[:] = 1.0  # wrong: a misspelt column of firms
    world.markets.outside_prise[0] = 2.0  # wrong: a misspelt column of markets
    world.terms.rd_subsidi[:] = 0.0  # wrong: a term that does not exist
    sum_by(world.firms, world.firms.cash, 3)  # wrong: a table for a column
    sum_by(world.firms.hq, world.firms.cash, width=3)  # wrong: an argument that there is not
    choose_uses(world, world.firms.lane)  # wrong: an argument is missing
    world.city.regions.wage_indx.mean()  # wrong: a misspelt column of the city
    world.city.regoins.wage_index.mean()  # wrong: a misspelt table of the city
    world.city.parks.kind.code.sum()  # wrong: not what a column of words has
    sum_by(world.firms.hq, world.city.uses.nev, 3)  # wrong: flags of the city for numbers
    world.firms.technology[:] = world.markets.outside_price.mean()
    sum_by(world.firms.hq, world.firms.cash, 3)
    sum_by(world.city.parks.kind.codes, world.city.parks.floor_m2, len(world.city.regions))
"""


@pytest.mark.slow
def test_typos_are_found_by_the_type_checker(tmp_path: Path) -> None:
    file = tmp_path / "typos.py"
    file.write_text(TYPOS, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(file)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = {int(n) for n in re.findall(r"typos\.py:(\d+): error", found.stdout)}
    wrong = {n for n, text in enumerate(TYPOS.splitlines(), 1) if "# wrong" in text}
    assert lines == wrong, found.stdout + found.stderr
