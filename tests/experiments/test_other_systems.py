"""What a stranger starts first needs nothing that only Unix has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIX_ONLY = (
    *("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"),
)
"""Modules of the standard library that Windows has not."""

HIDDEN = """
import builtins, importlib.abc, os, signal, sys

OURS = ("engine", "agents", "policies", "abm", "experiments", "ui", "app", "tests", "__main__")
HIDDEN = {hidden!r}
real = builtins.__import__

def load(name, globals=None, locals=None, fromlist=(), level=0):
    asking = (globals or {{}}).get("__name__", "").partition(".")[0]
    if asking in OURS and name.partition(".")[0] in HIDDEN:
        raise ModuleNotFoundError(f"{{asking}} asks for {{name}}", name=name)
    return real(name, globals, locals, fromlist, level)

builtins.__import__ = load
# What Windows lacks in the modules that it has, hidden once the libraries are there.
import matplotlib, numpy, polars, rich, scipy.stats, solara, solara.server.settings, multiprocessing
import multiprocessing.util, subprocess, tempfile, asyncio, uvicorn, filelock, platformdirs
for module, names in (
    (os, ("fork", "killpg", "setsid", "getuid", "uname", "sched_getaffinity", "O_DIRECTORY")),
    (signal, ("SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "setitimer", "alarm", "pthread_sigmask")),
):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
"""

COMMANDS = """
from experiments.command.main import main
for line in (
    ["run", "--city", "littleton", "--seeds", "1", "--until", "2018Q2", "--out", {out!r}],
    ["plan", "check", "action_plan_2022"],
    ["city", "show", "littleton"],
):
    try:
        main(line)
    except SystemExit as left:
        assert not left.code, (line, left.code)
"""

SCREEN = """
import app
from abm.simulation import RunSpec
from experiments.runs.past import Pasts
from ui.runs import run_once
assert run_once(RunSpec("littleton", "baseline", 1, 4 * 2018 + 1), Pasts()) is not None
from ui.workers import shared_pool
shared_pool().close()
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", [COMMANDS, SCREEN], ids=["commands", "screen"])
def test_without_what_only_unix_has(what: str, tmp_path: Path) -> None:
    """``run``, ``plan``, ``city`` and the screen, where our code finds no module of Unix alone.

    The libraries keep theirs: what they do on another system is theirs to know.
    """
    script = tmp_path / "script.py"
    text = HIDDEN.format(hidden=UNIX_ONLY) + "\nif __name__ == '__main__':\n"
    body = what.format(out=str(tmp_path / "out")) if "{out" in what else what
    text += "".join(f"    {line}\n" for line in body.strip().splitlines())
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
