"""The shape of the house: packages are whole, and what guards the imports does guard them."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "agents", "policies", "abm", "experiments", "ui", "yuanqu")
OF_EXPERIMENTS = ("runs", "studies", "reports", "command")
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_with_code_is_a_package(room: str) -> None:
    """Import-linter does not see a folder without `__init__.py`."""
    folders = {path.parent for path in (ROOT / room).rglob("*.py")}
    assert folders, f"no code in {room}"
    missing = [str(f.relative_to(ROOT)) for f in folders if not (f / "__init__.py").is_file()]
    assert not missing


def test_steps_take_the_world_and_never_the_model() -> None:
    """A step that knew the model could not be called on a bare world."""
    for path in sorted((ROOT / "abm" / "steps").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            wrong = [name for name in names if name.startswith("abm.model")]
            assert not wrong, f"{path.relative_to(ROOT)}:{node.lineno} imports {wrong[0]}"


def run_tool(name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment."""
    command = [str(Path(sys.executable).parent / name), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def contract_file(folder: Path) -> Path:
    """Write the project's import contracts as an ini file for a made-up house in `folder`."""
    settings = CONFIGURATION["tool"]["importlinter"]
    lines = ["[importlinter]", "root_packages =", *(f"  {r}" for r in settings["root_packages"])]
    lines.append("include_external_packages = True")
    for number, contract in enumerate(settings["contracts"]):
        lines.append(f"[importlinter:contract:{number}]")
        for key, value in contract.items():
            text = value if isinstance(value, str) else "\n  " + "\n  ".join(value)
            lines.append(f"{key} = {text}")
    path = folder / "contracts.ini"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("engine", "import agents"),
        ("engine", "import ui"),
        ("agents", "import policies"),
        ("policies", "import abm"),
        ("policies", "import ray"),
        ("abm", "import experiments"),
        ("abm", "import ray"),
        ("experiments", "import ui"),
        ("experiments/runs", "import experiments.studies"),
        ("experiments/studies", "import experiments.reports"),
        ("experiments/reports", "import experiments.command"),
        ("experiments", "import solara"),
        ("ui", ""),
    ],
)
def test_a_wrong_import_breaks_a_contract(room: str, line: str, tmp_path: Path) -> None:
    """Each forbidden direction is found in a house of empty rooms; clean rooms pass."""
    for name in (*ROOMS, *(f"experiments/{inner}" for inner in OF_EXPERIMENTS)):
        (tmp_path / name).mkdir()
        code = line if name == room else ""
        (tmp_path / name / "__init__.py").write_text(code + "\n", encoding="utf-8")
    arguments = ("--no-cache", "--config", str(contract_file(tmp_path)))
    result = run_tool("lint-imports", *arguments, cwd=tmp_path)
    assert result.returncode == (1 if line else 0), result.stdout + result.stderr


def test_nothing_may_import_the_application(tmp_path: Path) -> None:
    """`app.py` is a module, so that ruff guards it."""
    code = tmp_path / "wrong.py"
    code.write_text("import app\n\nprint(app)\n", encoding="utf-8")
    arguments = ("check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), str(code))
    result = run_tool("ruff", *arguments, cwd=tmp_path)
    assert result.returncode == 1
    assert "TID251" in result.stdout
