"""No file of the project names a package index, a path of one machine or a neighbour folder."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written in pieces, so that this file does not name them either.
INDEX = "|".join(
    [
        r"py" + r"pi\.(org|python)",
        r"files\.python" + "hosted",
        r"registry\.np" + "mjs",
        r"deb\." + "debian",
        r"--(extra-)?index" + "-url",
        r"--find" + "-links",
    ]
)
MACHINE = (
    r"(?<![\w./-])/(root|work|home/\w+|Users/\w+|tmp/\w+|opt/\w+)/"  # this test: no such path
    r"|[A-Z]:\\Users"
)
NEIGHBOUR = r"\.\./" + "shared"
FORBIDDEN = re.compile(f"{INDEX}|{MACHINE}|{NEIGHBOUR}", re.IGNORECASE)


def files_of_the_project() -> list[Path]:
    """Return tracked files and new ones that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def offences(text: str) -> list[str]:
    """Return the lines of a text that name what no file may name."""
    return [
        f"{number}: {line.strip()[:120]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]


def test_no_file_names_an_index_or_a_machine() -> None:
    """Read every text file of the project."""
    found: list[str] = []
    for path in files_of_the_project():
        data = path.read_bytes()
        if b"\0" in data or path == Path(__file__):
            continue
        found += [f"{path.relative_to(ROOT)}:{o}" for o in offences(data.decode(errors="replace"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url https://example.invalid/simple",
        "https://py" + "pi.org/simple",
        "see /ro" + "ot/.cache",
        'open("/ho' + 'me/anna/city.csv")',
        "data in ../sha" + "red/data",
    ],
)
def test_the_check_finds_what_it_looks_for(line: str) -> None:
    """The pattern is not blind."""
    assert offences(line)


@pytest.mark.parametrize(
    "line", ["out/root/file", "https://example.invalid/work/paper.pdf", "#!/usr/bin/env bash"]
)
def test_the_check_lets_other_lines_pass(line: str) -> None:
    """The pattern does not cry at addresses and relative paths."""
    assert not offences(line)
