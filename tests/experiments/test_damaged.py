"""One flipped bit in a folder: whoever reads the file says so in a line, and tells no number."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from engine.document import InputError
from experiments.runs.batch import carry_out
from experiments.runs.folder import sums
from experiments.runs.folder.results import Results
from experiments.runs.folder.store import Opening
from experiments.runs.folder.sums import MADE, SUMS, digest_of
from tests.experiments.commands import SOME, Said, some
from tests.experiments.test_store import opened, ready
from tests.littleton import ACTION, BASELINE, LITTLETON

Write = Callable[..., Path]
Swept = Callable[..., Path]
Yuanqu = Callable[..., Said]
Ask = Callable[[str], Said]

FACTORS = """\
factors:
  - {name: demand.alpha_price, uniform: [2.0, 3.0]}
  - {name: entry.base, prior: log_uniform}
outcomes: [firms, output_plan]
citation: Somebody 2026
design: {kind: latin_hypercube, size: 60}
"""

READERS: dict[str, Sequence[str]] = {
    "report": ("report", "out"),
    "cite": ("cite", "out"),
    "robust": ("robust", "out", "--outcome", "firms"),
    "readings": ("readings", "out"),
    "sensitivity": ("sensitivity", "out", "--outcome", "firms"),
    "discover": ("discover", "out", "--when", f"firms > {SOME}"),
    "verify": ("verify", "out", "--sample", "1"),
    "resume": ("sweep", "small.yaml", "--out", "out", "--resume"),
}
OF_NUMBERS = {"report", "robust", "readings", "sensitivity", "discover", "verify", "resume"}

DAMAGED: dict[str, set[str]] = {
    "manifest.json": set(READERS),
    "runs.parquet": set(READERS),
    "metrics.parquet": OF_NUMBERS,
    "firms.parquet": {"verify"},
    "parks.parquet": {"verify"},
    "experiment.yaml": {"report", "cite", "readings", "sensitivity", "discover", "verify"},
    "design.csv": {"report", "readings", "sensitivity", "discover", "verify"},
    "plans/strong.yaml": {"report", "readings", "sensitivity", "discover", "verify"},
    "city/city.yaml": {"report", "readings", "sensitivity", "discover", "verify"},
    "city/districts.csv": {"report", "readings", "sensitivity", "discover", "verify"},
    "ro-crate-metadata.json": {"cite"},
    "sensitivity-firms.png": {"report"},
}
"""By kind of file, who reads it."""

SMALL = ("--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q1")


def flip(path: Path, place: float = 0.5) -> None:
    """One bit; the times stay, as where a disk is at fault."""
    state = path.stat()
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


@pytest.fixture
def ask(out: Path, yuanqu: Yuanqu) -> Callable[[str], Said]:
    """Call a reader by its name."""
    lines = {reader: some(line, out) for reader, line in READERS.items()}
    return lambda reader: yuanqu(*lines[reader])


@pytest.fixture
def out(
    before: Path,
    swept: Swept,
    write: Write,
    yuanqu: Yuanqu,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A finished folder with an analysis in it; the experiment lies beside it."""
    monkeypatch.chdir(tmp_path)
    write(FACTORS, seeds=1)
    kept = before / "analysed"
    if not kept.exists():
        folder = swept(FACTORS, seeds=1)
        assert yuanqu(*READERS["sensitivity"]).code == 0
        folder.rename(kept)
    return shutil.copytree(kept, tmp_path / "out")


def assert_refused(said: Said, name: str) -> None:
    """One line with the file, the fault and the mend; code 2."""
    assert said.code == 2, (said.out, said.err)
    line = said.err.splitlines()[-1]
    assert line.startswith("yuanqu: ") and name in line
    assert "as it was written" in line or "as they were written" in line
    assert "copy" in line or "write it again" in line
    assert len(line) <= 400


@pytest.mark.parametrize("name", DAMAGED)
def test_a_flipped_bit_of_a_finished_folder(out: Path, ask: Ask, name: str) -> None:
    """Each reader says so; others are not disturbed."""
    whole = (out / name).read_bytes()
    flip(out / name)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    for reader in sorted(DAMAGED[name]):
        said = ask(reader)
        assert_refused(said, name)
        assert said.out == ""
        after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        assert before == after
    for reader in sorted({"cite", "robust"} - DAMAGED[name]):
        assert ask(reader).code == 0
    assert (out / name).read_bytes() != whole


@pytest.mark.slow
def test_nothing_is_wrong_with_a_whole_folder(out: Path, ask: Ask) -> None:
    """What is asked of it is answered; every file but the lists themselves has a sum."""
    for reader in READERS:
        assert ask(reader).code == 0
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert names - set(sums.noted(out)) == {SUMS, MADE}


def test_going_on_with_a_finished_folder_tells_what_is_damaged(out: Path, ask: Ask) -> None:
    """It reads neither the pictures nor the tables of firms: it says so of them all the same."""
    said = ask("resume")
    assert said.code == 0 and "not as written" not in said.err
    flip(out / "firms.parquet")
    said = ask("resume")
    assert said.code == 0
    assert "not as written: firms.parquet; yuanqu verify" in said.err


@pytest.mark.parametrize("place", [0.0005, 0.2, 0.4, 0.6, 0.8, 0.999])
def test_a_flipped_bit_of_the_list(out: Path, yuanqu: Yuanqu, place: float) -> None:
    """``verify`` finds it, whichever line it is in; a comment is no line."""
    flip(out / SUMS, place)
    said = yuanqu(*READERS["verify"])
    assert said.code == (0 if place < 0.001 else 2), said.out


def test_results_in_a_notebook(out: Path) -> None:
    """The same check, as an exception of one line; what is read already is not checked again."""
    results = Results(out)
    assert results.ensemble("firms").collect().height
    flip(out / "metrics.parquet")
    with pytest.raises(InputError, match="damaged or changed"):
        results.ensemble("firms").collect()
    assert results.runs.collect().height == 120


def test_a_table_that_is_gone(out: Path, yuanqu: Yuanqu) -> None:
    """It is missed by name."""
    (out / "metrics.parquet").unlink()
    said = yuanqu(*READERS["robust"])
    assert said.code == 2 and "metrics.parquet" in said.err


@pytest.mark.slow
def test_rerun_tells_a_damaged_original(swept: Swept, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Not "different": the new folder has what the old one had."""
    folder = swept()
    flip(folder / "metrics.parquet")
    said = yuanqu("rerun", folder, "--out", tmp_path / "again")
    assert said.code == 2
    assert "damaged since they were written: metrics.parquet" in said.err
    assert yuanqu("verify", tmp_path / "again", "--sample", 1).code == 0


@pytest.mark.slow
def test_a_flipped_bit_of_a_sweep_that_goes_on(
    write: Write, yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """Who looks on is told; --resume runs the batch again."""
    what = ready(write(seeds=3))
    folder = tmp_path / "half"
    store = opened(what, folder, Opening())
    for batch in (0, 1):
        store.put(carry_out(what.job, batch))
        store.flush()
    store.close()
    assert Results(folder).metrics.collect().height
    flip(folder / "bundles" / "00001-001.bundle")
    with pytest.raises(InputError, match=r"00001-001.bundle.*--resume runs it again"):
        Results(folder).metrics.collect()
    said = yuanqu("sweep", tmp_path / "small.yaml", "--out", folder, "--resume")
    assert said.code == 0 and "a batch was damaged and ran again" in said.err


@pytest.mark.slow
def test_answers_by_seed(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A damaged answer is made again and told; a damaged question or search is not gone on with."""
    out = tmp_path / "out"
    call = ("attribute", ACTION, "--alone", *SMALL, "--seeds", 1, "--out", out)
    assert yuanqu(*call).code == 0
    table = (out / "alone.csv").read_bytes()
    flip(out / "seeds" / "1.json")
    said = yuanqu(*call)
    assert said.code == 0 and "1 seed damaged, to be run again" in said.err
    assert (out / "alone.csv").read_bytes() == table
    flip(out / "question.json")
    assert_refused(yuanqu(*call), "question.json")


def test_a_search(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Its journal is gone on with as it was, also where a killed process has begun a line."""
    out = tmp_path / "out"
    call = (
        *("optimise", "--budget", 0.2, "--target", "firms", *SMALL, "--instrument", "expo"),
        *("--seeds", 1, "--out", out, "--trials"),
    )
    assert yuanqu(*call, 3).code == 0
    whole = (out / "study.journal").read_bytes()
    (out / "study.journal").write_bytes(whole + b'{"op_code": 5, "wor')
    assert yuanqu(*call, 4).code == 0
    flip(out / "study.journal")
    said = yuanqu(*call, 4)
    assert said.code == 2 and "study.journal" in said.err and "damaged" in said.err


def test_compared_plans(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A folder of a comparison is one of results."""
    out = tmp_path / "out"
    call = ("compare", ACTION, *SMALL, "--outcome", "firms", "--seeds", 2, "--out", out)
    assert yuanqu(*call).code == 0
    flip(out / "metrics.parquet")
    assert_refused(yuanqu(*call), "metrics.parquet")


def test_a_sum_is_reckoned_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the file stays as it is; a young one may change unseen and is read each time."""
    read = []

    def digest(path: Path) -> str:
        read.append(path.name)
        return reckon(path)

    reckon = sums._digest_of
    monkeypatch.setattr(sums, "_digest_of", digest)
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1000)
    digest_of(path), digest_of(path)
    assert len(read) == 2
    monkeypatch.setattr(sums, "_YOUNG", -1e9)
    first = digest_of(path)
    assert digest_of(path) == first and len(read) == 3
    path.write_bytes(b"y" * 1000)
    assert digest_of(path) != first


def test_a_folder_of_an_older_version(swept: Swept, write: Write, yuanqu: Yuanqu) -> None:
    """It had sums of tables alone: these are checked, and the rest is read as it is."""
    folder = older(swept())
    assert yuanqu("cite", folder).code == 0
    flip(folder / "metrics.parquet")
    assert_refused(yuanqu("robust", folder, "--outcome", "firms"), "metrics.parquet")
    said = yuanqu("run", write(), "--out", folder, "--force")
    assert said.code == 2 and "as older versions did not keep" in said.err
    assert (folder / "runs.parquet").is_file()


def older(folder: Path) -> Path:
    """A folder as versions wrote it that listed tables only."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / SUMS).write_text("".join(line for line in lines if ".parquet" in line))
    manifest = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(manifest.replace('"format": 2', '"format": 1'))
    (folder / MADE).unlink()
    shutil.rmtree(folder / "timing")
    return folder
