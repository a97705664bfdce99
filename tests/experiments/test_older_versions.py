"""What an older version of the model left behind is read, or refused in one clear line.

``tests/older`` keeps a plan, an experiment and a folder of results of each version, as they were
written then, and two cities that are kept elsewhere.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from abm.city.city import city_cached
from abm.parameters import defaults, filled
from abm.version import MODEL_VERSION
from policies.city_plans import baseline_of, main_plan_of
from tests.experiments.commands import Said
from ui.state import View, from_address, to_address

OLDER = Path(__file__).parents[1] / "older"
VERSIONS = sorted(path.name.removeprefix("model_") for path in OLDER.iterdir())
CITY = {
    "1": "shanghai",
    "2": "shanghai",
    "3": "littleton",
    "4": "littleton",
    "5": "littleton",
    "6": "littleton",
    "7": "littleton",
}

Yuanqu = Callable[..., Said]


def test_one_of_each_version_is_kept() -> None:
    """A new version comes with a folder of the one before."""
    assert [str(n) for n in range(1, int(MODEL_VERSION))] == [
        v for v in VERSIONS if int(v) < int(MODEL_VERSION)
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_plans_and_experiments(version: str, yuanqu: Yuanqu) -> None:
    kept = OLDER / f"model_{version}"
    plan = kept / "action_plan_2022.yaml"
    for line in (
        ("plan", "check", plan, "--city", CITY[version]),
        ("sweep", "check", kept / "experiment.yaml"),
    ):
        said = yuanqu(*line)
        assert said.code == 0, said.err
        assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize("version", VERSIONS)
def test_folders_of_results(version: str, yuanqu: Yuanqu, tmp_path: Path) -> None:
    """A report says whose numbers they are; none goes on with another version's runs."""
    folder = tmp_path / "results"
    shutil.copytree(OLDER / f"model_{version}" / "results", folder)
    said = yuanqu("report", folder, "--language", "en")
    assert said.code == 0, said.err
    text = (folder / "report-en.html").read_text(encoding="utf-8")
    other = f"Run with model version {version}; this text is of version {MODEL_VERSION}."
    assert (other in text) is (version != MODEL_VERSION)
    said = yuanqu("cite", folder)
    assert said.code == 0, said.err
    assert re.search(rf"模型版本 {version}\b|\(model {version}\)|model version {version}", said.out)
    before = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    experiment = OLDER / f"model_{version}" / "experiment.yaml"
    said = yuanqu("sweep", experiment, "--out", folder, "--resume")
    assert said.code == 2 and said.err.count("\n") == 1, said.err
    assert "got one of another: " in said.err
    assert ("model" if version in ("4", "5", "6", "7") else "city_digest") in said.err.partition(
        "another: "
    )[2]
    assert before == {path.name: path.read_bytes() for path in folder.glob("*.*")}


@pytest.mark.parametrize("version", ["", *VERSIONS])
def test_links(version: str) -> None:
    """Links had no version until the fourth; one that has another's is told."""
    mark = f"&model={version}" if version else ""
    link = f"plan=action_plan_2022&instruments.rd_subsidy=0.2&seeds=10&lang=en{mark}"
    view, faults = from_address(link)
    assert view == View(plan="action_plan_2022", levels=(("rd_subsidy", 0.2),), seeds=10, lang="en")
    if version in ("", MODEL_VERSION):
        assert faults == ()
    else:
        (fault,) = faults
        assert fault.line.startswith(f"model: expected {MODEL_VERSION}, this model")
    assert from_address(to_address(view)) == (view, ())


def test_a_city_of_the_third_version(yuanqu: Yuanqu, tmp_path: Path) -> None:
    """It goes on working; what stands in for a parameter that only it could tell is told."""
    folder = tmp_path / "town"
    shutil.copytree(OLDER / "model_3" / "city", folder)
    text = (folder / "parameters.yaml").read_text(encoding="utf-8")
    lacks = ("demand.alpha_price:", "exit.minimal_revenue:")
    kept = [line for line in text.splitlines() if not line.startswith(lacks)]
    gone = (
        'labour.housing_jobs: {value: 1, low: 0, high: 2, unit: "1", label: assumed, source: old}'
    )
    (folder / "parameters.yaml").write_text("\n".join([*kept, gone]) + "\n", encoding="utf-8")
    said = yuanqu(
        "run", "--city", folder, "--seeds", 1, "--until", "2018Q2", "--out", tmp_path / "out"
    )
    assert said.code == 0, said.err
    lines = said.err.splitlines()
    (told,) = (line for line in lines if "taken from shanghai, as this city lacks them" in line)
    assert "exit.minimal_revenue" in told and "demand.alpha_price" not in told
    assert any("no longer: " in line and "labour.housing_jobs" in line for line in lines)
    shipped, own = defaults("shanghai")[0], defaults(str(folder))[0]
    assert own["demand.alpha_price"] == shipped["demand.alpha_price"]  # as the model has it
    name = "exit.minimal_revenue"
    assert (own[name].value, own[name].label) == (shipped[name].value, "assumed")
    assert filled(str(folder)).items() >= {(name, shipped[name].value)}
    city = city_cached(str(folder))
    assert (baseline_of(city), main_plan_of(city)) == ("baseline", "action_plan_2022")


def test_an_older_city_that_lacks_a_column(yuanqu: Yuanqu) -> None:
    said = yuanqu("city", "show", OLDER / "model_2" / "city")
    assert said.code == 2 and said.err.count("\n") == 1
    assert "uses.csv:1:1: permit_local: expected a column 'permit_local'" in said.err


def test_a_misspelt_parameter_is_still_a_fault(yuanqu: Yuanqu, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(OLDER / "model_3" / "city", folder)
    path = folder / "parameters.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("demand.alpha_price:", "demand.alfa:"))
    said = yuanqu("city", "show", folder)
    assert said.code == 2 and "demand.alfa: expected a parameter of the model" in said.err
