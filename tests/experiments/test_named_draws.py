"""``--world`` and ``--parameters`` as a user types them, and as an experiment's file has them."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from abm.simulation import RunSpec, simulate
from tests.experiments.commands import Said, tables_of
from tests.littleton import ACTION, BASELINE, LITTLETON

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]


def outcome(folder: Path) -> list[float]:
    """Output at the end of each run of a folder."""
    frame = pl.read_parquet(folder / "metrics.parquet")
    return frame.filter(pl.col("quarter") == frame["quarter"].max())["output_plan"].to_list()


@pytest.mark.slow
def test_a_run_with_sets_that_are_drawn(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """Each seed its own, the same under every plan, as in Python; the folder says which."""
    path, out = write(seeds=2), tmp_path / "out"
    said = yuanqu("run", path, "--parameters", "draw", "--world", "draw:3", "--out", out)
    assert said.code == 0, said.err
    written = (out / "experiment.yaml").read_text(encoding="utf-8")
    assert "parameters: draw\n" in written and "world: draw:3\n" in written
    specs = [
        RunSpec(LITTLETON, plan, seed, 4 * 2018 + 2, world="draw:3", parameters="draw")
        for seed in (1, 2)
        for plan in ("no_policy", str(tmp_path / "strong.yaml"))
    ]
    ends = [float(simulate(spec, tables=()).outcomes["output_plan"][-1]) for spec in specs]
    assert outcome(out) == pytest.approx(ends, rel=1e-6)  # the folder has single precision
    again = yuanqu("rerun", out, "--out", tmp_path / "again")
    assert again.code == 0, again.err
    name = "metrics.parquet"
    assert tables_of(tmp_path / "again")[name] == tables_of(out)[name]


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["processes", pytest.param("ray", marks=pytest.mark.ray)])
def test_the_same_bytes_elsewhere(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, executor: str
) -> None:
    path = write("parameters: draw\nruntime: {runs_per_batch: 2}", seeds=4)
    assert yuanqu("sweep", path, "--out", tmp_path / "a", "--executor", "serial").code == 0
    line = ("sweep", path, "--out", tmp_path / "b", "--executor", executor, "--workers", "2")
    said = yuanqu(*line)
    assert said.code == 0, said.err
    assert tables_of(tmp_path / "a") == tables_of(tmp_path / "b")


def test_a_factor_stays_as_the_design_has_it(yuanqu: Yuanqu, write: Write, tmp_path: Path) -> None:
    """What is not named is drawn: a run of the point is one with the value set."""
    more = "parameters: draw:5\nfactors: [{name: demand.alpha_price, grid: [2, 3]}]"
    path, out = write(more, seeds=1), tmp_path / "out"
    said = yuanqu("sweep", path, "--out", out)
    assert said.code == 0, said.err
    values = (("demand.alpha_price", 2.0),)
    spec = RunSpec(LITTLETON, "no_policy", 1, 4 * 2018 + 2, values, parameters="draw:5")
    end = simulate(spec, tables=()).outcomes["output_plan"][-1]
    assert outcome(out)[0] == pytest.approx(end, rel=1e-6)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            "parameters: drawn",
            "parameters: expected one of fixed, draw, posterior or, with a seed,",
        ),
        ("parameters: 5", "parameters"),
        ("world: draw:one", "world: expected one of middle, draw, low, high, as-it-came or"),
    ],
)
def test_a_name_in_a_file_that_is_none(
    yuanqu: Yuanqu, write: Write, tmp_path: Path, more: str, says: str
) -> None:
    said = yuanqu("sweep", write(more), "--out", tmp_path / "out")
    assert said.code == 2 and said.err.count("\n") == 1
    assert says in said.err and f"{tmp_path / 'small.yaml'}:5:" in said.err
    assert not (tmp_path / "out").exists()


COMMANDS = {
    "run": (),
    "compare": (ACTION,),
    "attribute": (ACTION,),
    "optimise": ("--budget", "5"),
    "plan scale": (BASELINE, "--like", ACTION),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--parameters", "fix", "--parameters: expected one of fixed, draw, posterior or,"),
        ("--world", "draw:", "--world: expected one of middle, draw, low, high, as-it-came or"),
    ],
)
def test_every_command_says_what_a_name_may_be(
    yuanqu: Yuanqu, command: str, option: str, value: str, says: str, tmp_path: Path
) -> None:
    given = (*command.split(), *COMMANDS[command], option, value, "--out", tmp_path / "out")
    said = yuanqu(*given)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert says in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_comparison_and_an_attribution_of_drawn_sets(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Their numbers are those of single runs with the same set."""
    line = (ACTION, "--city", LITTLETON, "--reference", BASELINE, "--until", "2022Q3")
    more = ("--seeds", "2", "--parameters", "draw", "--outcome", "output_plan")
    said = yuanqu("compare", *line, *more, "--out", tmp_path / "compare")
    assert said.code == 0, said.err
    ends = {
        plan: [
            simulate(RunSpec(LITTLETON, plan, seed, 4 * 2022 + 2, parameters="draw")).outcomes[
                "output_plan"
            ][-1]
            for seed in (1, 2)
        ]
        for plan in (BASELINE, ACTION)
    }
    table = pl.read_csv(tmp_path / "compare" / "compare.csv")
    gain = table.filter(pl.col("plan") != pl.col("reference"))["gain"].item()
    told = sum(ends[ACTION]) / 2 - sum(ends[BASELINE]) / 2
    assert gain == pytest.approx(told, rel=1e-4)
