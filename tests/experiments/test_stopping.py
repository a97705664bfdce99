"""A stopping rule: enough seeds, and the same number of them everywhere."""

from collections.abc import Callable
from math import sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from experiments.runs.folder.results import Results
from experiments.studies.enough import ended, widest
from experiments.studies.stopping import Stop
from tests.experiments.commands import Said, signed

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


@pytest.mark.slow
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
    told = f"It was met after {enough} of 10 seeds"
    assert told in again.out and f"10 个中的 {enough} 个后已满足" in again.out
    assert told in yuanqu("cite", folders[0]).out
    for language, says in (("en", told), ("zh", f"10 个中的 {enough} 个后已满足")):
        assert yuanqu("report", folders[0], "--language", language).code == 0
        assert says in (folders[0] / f"report-{language}.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_rule_that_is_never_met_is_told_too(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """All seeds were run, and how wide the interval stayed; nothing is said without a rule."""
    rule = "stop: {outcome: firms, half_width: 0.001, of: difference, at_least: 3, every: 1}"
    said = yuanqu("sweep", write(rule, seeds=4), "--out", tmp_path / "out")
    assert said.code == 0
    found = ended(Results(tmp_path / "out"))
    assert found is not None and (found.seeds, found.most) == (4, 4)
    assert found.finished and found.met is (found.width <= 0.001)
    if not found.met:
        assert "It was not met: all 4 seeds were run (± " in said.out
        assert "4 个种子已全部运行" in said.out
    assert "(plan minus reference)" in said.out
    for table in ("runs", "metrics"):  # as if the parts were not joined yet
        part = tmp_path / "out" / table / "part-00000.parquet"
        part.parent.mkdir()
        (tmp_path / "out" / f"{table}.parquet").rename(part)
        signed(tmp_path / "out", f"{table}/{part.name}")
    open_ = ended(Results(tmp_path / "out"))
    assert open_ is not None and not open_.finished
    assert yuanqu("sweep", write(seeds=3), "--out", tmp_path / "none").code == 0
    assert ended(Results(tmp_path / "none")) is None


@pytest.mark.slow
def test_few_alike_are_not_enough(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """The plans are alike at first: three differences of 0 do not end a sweep, ten do."""
    rule = "stop: {outcome: firms, half_width: 0.001, of: difference, at_least: 3, every: 7}"
    for most, says in ((4, "few that are all alike"), (12, "It was met after 10 of 12 seeds")):
        path = write(f"{rule}\nuntil: 2018Q1", name=f"most-{most}", seeds=most)
        said = yuanqu("sweep", path, "--out", tmp_path / str(most))
        assert said.code == 0 and says in " ".join(said.out.split())
        found = ended(Results(tmp_path / str(most)))
        assert found is not None and found.met is (most > 10)


def test_what_is_not_known_is_not_narrow(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """An outcome that no run knows, a plan or a point without a run: the rule is not met."""
    assert yuanqu("sweep", write(seeds=4), "--out", tmp_path / "out").code == 0
    results = Results(tmp_path / "out")
    rule = Stop(outcome="firms", half_width=1.0)
    assert widest(results, rule, "2018Q3", 4) < float("inf")
    path = tmp_path / "out" / "metrics.parquet"
    metrics = pl.read_parquet(path)
    metrics.with_columns(firms=pl.lit(float("nan"), pl.Float32)).write_parquet(path)
    signed(tmp_path / "out", path.name)
    assert widest(results, rule, "2018Q3", 4) == float("inf")
    runs = results.runs.filter(pl.col("plan") == "strong").collect()["run"].implode()
    metrics.filter(~pl.col("run").is_in(runs)).write_parquet(path)
    signed(tmp_path / "out", path.name)
    for of in ("level", "difference"):
        mine = rule.model_copy(update={"of": of})
        assert widest(Results(tmp_path / "out"), mine, "2018Q3", 4) == float("inf")


@pytest.mark.slow
def test_the_widest_interval_is_recounted(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Of levels and of paired differences."""
    assert yuanqu("sweep", write(seeds=5), "--out", tmp_path / "out").code == 0
    results = Results(tmp_path / "out")
    rule = Stop(outcome="firms", half_width=1.0)
    assert widest(results, rule, "2018Q3", 5) == pytest.approx(max(halves(results, 5)))
    gap = results.paired("strong", "no_policy", ["firms"]).filter(pl.col("quarter") == "2018Q3")
    value = gap.collect()["firms"].to_numpy()
    by_hand = float(t.ppf(0.975, 4)) * float(np.std(value, ddof=1)) / sqrt(5)
    paired = rule.model_copy(update={"of": "difference"})
    assert widest(results, paired, "2018Q3", 5) == pytest.approx(by_hand)
    assert widest(results, rule, "2018Q3", 2) == float("inf")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("{outcome: frims, half_width: 1}", "did you mean 'firms'?"),
        ("{outcome: firms, half_width: 0}", "more than 0"),
        (
            "{outcome: firms, half_width: 1, at_least: 3, quarter: 2031Q1}",
            "a quarter from 2018Q1 to 2018Q3",
        ),
        ("{outcome: firms, half_width: .inf}", "a finite number"),
        ("{outcome: firms, half_width: .nan}", "number"),
        ("{outcome: firms, half_width: 1, at_least: 2}", "at least 3"),
        ("{outcome: firms, half_width: 1, at_least: 4}", "at most 3, the number of seeds"),
        ("{outcome: firms, half_width: 1, at_least: 3, every: 0}", "at least 1"),
        ("{outcome: firms, half_width: 1, at_least: 3, every: 99999999}", "at most 10000000"),
    ],
)
def test_faults(write: Write, yuanqu: Yuanqu, tmp_path: Path, rule: str, says: str) -> None:
    """One line with the place."""
    said = yuanqu("sweep", write(f"stop: {rule}"), "--out", tmp_path / "out")
    assert said.code == 2
    assert says in said.err
    assert not (tmp_path / "out").exists()


def test_a_rule_about_money_reads_as_one_number(
    write: Write, yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """400 million yuan are 4 亿, not "4 100 million"."""
    rule = "stop: {outcome: output_plan, half_width: 400, at_least: 3}"
    said = yuanqu("sweep", write(rule, seeds=3), "--out", tmp_path / "out")
    assert said.code == 0, said.err
    assert "at most ± 4 亿 yuan," in said.out and "不宽于 ±4 亿元；" in said.out
