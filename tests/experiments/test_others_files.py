"""What is not yuanqu's is neither removed nor written over, whatever is forced."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.runs.folder.files import temporary_of
from experiments.runs.folder.lock import FolderLock
from experiments.runs.folder.ours import check_named, write_made, write_named
from experiments.runs.folder.store import TIMING
from experiments.runs.folder.sums import MADE, SUMS
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, LITTLETON, setting, write_plan

Write = Callable[..., Path]
Swept = Callable[..., Path]
Yuanqu = Callable[..., Said]

OTHERS = (
    *("notes.txt", "plans/mine.yaml", "city/mine.csv", "firms/notes.txt", "runs/part-1.txt"),
    *("metrics/part-00000.csv", "timing/plan.txt", "report.html", "report-xx.html"),
    *("sensitivity-mine.xlsx", "robust-mine.csv", "discover-of-mine.png", ".notes.txt.writing"),
    *(".part-mine.writing", "metrics/.mine.parquet.writing"),
)
SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q1", "--seeds", 1)


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"years of work on {name}", encoding="utf-8")


def assert_there(folder: Path, *names: str) -> None:
    for name in names:
        assert (folder / name).read_text(encoding="utf-8") == f"years of work on {name}"


@pytest.mark.parametrize("force", [("--force",), ("--force", "--resume"), ()], ids=" ".join)
@pytest.mark.slow
def test_a_folder_with_files_of_others(
    write: Write, yuanqu: Yuanqu, swept: Swept, tmp_path: Path, force: tuple[str, ...]
) -> None:
    """Before and among results: all stay, whatever is started, gone on with or refused."""
    folder = swept()
    put(folder, *OTHERS)
    said = yuanqu("sweep", write(), "--out", folder, *force)
    assert said.code == (0 if force else 2), said.err
    assert_there(folder, *OTHERS)
    said = yuanqu("run", write(seeds=2), "--out", folder, "--force")
    assert said.code == 0, said.err
    assert "4 runs" in said.out
    assert_there(folder, *OTHERS)
    assert not (folder / "firms" / "part-00000.parquet").exists()
    empty = tmp_path / "new"
    put(empty, *OTHERS)
    assert yuanqu("run", write(), "--out", empty, "--resume").code == 2
    assert yuanqu("run", write(), "--out", empty, "--force").code == 0
    assert_there(empty, *OTHERS)


@pytest.mark.parametrize(
    "name",
    [
        *("answer.csv", "paths.png", "experiment.yaml", "manifest.json", "runs.parquet", SUMS),
        *("plans/strong.yaml", "city/city.yaml", "ro-crate-metadata.json", MADE),
        *("metrics/part-00000-00001.parquet", "bundles/00000-001.bundle"),
        f"{TIMING}/machines.jsonl",
    ],
)
def test_a_name_that_is_taken(write: Write, yuanqu: Yuanqu, tmp_path: Path, name: str) -> None:
    """It is said before the first run, and nothing is written."""
    folder = tmp_path / "out"
    put(folder, name)
    said = yuanqu("run", write(), "--out", folder, "--force")
    assert (said.code, said.out) == (2, "")
    assert str(folder / name) in said.err and "move the other away" in said.err
    assert said.err.count("\n") == 1
    assert_there(folder, name)
    assert [p for p in folder.rglob("*") if p.is_file()] == [folder / name]


@pytest.mark.slow
def test_what_an_experiment_is_read_from(
    write: Write, yuanqu: Yuanqu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file, plans, city and table, in the folder of the results itself: all stay."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(LITTLETON, "city")
    Path("plans").mkdir()
    path = write("design: {kind: table, file: design.csv}", name="experiment")
    Path("design.csv").write_text("demand.alpha_price\n2.5\n", encoding="utf-8")
    shutil.move("strong.yaml", "plans/strong.yaml")
    text = path.read_text(encoding="utf-8").replace("strong.yaml", "plans/strong.yaml")
    path.write_text(text.replace(LITTLETON, "city"), encoding="utf-8")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    for more in ((), ("--force",), ("--resume",), ("--resume", "--force")):
        said = yuanqu("sweep", path, "--out", ".", *more)
        assert said.code == 2 and said.err.count("\n") == 1
        assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    said = yuanqu("sweep", path, "--out", "results")
    assert said.code == 0, said.err
    # From the copies: gone on with, but not started over them.
    for command in ("run", "sweep"):
        said = yuanqu(command, "results/experiment.yaml", "--out", "results", "--force")
        assert said.code == 2 and "which would be lost" in said.err
    assert yuanqu("cite", "results").code == 0
    again = ("sweep", "results/experiment.yaml", "--out", "results", "--resume")
    assert yuanqu(*again).code == 0
    assert all(p.read_bytes() == content for p, content in before.items())


@pytest.mark.slow
def test_ours_that_somebody_has_changed(
    write: Write, yuanqu: Yuanqu, swept: Swept, tmp_path: Path
) -> None:
    """A plan, a report, a table: what was written into them is kept; a damaged table may go."""
    folder = swept()
    assert yuanqu("report", folder).code == 0
    report = folder / "report-zh.html"
    report.write_text(f"{report.read_text(encoding='utf-8')}<!-- mine -->", encoding="utf-8")
    said = yuanqu("report", folder)
    assert said.code == 2 and "move the other away" in said.err
    assert report.read_text(encoding="utf-8").endswith("<!-- mine -->")
    plan = folder / "plans" / "strong.yaml"
    plan.write_text(f"# mine\n{plan.read_text(encoding='utf-8')}", encoding="utf-8")
    said = yuanqu("sweep", write(), "--out", folder, "--force")
    assert said.code == 2 and str(plan) in said.err
    assert plan.read_text(encoding="utf-8").startswith("# mine")
    plan.unlink()
    (folder / "metrics.parquet").write_bytes(b"damaged")
    assert yuanqu("sweep", write(), "--out", folder, "--force").code == 0
    assert report.read_text(encoding="utf-8").endswith("<!-- mine -->")


def test_a_list_of_others(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Checksums of their own files, by another program, make them none of ours."""
    folder = tmp_path / "out"
    put(folder, "thesis.tex")
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  thesis.tex\n{'0' * 64}  manifest.json\n")
    said = yuanqu("run", write(), "--out", folder, "--force")
    assert said.code == 2 and "SHA256SUMS" in said.err
    assert_there(folder, "thesis.tex")


@pytest.mark.slow
def test_folders_of_answers(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A plan that a search would write, notes among the seeds: refused, or left where they are."""
    out = tmp_path / "out"
    search = ("optimise", "--budget", 0.2, "--target", "firms", *SMALL, "--instrument", "expo")
    search = (*search, "--trials", 2, "--out", out)
    put(out, "plan.yaml")
    for more in ((), ("--force",)):
        said = yuanqu(*search, *more)
        assert said.code == 2 and said.err.count("\n") == 1
        assert_there(out, "plan.yaml")
    (out / "plan.yaml").unlink()
    assert yuanqu(*search).code == 0
    put(out, "notes.txt", "seeds/notes.txt", "seeds/.mine.writing")
    assert yuanqu(*search, "--force").code == 0
    assert_there(out, "notes.txt", "seeds/notes.txt", "seeds/.mine.writing")
    # A plan that a search begins with is not removed by it.
    said = yuanqu(*search, "--start", out / "plan.yaml", "--force")
    assert said.code == 2 and "plan.yaml" in said.err
    assert (out / "plan.yaml").read_bytes()


NAMED: dict[str, tuple[tuple[object, ...], str]] = {
    "report": (("report", "wide", "--out", "mine.html"), "mine.html"),
    "plan scale": (
        *(("plan", "scale", ACTION, "--like", ACTION, "--city", LITTLETON),),
        "mine.yaml",
    ),
    "docs": (("docs", "--out", "pages"), "pages/rules.md"),
    "alone": (("attribute", ACTION, "--alone", *SMALL, "--markdown", "mine.md"), "mine.md"),
    "score": (("score", "--seeds", 1, "--city", LITTLETON, "--out", "pictures"), "score.png"),
    "validate": (
        (
            *("validate", "--ablate", "entry", "--city", LITTLETON, "--plan", BASELINE),
            *("--seeds", 1, "--until", "2018Q2", "--tables", "tables"),
        ),
        "tables/ablation.csv",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_is_named(
    yuanqu: Yuanqu, swept: Swept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Written, and written over as yuanqu's own; one of others is refused and stays."""
    monkeypatch.chdir(tmp_path)
    swept(out="wide")
    arguments, file = NAMED[name]
    if name == "plan scale":
        arguments = (*arguments, "--until", "2022Q1", "--seeds", 1, "--out", file)
    if name == "score":
        file = f"pictures/{file}"
    for _ in range(2):
        said = yuanqu(*arguments)
        assert said.code == 0, said.err
    put(tmp_path, file)
    said = yuanqu(*arguments)
    assert said.code == 2 and file in said.err
    assert "move the other away" in said.err
    assert_there(tmp_path, file)


def test_a_plan_is_not_scaled_onto_itself(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Nor onto one that it is held against."""
    plan = Path(write_plan(tmp_path, setting("expo", 0.02, "2022Q1"), extends=BASELINE))
    before = plan.read_bytes()
    call = ("plan", "scale", plan, "--like", plan, "--city", LITTLETON, "--until", "2022Q1")
    said = yuanqu(*call, "--seeds", 1, "--out", plan)
    assert said.code == 2 and "another file than one that is read" in said.err
    assert plan.read_bytes() == before


def test_a_section_of_others(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Of the same title, in a report that is a person's own."""
    report = tmp_path / "report.md"
    text = "# Validation\n\n## What each mechanism does\n\nmine\n"
    report.write_text(text, encoding="utf-8")
    call = ("validate", "--ablate", "entry", "--city", LITTLETON, "--plan", BASELINE)
    call = (*call, "--seeds", "1", "--until", "2018Q2", "--tables", str(tmp_path / "tables"))
    said = yuanqu(*call, "--out", report)
    assert said.code == 2 and "no section" in said.err
    assert report.read_text(encoding="utf-8") == text


def test_files_of_a_command_that_was_killed(tmp_path: Path, swept: Swept) -> None:
    """Half-written ones of ours are written over; the list tells ours from others."""
    folder = swept()
    temporary_of(folder / "robust-x.csv").write_text("half")
    write_made(folder, "robust-x.csv", b"1")
    write_made(folder, "robust-x.csv", b"2")
    assert (folder / "robust-x.csv").read_bytes() == b"2"
    assert not temporary_of(folder / "robust-x.csv").exists()
    path = tmp_path / "mine.csv"
    write_named(path, "--out", b"a,b\n1,2\n", (), ["a", "b"])
    write_named(path, "--out", b"a,b\n3,4\n", (), ["a", "b"])
    check_named(tmp_path / "free.csv", "--out", [path])
    assert FolderLock.NAME not in {entry.name for entry in folder.iterdir()}
