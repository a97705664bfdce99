"""Sensitivity, discovery and robustness as a user asks for them, on the small city."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import load_city
from abm.outcomes.definitions import of_city
from experiments.reports.cells import number
from experiments.reports.report import Language
from experiments.reports.threshold_words import THRESHOLDS, VEHICLES
from experiments.runs.folder.results import Results
from experiments.studies.robustness import robustness
from tests.experiments.commands import Said, signed
from tests.littleton import LITTLETON

Write = Callable[..., Path]
Yuanqu = Callable[..., Said]
Swept = Callable[..., Path]

FACTORS = """\
factors:
  - {name: demand.alpha_price, uniform: [2.0, 3.0]}
  - {name: entry.base, prior: log_uniform}
  - {name: demand.brand_gain, choice: [0.01, 0.02]}
outcomes: [firms, output_plan]
tables: []
"""


@pytest.mark.parametrize(
    ("design", "says"),
    [
        ("{kind: saltelli, power: 3}", "total"),
        ("{kind: morris, trajectories: 4}", "mu star"),
        ("{kind: latin_hypercube, size: 60}", "importance"),
    ],
)
@pytest.mark.slow
def test_sensitivity(swept: Swept, yuanqu: Yuanqu, design: str, says: str) -> None:
    """A table, a CSV file with every factor, a picture, by the design that was run."""
    out = swept(f"{FACTORS}design: {design}\n", seeds=1)
    said = yuanqu("sensitivity", out, "--outcome", "firms")
    assert said.code == 0, said.err
    assert says in said.out
    assert "points × 1 seed" in said.out and "All points share 1 seed" in said.out
    assert "none of luck" in " ".join(said.out.split())
    table = pl.read_csv(out / "sensitivity-firms.csv")
    names = {"demand.alpha_price", "entry.base", "demand.brand_gain"}
    assert set(table["factor"]) == names
    assert (out / "sensitivity-firms.png").stat().st_size > 5000
    said = yuanqu("sensitivity", out, "--outcome", "firms", "--difference", "--quarter", "2018Q1")
    assert said.code == 0, said.err  # the plans are one until 2018Q2
    assert ("no factor moves it" in said.out) is (says != "importance")
    assert pl.read_csv(out / "sensitivity-firms.csv").equals(table)
    assert (out / "sensitivity-firms-2018Q1-difference.csv").is_file()


@pytest.mark.slow
def test_discovery(swept: Swept, yuanqu: Yuanqu) -> None:
    """Runs with many firms lie where many enter."""
    out = swept(f"{FACTORS}design: {{kind: latin_hypercube, size: 60}}\n", seeds=1)
    firms = Results(out).paths(["firms"]).filter(pl.col("quarter") == "2018Q3").collect()
    middle = float(firms["firms"].median())  # type: ignore[arg-type]
    said = yuanqu("discover", out, "--when", f"firms > {middle}")
    assert said.code == 0, said.err
    assert "60 points × 1 seed" in " ".join(said.out.split())
    assert "All points share 1 seed" in said.out
    row = next(line for line in said.out.splitlines() if "entry.base" in line)
    assert re.search(r"\s[\d.]+ │ \([\d.]+\) ", row), row  # a limit below, none above
    assert (out / "discover-firms.csv").is_file()
    said = yuanqu("discover", out, "--when", "firms > 1e9")
    assert said.code == 2
    assert "no point is a case: firms is " in said.err  # and where its values lie
    said = yuanqu("discover", out, "--when", "frims > 3")
    assert said.err.startswith("yuanqu: --when: expected an outcome (did you mean 'firms'?)")


@pytest.mark.slow
def test_robustness(swept: Swept, yuanqu: Yuanqu) -> None:
    """Regret is recounted by hand from the runs."""
    out = swept(f"{FACTORS}design: {{kind: sobol, power: 2}}\n", seeds=2)
    said = yuanqu("robust", out, "--outcome", "output_plan", "--target", "1")
    assert said.code == 0, said.err
    assert "4 states of the world × 2 seeds" in said.out
    assert "All points share 2 seeds" in said.out
    assert "told from 10 seeds a state on; here there are 2" in " ".join(said.out.split())
    found = robustness(Results(out), "output_plan", target=1.0).table
    assert "satisficing" not in found.columns  # of two seeds no chance
    paths = Results(out).paths(["output_plan"]).filter(pl.col("quarter") == "2018Q3").collect()
    means = {
        (point, plan): rows["output_plan"].mean()
        for (point, plan), rows in paths.group_by("point", "plan")
    }
    for row in found.iter_rows(named=True):
        regrets = [
            max(means[point, plan] for plan in ("no_policy", "strong")) - means[point, row["plan"]]
            for point in range(4)
        ]
        assert row["regret_max"] == pytest.approx(max(regrets))
        assert row["regret_mean"] == pytest.approx(sum(regrets) / 4)
    said = yuanqu("robust", out, "--outcome", "output_plan", "--smaller")
    assert "gets less" in said.out and "Left out" not in said.out
    # A failed run of one plan takes those of the others with its luck out of the comparison.
    metrics = pl.read_parquet(out / "metrics.parquet")
    keys = pl.read_parquet(out / "runs.parquet")
    gone = keys.filter((pl.col("point") == 2) & (pl.col("seed") == 1))["run"].to_list()
    metrics.filter(pl.col("run") != gone[0]).write_parquet(out / "metrics.parquet")
    signed(out, "metrics.parquet")
    found = robustness(Results(out), "output_plan")
    assert found.left_out == 1
    other = keys.filter((pl.col("point") == 2) & (pl.col("seed") == 2))
    rows = paths.join(other.select("run"), on="run").select("plan", "output_plan")
    for plan, mean in found.table.select("plan", "mean").iter_rows():
        states = [means[point, plan] for point in (0, 1, 3)]
        states.append(rows.filter(pl.col("plan") == plan)["output_plan"].item())
        assert mean == pytest.approx(sum(states) / 4)


@pytest.mark.slow
def test_states_in_which_the_target_is_reached(swept: Swept, yuanqu: Yuanqu) -> None:
    """Of seeds enough for a chance: recounted; and no word of few seeds."""
    out = swept(f"{FACTORS}design: {{kind: sobol, power: 1}}\nuntil: 2018Q1\n", seeds=10)
    values = Results(out).paths(["firms"]).filter(pl.col("quarter") == "2018Q1").collect()
    target = float(values["firms"].median())  # type: ignore[arg-type]
    said = yuanqu("robust", out, "--outcome", "firms", "--target", str(target))
    assert said.code == 0 and "All points share" not in said.out
    found = robustness(Results(out), "firms", target=target)
    assert (found.seeds, found.fewest) == (10, 10)
    for plan, part in found.table.select("plan", "satisficing").iter_rows():
        mine = values.filter(pl.col("plan") == plan)
        shares = [(rows["firms"] >= target).mean() for _, rows in mine.group_by("point")]
        assert part == np.mean([share >= 0.5 for share in shares])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("sensitivity", "--outcome", "frims"), "did you mean 'firms'?"),
        (("sensitivity", "--outcome", "firms", "--plan", "stong"), "one of the plans"),
        (("sensitivity", "--outcome", "firms", "--quarter", "2031Q1"), "a quarter from 2018Q1"),
        (("sensitivity", "--outcome", "firms"), "40 design points or more"),
        (("discover", "--when", "firms"), "'competitive_firms >= 50'"),
        (("discover", "--when", "firms > 3"), "50 runs or more"),
        (("robust", "--outcome", "frims"), "did you mean 'firms'?"),
        (("robust", "--outcome", "firms", "--quarter", "2031Q1"), "a quarter of the results"),
    ],
)
def test_faults(swept: Swept, yuanqu: Yuanqu, arguments: tuple[str, ...], says: str) -> None:
    """One line, code 2."""
    out = swept(f"{FACTORS}design: {{kind: sobol, power: 1}}\n", seeds=1)
    said = yuanqu(arguments[0], out, *arguments[1:])
    assert said.code == 2
    assert says in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(("language", "says"), [("zh", "如何重现"), ("en", "How to reproduce")])
@pytest.mark.slow
def test_report(swept: Swept, yuanqu: Yuanqu, language: str, says: str) -> None:
    """One file that needs no other: pictures within, no link that a browser would load."""
    out = swept("factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]", seeds=3)
    said = yuanqu("report", out, "--language", language)
    assert said.code == 0, said.err
    page = (out / f"report-{language}.html").read_text(encoding="utf-8")
    assert says in page
    assert page.count("data:image/png;base64,") == 1
    assert not re.search(r"(src|href)=[\"'](?!data:)", page)
    assert "12 runs" in page or "12次运行" in page
    identity = json.loads((out / "manifest.json").read_text())["identity"]
    assert identity in page
    medians = Results(out).ensemble("competitive_firms", "2018Q3").collect()
    for median in medians["q50"]:
        assert f">{median:g}<" in page


@pytest.mark.parametrize(("language", "says"), [("zh", "全部2个情景"), ("en", "all 2 states")])
@pytest.mark.slow
def test_a_report_of_several_states_is_of_all(
    swept: Swept, yuanqu: Yuanqu, language: str, says: str
) -> None:
    """Not of the first point alone; changed files are told; one factor at a time is the default."""
    factors = "factors: [{name: demand.alpha_price, grid: [2.0, 3.0]}]"
    out = swept(factors, seeds=2)
    assert yuanqu("report", out, "--language", language).code == 0
    page = (out / f"report-{language}.html").read_text(encoding="utf-8")
    assert says in page and "Wilson" not in page  # of two seeds there is no interval
    assert ("few seeds (2)" in page) or ("2个随机种子" in page)
    assert ("of 4 runs, which share 2 seeds" in page) or ("共用 2 个随机种子的 4 次运行" in page)
    assert re.search("reached in [0-4] of 4" if language == "en" else "4 次中 [0-4] 次达标", page)
    words = re.sub("<style>.*?</style>|<[^>]*>", "", page, flags=re.DOTALL)
    assert language == "en" or " of " not in words
    values = Results(out).paths(["output_plan"]).filter(pl.col("quarter") == "2018Q3").collect()
    for plan in ("no_policy", "strong"):
        median = values.filter(pl.col("plan") == plan)["output_plan"].median()
        assert number(median / 100.0) in page  # type: ignore[operator]
    with (out / "firms.parquet").open("ab") as file:
        file.write(b"!")
    assert yuanqu("report", out, "--language", language).code == 0
    assert "firms.parquet" in (out / f"report-{language}.html").read_text(encoding="utf-8")
    alone = swept(factors + "\ndesign: {kind: one_at_a_time}", seeds=2, out="alone")
    assert yuanqu("report", alone, "--language", language).code == 0
    page = (alone / f"report-{language}.html").read_text(encoding="utf-8")
    assert "Wilson" in page and ("默认值" in page or "at their defaults" in page)


@pytest.mark.slow
def test_a_large_design_has_an_answer(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Over all its states; and one point without the question's outcomes is no fault."""
    more = FACTORS.replace("[firms, ", "[") + "design: {kind: latin_hypercube, size: 41}"
    said = yuanqu("sweep", write(more, seeds=1), "--out", tmp_path / "many")
    assert said.code == 0, said.err
    assert "41 runs a plan over 41 states of the world that share 1 seed" in said.out
    assert "1 seed are too few" not in said.out
    assert "too few for chances and intervals" in " ".join(said.out.split())
    said = yuanqu("run", write("outcomes: [firms]", name="few", seeds=1), "--out", tmp_path / "few")
    assert said.code == 0, said.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_threshold_has_its_words(language: Language) -> None:
    """In both languages, and those that the small city's report needs are there."""
    for levels in of_city(load_city(LITTLETON)).model_dump(exclude_unset=True).values():
        for name, value in levels["strict"].items():
            said = THRESHOLDS[name].format(x=VEHICLES.get(value, value)).of(language)
            assert (
                re.search("[\u4e00-\u9fff]", said)
                if language == "zh"
                else said.isascii() or ("²" in said)
            )


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0123, "0.012"), (-0.004, "−0.004"), (0.00004, "0"), (-0.00001, "0"), (0.5, "0.5")],
)
def test_small_numbers_keep_their_digits(value: float, text: str) -> None:
    """A share's change of four thousandths is not nothing."""
    assert number(value) == text


@pytest.mark.parametrize(
    "asked",
    [("sensitivity",), ("discover", "--when", "firms > 3"), ("robust",), ("verify",)],
)
def test_where_every_run_failed(
    write: Write, yuanqu: Yuanqu, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    """One line; the report says so and has no numbers."""
    path = write(FACTORS + "design: {kind: sobol, power: 1}", seeds=1)
    path.write_text(path.read_text() + "runtime: {seconds_per_run: 0.0001}\n", encoding="utf-8")
    out = tmp_path / "out"
    assert yuanqu("sweep", path, "--out", out).code == 1
    outcome = ("--outcome", "firms") if asked[0] in {"sensitivity", "robust"} else ()
    said = yuanqu(asked[0], out, *asked[1:], *outcome)
    assert said.code == 2, said.err
    assert "expected a folder with finished runs, got none" in said.err
    if asked[0] == "robust":
        assert yuanqu("report", out, "--language", "en").code == 0
        page = (out / "report-en.html").read_text(encoding="utf-8")
        assert "4 of the runs failed" in page
