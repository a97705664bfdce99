"""Designs and jobs: every run once, in an order that more seeds do not change."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from experiments.reports.cite import DESIGNS
from experiments.runs.job import Job
from experiments.studies.designs import Design, GridDesign, OneAtATimeDesign
from experiments.studies.factors import Factor


def job(seeds: int, points: int, plans: int, groups_per_batch: int) -> Job:
    return Job(
        city="c",
        plans=tuple(f"p{plan}" for plan in range(plans)),
        plan_keys=tuple(f"p{plan}" for plan in range(plans)),
        first_seed=7,
        seeds=seeds,
        until=0,
        constants=(("b", 1.0), ("x", 0.0)),
        factors=("x",),
        points=tuple((("x", float(point)),) for point in range(points)),
        columns=(),
        tables=(),
        check=False,
        groups_per_batch=groups_per_batch,
    )


def factors(**grids: tuple[float, ...]) -> tuple[Factor, ...]:
    return tuple(Factor(name=name, grid=grid) for name, grid in grids.items())


def test_the_grid_has_every_combination() -> None:
    """The last factor changes fastest; without factors there is one point."""
    points = GridDesign().points(factors(a=(1.0, 2.0), b=(3.0, 4.0)))
    assert points == (
        (("a", 1.0), ("b", 3.0)),
        (("a", 1.0), ("b", 4.0)),
        (("a", 2.0), ("b", 3.0)),
        (("a", 2.0), ("b", 4.0)),
    )
    assert GridDesign().points(()) == ((),)


def test_one_at_a_time_leaves_the_others_alone() -> None:
    """The defaults first."""
    points = OneAtATimeDesign(kind="one_at_a_time").points(factors(a=(1.0, 2.0), b=(3.0,)))
    assert points == ((), (("a", 1.0),), (("a", 2.0),), (("b", 3.0),))


COUNTS = st.integers(1, 5)


@given(COUNTS, COUNTS, COUNTS, st.integers(1, 40))
def test_batches_hold_every_run_once(seeds: int, points: int, plans: int, size: int) -> None:
    """In order of their numbers, whatever the size of a batch."""
    many = job(seeds, points, plans, size)
    groups = [group for batch in range(many.batches) for group in many.groups_of(batch)]
    runs = [run for group in groups for run in group]
    assert [run.number for run in runs] == list(range(many.runs))
    assert len({(run.seed, run.point, run.plan) for run in runs}) == many.runs
    assert all(len({(run.seed, run.point) for run in group}) == 1 for group in groups)
    assert sum(many.runs_of(batch) for batch in range(many.batches)) == many.runs


@given(COUNTS, COUNTS, COUNTS)
def test_more_seeds_add_runs_at_the_end(seeds: int, points: int, plans: int) -> None:
    """A run keeps its number when seeds are added."""
    few, more = job(seeds, points, plans, 3), job(seeds + 2, points, plans, 3)

    def runs(of: Job) -> list[object]:
        return [run for b in range(of.batches) for group in of.groups_of(b) for run in group]

    assert runs(more)[: few.runs] == runs(few)


def test_a_point_goes_before_a_constant() -> None:
    """The settings of a run by name, each once."""
    assert job(1, 3, 1, 1).settings_at(2) == (("b", 1.0), ("x", 2.0))


def test_every_kind_has_a_name_in_a_sentence() -> None:
    classes = get_args(get_args(Design)[0])
    kinds = {get_args(one.model_fields["kind"].annotation)[0] for one in classes}
    assert set(DESIGNS) == kinds
