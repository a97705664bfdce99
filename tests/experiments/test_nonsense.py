"""Nonsense in any field of an experiment: refused at its line, told, or it changes what is run."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from abm.city.city import load_city
from engine.document import InputError
from experiments.runs.folder.identity import identity_of
from experiments.studies.experiment import read_experiment
from experiments.studies.origin import Origin
from experiments.studies.resolve import Ready, make_ready
from tests.experiments.commands import Said
from tests.littleton import FOLDER, LITTLETON

Yuanqu = Callable[..., Said]

WHOLE: dict[str, Any] = {
    "name": "nonsense",
    "city": LITTLETON,
    "plans": ["no_policy", "baseline"],
    "reference": "no_policy",
    "seeds": {"first": 1, "count": 40},
    "stop": {
        "outcome": "firms",
        "half_width": 1.0,
        "quarter": "2018Q2",
        "confidence": 0.9,
        "at_least": 5,
        "every": 5,
    },
    "until": "2018Q2",
    "constants": {"demand.alpha_price": 3.0, "plans.baseline.rd_subsidy.budget": 9.0},
    "factors": [
        {"name": "price.markup_speed", "uniform": [0.03, 0.07]},
        {"name": "events.flood_2020", "choice": [0.25, 1.5]},
        {"match": "research.*", "but": ["research.labour_share"], "prior": "uniform"},
    ],
    "design": {"kind": "latin_hypercube", "size": 4, "seed": 3},
    "outcomes": ["firms"],
    "tables": ["firms"],
    "runtime": {
        "executor": "ray",
        "workers": 2,
        "runs_per_batch": 4,
        "seconds_per_run": 60.0,
    },
}
NUMBERS = (-1, 0, 1e300, -1e300, 10**40, 0.5, "nan", ".inf")
DATES = ("0001Q1", "9999Q4", "2018", "soon")
NO_INFLUENCE = {"runtime"}
"""How the runs are carried out, not what they give."""


def leaves(data: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield way, data
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*way, key))


def cases() -> list[tuple[tuple[Any, ...], Any]]:
    found: list[tuple[tuple[Any, ...], Any]] = []
    for way, value in leaves(WHOLE):
        if isinstance(value, float | int):
            found += [(way, nonsense) for nonsense in NUMBERS]
        elif isinstance(value, list):
            found.append((way, []))
        elif way and way[-1] in {"until", "quarter"}:
            found += [(way, nonsense) for nonsense in DATES]
        elif isinstance(value, str):
            found.append((way, ""))
    return found


def ready(file: Path, data: Any) -> Ready:
    text = json.dumps(data, ensure_ascii=False, indent=1).replace('".inf"', ".inf")
    file.write_text(text, encoding="utf-8")
    experiment, document = read_experiment(str(file))
    return make_ready(experiment, Origin(document))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = ready(tmp_path_factory.mktemp("plain") / "plain.yaml", WHOLE)
    assert made.remarks == ()
    return identity_of(made.ingredients)


@pytest.mark.parametrize(("way", "nonsense"), cases(), ids=str)
def test_nonsense_in_an_experiment(
    tmp_path: Path, plain: str, way: tuple[Any, ...], nonsense: Any
) -> None:
    data = copy.deepcopy(WHOLE)
    inner: Any = data
    for part in way[:-1]:
        inner = inner[part]
    inner[way[-1]] = nonsense
    try:
        made = ready(tmp_path / "one.yaml", data)
    except InputError as error:
        place = error.line
    else:
        acts = identity_of(made.ingredients) != plain
        assert acts or made.remarks or way[0] in NO_INFLUENCE or way[-1] == "but", way
        place = 2
    assert place > 1, "its own line, not the file as a whole"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            {"runtime": {"executor": "serial", "workers": 3}},
            "runtime.workers: no effect with executor: serial",
        ),
        ({"seeds": {"count": 5}}, "stop.at_least: no effect: the rule is asked after 5 seeds"),
        (
            {"factors": [{"match": "research.*", "but": ["x.*"], "prior": "uniform"}]},
            "factors.0.but.0: no effect: it fits no name",
        ),
        (
            {"constants": {"instruments.rd_subsidy": 0.1}},
            "constants.instruments.rd_subsidy: no_policy has no setting of rd_subsidy",
        ),
    ],
)
def test_what_of_an_experiment_has_no_effect(
    tmp_path: Path, more: dict[str, Any], says: str
) -> None:
    file = tmp_path / "one.yaml"
    (remark,) = ready(file, WHOLE | more).remarks
    assert str(remark).startswith(f"{file}:{remark.line}:{remark.column}: {says}")
    assert remark.line > 1


@pytest.mark.parametrize(
    "options",
    [
        ("--seed", str(10**40)),
        ("--seeds", str(10**9)),
        ("--set", "demand.alpha_price=1e300"),
        ("--set", "plans.baseline.scale=nan"),
        ("--until", "9999Q4"),
    ],
)
def test_nonsense_on_the_command_line(yuanqu: Yuanqu, options: tuple[str, ...]) -> None:
    said = yuanqu("run", "--city", LITTLETON, "--plan", "baseline", *options)
    assert said.code == 2, said.err
    assert said.err.count("\n") == 1
    assert said.err.startswith("yuanqu: ")
    assert options[0] in said.err or "'--" in said.err


def test_a_run_and_a_check_tell_what_a_plan_does_not_do(
    yuanqu: Yuanqu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "key: late\nname: {zh: 晚, en: Late}\nsummary: {zh: 晚, en: Late}\nsettings:\n"
    item = "{instrument: rd_subsidy, from: 9999Q4, level: 0.1, label: assumed, source: me}"
    plan = tmp_path / "late.yaml"
    plan.write_text(f"{head}  - {item}\n", encoding="utf-8")
    line = f"{plan}:5:36: settings.0.from: no effect in littleton: its data end in 2024Q4"
    said = yuanqu("plan", "check", plan, "--city", LITTLETON)
    assert said.code == 0
    assert f"warning: {line}" in said.out
    assert "all in order" not in said.out
    said = yuanqu("run", "--city", LITTLETON, "--plan", plan, "--seed", "1", "--until", "2022Q1")
    assert said.code == 0, said.err
    assert said.err.count(f"yuanqu: warning: {line}") == 1
    plan.write_text(f"{head}  - {item.replace('0.1', '0.1, high: 0.05')}\n", encoding="utf-8")
    said = yuanqu("plan", "check", plan, "--city", LITTLETON)
    assert said.code == 2
    assert said.err.startswith(f"yuanqu: {plan}:5:")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("events.csv", "2020Q3,2020Q3", "2099Q3,2099Q3", "start: no effect: the city's data end"),
        ("events.csv", "2020Q3,2020Q3", "1999Q3,1999Q3", "end: no effect: the city's data begin"),
        ("firms.csv", "2020Q2", "2050Q2", "arrives: no effect: the city's data end in 2024Q4"),
    ],
)
def test_rows_of_a_city_that_no_run_meets(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    from shutil import copytree

    folder = tmp_path / "town"
    copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    if file == "firms.csv":
        ramps = (folder / "ramps.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "ramps.csv").write_text(ramps[0], encoding="utf-8")
    assert load_city(FOLDER).remarks == ()
    (remark,) = load_city(folder).remarks
    assert says in str(remark)
    assert remark.line > 1
