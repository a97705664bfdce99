"""A stopping rule: enough seeds, and the same number of them everywhere."""

from collections.abc import Callable
from math import sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from experiments.enough import widest
from experiments.results import Results
from experiments.stopping import Stop
from tests.experiments.commands import Said

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]


def halves(results: Results, seeds: int) -> list[float]:
    """Half-intervals by plan, by hand."""
    rows = results.paths(["firms"]).filter(pl.col("quarter") == "2018Q3").collect()
    found = []
    for plan in results.plans:
        value = rows.filter((pl.col("plan") == plan) & (pl.col("seed") < 1 + seeds))["firms"]
        sd = float(np.std(value.to_numpy(), ddof=1))
        found.append(float(t.ppf(0.975, seeds - 1)) * sd / sqrt(seeds))
    return found


def test_checkpoints() -> None:
    """At least so many, then every so many, and never beyond the most."""
    rule = Stop(outcome="firms", half_width=1.0, at_least=4, every=3)
    assert list(rule.checkpoints(12)) == [4, 7, 10, 12]
    assert list(rule.checkpoints(4)) == [4]
    assert list(rule.checkpoints(3)) == [3]


def test_a_sweep_stops_when_it_knows_enough(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """At the first checkpoint whose widest interval is narrow enough, whatever the batches."""
    whole = write(name="whole", seeds=10)
    assert yuanqu("sweep", whole, "--out", tmp_path / "whole").code == 0
    everything = Results(tmp_path / "whole")
    width = max(halves(everything, 7))
    rule = f"stop: {{outcome: firms, half_width: {width * 1.0001}, at_least: 4, every: 3}}"
    enough = next(n for n in (4, 7, 10) if max(halves(everything, n)) <= width * 1.0001)
    folders = []
    for size in (1, 6, 40):
        path = write(f"{rule}\nruntime: {{runs_per_batch: {size}}}", name="rule", seeds=10)
        out = tmp_path / f"rule-{size}"
        assert yuanqu("sweep", path, "--out", out).code == 0
        folders.append(out)
        seeds = Results(out).runs.select("seed").unique().collect()["seed"].sort().to_list()
        assert seeds == list(range(1, enough + 1))
    tables = {(out / "metrics.parquet").read_bytes() for out in folders}
    assert len(tables) == 1
    again = yuanqu("sweep", write(rule, name="rule", seeds=10), "--out", folders[0], "--resume")
    assert again.code == 0
    assert "0 runs" in again.out


def test_the_widest_interval_is_recounted(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Of levels and of paired differences."""
    assert yuanqu("sweep", write(seeds=5), "--out", tmp_path / "out").code == 0
    results = Results(tmp_path / "out")
    rule = Stop(outcome="firms", half_width=1.0)
    assert widest(results, rule, "2018Q3", 1, 5) == pytest.approx(max(halves(results, 5)))
    gap = results.paired("strong", "no_policy", ["firms"]).filter(pl.col("quarter") == "2018Q3")
    value = gap.collect()["firms"].to_numpy()
    by_hand = float(t.ppf(0.975, 4)) * float(np.std(value, ddof=1)) / sqrt(5)
    paired = rule.model_copy(update={"of": "difference"})
    assert widest(results, paired, "2018Q3", 1, 5) == pytest.approx(by_hand)
    assert widest(results, rule, "2018Q3", 1, 2) == float("inf")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("{outcome: frims, half_width: 1}", "did you mean 'firms'?"),
        ("{outcome: firms, half_width: 0}", "more than 0"),
        ("{outcome: firms, half_width: 1, quarter: 2031Q1}", "a quarter from 2018Q1 to 2018Q3"),
        ("{outcome: firms, half_width: 1, at_least: 2}", "at least 3"),
    ],
)
def test_faults(write: Write, yuanqu: Yuanqu, tmp_path: Path, rule: str, says: str) -> None:
    """One line with the place."""
    said = yuanqu("sweep", write(f"stop: {rule}"), "--out", tmp_path / "out")
    assert said.code == 2
    assert says in said.err
    assert not (tmp_path / "out").exists()
