"""The test rows are read by the back-test alone."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "agents", "policies", "abm", "experiments", "ui", "yuanqu")
MAY = {"abm/history.py", "experiments/studies/backtest/runs.py"}


def test_no_other_file_asks_for_the_test_rows() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "held_back_facts" in path.read_text(encoding="utf-8")
    }
    assert asking == MAY


def test_no_other_command_carries_the_back_test_out() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    using = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "studies.backtest.runs import" in path.read_text(encoding="utf-8")
    }
    own = "experiments/studies/backtest/"
    assert {path for path in using if not path.startswith(own)} == {
        "experiments/command/backtest.py",
        "experiments/reports/backtest.py",
    }
