"""Draw every picture of the project where the system has no font: ``drawing_script.py FOLDER``.

Prints the names of what was drawn. Into each picture Chinese is written as it is saved, as a city
or plan of a user's may bring it; a letter that no font has ends it all.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

from matplotlib import font_manager
from matplotlib.figure import Figure

from experiments.command.main import main
from experiments.runs.folder.results import Results
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

FACTORS = """\
name: drawn
city: {city}
plans: [{plans}]
seeds: {{count: 1}}
until: 2018Q2
factors:
  - {{name: demand.alpha_price, uniform: [2.0, 3.0]}}
  - {{name: entry.base, prior: log_uniform}}
design: {{kind: latin_hypercube, size: 60}}
outcomes: [firms, output_plan]
tables: []
"""
BOTH = "产业政策：亿元，囍、㎡；park No. 1 ±½ ≥ − ² ¼"
"""Letters of both languages, some of them rare."""


def hide_fonts() -> None:
    """Let Matplotlib know its own fonts only, as on a system without any."""
    found = font_manager.findSystemFonts

    def own(paths: list[str] | None = None, fontext: str = "ttf") -> list[str]:
        return [] if paths is None else found(paths, fontext)

    font_manager.findSystemFonts = own
    font_manager.fontManager.__init__()  # type: ignore[misc]
    known = {font.name for font in font_manager.fontManager.ttflist}
    assert not [name for name in known if "CJK" in name or name.endswith((" SC", "Hei"))], known


def draw_all(folder: Path) -> None:
    """Every command that draws, on the small city, as small as it goes."""
    settings = (setting("rd_subsidy", 0.15, "2022Q1"), setting("expo", 0.02, "2022Q1"))
    few = write_plan(folder, *settings, extends=BASELINE, key="few")
    city = ("--city", LITTLETON)
    short = (*city, "--reference", BASELINE, "--until", "2022Q1")
    one = (*short, "--seeds", "2", "--outcome", "output_plan")
    call("run", *city, "--plan", BASELINE, "--plan", ACTION, "--seeds", "1", "--out", folder / "r")
    for language in ("zh", "en"):
        call("report", folder / "r", "--language", language)
    call("compare", few, *one, "--out", folder / "compare")
    call("attribute", few, *one, "--out", folder / "attribute")
    alone = ("--markdown", folder / "alone.md", "--pictures", folder / "alone")
    call("attribute", few, *one, "--alone", *alone, "--out", folder / "each")
    mixed = ("--instrument", "rd_subsidy", "--start", ACTION, "--trials", "3", "--seeds", "2")
    mixed += ("--budget", "10", "--target", "firms")
    call("optimise", *mixed, *short, "--out", folder / "optimise")
    under = (*city, "--plan", BASELINE, "--seeds", "2", "--until", "2018Q2")
    call("validate", "--pictures", folder / "validate", *under)
    call("validate", "--ablate", *under, "--tables", folder / "tables")  # some effect is sure
    call("score", *city, "--seeds", "1", "--out", folder / "score")
    experiment = folder / "drawn.yaml"
    text = FACTORS.format(city=LITTLETON, plans=BASELINE)
    experiment.write_text(text, encoding="utf-8")
    call("sweep", experiment, "--out", folder / "s")
    call("sensitivity", folder / "s", "--outcome", "firms")
    firms = Results(folder / "s").paths(["firms"]).collect()["firms"]
    call("discover", folder / "s", "--when", f"firms > {firms.median()}")


def call(*arguments: str | Path) -> None:
    """One command; it must end well."""
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as left:
        if left.code:
            sys.exit(f"{arguments[0]} failed")


def write_both(figure: Figure, path: Path, **how: Any) -> None:
    """Save a picture with letters of both languages in it."""
    figure.text(0.0, 0.0, BOTH, fontweight="bold")
    save(figure, path, **how)
    drawn.append(Path(path).name)


if __name__ == "__main__":
    warnings.simplefilter("error", UserWarning)
    hide_fonts()
    drawn: list[str] = []
    save = Figure.savefig
    Figure.savefig = write_both  # type: ignore[method-assign,assignment]
    draw_all(Path(sys.argv[1]))
    print("drawn:", *drawn)
