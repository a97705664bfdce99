"""``yuanqu parts``: parts of an interval, and what would have to be true for a missed target."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from abm.city.city import city_cached
from abm.parameters import defaults, drawn, values_of
from abm.posterior import FILE, as_bytes, data_digest
from abm.simulation import RunSpec, simulate
from abm.version import MODEL_VERSION
from experiments.reports.parts import parts_report
from experiments.reports.report import Table, Words, in_language
from experiments.studies import parts as parts_module
from experiments.studies.comparison import Kind
from experiments.studies.needed import Move, needed, screened, stands_out, usual_moves
from experiments.studies.parts import all_parts, cells, run_block, seeds_of_block
from experiments.studies.question import Question, ask
from tests.experiments.commands import Said
from tests.littleton import ACTION, BASELINE, FOLDER, LITTLETON

Yuanqu = Callable[..., Said]
PLANTED = "demand.alpha_price"
QUESTION = ask(LITTLETON, BASELINE, [ACTION], ["output_plan"], 0.0)[0]
KIND = Kind("output_plan", "产值", "Output", "million yuan/year", 100.0, QUESTION.until)


def answers(blocks: int, noise: float = 0.0) -> list[dict[str, object]]:
    """Made-up blocks: the planted parameter lowers the outcome, luck adds, the world does not."""
    entry = defaults(LITTLETON)[0][PLANTED]
    rng = np.random.default_rng(3)
    found = []
    for block in range(1, blocks + 1):
        one = seeds_of_block(block)
        luck = dict(zip(one, noise * rng.normal(size=2), strict=True))
        values = [
            [120.0 + luck[lucky] - 30.0 * (drawn(LITTLETON, chosen)[PLANTED] - entry.value)]
            for lucky, _, chosen in product(one, repeat=3)
        ]
        plain = [[value[0] - 5.0] for value in values]
        found.append({"seed": block, "measures": [KIND.key], "plan": values, "reference": plain})
    return found


def test_seeds_of_blocks_are_never_shared() -> None:
    every = [seed for block in range(1, 50) for seed in seeds_of_block(block)]
    assert len(set(every)) == len(every)


def test_parts_of_made_up_blocks() -> None:
    """A constant effect has no parts; what a parameter does is the parameters'."""
    found = all_parts(answers(30), [KIND], "a", "b")
    (level,), (effect,) = found.levels, found.effects
    assert level.parts.parameters.share == pytest.approx(1.0)
    assert effect.mean.mean == pytest.approx(5.0) and effect.parts.sd == pytest.approx(0.0)
    assert 0.0 < found.chances["output_plan"].mean <= 1.0
    mixed = all_parts(answers(30, noise=10.0), [KIND], "a", "b").levels[0].parts
    assert mixed.luck.share > 0.1 and mixed.luck.low < mixed.luck.share < mixed.luck.high
    assert mixed.world.share == pytest.approx(0.0)
    table = found.table()
    assert table["of"].to_list() == ["level", "effect"]


def test_screening_finds_what_moves_the_outcome() -> None:
    """At the end that raises it; what the question sets is none of them."""
    made = answers(24, noise=50.0)
    values = cells(made, "plan")[0]
    first = screened(QUESTION, made, values)[0]
    entry = defaults(LITTLETON)[0][PLANTED]
    assert (first.name, float(first.to)) == (PLANTED, entry.low)
    set_ = ask(LITTLETON, BASELINE, [ACTION], ["output_plan"], 0.0, None, ((PLANTED, 2.0),))[0]
    assert PLANTED not in [move.name for move in screened(set_, made, values)]
    assert screened(QUESTION, made, np.zeros_like(values)) == []


def test_what_stands_out_of_a_screening() -> None:
    """The largest of as many correlations of nothing is about what is told, a little below."""
    pairs, count = 100, len(drawn(LITTLETON, 0))
    rng = np.random.default_rng(7)
    largest = []
    for _ in range(40):
        a, b = rng.normal(size=(pairs, count)), rng.normal(size=(pairs, 1))
        r = (a * b).sum(axis=0) / np.sqrt((a**2).sum(axis=0) * (b**2).sum())
        largest.append(np.max(r**2))
    told = stands_out(QUESTION, pairs)
    assert 0.6 * told < np.mean(largest) < 1.1 * told
    assert stands_out(QUESTION, 2) == 1.0


def test_moves_say_what_they_move() -> None:
    question = ask("shanghai", None, ["action_plan_2022"], ["output_plan"], 0.0)[0]
    moves = {move.key: move for move in usual_moves(question)}
    assert moves["world=high"].applied(question).world == "high"
    moved = moves["national.rivals_trend=0"].applied(question)
    assert moved.settings == "national.rivals_trend=0.0"
    assert usual_moves(QUESTION) == []  # a city without paths


def moved(before: list[float], after: dict[str, list[float]]) -> tuple[object, list[Move]]:
    moves = [Move(name, "1", "0.5") for name in after]
    runs = [
        {
            "seed": at,
            "measures": [KIND.key],
            "values": {"": [value]} | {f"{name}=1": [x[at]] for name, x in after.items()},
        }
        for at, value in enumerate(before)
    ]
    return needed(runs, [KIND], {KIND.key: moves}), moves


def test_what_would_have_to_be_true() -> None:
    """Paired by seed; the most helpful first; what is enough, what helps, and what does not."""
    before = [90.0] * 16 + [110.0] * 4
    after = {
        "a.weak": [90.0] * 10 + [101.0] * 6 + [110.0] * 4,
        "a.none": before,
        "a.strong": [150.0] * 20,
        "a.bad": [10.0] * 20,
    }
    ((one,), _) = moved(before, after)
    assert [m.move.name for m in one.moves] == ["a.strong", "a.weak", "a.none", "a.bad"]
    assert [m.shift.mean for m in one.moves] == pytest.approx([0.8, 0.3, 0.0, -0.2])
    assert {m.move.name for m in one.enough} == {"a.strong", "a.weak"}
    some = {"a.some": [90.0] * 11 + [101.0] * 5 + [110.0] * 4}
    ((two,), _) = moved(before, some)
    assert two.enough == () and [m.move.name for m in two.helpful] == ["a.some"]
    ((many,), _) = moved(before, some | {f"a.none{at}": before for at in range(30)})
    assert many.helpful == ()  # one of so many may be luck
    ((three,), _) = moved(before, {"a.none": before})
    parts = all_parts(answers(12, 1.0), [KIND], "a", "b")
    for missed, says in (
        (one, "any of these alone"),
        (two, "surely more likely with: a.some = 1"),
        (three, "none of these inputs"),
    ):
        report = parts_report(parts, [missed], 0.5)
        told = [in_language(p, "en") for p in report.parts if isinstance(p, Words)]
        assert any(says in text for text in told)
        for table in (p for p in report.parts if isinstance(p, Table)):
            assert in_language(table.title, "zh") != in_language(table.title, "en")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_command(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """Its cells are single runs; a second call runs nothing; more blocks go on."""
    out = tmp_path / "out"
    line = ("parts", ACTION, "--city", LITTLETON, "--until", "2022Q2", "--outcome", "output_plan")
    said = yuanqu(*line, "--blocks", 2, "--tries", 2, "--workers", 1, "--out", out)
    assert said.code == 0, said.err
    assert "Parts of the variance" in said.out and "方差" in said.out
    table = pl.read_csv(out / "parts.csv")
    assert table["of"].to_list() == ["level", "effect"]
    ends = [
        float(
            simulate(
                RunSpec(
                    *(LITTLETON, ACTION, luck, 4 * 2022 + 1),
                    world=f"draw:{world}",
                    parameters=f"draw:{chosen}",
                ),
                tables=(),
            ).outcomes["output_plan"][-1]
        )
        for block in (1, 2)
        for luck, world, chosen in product(seeds_of_block(block), repeat=3)
    ]
    assert table["mean"][0] == pytest.approx(np.mean(ends), rel=1e-9)
    before = (out / "parts.csv").read_bytes()
    again = yuanqu(*line, "--blocks", 2, "--tries", 2, "--workers", 1, "--out", out)
    assert again.code == 0 and (out / "parts.csv").read_bytes() == before
    more = yuanqu(*line, "--blocks", 3, "--tries", 2, "--workers", 1, "--out", out)
    assert more.code == 0, more.err
    assert len(list((out / "seeds").iterdir())) == 3


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("parts", "action_plan_2023"), "did you mean 'action_plan_2022'"),
        (("parts", "baseline"), "a plan that differs from baseline, got baseline"),
        (("parts", ACTION, "--city", LITTLETON, "--blocks", "1"), "greater than or equal to 2"),
        (("parts", "action_plan_2022", "--outcome", "output_plam"), "did you mean 'output_plan'"),
        (("parts", "action_plan_2022", "--city", "shangai"), "did you mean 'shanghai'"),
    ],
)
def test_a_mistake_gets_one_line(
    yuanqu: Yuanqu, tmp_path: Path, given: tuple[str, ...], says: str
) -> None:
    said = yuanqu(*given, "--out", tmp_path / "out")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert says in said.err
    assert not (tmp_path / "out").exists()


def test_its_help_has_examples(yuanqu: Yuanqu) -> None:
    said = yuanqu("parts", "--help")
    assert said.code == 0 and "Example: yuanqu parts action_plan_2022" in said.out


def test_sets_may_be_of_the_posterior(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the block's two is a set by its own seed; a parameter that it holds is screened by
    its values there."""
    folder = tmp_path / "town"
    shutil.copytree(FOLDER, folder)
    rows = np.linspace(2.0, 3.0, 200)[:, None]
    made = {"model": MODEL_VERSION, "data": data_digest(city_cached(str(folder)))}
    (folder / FILE).write_bytes(as_bytes([PLANTED], rows, made))
    question = replace(QUESTION, city=str(folder), parameters="posterior")
    asked = []

    def note(mine: Question, *_: object, **__: object) -> dict[str, list[float]]:
        asked.append(mine.parameters)
        return {"output_plan": [1.0] * 40}

    monkeypatch.setattr(parts_module, "outcomes_of", note)
    run_block(question, [KIND], question.plan(ACTION), question.plan(BASELINE), 3)
    assert set(asked) == {f"posterior:{seed}" for seed in seeds_of_block(3)}
    values = {seed: values_of(str(folder), "posterior", seed) for seed in range(50)}
    assert {round(one[PLANTED], 9) for one in values.values()} <= set(rows[:, 0].round(9))
    lowered = np.array([[[[-30.0 * values[s][PLANTED] for s in seeds_of_block(b)]] * 2] * 2
                        for b in range(25)])  # fmt: skip
    blocks = [{"seed": block} for block in range(25)]
    found = screened(question, blocks, lowered)
    assert found[0].name == PLANTED and float(found[0].to) == defaults(LITTLETON)[0][PLANTED].low
