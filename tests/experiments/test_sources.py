"""The identity of results holds the code that made them, but not how it is written down."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.runs import sources
from experiments.runs.cache import VARIABLE
from experiments.runs.code_digest import digest_of
from experiments.studies import identity
from tests.experiments.commands import Said

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]
Swept = Callable[..., Path]

ROOT = Path(__file__).parents[2]
CHANGED = "agents/pricing.py"

CODE = '''
"""A rule."""

RATE = 0.5
"""By whom it is assumed."""


def rule(price: float, cost: float) -> float:
    """A markup.

    With an equation.
    """
    # a comment
    name = f"{price:.2f} of {cost}"
    return price - RATE * cost if name else "text"
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# a comment", "# another one\n    # on two lines"),
        ('"""A markup.\n\n    With an equation.\n    """', '"""Half a markup."""'),
        ('"""By whom it is assumed."""', ""),
        ('"""A rule."""', ""),
        ("price: float, cost: float", "\n    price: float,\n    cost: float,\n"),
        ("price - RATE * cost", "(price\n        - (RATE * cost))"),
        ('"text"', "'te' 'xt'"),
        ("    name", "    name  "),
    ],
)
def test_how_it_is_written_down_does_not_matter(old: str, new: str) -> None:
    """Comments, docstrings, lines, brackets, quotes."""
    assert old in CODE
    assert digest_of(CODE.replace(old, new).encode()) == digest_of(CODE.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.5", "0.6"),
        ("price - RATE", "price + RATE"),
        ("RATE * cost", "cost * RATE"),
        ('"text"', '"another"'),
        (":.2f", ":.3f"),
        ("if name", "if not name"),
        ("return price", "yield price"),
    ],
)
def test_what_it_does_matters(old: str, new: str) -> None:
    assert old in CODE
    assert digest_of(CODE.replace(old, new).encode()) != digest_of(CODE.encode())


def test_all_code_of_a_run_is_in_it() -> None:
    """Of the four packages, and nothing of those above them."""
    found = sources.model_sources()
    assert {"engine/draws.py", CHANGED, "policies/office.py", "abm/model.py"} <= found.keys()
    assert {name.split("/")[0] for name in found} == set(sources.MODEL_ROOMS)
    agreed = sources.agreement()
    assert {"experiments/runs/batch.py", "abm/data/shanghai/firms.csv", "numpy"} <= agreed.keys()


@pytest.mark.slow
def test_any_python_gives_the_same() -> None:
    """What another version of Python on this machine says, if there is one."""
    found = subprocess.run(
        [ROOT / ".ci" / "find_python", "3.12"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.skip("no other Python is found")
    code = (
        "import sys; from pathlib import Path; namespace = {}\n"
        "exec(Path('experiments/runs/code_digest.py').read_text(encoding='utf-8'), namespace)\n"
        "for name in sys.stdin.read().split():\n"
        "    print(name, namespace['digest_of'](Path(name).read_bytes()))\n"
    )
    here = sources.model_sources()
    there = subprocess.run(
        [found.stdout.strip(), "-c", code],
        input="\n".join(here),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert dict(line.split() for line in there.stdout.splitlines()) == here


def test_digests_are_kept_and_a_cache_that_is_torn_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    store = tmp_path / "kept" / f"{sources._store()}.kept"
    code = tmp_path / "rule.py"
    code.write_text("RATE = 1", encoding="utf-8")
    (first,) = sources._digests_of([("rule.py", code)]).values()
    assert first.encode() in store.read_bytes()
    store.write_text("{", encoding="utf-8")
    assert sources._digests_of([("rule.py", code)]) == {"rule.py": first}
    code.write_text("RATE = 2", encoding="utf-8")
    assert sources._digests_of([("rule.py", code)]) != {"rule.py": first}
    store.unlink()
    store.parent.rmdir()
    store.parent.write_text("a file where a folder should be", encoding="utf-8")
    assert sources._digests_of([("rule.py", code)]) == {"rule.py": digest_of(b"RATE = 2")}


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a rule is another, and a file has come."""
    now = {**sources.model_sources(), CHANGED: "0" * 12, "abm/new.py": "1" * 12}
    monkeypatch.setattr(identity, "model_sources", lambda: now)


def test_results_of_other_code_are_not_gone_on_with(
    yuanqu: Yuanqu, swept: Swept, write: Write, request: pytest.FixtureRequest
) -> None:
    """``--resume`` says which files are others."""
    folder = swept(seeds=2)
    request.getfixturevalue("changed")
    said = yuanqu("sweep", write(seeds=2), "--out", folder, "--resume")
    assert said.code == 2
    assert f"one of another: sources: abm/new.py new, {CHANGED} changed" in said.err


def test_verify_compares_the_bits_of_other_code(
    yuanqu: Yuanqu, swept: Swept, request: pytest.FixtureRequest
) -> None:
    """It tells that the code is another, and whether that has changed anything."""
    folder = swept(seeds=2)
    request.getfixturevalue("changed")
    said = yuanqu("verify", folder, "--sample", "2")
    assert said.code == 0
    assert f"Not as it was: sources: abm/new.py new, {CHANGED} changed" in said.out
    assert "The sources differ; bits are equal" in " ".join(said.out.split())
