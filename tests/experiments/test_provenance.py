"""A folder of results can be run again, checked, described and cited."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from experiments.runs.frames import parquet
from experiments.studies.provenance.verify import relative_deviation
from tests.experiments.commands import Said, signed

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]


@pytest.fixture
def folder(swept: Callable[..., Path], tmp_path: Path) -> Path:
    """Three seeds, two plans, two points of the small city; then the originals are gone."""
    out = swept(
        "factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]\n"
        "citation: Somebody 2026\ntitle: {zh: 小, en: Small}"
    )
    for written in tmp_path.glob("*.yaml"):
        written.unlink()
    return out


def spoil(folder: Path, by: float) -> None:
    """Change one number of one run, as a run on another machine might have it."""
    frame = pl.read_parquet(folder / "metrics.parquet")
    value = frame["output_plan"].to_numpy().copy()
    value[4] *= 1.0 + by
    frame = frame.with_columns(pl.Series("output_plan", value, dtype=pl.Float32))
    (folder / "metrics.parquet").write_bytes(parquet(frame))
    signed(folder, "metrics.parquet")


def test_a_sample_comes_out_again(yuanqu: Yuanqu, folder: Path) -> None:
    """Bit for bit, from the folder's own copies of plans and data."""
    said = yuanqu("verify", folder, "--sample", "4")
    assert said.code == 0, said.err
    assert "4 of 12 runs: 4 identical bits" in said.out
    assert "Not as it was" not in said.out


@pytest.mark.parametrize(
    ("by", "code", "says"),
    [(1e-6, 0, "1 equal within tolerance"), (0.01, 1, "1 different")],
)
@pytest.mark.slow
def test_a_changed_number_is_found(
    yuanqu: Yuanqu, folder: Path, by: float, code: int, says: str
) -> None:
    """A last bit is within tolerance, a per cent is not; the column is named."""
    spoil(folder, by)
    said = yuanqu("verify", folder, "--sample", "12")
    assert said.code == code
    assert says in said.out
    assert "11 identical bits" in said.out
    assert "output_plan" in said.out


def test_other_versions_are_told(yuanqu: Yuanqu, folder: Path) -> None:
    """And the runs compared all the same."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["ingredients"]["libraries"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    signed(folder, "manifest.json")
    said = yuanqu("verify", folder, "--sample", "1")
    assert said.code == 0
    assert "libraries.numpy: 1.0 -> " in said.out


@pytest.mark.slow
def test_the_whole_comes_out_again(yuanqu: Yuanqu, folder: Path, tmp_path: Path) -> None:
    """Into another folder, byte for byte; a spoiled original is told from it."""
    said = yuanqu("rerun", folder, "--out", tmp_path / "again")
    assert said.code == 0, said.err
    for table in ("metrics", "runs", "firms", "parks"):
        assert f"{table}: identical bytes" in said.out
    spoil(folder, 0.01)
    shutil.rmtree(tmp_path / "again")
    said = yuanqu("rerun", folder, "--out", tmp_path / "again")
    assert said.code == 1
    assert "metrics: different (largest deviation" in said.out


def test_the_crate_names_what_was_used_and_made(folder: Path) -> None:
    """A process run: one action with software, inputs and results that are there."""
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    by_id = {entity["@id"]: entity for entity in graph}
    action = by_id["#sweep"]
    assert action["@type"] == "CreateAction"
    assert by_id[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    results = [entry["@id"] for entry in action["result"]]
    assert {"metrics.parquet", "runs.parquet"} <= set(results)
    objects = [entry["@id"] for entry in action["object"]]
    assert {"experiment.yaml", "design.csv", "plans/strong.yaml", "city/city.yaml"} <= set(objects)
    for name in (*results, *(name for name in objects if not name.startswith("#"))):
        assert (folder / name).is_file()
        assert by_id[name]["@type"] == "File"
    profile = "https://w3id.org/ro/wfrun/process/0.5"
    assert by_id["./"]["conformsTo"]["@id"] == profile


def test_it_can_be_cited(yuanqu: Yuanqu, folder: Path) -> None:
    """The author's wish, BibTeX, a sentence in both languages, with the numbers of the folder."""
    said = yuanqu("cite", folder)
    assert said.code == 0
    assert said.out.startswith("Somebody 2026\n")
    assert "@software{" in said.out and "@misc{small_" in said.out
    assert "12 runs until 2018Q3" in said.out
    assert "共 12 次运行" in said.out
    assert "simulated Littleton" in said.out and "模拟小城" in said.out
    assert "not finished" not in said.out
    identity = json.loads((folder / "manifest.json").read_text())["identity"]
    assert identity in said.out


def test_a_citation_that_latex_takes(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Signs that TeX reads are escaped, one is not many, the year is that of the runs."""
    path = write(name="one_at_a-time", seeds=1)
    written = path.read_text(encoding="utf-8").replace("[no_policy, strong.yaml]", "[no_policy]")
    path.write_text(written, encoding="utf-8")
    out = tmp_path / "one"
    assert yuanqu("sweep", path, "--out", out).code == 0
    crate = out / "ro-crate-metadata.json"
    text = crate.read_text(encoding="utf-8")
    crate.write_text(re.sub(r'"endTime": "\d{4}', '"endTime": "1987', text), encoding="utf-8")
    signed(out, crate.name)
    said = yuanqu("cite", out).out
    assert r"title = {Simulations of Littleton: one\_at\_a-time}" in said
    assert said.count("year  = {1987}") == 1 and "year    = {1987}" in said
    assert "under 1 plan (no_policy), with 1 seed: 1 run until 2018Q3" in said
    assert "1 个方案（no_policy）、1 个随机种子，共 1 次运行" in said


def test_a_folder_is_not_compared_with_itself(yuanqu: Yuanqu, folder: Path) -> None:
    """It would be found identical, and nothing would have been run."""
    said = yuanqu("rerun", folder, "--out", folder)
    assert said.code == 2
    assert "another folder" in said.err


@pytest.mark.parametrize("command", [["verify"], ["cite"], ["rerun", "--out", "x"]])
def test_a_folder_without_results(yuanqu: Yuanqu, tmp_path: Path, command: list[str]) -> None:
    """One line, code 2, nothing written."""
    said = yuanqu(command[0], tmp_path, *command[1:])
    assert said.code == 2
    assert "a folder with results" in said.err


def test_deviations() -> None:
    """Against the largest value; numbers and their absence do not compare."""
    a = np.array([1.0, -200.0, np.nan], dtype=np.float32)
    b = np.array([1.0, -198.0, np.nan], dtype=np.float32)
    assert relative_deviation(a, a) == 0.0
    assert relative_deviation(a, b) == pytest.approx(0.01)
    assert relative_deviation(a, np.nan_to_num(b)) == float("inf")
