"""Calibration: what decides, both ways on truths that are known, and the whole chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from abm import history
from abm.city.city import city_cached
from abm.history import Fact
from abm.parameters import drawn, with_overrides
from abm.posterior import FILE, posterior_of, read_posterior
from abm.simulation import RunSpec, simulate
from abm.version import MODEL_VERSION
from engine.document import InputError
from experiments.reports.calibration import calibration_report
from experiments.reports.markdown import markdown
from experiments.runs.folder.results import Results
from experiments.studies.arrays import Floats
from experiments.studies.calibration import fit, neural
from experiments.studies.calibration.checks import (
    Checked,
    answer,
    checked,
    explained,
    of_figures,
    rank_test,
)
from experiments.studies.calibration.figures import (
    FIGURE_ERROR,
    MODEL_ERROR,
    MOST,
    Figures,
    errors_of,
    figures_of,
    moved,
    with_noise,
)
from experiments.studies.calibration.fit import posterior_bytes, task
from experiments.studies.calibration.rejection import abc
from experiments.studies.calibration.screen import effects
from experiments.studies.calibration.simulations import Simulated, read_all, seeds_text
from experiments.studies.designs import MorrisDesign
from tests.experiments.commands import Said
from tests.littleton import LITTLETON
from tests.towns import Row, derived, town

Yuanqu = Callable[..., Said]
networks = pytest.mark.skipif(find_spec("bayesflow") is None, reason="needs make calibrate")
NAMES = ("demand.alpha_price", "demand.alpha_quality")


def fact(value: float, year: int = 2021, series: str = "a", **more: Any) -> Fact:
    given = {"segment": "", "unit": "units", "label": "read", "column": series, **more}
    return Fact(series=series, year=year, value=value, **given)


# What decides.


@pytest.mark.parametrize("year", [2022, 2023, 2030])
def test_years_that_are_kept_for_tests_are_refused(tmp_path: Path, year: int) -> None:
    name = town(tmp_path / "town", derived)
    with pytest.raises(InputError, match="kept for tests"):
        figures_of(name, year)
    assert max(f.year for f in figures_of(name).facts) == 2021


def test_a_test_row_among_the_fit_years_is_refused(tmp_path: Path) -> None:
    def change(row: Row) -> Row:
        return {**derived(row), "role": "test" if row["year"] == "2020" else row["role"]}

    name = town(tmp_path / "town", change)
    with pytest.raises(InputError, match="kept for tests"):
        figures_of(name)
    assert {f.year for f in figures_of(name, 2019).facts} == {2018, 2019}


def test_test_rows_are_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other values of theirs change nothing, and who asks for them is stopped."""

    def change(row: Row) -> Row:
        return {**derived(row), "value": "77" if row["role"] == "test" else row["value"]}

    def stop(*_: object) -> None:
        raise AssertionError("the test rows were asked for")

    monkeypatch.setattr(history, "held_back_facts", stop)
    one = figures_of(town(tmp_path / "one", derived))
    other = figures_of(town(tmp_path / "other", change))
    assert one == other and one.rows == 20
    assert not any(f.value == 77.0 for f in other.facts)


def test_assumed_figures_do_not_decide(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a fit row, read or derived"):
        figures_of(LITTLETON)

    def change(row: Row) -> Row:
        return derived(row) if row["segment"] == "drones" else row

    found = figures_of(town(tmp_path / "town", change))
    assert {f.segment for f in found.facts} == {"drones"} and found.rows == 20


def test_errors_are_logs_of_amounts_and_differences_of_rates() -> None:
    figures = Figures((fact(100.0), fact(0.2, unit="fraction")), 2)
    found = errors_of(figures, np.array([[200.0, 0.3], [100.0, 0.2], [0.0, 9.0]]))
    assert found[0] == pytest.approx([np.log(2.0), 0.5])
    assert found[1] == pytest.approx([0.0, 0.0])
    assert found[2].tolist() == [-MOST, MOST]


def test_noise_is_the_model_s_own_by_series_and_the_figure_s() -> None:
    figures = Figures((fact(1.0, 2020), fact(1.0), fact(1.0, series="b", label="derived")), 3)
    seen = with_noise(figures, np.zeros((4_000, 3)), range(4_000))
    own = np.array([FIGURE_ERROR["read"], FIGURE_ERROR["read"], FIGURE_ERROR["derived"]])
    assert seen.std(axis=0) == pytest.approx(figures.tolerance, rel=0.05)
    assert figures.tolerance == pytest.approx(np.sqrt(MODEL_ERROR**2 + own**2))
    shared = MODEL_ERROR**2 / (MODEL_ERROR**2 + FIGURE_ERROR["read"] ** 2)
    r = np.corrcoef(seen.T)
    assert r[0, 1] == pytest.approx(shared, abs=0.03) and abs(r[0, 2]) < 0.05
    assert np.array_equal(seen[7:9], with_noise(figures, np.zeros((2, 3)), [7, 8]))


def test_figures_that_no_run_moves_are_inputs() -> None:
    errors = np.array([[0.1, 0.0, -0.2], [0.1, 0.3, -0.2], [0.1, 0.1, -0.2]])
    assert moved(errors) == [1]


def test_elementary_effects_are_those_of_a_plane() -> None:
    """y = 3a − 2b and y = ab: μ* of the first is the size of its slopes whatever the points."""
    design = MorrisDesign(kind="morris", trajectories=8, levels=4)
    unit = design.cube(3)
    values = np.column_stack([3.0 * unit[:, 0] - 2.0 * unit[:, 1], unit[:, 0] * unit[:, 1]])
    found = effects(unit, values, 8)
    assert found[:, 0] == pytest.approx([3.0, 2.0, 0.0])
    assert 0.0 < found[0, 1] < 1.0 and found[2, 1] == pytest.approx(0.0)


# Both ways on truths that are known.

SLOPES = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 0.0]])
NOISE = 0.5


def linear(runs: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Two parameters and three figures, of which the last says nothing."""
    luck = np.random.default_rng(seed)
    z = luck.normal(size=(runs, 2))
    return z, z @ SLOPES + NOISE * luck.normal(size=(runs, 3))


def exact(seen: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance of the posterior of a linear model with normal errors."""
    covariance = np.linalg.inv(np.eye(2) + SLOPES @ SLOPES.T / NOISE**2)
    return covariance @ SLOPES @ seen / NOISE**2, covariance


SEEN = np.array([0.8, -0.6, 0.4])


def test_rejection_gives_the_posterior_that_is_known() -> None:
    z, x = linear(6_000)
    found = abc(z, x, SEEN, 0.1, 4_000, 1)
    mean, covariance = exact(SEEN)
    assert found.mean(axis=0) == pytest.approx(mean, abs=0.08)
    assert np.cov(found.T) == pytest.approx(covariance, abs=0.05)
    assert np.array_equal(found, abc(z, x, SEEN, 0.1, 4_000, 1))


def test_rejection_leaves_the_prior_where_figures_say_nothing() -> None:
    z, x = linear(6_000)
    found = abc(z, x[:, 2:], SEEN[2:], 0.2, 4_000, 1)
    assert found.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.1)
    assert found.std(axis=0) == pytest.approx([1.0, 1.0], abs=0.1)


@networks
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_network_gives_the_posterior_that_is_known() -> None:
    z, x = linear(3_000)
    flow = neural.Flow(z, x, 1, epochs=40)
    found = flow.draws(SEEN[None, :], 4_000)[0]
    mean, covariance = exact(SEEN)
    assert found.mean(axis=0) == pytest.approx(mean, abs=0.12)
    assert np.cov(found.T) == pytest.approx(covariance, abs=0.07)
    truth, seen = linear(200, 2)
    held = flow.draws(seen, 99)
    ranks = (held < truth[:, None, :]).sum(axis=1)
    assert all(rank_test(ranks[:, place], 99) > 0.005 for place in range(2))


def test_without_its_libraries_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(neural, "import_module", missing)
    with pytest.raises(InputError, match=r"make calibrate, or pip install 'yuanqu\[calibrate\]'"):
        neural.require()


def test_ranks_that_are_even_and_ranks_that_are_not() -> None:
    luck = np.random.default_rng(3)
    assert rank_test(luck.integers(0, 101, 300), 100) > 0.01
    assert rank_test(luck.integers(20, 81, 300), 100) < 1e-6  # posteriors too wide
    assert rank_test(np.minimum(luck.integers(0, 151, 300), 100), 100) < 1e-6  # too low


def known(cases: int, shift: float = 0.0) -> Checked:
    """Checks of the exact posterior, moved by ``shift``, of a parameter that is identified and one
    that is not."""
    luck = np.random.default_rng(4)
    truth = luck.normal(size=(cases, 2))
    seen = truth[:, 0] + 0.5 * luck.normal(size=cases)
    mean, sd = seen / 1.25, np.sqrt(0.2)

    def held(draws: int) -> Floats:
        first = mean[:, None] + sd * luck.normal(size=(cases, draws)) + shift
        return np.stack([first, luck.normal(size=(cases, draws))], axis=2)

    def given() -> dict[str, Any]:
        draws = np.column_stack([0.4 + sd * luck.normal(size=500), luck.normal(size=500)])
        return answer(draws, held(100), truth)

    return checked(("a", "b"), [given(), given()], given(), truth)


def test_who_is_identified_is_calibrated_and_who_is_not_is_named() -> None:
    found = known(300)
    a, b = found.parameters
    assert a.recovery == pytest.approx(0.8, abs=0.06) and b.recovery < 0.1
    assert a.covered == pytest.approx(0.8, abs=0.07) and a.even(2) and b.even(2)
    assert found.claimed == (0,) and found.carried == ("b",)
    assert a.mean == pytest.approx(0.4, abs=0.06) and a.sd == pytest.approx(0.447, abs=0.05)
    assert a.other_seed < 0.2 and abs(a.other_way) < 0.2 and a.way_p > 0.001
    assert found.draws.shape == (1_000, 2)


def test_a_posterior_beside_the_truth_is_not_claimed() -> None:
    found = known(300, shift=0.4)
    assert found.parameters[0].identified and not found.parameters[0].even(2)
    assert not found.claimed and found.carried == ("a", "b")


def test_means_that_lead_astray_identify_nothing() -> None:
    """A squared correlation would not see it."""
    truth = np.random.default_rng(7).normal(size=200)
    assert explained(0.8 * truth, truth) == pytest.approx(0.96, abs=0.01)
    assert explained(-0.8 * truth, truth) < 0.0 and explained(truth * 0.0, truth) <= 0.0
    assert explained(3.0 * truth, truth) < 0.0  # too sure of itself


def test_rejection_of_few_simulations_is_not_too_sure() -> None:
    """On truths that are known, from two hundred simulations and a share of ten of them."""
    z, x = linear(260, 8)
    held = [abc(z[:-60], x[:-60], seen, 0.05, 99, 1) for seen in x[-60:]]
    ranks = (np.array(held) < z[-60:, None, :]).sum(axis=1)
    assert all(rank_test(ranks[:, place], 99) > 0.001 for place in range(2))


def test_what_the_prior_can_hardly_make_is_marked() -> None:
    luck = np.random.default_rng(5)
    figures = Figures((fact(1.0), fact(1.0, series="b")), 2)
    seen = np.column_stack([luck.normal(size=500), 5.0 + luck.normal(size=500)])
    one, other = of_figures(figures, seen)
    assert not one.hardly and other.hardly and other.below == 0.0
    report = calibration_report(known(200), (one, other), figures, 3)
    text = markdown(report)
    assert "3 figures that are read or derived decide, of which 2 move" in text
    assert "carried as prior: b." in text and "calibrated" in text


# The whole chain.


def test_parameters_of_a_simulation_are_those_of_its_run(tmp_path: Path) -> None:
    """What is fitted, from the seed alone, is what the run had."""
    name = town(tmp_path / "town", derived)
    answers = np.random.default_rng(6).lognormal(6.0, 0.3, (80, 16))
    found = task(name, figures_of(name), NAMES, Simulated(tuple(range(80)), answers), 300)
    assert found.held == 20 and found.z.shape == (80, 2) and found.seen.shape == (80, 16)
    for seed in (0, 17):
        run = with_overrides(name, {}, "draw", seed).demand
        value = drawn(name, seed)["demand.alpha_price"]
        assert run.alpha_price == value
        own = replace(found, z=found.z)
        checks = known(50)
        whole = replace(checks, draws=np.repeat(own.z[seed : seed + 1], 3, axis=0))
        content = posterior_bytes(own, whole, (1, 2), {})
        kept = read_posterior("it", content)
        assert kept.names == NAMES[:1] and kept.values[:, 0] == pytest.approx([value] * 3)
        assert kept.made["carried_as_prior"] == ["b"] and kept.made["model"] == MODEL_VERSION
        assert kept.made["simulations"] == "0-79"


def test_names_and_numbers_that_do_not_serve(tmp_path: Path) -> None:
    name = town(tmp_path / "town", derived)
    few = Simulated(tuple(range(20)), np.ones((20, 16)))
    with pytest.raises(InputError, match="60 simulations or more"):
        task(name, figures_of(name), NAMES, few, 300)
    with pytest.raises(InputError, match="did you mean"):
        task(name, figures_of(name), ("demand.alpha_prices",), few, 300)
    with pytest.raises(InputError, match="yuanqu calibrate simulate"):
        read_all(tmp_path, name, figures_of(name))
    assert seeds_text([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"


@pytest.fixture
def without_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way by rejection stands where networks would: what is tested here is the chain."""

    def instead(of: fit.Task, seed: int) -> dict[str, Any]:
        return {**fit.by_rejection(of), "loss": 0.0, "libraries": {}}

    monkeypatch.setattr(fit, "by_network", instead)
    monkeypatch.setattr(neural, "require", dict)


def line(name: str, out: Path, stage: str, *more: object) -> tuple[Any, ...]:
    runs = ("--runs", "70", "--until-year", "2018", "--workers", "1")
    chosen = [part for key in NAMES for part in ("--parameter", key)]
    return ("calibrate", stage, "--city", name, "--out", out, *runs, *chosen, *more)


def test_from_figures_to_runs_that_draw_from_the_posterior(
    yuanqu: Yuanqu, without_networks: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, out = town(tmp_path / "town", derived), tmp_path / "out"
    early = yuanqu(*line(name, out, "check"))
    assert early.code == 2 and "yuanqu calibrate simulate" in early.err
    said = yuanqu(*line(name, out, "simulate"))
    assert said.code == 0, said.err
    results = Results(out / "runs-1-70")
    assert results.manifest["ingredients"]["experiment"]["parameters"] == "draw"
    again = yuanqu(*line(name, out, "check"))
    assert again.code == 2 and "yuanqu calibrate fit" in again.err
    # A sweep that is gone on with: the same folder, nothing anew.
    before = (out / "runs-1-70" / "metrics.parquet").read_bytes()
    assert yuanqu(*line(name, out, "simulate")).code == 0
    assert (out / "runs-1-70" / "metrics.parquet").read_bytes() == before
    # What is read from it is what the model makes of that seed's parameters.
    figures = figures_of(name, 2018)
    simulated = read_all(out, name, figures)
    run = simulate(RunSpec(name, "", 5, figures.facts[0].quarter, parameters="draw"))
    made = [float(run.outcomes[f.column][-1]) for f in figures.facts]
    assert simulated.answers[simulated.seeds.index(5)] == pytest.approx(made, rel=1e-6)

    said = yuanqu(*line(name, out, "fit"))
    assert said.code == 0 and "The posterior and its checks" in said.out, said.err
    kept = (out / "fit" / "parameters.csv").read_bytes()
    assert yuanqu(*line(name, out, "check")).code == 0
    assert (out / "fit" / "parameters.csv").read_bytes() == kept
    # With so few runs it may be that nothing is claimed, which is said; here the file matters.
    monkeypatch.setattr(Checked, "claimed", property(lambda self: (0, 1)))
    said = yuanqu(*line(name, out, "write"))
    assert said.code == 0 and "--parameters posterior" in said.out, said.err
    posterior_of.cache_clear()
    found = posterior_of(name)
    assert found is not None and found.names == NAMES and len(found.values) == 2 * fit.DRAWS
    assert found.made["rows_of_the_fit_years"] == 20
    said = yuanqu("run", "--city", name, "--seeds", "2", "--until", "2018Q2", "--out",
                  tmp_path / "run", "--parameters", "posterior")  # fmt: skip
    assert said.code == 0, said.err
    asked = Results(tmp_path / "run").manifest["ingredients"]
    assert asked["posterior"] == found.digest
    # Simulations stay those of the data: the posterior is none of them.
    assert yuanqu(*line(name, out, "check")).code == 0
    (tmp_path / "town" / FILE).write_bytes(b"mine")
    said = yuanqu(*line(name, out, "write"))
    assert said.code == 2 and "one of another origin" in said.err
    assert (tmp_path / "town" / FILE).read_bytes() == b"mine"


def test_simulations_of_other_data_are_refused(
    yuanqu: Yuanqu, without_networks: None, tmp_path: Path
) -> None:
    name, out = town(tmp_path / "town", derived), tmp_path / "out"
    assert yuanqu(*line(name, out, "simulate")).code == 0
    other = town(tmp_path / "other", lambda row: {**derived(row), "source": "another"})
    said = yuanqu(*line(other, out, "fit"))
    assert said.code == 2 and "data of the city" in said.err, said.err


def test_the_command_refuses_years_kept_for_tests(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name = town(tmp_path / "town", derived)
    said = yuanqu("calibrate", "simulate", "--city", name, "--until-year", "2023")
    assert said.code == 2 and "kept for tests" in said.err and not Path("out").joinpath(
        f"calibrate-{city_cached(name).key}"
    ).exists()  # fmt: skip


@networks
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_chain_with_networks(yuanqu: Yuanqu, tmp_path: Path) -> None:
    name, out = town(tmp_path / "town", derived), tmp_path / "out"
    for stage in ("simulate", "fit", "check"):
        said = yuanqu(*line(name, out, stage))
        assert said.code == 0, said.err
    rows = pl.read_csv(out / "fit" / "parameters.csv")
    assert rows["parameter"].to_list() == list(NAMES)
    assert (rows["sd"] > 0.0).all() and (rows["rank_p"] >= 0.0).all()
