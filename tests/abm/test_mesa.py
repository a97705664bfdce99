"""The industry as Mesa sees it: agents and collectors. Batch runs: ``test_mesa_batches.py``."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest
from mesa.datacollection import DataCollector

from abm.model import IndustryModel
from agents.kinds import (
    OEM_,
    Brand,
    ContractManufacturer,
    District,
    Municipality,
    Park,
    Startup,
    Supplier,
    VentureFund,
)
from tests.littleton import BASELINE, LITTLETON

pytestmark = pytest.mark.mesa_contract


def small(**more: object) -> IndustryModel:
    return IndustryModel(city=LITTLETON, plan=BASELINE, **({"rng": 0} | more))  # type: ignore[arg-type]


def test_every_kind_is_there_as_an_agent() -> None:
    model = small().run()
    found = model.agents_by_type
    for kind in (Brand, ContractManufacturer, Supplier, Startup, Park, District, Municipality):
        assert len(found[kind]) > 0, kind
    assert len(found[VentureFund]) == 1
    assert set(found) >= set(model.agent_types)


def test_columns_read_select_group_and_aggregate() -> None:
    model = small(rng=1)
    model.step()
    brands = model.agents_by_type[Brand]
    world = model.world
    slots = world.firms.of_kind(0)
    assert brands.get("revenue") == pytest.approx(world.firms.revenue[slots].tolist())
    large = brands.select(lambda firm: firm.revenue > 1.0)
    assert 0 < len(large) <= len(brands)
    assert brands.agg("revenue", sum) == pytest.approx(float(world.firms.revenue[slots].sum()))
    groups = brands.groupby("segment").agg("revenue", sum)
    assert sum(groups.values()) == pytest.approx(brands.agg("revenue", sum))


def test_set_writes_the_column_and_money_does_not_move() -> None:
    model = small()
    brands = model.agents_by_type[Brand]
    brands.set("technology", 2.0)
    assert (model.world.firms.technology[model.world.firms.of_kind(0)] == 2.0).all()
    with pytest.raises(AttributeError, match="money"):
        brands.set("cash", 1.0)


def test_removal_settles_accounts() -> None:
    model = small(check=True)
    model.step()
    model.world.ledger.begin()
    firm = next(iter(model.agents_by_type[Brand]))
    slot = firm.slot
    firm.remove()
    world = model.world
    assert not world.firms.alive[slot]
    assert world.firms.cash[slot] == pytest.approx(0.0)
    assert not world.lines.alive[world.lines.firm == slot].any()
    world.ledger.verify()
    assert firm not in model.agents
    model.step()


def test_a_kind_may_change_and_identity_stays() -> None:
    model = small()
    firm = next(iter(model.agents_by_type[Brand]))
    identity = firm.unique_id
    firm.kind = OEM_
    again = [a for a in model.agents if a.unique_id == identity]
    assert len(again) == 1
    assert type(again[0]).__name__ == "OEM"


def test_a_collector_collects() -> None:
    model = small()
    collector = DataCollector(
        model_reporters={"firms": "firms", "output": lambda m: m.record.latest("output_plan")},
        agenttype_reporters={Brand: {"revenue": "revenue"}},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert frame["firms"].tolist() == model.record.column("firms").tolist()
    assert len(collector.get_agenttype_vars_dataframe(Brand)) > 0


def test_many_runs_that_ask_for_handles_keep_nothing() -> None:
    def run() -> None:
        model = small()
        model.step()
        assert len(model.agents) > 0

    run()
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(3):
            run()
        gc.collect()
        first = tracemalloc.get_traced_memory()[0]
        for _ in range(12):
            run()
        gc.collect()
        last = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    one = sum(v.nbytes for t in small().world.tables.values() for v in t._store.values())
    assert last - first < 2 * one  # twelve models kept would be twelve times this


def test_the_quarter_is_a_list_to_print_and_change() -> None:
    model = small()
    assert str(model.schedule).splitlines()[0].endswith("events")
    seen: list[int] = []
    model.schedule.replace("parks", lambda world: seen.append(world.quarter))
    model.step()
    assert seen == [model.world.city.start]
    assert np.isfinite(model.record.latest("jobs"))
