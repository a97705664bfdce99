"""Sets of a posterior: read as written, one a seed, refused when stale."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameter_sets import set_and_seed, which_parameters
from abm.parameters import defaults, drawn, ranges, with_overrides
from abm.posterior import FILE, as_bytes, data_digest, posterior_of, read_posterior, used
from abm.version import MODEL_VERSION
from engine.document import InputError
from tests.littleton import ACTION, BASELINE, FOLDER, LITTLETON

NAMES = ("demand.alpha_price", "demand.alpha_quality")
SETS = np.array([[2.0 + 0.01 * i, 1.0 + 0.01 * i] for i in range(50)])


def town(
    folder: Path, made: Mapping[str, Any] | None = None, names: tuple[str, ...] = NAMES
) -> str:
    """Littleton with a posterior of fifty sets."""
    shutil.copytree(FOLDER, folder)
    told = {"model": MODEL_VERSION, "data": data_digest(city_cached(str(folder)))}
    (folder / FILE).write_bytes(as_bytes(names, SETS, {**told, **(made or {})}))
    return str(folder)


def test_it_is_read_as_it_was_written() -> None:
    made = {"model": "7", "simulations": 300, "seed": 1, "note": "后验"}
    found = read_posterior("a file", as_bytes(NAMES, SETS, made))
    assert found.names == NAMES and np.array_equal(found.values, SETS)
    assert dict(found.made) == made and len(found.digest) == 64


@pytest.mark.parametrize("content", [b"", b"mine\n", as_bytes(NAMES, SETS, {})[:-9]])
def test_another_file_is_told(content: bytes) -> None:
    with pytest.raises(InputError, match="a posterior as yuanqu calibrate writes it"):
        read_posterior("a file", content)


def test_sets_must_be_numbers() -> None:
    with pytest.raises(InputError, match="every value a number"):
        read_posterior("a file", as_bytes(NAMES, SETS[:0], {}))
    with pytest.raises(InputError, match="every value a number"):
        read_posterior("a file", as_bytes(NAMES, np.full((3, 2), np.nan), {}))


def test_each_seed_has_a_set_of_its_own_and_draws_the_rest(tmp_path: Path) -> None:
    name = town(tmp_path / "town")
    found = [with_overrides(name, {}, "posterior", seed) for seed in range(40)]
    chosen = [(p.demand.alpha_price, p.demand.alpha_quality) for p in found]
    assert set(chosen) <= {tuple(row) for row in SETS.tolist()}  # whole rows: their parts belong
    assert 15 < len(set(chosen)) <= 40
    other = next(n for n in drawn(name, 3) if n.startswith("demand.") and n not in NAMES)
    assert getattr(found[3].demand, other.partition(".")[2]) == drawn(name, 3)[other]
    assert with_overrides(name, {}, "posterior:7", 3) == found[7]
    mine = with_overrides(name, {NAMES[0]: 2.9}, "posterior", 5)
    assert mine.demand.alpha_price == 2.9
    assert mine.demand.alpha_quality == found[5].demand.alpha_quality


def test_all_sets_are_as_likely(tmp_path: Path) -> None:
    found = posterior_of(town(tmp_path / "town"))
    assert found is not None
    rows = [round(100 * (found.of_seed(seed)[NAMES[0]] - 2.0)) for seed in range(5_000)]
    counts = np.bincount(rows, minlength=50)
    assert counts.min() > 60 and counts.max() < 150


def test_the_same_under_every_plan(tmp_path: Path) -> None:
    name = town(tmp_path / "town")
    one, other = (
        IndustryModel(name, plan, parameters="posterior", rng=4).world.parameters
        for plan in (BASELINE, ACTION)
    )
    assert one == other == with_overrides(name, {}, "posterior", 4)


def test_one_of_another_model_is_refused_with_the_command_that_makes_it_anew(
    tmp_path: Path,
) -> None:
    name = town(tmp_path / "town", {"model": "0"})
    with pytest.raises(InputError, match="one of version 0: stale") as no:
        IndustryModel(name, parameters="posterior", rng=1)
    assert f"yuanqu calibrate all --city {name}" in str(no.value) and "\n" not in str(no.value)
    IndustryModel(name, parameters="fixed", rng=1)  # who does not ask for it is not bothered


def test_other_data_since_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "abm")
    assert posterior_of(town(tmp_path / "same")) is not None and not caplog.records
    assert posterior_of(town(tmp_path / "other", {"data": "0"})) is not None
    assert "made from other data" in caplog.text


def test_a_city_without_uses_its_own_values_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    posterior_of.cache_clear()
    caplog.set_level(logging.WARNING, "abm")
    for seed in (1, 2):
        assert with_overrides(LITTLETON, {}, "posterior", seed) == defaults(LITTLETON)[1]
    told = [record.getMessage() for record in caplog.records if "posterior" in record.getMessage()]
    assert len(told) == 1 and "own values are used" in told[0]  # once a process


def test_a_parameter_that_is_none_is_told(tmp_path: Path) -> None:
    name = town(tmp_path / "town", names=("demand.alpha_price", "demand.alpha_qualit"))
    with pytest.raises(InputError, match=r"demand\.alpha_quality"):
        with_overrides(name, {}, "posterior", 1)


def test_the_digest_of_data_is_without_the_posterior(tmp_path: Path) -> None:
    name = town(tmp_path / "town")
    before = data_digest(city_cached(name))
    (tmp_path / "town" / FILE).unlink()
    assert data_digest(city_cached(name)) == before
    (tmp_path / "town" / "ramps.csv").write_text("x\n", encoding="utf-8")
    assert data_digest(city_cached(name)) != before


def test_names_as_they_are_typed() -> None:
    assert set_and_seed("posterior", 3) == ("posterior", 3)
    assert set_and_seed("posterior:17", 3) == ("posterior", 17)
    assert which_parameters("draw:5") == "draw:5"
    for wrong in ("fixed:3", "posterior:", "posterior:03", "posterior:x", "posteriors"):
        with pytest.raises(InputError, match=r"draw:17 or posterior:17"):
            which_parameters(wrong)
    assert set(NAMES) <= set(ranges(LITTLETON))


def test_results_depend_on_it_where_runs_draw_from_it(tmp_path: Path) -> None:
    name = town(tmp_path / "town")
    found = posterior_of(name)
    assert found is not None
    assert used(name, "posterior") == used(name, "posterior:3") == {"posterior": found.digest}
    assert used(name, "fixed") == used(name, "draw:3") == {}
    assert city_cached(name).digest == city_cached(LITTLETON).digest
