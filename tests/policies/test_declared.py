"""What instruments declare, the example of the README, scaled plans, and the commands on them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.city.city import city_cached
from abm.model import IndustryModel
from engine.document import InputError
from experiments.reports.policies import (
    checked_plan,
    declared,
    instruments_text,
    policies_report,
)
from experiments.reports.report import Table
from policies.city_plans import plan_in, usual_plans_of
from policies.groups import GROUPS
from policies.instrument import REGISTRY, Instrument, Programme, register
from policies.plan import known_plans, read_plan
from policies.registry import INSTRUMENTS
from policies.standing import level_of
from tests.littleton import BASELINE, LITTLETON, setting, write_plan
from tests.policies.readme import ROOT, readme_code, readme_example


@pytest.mark.parametrize("key", list(INSTRUMENTS))
def test_an_instrument_declares_itself(key: str) -> None:
    i = INSTRUMENTS[key]
    for lang in ("zh", "en"):
        for name in ("name", "help", "unit", "eligible", "rationing"):
            assert getattr(i, f"{name}_{lang}").strip(), name
        assert re.search("[一-鿿]", i.name_zh + i.unit_zh)
    assert i.low <= i.neutral <= i.high
    shanghai = city_cached("shanghai")
    for plan in (plan_in(shanghai, name) for name in usual_plans_of(shanghai)):
        assert i.low <= level_of(key, plan) <= i.high
    assert i.bends
    assert set(i.by) <= {"segments", "uses", "parks", "kinds"}
    assert "—" not in i.help_en
    if not i.payer:  # it costs nothing
        assert type(i).claims is Instrument.claims
    if isinstance(i, Programme):
        assert i.promised


def test_every_group_has_instruments_and_each_is_told() -> None:
    assert {i.group for i in INSTRUMENTS.values()} == {group.key for group in GROUPS}
    shanghai = city_cached("shanghai")
    assert [d["key"] for d in json.loads(instruments_text("shanghai"))] == list(INSTRUMENTS)
    table = policies_report(shanghai).parts[0]
    assert isinstance(table, Table)
    assert sum(row is not None for row in table.rows) == len(INSTRUMENTS) + len(GROUPS)
    told = declared("rd_subsidy", "shanghai")
    assert (told["baseline"], told["main_plan"]) == (0.05, 0.15)
    assert told["plans"]["action_plan_2022"][1]["clause"]
    with pytest.raises(InputError, match=r"did you mean 'rd_subsidy'"):
        declared("rd_subsidi", "shanghai")


@pytest.mark.parametrize("name", known_plans())
def test_every_plan_can_be_carried_out(name: str) -> None:
    assert name in checked_plan(name, "shanghai")[-1]
    stated = [s for s in read_plan(name).settings if s.clause]
    assert name not in ("action_plan_2022", "successor_2026") or len(stated) >= 27


def test_registration_asks_for_a_known_group() -> None:
    kind = type("Lost", (Instrument,), {"key": "lost", "group": "nowhere"})
    with pytest.raises(ValueError, match="lost: no group 'nowhere'"):
        register(kind)


def test_registration_asks_for_texts_and_for_terms_that_there_are() -> None:
    texts = dict.fromkeys(("name_zh", "name_en", "help_zh", "help_en", "unit", "unit_zh"), "x")
    named = {"key": "lost", "group": "order", **texts}
    for change, said in (
        ({"bends": ("rd_subsidi",)}, "bends 'rd_subsidi'.*did you mean 'rd_subsidy'"),
        ({"bends": ("rd_subsidy", "weather")}, "bends 'weather', which is no field of"),
    ):
        with pytest.raises(ValueError, match=f"lost: {said}"):
            register(type("Lost", (Instrument,), named | change))
    del named["unit_zh"], named["help_en"]
    with pytest.raises(ValueError, match="lost: no help_en, unit_zh"):
        register(type("Lost", (Instrument,), named))
    assert "lost" not in REGISTRY


def test_the_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its text as it stands: registered, offered, claimed, paid; nothing at neutral."""
    instrument = readme_example(monkeypatch)
    plan = write_plan(tmp_path, setting(instrument.key, 0.2, budget=100, cap=5))
    model = IndustryModel(city=LITTLETON, plan=plan, rng=1, check=True).run(until=4 * 2018 + 2)
    assert model.world.ledger.memos[instrument.key] > 0.0
    rate = model.world.terms.component_research
    assert set(np.unique(rate)) == {0.0, 0.2}


def test_the_example_of_the_readme_passes_lint(tmp_path: Path) -> None:
    """As it stands there, by the rules of the place where the README puts it."""
    file, place = tmp_path / "young_suppliers.py", "policies/instruments/young_suppliers.py"
    file.write_text(readme_code(), encoding="utf-8")
    for command in (
        ["ruff", "check", "--stdin-filename", place, "-"],
        ["ruff", "format", "--check", "--stdin-filename", place, "-"],
        ["mypy", str(file)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            input=readme_code(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_plans_scale_moves_its_own_settings_alone(tmp_path: Path) -> None:
    def scaled(scale: float) -> Any:
        own = (
            setting("rd_subsidy", 0.1, "2022Q1", budget=8, cap=2),
            setting("approval_time", 0.8, "2022Q1"),
        )
        path = Path(write_plan(tmp_path, *own, extends=BASELINE))
        data = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(data | {"scale": scale}), encoding="utf-8")
        return read_plan(str(path))

    plain, double = scaled(1.0), scaled(2.0)
    assert plain.at(4 * 2021) == double.at(4 * 2021)
    now = double.at(4 * 2022)
    assert (now["rd_subsidy"].level, now["rd_subsidy"].budget, now["rd_subsidy"].cap) == (
        0.2,
        16,
        2,
    )
    assert now["approval_time"].level == pytest.approx(0.6)
    assert scaled(50.0).at(4 * 2022)["rd_subsidy"].level == 0.5  # the end of its range
    assert scaled(0.0).at(4 * 2022)["approval_time"].level == 1.0
    with pytest.raises(InputError, match="scale"):
        scaled(-1.0)
