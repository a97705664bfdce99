"""The command as a user types it: help, answers, and one clear line for each mistake."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from abm.city.city import city_cached
from abm.outcomes import OUTCOMES
from tests.experiments.commands import Said, tables_of, typed
from tests.experiments.conftest import LITTLETON

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]


@pytest.mark.parametrize("arguments", [(), ("run",)], ids=" ".join)
def test_help_as_it_is_typed(
    arguments: tuple[str, ...], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """It is measured how long it takes; how long it may take is a matter of the machine."""
    began = time.perf_counter()
    said = typed(*arguments, "--help", cwd=tmp_path)
    record_property("seconds", round(time.perf_counter() - began, 2))
    assert (said.code, said.err) == (0, "")
    assert "Example: yuanqu" in said.out


@pytest.mark.parametrize(
    "arguments",
    [("sweep",), ("city",), ("city", "show"), ("policies",), ("cache",), ("cache", "clear")],
    ids=" ".join,
)
def test_help_has_an_example(yuanqu: Yuanqu, arguments: tuple[str, ...]) -> None:
    """Of every command."""
    said = yuanqu(*arguments, "--help")
    assert said.code == 0
    assert "Example: yuanqu" in said.out


def test_help_imports_nothing_that_computes(tmp_path: Path) -> None:
    """This is what makes it fast."""
    code = (
        "import sys\n"
        "from experiments.command.main import main\n"
        "try: main(['run', '--help'])\n"
        "except SystemExit: pass\n"
        "slow = {'mesa', 'numpy', 'polars', 'ray', 'scipy', 'matplotlib', 'abm.city.city'}\n"
        "print('imported:', sorted(slow & set(sys.modules)))\n"
    )
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "imported: []" in done.stdout


@pytest.mark.slow
def test_an_answer_from_another_folder(write: Write, tmp_path: Path) -> None:
    """The files are where the command says, and the table has every outcome and both plans."""
    path = write()
    said = typed("run", path, "--seeds", "2", cwd=tmp_path)
    assert said.code == 0, said.err
    folder = tmp_path / "out" / "small"
    assert "out/small" in said.out
    made = {entry.name for entry in folder.iterdir()}
    assert made == {
        *("experiment.yaml", "manifest.json", "runs.parquet", "metrics.parquet", "firms.parquet"),
        *("parks.parquet", "answer.csv", "paths.png", "timing", "plans", "city", "SHA256SUMS"),
        "ro-crate-metadata.json",
    }
    for text in ("no_policy", "strong", "产值", "Competitive firms", "≥ 35", "strong − no_policy"):
        assert text in said.out
    assert (folder / "paths.png").read_bytes().startswith(b"\x89PNG")
    answers = pl.read_csv(folder / "answer.csv")
    there = [outcome for outcome in OUTCOMES if outcome.columns(city_cached(LITTLETON))]
    reported = [named.key for outcome in there for named in outcome.reported]
    assert set(reported) <= set(answers["outcome"])
    told = {"median", "mean", "difference", "detectable", "reached"}  # of two runs no chance
    assert set(answers["statistic"]) == told
    assert set(answers["n"]) == {2}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """In two folders, and in one that is written again."""
    line = ("run", write(), "--seed", "7", "--until", "2018Q4")
    assert yuanqu(*line, "--out", tmp_path / "a").code == 0
    assert yuanqu(*line, "--out", tmp_path / "b").code == 0
    first = tables_of(tmp_path / "a")
    assert first == tables_of(tmp_path / "b")
    assert yuanqu(*line, "--out", tmp_path / "a").code == 0
    assert first == tables_of(tmp_path / "a")
    assert pl.read_parquet(tmp_path / "a" / "runs.parquet")["seed"].to_list() == [7, 7]


def test_options_stand_for_the_files_values(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """Plans, seeds, horizon and values; what was set is recorded."""
    said = yuanqu(
        *("run", write(), "--plan", "no_policy", "--seed", "4", "--seeds", "2", "--check"),
        *("--until", "2018Q2", "--set", "demand.alpha_price=3", "--out", tmp_path / "out"),
    )
    assert said.code == 0, said.err
    runs = pl.read_parquet(tmp_path / "out" / "runs.parquet")
    assert (runs["seed"].to_list(), runs["plan"].to_list()) == ([4, 5], ["no_policy"] * 2)
    quarters = pl.read_parquet(tmp_path / "out" / "metrics.parquet")["quarter"]
    assert quarters.unique().sort().to_list() == ["2018Q1", "2018Q2"]
    assert "demand.alpha_price: 3.0" in (tmp_path / "out" / "experiment.yaml").read_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--set", "instruments.rd_subsidi=0.1"), "did you mean 'instruments.rd_subsidy'?"),
        (("--set", "instruments.rd_subsidy=3"), "0 to 0.5 (share of reported R&D), got 3"),
        (("--set", "instruments.rd_subsidy=300%"), "a number (30 % is 0.3), got '300%'"),
        (("--set", "instruments.rd_subsidy=nan"), "got nan"),
        (("--set", "demand.alpha_price"), "name=value"),
        (("--seeds", "many"), "'--seeds': Input should be a valid integer"),
        (("--seeds", "0"), "'--seeds': Input should be greater than or equal to 1"),
        (("--seed", "-1"), "'--seed': Input should be greater than or equal to 0"),
        (("--until", "2018"), "a quarter such as 2025Q4"),
        (("--until", "2031Q1"), "a quarter from 2018Q1 to 2024Q4, got 2031Q1"),
        (("--city", "shangai"), "did you mean 'shanghai'?"),
        (("--plan", "no_polcy"), "did you mean 'no_policy'?"),
        (("--seedz", "3"), "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_gets_one_clear_line(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    """Exit 2, one line, nothing written, no traceback."""
    said = yuanqu("run", write(), *options, "--out", tmp_path / "out")
    assert said.code == 2
    assert said.out == ""
    assert says in said.err
    assert said.err.startswith("yuanqu: ")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_files_with_faults(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """A repeated key, text for a number, a file that isn't there: as a user sees them."""
    for more, says in (("seeds: {count: 1}", "each key once"), ("runtime: {workers: x}", "'x'")):
        said = yuanqu("sweep", write(more), "--out", tmp_path / "out")
        assert said.code == 2 and said.err.count("\n") == 1
        assert f"{tmp_path / 'small.yaml'}:5:" in said.err and says in said.err
    said = yuanqu("sweep", tmp_path / "none.yaml", "--out", tmp_path / "out")
    assert said.code == 2 and "a readable file" in said.err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """Below a file, where not even root can make one: one line, exit 2."""
    (tmp_path / "file").write_text("")
    said = yuanqu("run", write(), "--out", tmp_path / "file" / "out")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith("a folder that can be written, got not a directory\n")
    assert said.err.count("\n") == 1


@pytest.mark.slow
def test_a_folder_with_results_of_another_experiment(
    yuanqu: Yuanqu, write: Write, tmp_path: Path
) -> None:
    """The line says what differs and what can be done."""
    out = tmp_path / "out"
    assert yuanqu("run", write(), "--seeds", "1", "--out", out).code == 0
    said = yuanqu("run", write(), "--seeds", "2", "--out", out)
    assert said.code == 2
    assert "seeds.count: 1 -> 2" in said.err and "--force" in said.err
    assert yuanqu("run", write(), "--seeds", "2", "--out", out, "--force").code == 0
    said = yuanqu("sweep", write(seeds=2), "--out", out)
    assert said.code == 2 and "--resume" in said.err
    said = yuanqu("sweep", write(seeds=2), "--out", out, "--resume")
    assert said.code == 0 and "0 runs" in said.out and "4 were there" in said.out


def test_a_run_that_fails_is_told(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are in the answer; the code is not 0."""
    from experiments.runs import batch

    def sick(spec: object, **how: object) -> object:
        if getattr(spec, "seed", 0) == 2:
            raise FloatingPointError("overflow")
        return healthy(spec, **how)

    healthy = batch.simulate
    monkeypatch.setattr(batch, "simulate", sick)
    monkeypatch.setattr(batch, "simulate_plans", lambda specs, **how: [sick(s) for s in specs])
    said = yuanqu("run", write(), "--out", tmp_path / "out")
    assert said.code == 1
    assert "2 of 6 runs failed; run 2 (seed 2, plan no_policy): FloatingPointError" in said.err
    (told,) = (tmp_path / "out").glob("**/failure.txt")
    assert f"a traceback is in {told}" in " ".join(said.err.split())
    assert told.read_text(encoding="utf-8").startswith("run 2\n\nTraceback")
    assert "2 runs a plan" in said.out


def test_a_bug_leaves_a_log(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, exit 1; the traceback is in the log."""
    from experiments.studies import resolve

    def bug(*_: object) -> None:
        raise RuntimeError("not thought of")

    monkeypatch.setattr(resolve, "known_factors", bug)
    monkeypatch.chdir(tmp_path)
    said = yuanqu("run", write(), "--out", tmp_path / "out")
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert (
        "RuntimeError: not thought of" in said.err
        and str(tmp_path / "yuanqu-error.log") in said.err
    )
    assert "not thought of" in (tmp_path / "yuanqu-error.log").read_text()


def test_the_city_and_the_policies(yuanqu: Yuanqu) -> None:
    """Names in both languages, sums, targets; instruments with unit and range."""
    said = yuanqu("city", "show", LITTLETON)
    assert said.code == 0
    for text in ("小城 Littleton", "2018Q1 – 2024Q4", "3,500", "assumed", "合计 total"):
        assert text in said.out
    assert "action_plan_2022 (main), baseline, no_policy" in said.out
    assert yuanqu("city", "show", "nowhere").code == 2
    said = yuanqu("policies")
    assert said.code == 0
    for text in ("rd_subsidy", "研发补贴", "share of reported R&D", "action_plan_2022"):
        assert text in said.out


def test_a_city_is_shown_only_if_all_its_files_are_in_order(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Parameters, definitions of outcomes and plans too; without plans it is told to get some."""
    for number, (name, line) in enumerate(
        (
            ("parameters.yaml", "demand.mood: {value: 1, low: 0, high: 2}\n"),
            ("outcomes.yaml", "gazelles: 1\n"),
            ("plans/mine.yaml", "key: mine\n"),
        )
    ):
        city = tmp_path / f"city{number}"
        shutil.copytree(LITTLETON, city)
        with (city / name).open("a", encoding="utf-8") as file:
            file.write(line)
        said = yuanqu("city", "show", city)
        assert (said.code, said.out) == (2, "") and f"{city / name}:" in said.err
    city = tmp_path / "city"
    shutil.copytree(LITTLETON, city)
    shutil.rmtree(city / "plans")
    assert "no_policy; its own go in plans/" in yuanqu("city", "show", city).out
    said = yuanqu("run", "--city", city, "--seeds", "1", "--out", tmp_path / "out")
    assert said.code == 2 and "a city of your own has its own plans" in said.err


def test_version(yuanqu: Yuanqu) -> None:
    """Package and model."""
    said = yuanqu("--version")
    assert said.code == 0
    assert said.out.startswith("yuanqu ") and "(model " in said.out


def test_without_a_command(yuanqu: Yuanqu) -> None:
    """The help is shown; an unknown command is a mistake."""
    assert "Example" in yuanqu().out
    said = yuanqu("rnu")
    assert said.code == 2 and "rnu" in said.err
