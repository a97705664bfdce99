"""Readings of the headline targets: known ranks and flips, and the command as a user types it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import isnan
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from abm.city.city import city_cached
from abm.outcomes import OUTCOMES
from engine.document import InputError
from experiments.reports.markdown import markdown
from experiments.reports.readings import readings_report
from experiments.reports.report import LANGUAGES, Words
from experiments.runs.folder.results import Results
from experiments.studies.answer import difference, spread
from experiments.studies.declared_readings import DECLARED, NO_FIGURE, OWN, SAME, readings_of
from experiments.studies.readings import readings
from experiments.studies.readings_grid import Readings, Row, TargetGrid
from experiments.studies.readings_rows import flips_table, grid_table
from experiments.studies.verdict import targets_of
from tests.experiments.commands import Said, signed
from tests.littleton import ACTION, BASELINE, LITTLETON

Yuanqu = Callable[..., Said]
Write = Callable[..., Path]
Values = Mapping[str, Sequence[float]]

FIRMS = "competitive_firms"
NAMES = {plan: Words(f"方案{plan}", f"plan {plan}") for plan in ("a", "b", "c")}


class Synthetic(Results):
    """Results of plans whose numbers are given: by plan and column the values of seeds 1, 2, …"""

    def __init__(self, by_plan: Mapping[str, Values], points: int = 1, end: str = "2025Q4") -> None:
        self.folder = Path("synthetic")
        self.manifest = {"ingredients": {"experiment": {"plans": [*by_plan], "reference": "a"}}}
        rows = []
        for plan, values in by_plan.items():
            for place, numbers in enumerate(zip(*values.values(), strict=True)):
                state, seed = place % points, 1 + place // points
                rows.append(
                    {"plan": plan, "point": state, "seed": seed, "quarter": end}
                    | dict(zip(values, map(float, numbers), strict=True))
                )
        self._frame = pl.DataFrame(rows).with_row_index("run")

    @property
    def metrics(self) -> pl.LazyFrame:
        return self._frame.drop("plan", "point", "seed").lazy()

    @property
    def runs(self) -> pl.LazyFrame:
        return self._frame.select("run", "seed", "point", "plan").lazy()

    @cached_property
    def factors(self) -> tuple[str, ...]:
        return ()


def noise(seed: int, count: int = 12, size: float = 1.0) -> np.ndarray:
    """Numbers with mean nought."""
    drawn = np.random.default_rng(seed).normal(0.0, size, count)
    return np.asarray(drawn - drawn.mean())


def three_plans() -> dict[str, Values]:
    """By the headline c > b > a; stricter b > c > a; looser all alike; with foreign-owned ones
    a > c > b; of suppliers nothing is told."""
    levels = {
        FIRMS: (40.0, 50.0, 60.0),
        f"{FIRMS}_strict": (10.0, 30.0, 20.0),
        f"{FIRMS}_loose": (70.0, 70.0, 70.0),
        "competitive_foreign": (50.0, 0.0, 20.0),
        "tier_10": (10.0, 19.0, 25.0),
    }
    return {
        plan: {
            column: (np.zeros(12) if column.endswith("loose") else noise(place)) + value[place]
            for column, value in levels.items()
        }
        for place, plan in enumerate(NAMES)
    }


def firms_of(found: Readings) -> tuple[TargetGrid, dict[str, Row]]:
    (grid,) = (grid for grid in found.grids if grid.target.outcome == FIRMS)
    return grid, {row.reading.key: row for row in grid.rows}


def ranks(row: Row) -> dict[str, int]:
    return {cell.plan: cell.rank for cell in row.cells}


def test_ranks_and_flips_that_are_known() -> None:
    """Every plan's place, and exactly the pairs that change it, the one ahead named first."""
    found = readings(Synthetic(three_plans()), city_cached("shanghai"))
    grid, rows = firms_of(found)
    assert len(found.grids) == 1 and found.plans == ("a", "b", "c")  # no other target was kept
    assert [*rows] == [OWN, "strict", "loose", "foreign", "tier_10"]
    assert {r.key for r in grid.not_kept} == {"emerged", "net", "suppliers", "all", "tier_100"}
    assert ranks(rows[OWN]) == {"a": 3, "b": 2, "c": 1}
    assert ranks(rows["strict"]) == {"a": 3, "b": 1, "c": 2}
    assert ranks(rows["loose"]) == {"a": 1, "b": 1, "c": 1}
    assert ranks(rows["foreign"]) == {"a": 1, "b": 3, "c": 2}
    turned = {(flip.reading.key, flip.own.first, flip.own.second) for flip in grid.flips}
    assert turned == {("strict", "c", "b"), ("foreign", "c", "a"), ("foreign", "b", "a")}
    for flip in grid.flips:
        assert flip.own.difference.low > 0.0 > flip.other.difference.high
        assert (flip.own.first, flip.own.second) == (flip.other.first, flip.other.second)
    assert flips_table(found)["ahead_by_own"].to_list() == ["c", "b", "c"]
    assert len(grid_table(found)) == 3 * len(rows)
    assert grid.leader == "c" and rows["tier_10"].leads("c") and not rows["loose"].leads("c")
    assert rows[OWN].leads_surely("c") and rows["strict"].surely_behind("c")
    assert not rows["loose"].surely_behind("c")


def test_numbers_are_those_of_the_verdict() -> None:
    """Level, chance and paired gain of each cell by the same functions as everywhere."""
    given = three_plans()
    _, rows = firms_of(readings(Synthetic(given), city_cached("shanghai")))
    for place, plan in enumerate(NAMES):
        values = np.asarray(given[plan][FIRMS]) + given[plan]["competitive_foreign"]
        base = np.asarray(given["a"][FIRMS]) + given["a"]["competitive_foreign"]
        cell = rows["foreign"].cells[place]
        assert cell.spread == spread(values, 50.0)
        if plan == "a":
            assert cell.gain is None
        else:
            expected = difference(values - base)
            assert cell.gain is not None
            for part in ("pairs", "mean", "low", "high", "detectable"):
                assert getattr(cell.gain, part) == pytest.approx(getattr(expected, part))


def test_a_reading_may_have_a_figure_of_its_own_or_none() -> None:
    """The tier's own from the city's table; where nobody published one there is no chance."""
    _, rows = firms_of(readings(Synthetic(three_plans()), city_cached("shanghai")))
    assert (rows[OWN].figure, rows["strict"].figure, rows["tier_10"].figure) == (50.0, 50.0, 20.0)
    given = three_plans()
    reached = [int((np.asarray(given[plan]["tier_10"]) >= 20.0).sum()) for plan in NAMES]
    assert [cell.spread.reached for cell in rows["tier_10"].cells] == reached
    later = readings(Synthetic(three_plans(), end="2030Q4"), city_cached("shanghai@2030"))
    grid, rows = firms_of(later)
    assert grid.quarter == "2030Q4" and grid.target.year == 2030
    for row in rows.values():
        assert isnan(row.figure)
        assert all(isnan(cell.spread.probability) for cell in row.cells)
    assert ranks(rows["strict"]) == {"a": 3, "b": 1, "c": 2}  # ranks and flips need no figure
    assert len(grid.flips) == 3


def test_what_may_be_luck_is_no_flip() -> None:
    """Means in another order are told by rank; a flip needs both differences beyond luck, with
    allowance for the number of looks."""
    count = 12
    one = noise(5, count)
    error = float(np.std(one, ddof=1)) / np.sqrt(count)
    alone, allowed = (float(t.ppf(1.0 - 0.025 / looks, count - 1)) for looks in (1, 3))
    for factor, flips in (((alone + allowed) / 2.0, 0), (1.1 * allowed, 1)):
        plans = {
            "a": {
                FIRMS: [40.0] * count,
                f"{FIRMS}_strict": [9.0] * count,
                "tier_10": [1.0] * count,
            },
            "b": {
                FIRMS: 50.0 + noise(1, count),
                f"{FIRMS}_strict": 9.0 + one - factor * error,
                "tier_10": 2.0 + noise(2, count, 0.1),
            },
        }
        grid, rows = firms_of(readings(Synthetic(plans), city_cached("shanghai")))
        gain = rows["strict"].cells[1].gain
        assert gain is not None and gain.high < 0.0  # looked at alone it would be sure
        assert ranks(rows["strict"]) == {"a": 1, "b": 2}
        assert len(grid.flips) == flips


def test_several_states_share_the_luck_of_their_seeds() -> None:
    """Many runs of few seeds give neither chance nor flip; of enough seeds both."""
    few = {p: {c: v[:8] for c, v in values.items()} for p, values in three_plans().items()}
    found = readings(Synthetic(few, points=4), city_cached("shanghai"), point=None)
    grid, rows = firms_of(found)
    assert (found.runs, found.seeds, found.states) == (8, 2, 4)
    assert all(isnan(cell.spread.probability) for cell in rows[OWN].cells)
    assert grid.flips == () and ranks(rows["foreign"])["a"] == 1
    twice = {p: {c: [*v, *v] for c, v in values.items()} for p, values in three_plans().items()}
    grid, _ = firms_of(readings(Synthetic(twice, points=2), city_cached("shanghai"), point=None))
    assert len(grid.flips) == 3
    alone = readings(Synthetic(twice, points=2), city_cached("shanghai"), point=1)
    assert (alone.runs, alone.states) == (12, 1)


def test_plans_are_compared_on_the_same_runs() -> None:
    """A seed that one plan lacks is left out of the others too, and counted."""
    results = Synthetic(three_plans())
    gone = (pl.col("plan") == "b") & (pl.col("seed") == 7)
    results._frame = pl.concat(
        [
            results._frame.filter(~gone),
            results._frame.filter(gone).with_columns(quarter=pl.lit("2021Q4")),
        ]
    )
    found = readings(results, city_cached("shanghai"))
    assert (found.runs, found.left_out) == (11, 1)
    _, rows = firms_of(found)
    assert {cell.spread.runs for cell in rows[OWN].cells} == {11}


def test_nothing_has_emerged_before_the_policy_begins() -> None:
    """Runs that end before it tell nothing of those who came and went since."""
    plans = {
        p: {**v, **{f"{FIRMS}{s}": np.zeros(12) for s in ("_emerged", "_lost")}}
        for p, v in three_plans().items()
    }
    for end, there in (("2021Q4", False), ("2025Q4", True)):
        _, rows = firms_of(readings(Synthetic(plans, end=end), city_cached("shanghai")))
        assert ("emerged" in rows) is ("net" in rows) is there


def test_words_before_numbers() -> None:
    """In how many readings who leads, in which not, who changes places; in either language."""
    found = readings(Synthetic(three_plans()), city_cached("shanghai"))
    texts = {language: markdown(readings_report(found, NAMES), language) for language in LANGUAGES}
    english, chinese = texts["en"], texts["zh"]
    first = english.split("## ")[0]
    assert "of 5 readings plan c leads in 2, in 2 of these ahead of every other plan" in first
    assert "stricter thresholds (behind beyond luck)" in first
    assert "looser thresholds (equal)" in first
    assert "By the reading “stricter thresholds” plan c and plan b change places" in first
    assert "5 种口径中，“方案c”在 2 种里均值最高" in chinese
    assert "plan c" not in chinese and "方案" not in english
    assert not re.search(r"\{\w+\}", english + chinese)
    tables = [line for line in english.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)  # a cell's second line would end the table
    row = next(line for line in tables if "stricter" in line and "plan b" in line)
    assert row.rstrip(" |").endswith("1 (2) *")


def test_of_few_runs_no_chance_is_told() -> None:
    """A dash, and the reason."""
    few = {p: {c: v[:9] for c, v in values.items()} for p, values in three_plans().items()}
    found = readings(Synthetic(few), city_cached("shanghai"))
    text = markdown(readings_report(found, NAMES))
    assert "told from 10 seeds on; here there are 9" in text
    assert " | – | " in text and "The chance of" not in text


def test_every_plan_alike() -> None:
    """No plan leads where all are the same."""
    same = three_plans()["a"]
    found = readings(Synthetic({"a": same, "b": same}), city_cached("shanghai"))
    grid, rows = firms_of(found)
    assert grid.leader == "" and grid.flips == ()
    assert ranks(rows[OWN]) == {"a": 1, "b": 1}
    assert "no plan leads alone (plan a; plan b have" in markdown(readings_report(found, NAMES))


def test_the_declared_table() -> None:
    """Each reading has its words, its columns exist, its figure is a row of the city's table, and
    it belongs to a headline of one of the city's questions."""
    cities = [city_cached(name) for name in ("shanghai", "shanghai@2030")]
    columns = {column for outcome in OUTCOMES for column in outcome.columns(cities[0])}
    headlines = {target.outcome for city in cities for target in targets_of(city)}
    figures = {key for city in cities for key in city.targets.outcome}
    assert {reading.target for reading in DECLARED} == headlines
    for target in headlines:
        own, *rest = readings_of(target, cities[0])
        assert own.columns == (target,) and own.figure == SAME
        assert len(rest) >= 2
        keys = [reading.key for reading in (own, *rest)]
        assert len(set(keys)) == len(keys)
        made = [(r.plus, r.minus, r.fewest) for r in (own, *rest)]
        assert len(set(made)) == len(made)  # none stands twice under two names
        for reading in rest:
            assert columns.issuperset(reading.columns), reading.key
            assert reading.figure in (SAME, NO_FIGURE) or reading.figure in figures
            for text in (reading.name_zh, reading.name_en, reading.why_zh, reading.why_en):
                assert text == text.strip() != ""
            assert re.search("[一-鿿]", reading.name_zh + reading.why_zh)


def test_what_was_made_before_is_left_out_by_role() -> None:
    """The segments of the city at hand, whatever they are called."""
    for name, segment in (("shanghai", "phones_pcs"), ("littleton", "handsets")):
        found = {r.key: r for r in readings_of("output_plan", city_cached(name))}
        reading = found["new_only"]
        assert reading.minus == (f"output_{segment}",)
        columns = {"output_plan": np.array([5.0, 7.0]), f"output_{segment}": np.array([1.0, 4.0])}
        assert reading.of(columns).tolist() == [4.0, 3.0]


def test_as_many_of_each_kind() -> None:
    """The smaller of two counts, run by run."""
    found = {r.key: r for r in readings_of("special_and_micro_parks", city_cached("shanghai"))}
    columns = {"specialty_parks": np.array([5.0, 2.0]), "micro_parks": np.array([3.0, 9.0])}
    assert found["each"].of(columns).tolist() == [3.0, 2.0]


@pytest.mark.slow
def test_the_command(write: Write, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """On a sweep of the small city: words, tables, files; recounted from the runs."""
    (tmp_path / "few.yaml").write_text(
        f"name: few\ncity: {LITTLETON}\nplans: [{BASELINE}, {ACTION}]\n"
        "seeds: {first: 1, count: 3}\nuntil: 2023Q1\ntables: []\n",
        encoding="utf-8",
    )
    out = tmp_path / "few"
    said = yuanqu("sweep", tmp_path / "few.yaml", "--out", out)
    assert said.code == 0, said.err
    said = yuanqu("readings", out)
    assert said.code == 0, said.err
    assert "种口径中" in said.out and re.search(r"of \d+ readings .* leads in \d+", said.out)
    assert "readings-zh.md" in said.out.splitlines()[-1]
    assert "# Readings of the targets" in (out / "readings-en.md").read_text(encoding="utf-8")
    assert "口径" in (out / "readings-zh.md").read_text(encoding="utf-8")
    assert (out / "readings.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = pl.read_csv(out / "readings.csv")
    reference = Results(out).reference
    runs = Results(out).paths().filter(pl.col("quarter") == "2023Q1").collect()
    by_plan = {str(plan): rows.sort("seed") for (plan,), rows in runs.group_by("plan")}
    counted = {"competitive_foreign": (FIRMS, "foreign"), "chain_output": ("output_plan", "chain")}
    for column, (outcome, key) in counted.items():
        rows = table.filter((pl.col("outcome") == outcome) & (pl.col("reading") == key))
        for plan, mean, gain in rows.select("plan", "mean", "gain").iter_rows():
            values, base = (by_plan[p][outcome] + by_plan[p][column] for p in (plan, reference))
            assert mean == pytest.approx(values.mean())
            if plan != reference:
                assert gain == pytest.approx((values - base).mean())
    net = table.filter((pl.col("outcome") == FIRMS) & (pl.col("reading") == "net"))
    for plan, mean in net.select("plan", "mean").iter_rows():
        assert mean == pytest.approx(by_plan[plan]["competitive_gain"].mean())
    assert table["chance"].is_nan().all()  # of three seeds no chance
    said = yuanqu("readings", out, "--outcome", FIRMS)
    assert said.code == 0
    assert set(pl.read_csv(out / "readings.csv")["outcome"]) == {FIRMS}
    said = yuanqu("readings", out, "--outcome", "competitive_frims")
    assert said.code == 2 and said.err.count("\n") == 1
    assert "did you mean 'competitive_firms'?" in said.err
    # Where a run of one plan failed, the other's with its luck stays out.
    keys, metrics = (pl.read_parquet(out / f"{name}.parquet") for name in ("runs", "metrics"))
    gone = keys.filter((pl.col("seed") == 2) & (pl.col("plan") == reference))["run"][0]
    metrics.filter(pl.col("run") != gone).write_parquet(out / "metrics.parquet")
    signed(out, "metrics.parquet")
    said = yuanqu("readings", out)
    assert "Left out for want of a plan's result: 1 of" in said.out
    assert set(pl.read_csv(out / "readings.csv")["runs"]) == {2}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("outcomes: [firms]\ntables: []", "a column of a headline target (competitive_firms,"),
        ("plans: [no_policy]\ntables: []", "results of two plans or more"),
    ],
)
def test_folders_that_tell_nothing(
    write: Write, yuanqu: Yuanqu, tmp_path: Path, more: str, says: str
) -> None:
    """One line, code 2, no file."""
    path = write(more, seeds=1)
    text = path.read_text(encoding="utf-8")
    if "plans: [no_policy]" in more:
        text = text.replace("plans: [no_policy, strong.yaml]\n", "")
        path.write_text(text, encoding="utf-8")
    said = yuanqu("sweep", path, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    said = yuanqu("readings", tmp_path / "out")
    assert said.code == 2 and said.err.count("\n") == 1, said.err
    assert says in said.err
    assert not (tmp_path / "out" / "readings.csv").exists()


def test_help_shows_an_example(yuanqu: Yuanqu) -> None:
    """As every command's does."""
    said = yuanqu("readings", "--help")
    assert said.code == 0
    assert "yuanqu readings out/headline" in said.out


def test_no_runs_at_all() -> None:
    """A folder in which nothing was carried out yet is refused."""
    results = Synthetic(three_plans())
    results._frame = results._frame.clear()
    with pytest.raises(InputError):
        readings(results, city_cached("shanghai"))
