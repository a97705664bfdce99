"""The wheel holds the whole project: built, installed in an empty environment, used elsewhere."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "agents", "policies", "abm", "experiments", "ui", "yuanqu")
DATA = {".yaml", ".csv", ".geojson", ".json"}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def start(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without the variables that would point it back to this environment."""
    pointers = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in pointers}
    arguments = [str(part) for part in command]
    return subprocess.run(
        arguments, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed and return what it printed."""
    result = start(*command, cwd=cwd)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with what is installed: no isolation, no download."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel and what it requires in an empty environment; return its commands.

    The lock only constrains: what the project forgets to require is not there.
    """
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not installed")
    environment = tmp_path_factory.mktemp("installed") / "environment"
    run(uv, "venv", "--quiet", "--python", sys.executable, environment, cwd=environment.parent)
    install = (uv, "pip", "install", "--quiet", "--python", environment)
    what = ("--constraint", ROOT / "requirements.lock", wheel)
    # What the set-up has just fetched is still in uv's cache: 1 s in place of 15.
    if start(*install, "--offline", *what, cwd=environment.parent).returncode != 0:
        run(*install, *what, cwd=environment.parent)
    return environment / "bin"


def test_the_wheel_holds_code_and_data(wheel: Path) -> None:
    """Every module and data file of the rooms is in it, and nothing else."""
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    expected = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in DATA | {".py"} and "__pycache__" not in path.parts
    }
    assert not expected - inside
    assert {name.split("/")[0] for name in inside} <= {*ROOMS, "app.py"}
    assert "app.py" in inside


def test_the_command_tells_what_it_can_do(installed: Path, tmp_path: Path) -> None:
    """`--help` answers away from the source."""
    assert "run" in run(installed / "yuanqu", "--help", cwd=tmp_path)
    assert "--plan" in run(installed / "yuanqu", "run", "--help", cwd=tmp_path)


def test_a_short_run_away_from_the_source(installed: Path, tmp_path: Path) -> None:
    """The city and the plan come from the wheel, the results go where they should."""
    out = tmp_path / "out"
    run(
        *(installed / "yuanqu", "run", "--plan", "baseline", "--seeds", "1"),
        *("--until", "2019Q4", "--out", out),
        cwd=tmp_path,
    )
    assert list(out.rglob("*.parquet"))
    # The small city's own plans come along too, and are meant by the headline's names.
    out = tmp_path / "small"
    run(
        *(installed / "yuanqu", "run", "--city", "littleton", "--seeds", "1"),
        *("--until", "2018Q1", "--out", out),
        cwd=tmp_path,
    )
    plan = (out / "plans" / "action_plan_2022.yaml").read_text(encoding="utf-8")
    assert "Littleton" in plan
    origin = run(
        installed / "python", "-c", "import engine, abm; print(abm.__file__)", cwd=tmp_path
    )
    assert str(installed.parent) in origin
