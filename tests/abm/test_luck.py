"""Luck belongs to an identity: what happens to others moves nobody's draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from abm.model import IndustryModel
from abm.steps.entry import step as entries
from abm.steps.entry.settling import appeal
from agents import kinds
from agents.world import World
from engine.calendar import quarter_index
from engine.draws import Decision, Draws
from engine.model import Step
from engine.table import reorder
from tests.littleton import BASELINE, LITTLETON

UNTIL = quarter_index("2020Q4")
Key = tuple[Any, ...]


class Listening(Draws):
    """Draws that remember what each lane got, by decision, quarter and the rest of the key."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.heard: dict[Key, bytes] = {}

    def _note(self, key: Key, lanes: Any, values: Any) -> Any:
        for lane, value in zip(lanes.tolist(), values, strict=True):
            self.heard[(*key, lane)] = np.asarray(value).tobytes()
        return values

    def uniform(self, decision: Decision, quarter: int, lanes: Any, turn: int = 0) -> Any:
        values = super().uniform(decision, quarter, lanes, turn)
        return self._note(("uniform", decision.name, quarter, turn), lanes, values)

    def normal(self, decision: Decision, quarter: int, lanes: Any) -> Any:
        values = super().normal(decision, quarter, lanes)
        return self._note(("normal", decision.name, quarter), lanes, values)

    def exponential(self, decision: Decision, quarter: int, lanes: Any) -> Any:
        values = super().exponential(decision, quarter, lanes)
        return self._note(("exponential", decision.name, quarter), lanes, values)

    def uniform_matrix(
        self, decision: Decision, quarter: int, lanes: Any, alternatives: int
    ) -> Any:
        values = super().uniform_matrix(decision, quarter, lanes, alternatives)
        return self._note(("matrix", decision.name, quarter), lanes, values)

    def uniform_cells(self, decision: Decision, quarter: int, lanes: Any, alternatives: Any) -> Any:
        values = super().uniform_cells(decision, quarter, lanes, alternatives)
        flat = (a.ravel().tolist() for a in np.broadcast_arrays(lanes, alternatives, values))
        for lane, alternative, value in zip(*flat, strict=True):
            key = "cells", decision.name, quarter, alternative, lane
            self.heard[key] = np.asarray(value).tobytes()
        return values

    def _note_pairs(
        self, name: str, decision: Decision, lanes: Any, ordinals: Any, values: Any
    ) -> Any:
        flat = (a.ravel().tolist() for a in np.broadcast_arrays(lanes, ordinals, values))
        for lane, ordinal, value in zip(*flat, strict=True):
            self.heard[name, decision.name, lane, ordinal] = np.asarray(value).tobytes()
        return values

    def normal_pair(self, decision: Decision, lanes: Any, ordinals: Any) -> Any:
        values = super().normal_pair(decision, lanes, ordinals)
        return self._note_pairs("normal_pair", decision, lanes, ordinals, values)

    def uniform_pair(self, decision: Decision, lanes: Any, ordinals: Any) -> Any:
        values = super().uniform_pair(decision, lanes, ordinals)
        return self._note_pairs("uniform_pair", decision, lanes, ordinals, values)


def heard(change: Callable[[IndustryModel], None] | None) -> tuple[IndustryModel, dict[Key, bytes]]:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, rng=9)
    draws = Listening(9)
    model.world.draws = draws
    if change is not None:
        change(model)
    model.run(until=UNTIL)
    return model, draws.heard


def one_more_entrant(model: IndustryModel) -> None:
    """Let one more candidate of the second quarter in, whatever its luck."""

    def admit(world: World) -> None:
        if world.quarter != world.city.start + 1:
            return
        lanes, segment, _ = world.candidates.of(1, entries.STARTUPS)
        inside = set(world.firms.lane.tolist())
        spare = [i for i, lane in enumerate(lanes.tolist()) if lane not in inside][-1]
        use = np.flatnonzero(world.markets.segment == segment[spare])[:1]
        lane, of = lanes[spare : spare + 1], segment[spare : spare + 1]
        known = world.markets.frontier[use]
        alone = np.zeros(1, dtype=bool)
        newcomer = entries.Newcomers(lane, of, use, known, appeal(world)[of], alone)
        entries.found(world, newcomer)

    model.schedule.insert_after("entry", Step("one_more", admit))


def a_luckier_inventor(model: IndustryModel) -> None:
    """One firm's engineers are ten times as many in every quarter."""

    def help_one(world: World) -> None:
        world.firms.engineers_before[3] *= 10.0
        world.firms.engineers[3] *= 10.0

    model.schedule.insert_after("plans", Step("help_one", help_one))


def test_one_more_entrant_and_one_better_inventor_move_nobody_elses_draws() -> None:
    plain, before = heard(None)

    def both(model: IndustryModel) -> None:
        one_more_entrant(model)
        a_luckier_inventor(model)

    changed, after = heard(both)
    more = set(changed.world.firms.lane.tolist()) - set(plain.world.firms.lane.tolist())
    assert more, "the extra entrant is not there: the test would show nothing"
    common = before.keys() & after.keys()
    assert len(common) > 0.9 * len(before)
    assert [key for key in common if before[key] != after[key]] == []
    # The later entrants, too: candidates of quarters after the change drew in both runs.
    late = [key for key in common if key[1] == "entry.enters" and key[2] > quarter_index("2019Q4")]
    assert late
    assert plain.record.table().keys() == changed.record.table().keys()


def test_rows_in_another_order_with_their_luck_give_the_same_outcomes() -> None:
    plain = IndustryModel(city=LITTLETON, plan=BASELINE, rng=6)
    mixed = IndustryModel(city=LITTLETON, plan=BASELINE, rng=6)
    world = mixed.world
    generator = np.random.default_rng(0)
    for name in ("firms", "lines", "products"):
        reorder(world.tables.values(), name, generator.permutation(len(world.tables[name])))
    assert not np.array_equal(plain.world.firms.lane, world.firms.lane)
    for _ in range(4):
        plain.step()
        mixed.step()
    for name, values in plain.record.table().items():
        np.testing.assert_allclose(mixed.record.column(name), values, rtol=1e-9, atol=1e-9)
    kinds_of = dict(
        zip(plain.world.firms.lane.tolist(), plain.world.firms.kind.tolist(), strict=True)
    )
    for lane, kind in zip(world.firms.lane.tolist(), world.firms.kind.tolist(), strict=True):
        assert kinds_of[lane] == kind
    assert kinds.BRAND in kinds_of.values()
