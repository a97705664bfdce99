"""Pictures bring their letters along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PICTURES = (
    *("paths", "compare", "attribution", "alone", "optimise", "ablation", "score"),
    *("sensitivity-firms", "discover-firms", "output", "labour", "map"),
)


@pytest.mark.ci
@pytest.mark.slow
@pytest.mark.timeout(600)  # a process of its own that makes every picture, beside others
def test_every_picture_where_the_system_has_no_font(tmp_path: Path) -> None:
    """Both languages, with a letter that no font has made an error."""
    environment = os.environ | {
        "MPLCONFIGDIR": str(tmp_path / "matplotlib"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.experiments.drawing_script", str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    last = done.stdout.splitlines()[-1].replace(".png", "").replace(".writing", "")
    drawn = [name.lstrip(".") for name in last.split()]
    assert drawn.count("paths") == 3  # of the run, and of a report in each language
    assert set(PICTURES) <= set(drawn)


def test_every_picture_takes_its_letters_from_one_place() -> None:
    """Whoever makes a figure does it on a ``canvas``, which alone knows how one is saved."""
    makers = 0
    for path in sorted((ROOT / "experiments").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        alone = path.name == "canvas.py"
        makers += text.count("with canvas(")
        for word in (".savefig(", "matplotlib.figure", "pyplot", "rc_context("):
            assert alone or word not in text, f"{path.name}: {word}"
    assert makers >= 10
