"""Another city goes through every command and the screen, and is spoken of in its own words."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from abm.city.city import city_cached
from abm.mechanisms import MECHANISMS, mechanisms_of
from abm.simulation import known_factors, outcome_columns
from experiments.runs.past import Pasts
from policies.city_plans import baseline_of, main_plan_of
from policies.registry import INSTRUMENTS, instruments_of
from tests.experiments.commands import Said
from tests.third_city import BASELINE, FOREIGN, MAIN, third_city
from ui.controls import named_plans
from ui.page import question, title_of
from ui.runs import run_once
from ui.state import View, from_address, to_address
from ui.study import Ensemble, specs_of
from ui.summary import answer, cards_of, headline, park_chances

Yuanqu = Callable[..., Said]

OF_SHANGHAI = re.compile(
    r"shanghai|上海|沪|智能终端|smart.terminal|7,?000 ?亿|六大|\bnan\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return third_city(tmp_path_factory.mktemp("other"))


@pytest.fixture(params=["littleton", "third"])
def other(request: pytest.FixtureRequest, third: Path) -> tuple[str, re.Pattern[str], list[str]]:
    """A city's name or path, what nothing said of it may hold, its baseline and main plan."""
    if request.param == "littleton":
        return "littleton", OF_SHANGHAI, ["baseline", "action_plan_2022"]
    return str(third), FOREIGN, [BASELINE, MAIN]


def own_words(text: str, foreign: re.Pattern[str], folder: Path, city: str) -> str:
    """Fails where ``text`` speaks of what the city has not; the paths of this test apart."""
    plain = text.replace(str(folder), "").replace(city, "") if "/" in city else text
    found = [plain[max(0, m.start() - 60) : m.end() + 60] for m in foreign.finditer(plain)]
    assert not found, found[:3]
    return text


@pytest.mark.slow
def test_run_sweep_and_report(
    other: tuple[str, re.Pattern[str], list[str]], yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """The headline without a plan named asks about the city's own."""
    city, foreign, plans = other
    for line in (
        ("city", "show", city),
        ("policies", "--city", city),
        ("policies", "show", "rd_subsidy", "--city", city),
        ("plan", "check", plans[1], "--city", city),
        ("run", "--city", city, "--seeds", 2, "--until", "2022Q2", "--out", tmp_path / "run"),
    ):
        said = yuanqu(*line)
        assert said.code == 0, said.err
        own_words(said.out + said.err, foreign, tmp_path, city)
    runs = pl.read_parquet(tmp_path / "run" / "runs.parquet")
    assert runs["plan"].unique(maintain_order=True).to_list() == plans
    for language in ("zh", "en"):
        said = yuanqu("report", tmp_path / "run", "--language", language)
        assert said.code == 0, said.err
        html = (tmp_path / "run" / f"report-{language}.html").read_text(encoding="utf-8")
        text = re.sub(r"data:image/png;base64,[^\"]*|<style>.*?</style>", "", html, flags=re.DOTALL)
        own_words(text, foreign, tmp_path, city)
    metrics = pl.read_parquet(tmp_path / "run" / "metrics.parquet")
    numbers = metrics.select(pl.selectors.numeric())
    assert not sum(numbers.select(pl.all().is_nan().sum()).row(0)) if numbers.width else True
    experiment = tmp_path / "small.yaml"
    experiment.write_text(
        f"name: small\ncity: {city}\nseeds: {{count: 2}}\nuntil: 2018Q3\n"
        "factors: [{name: instruments.rd_subsidy, grid: [0.1, 0.2]}]\ntables: []\n",
        encoding="utf-8",
    )
    said = yuanqu("sweep", experiment, "--out", tmp_path / "sweep")
    assert said.code == 0, said.err
    own_words(said.out + said.err, foreign, tmp_path, city)
    # The folder holds all that it needs: it can be asked again where the city is gone.
    said = yuanqu("verify", tmp_path / "sweep", "--sample", 1)
    assert said.code == 0, said.err


@pytest.mark.slow
def test_compare_attribute_and_optimise(
    other: tuple[str, re.Pattern[str], list[str]], yuanqu: Yuanqu, tmp_path: Path
) -> None:
    city, foreign, (_, main) = other
    until = ("--city", city, "--until", "2022Q1")
    alone = ("--alone", "--markdown", tmp_path / "alone.md", "--pictures", tmp_path / "pictures")
    for line in (
        ("compare", main, *until, "--seeds", 2, "--out", tmp_path / "compare"),
        ("attribute", main, *until, "--seeds", 2, *alone, "--out", tmp_path / "alone"),
        (
            *("optimise", *until, "--budget", 1, "--target", "firms", "--seeds", 2),
            *("--trials", 3, "--out", tmp_path / "optimise"),
        ),
    ):
        said = yuanqu(*line)
        assert said.code == 0, said.err
        own_words(said.out + said.err, foreign, tmp_path, city)
    own_words((tmp_path / "alone.md").read_text(encoding="utf-8"), foreign, tmp_path, city)
    trials = pl.read_parquet(tmp_path / "optimise" / "trials.parquet")
    assert set(trials.columns).isdisjoint(INSTRUMENTS.keys() - instruments_of(city_cached(city)))


@pytest.mark.slow
def test_validate(
    other: tuple[str, re.Pattern[str], list[str]], yuanqu: Yuanqu, tmp_path: Path
) -> None:
    """Facts that the city has too few firms for are left out by name; none is ``nan … no``."""
    city, foreign, _ = other
    common = ("validate", "--city", city, "--seeds", 1)
    said = yuanqu(*common, "--out", tmp_path / "facts.md")
    assert said.code == 0, said.err
    assert "Left out, as the city has too few such firms: " in " ".join(said.out.split())
    own_words(said.out + said.err, foreign, tmp_path, city)
    text = (tmp_path / "facts.md").read_text(encoding="utf-8")
    own_words(text, foreign, tmp_path, city)
    goods = "scooters" if city == "littleton" else "lamps"
    assert f"R&D by sales, {goods}" in text
    keys = ("entry", "demonstration", "district_bids")
    tables = ("--until", "2022Q1", "--tables", tmp_path / "tables")
    said = yuanqu(*common, *tables, "--ablate", *keys)
    assert said.code == 0, said.err
    own_words(said.out + said.err, foreign, tmp_path, city)


def test_what_a_city_has_not_is_left_out(third: Path, yuanqu: Yuanqu) -> None:
    city = city_cached(str(third))
    columns = " ".join(outcome_columns(str(third)))
    assert not re.search(r"nev|vehicle|_l2|contract_|ecosystem|hosted", columns)
    assert "output_plan" in columns.split() and "output_plan_strict" not in columns.split()
    for_cars = {"smart_roads", "oem_transition", "coproduction_licence"}
    for_cars |= {"mobility_platform", "vehicle_legislation"}
    assert INSTRUMENTS.keys() - instruments_of(city) == for_cars
    factors = known_factors(str(third))
    assert not [name for name in factors if name.startswith("vehicles.")]
    assert not [key for key in for_cars if f"instruments.{key}" in factors]
    left = {m.key for m in MECHANISMS} - {m.key for m in mechanisms_of(city)}
    assert {"nev_transition", "ecosystem", "contracting_margin"} <= left
    said = yuanqu("validate", "--ablate", "nev_transition", "--city", third)
    assert said.code == 2 and "a mechanism of the city" in said.err
    said = yuanqu("run", "--city", third, "--set", "instruments.smart_roads=0.1")
    assert said.code == 2 and said.err.count("\n") == 1 and "smart_roads" in said.err


def test_an_experiment_of_another_citys_plans(third: Path, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """The fault is the city that was asked for, not the shipped experiment's file."""
    said = yuanqu("run", "plan_comparison", "--city", third, "--out", tmp_path / "out")
    assert said.code == 2 and said.err.count("\n") == 1
    assert said.err.startswith("yuanqu: --city: expected a city with the experiment's plan ")
    assert f"third, which has {BASELINE}, {MAIN}, no_policy" in said.err
    assert not (tmp_path / "out").exists()


def test_a_plan_that_the_city_names_is_there(third: Path, yuanqu: Yuanqu, tmp_path: Path) -> None:
    copy = shutil.copytree(third, tmp_path / "copy")
    (copy / "plans" / f"{MAIN}.yaml").rename(copy / "plans" / "bigger_push.yaml")
    said = yuanqu("city", "show", copy)
    assert said.code == 2 and "city.yaml:" in said.err and said.err.count("\n") == 1
    assert "main_plan: expected a plan (as_it_is, bigger_push, no_policy)" in said.err


def test_a_city_that_names_no_plans(third: Path, tmp_path: Path) -> None:
    """A city kept elsewhere has no such rows yet: the baseline, or none, and its first other."""
    copy = shutil.copytree(third, tmp_path / "copy")
    text = (copy / "city.yaml").read_text(encoding="utf-8-sig")
    bare = re.sub(r"(?m)^(baseline|main_plan|industry): .*\n", "", text)
    (copy / "city.yaml").write_text(bare, encoding="utf-8")
    (copy / "regularities.csv").unlink()
    city = city_cached(str(copy))
    assert (baseline_of(city), main_plan_of(city), city.industry) == ("no_policy", BASELINE, None)
    assert title_of(city, "zh") == "三城产业政策实验室"
    assert len(city.regularities) == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.slow
def test_the_screen(other: tuple[str, re.Pattern[str], list[str]], lang: str) -> None:
    """Views, links, plans, cards, verdict and map of another city."""
    name, foreign, plans = other
    city = city_cached(name)
    view = View(name, seeds=2, lang="zh" if lang == "zh" else "en")
    assert view.plan == plans[1]
    assert next(iter(named_plans(city))) == plans[0]
    pasts = Pasts()
    own = {seed: run_once(spec, pasts) for seed, spec in specs_of(view).items()}
    reference = specs_of(View(name, baseline_of(city), seeds=2))
    usual = {seed: run_once(spec, pasts) for seed, spec in reference.items()}
    ensemble = Ensemble(view, own, usual)  # type: ignore[arg-type]
    found = answer(city, ensemble)
    assert found is not None and found.own.question is not None
    assert found.own.question.effect is not None
    words = [title_of(city, view.lang), question(city, view.lang)]
    for key in cards_of(city):
        head = headline(city, ensemble, key)
        assert head.difference is not None and head.own.runs == 2
        words += [getattr(head.outcome, f"{part}_{lang}") for part in ("name", "help")]
    words += [getattr(plan.name, lang) for plan in named_plans(city).values()]
    for instrument in instruments_of(city).values():
        words += [getattr(instrument, f"{part}_{lang}") for part in ("name", "help", "unit")]
    assert len(park_chances(ensemble)) == len(city.parks)
    own_words("\n".join(words), foreign, Path(name), "")
    if name == "littleton":
        again, faults = from_address(to_address(view))
        assert (again, faults) == (view, ())
        assert from_address("city=littleton")[0].plan == plans[1]
