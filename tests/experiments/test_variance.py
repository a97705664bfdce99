"""Parts of a variance: on made-up numbers of which they are known."""

from itertools import product

import numpy as np
import pytest

from experiments.studies.variance import FACTORS, components, parts

TRUE = {
    frozenset({0}): 4.0,
    frozenset({1}): 9.0,
    frozenset({2}): 1.0,
    frozenset({0, 1}): 2.0,
    frozenset({0, 2}): 0.5,
    frozenset({1, 2}): 3.0,
    frozenset({0, 1, 2}): 1.5,
}


def drawn(blocks: int, true: dict[frozenset[int], float], seed: int) -> np.ndarray:
    """Values of the model of random effects, one effect a level and set."""
    rng = np.random.default_rng(seed)
    values = np.full((blocks, 2, 2, 2), 100.0)
    for some, variance in true.items():
        shape = [2 if factor in some else 1 for factor in FACTORS]
        values = values + np.sqrt(variance) * rng.normal(size=(blocks, *shape))
    return values


def test_every_component_is_found_without_bias() -> None:
    found = components(drawn(100_000, TRUE, 1))
    assert found.keys() == TRUE.keys()
    for some, true in TRUE.items():
        mine = found[some]
        assert mine.mean() == pytest.approx(true, abs=4.0 * mine.std() / np.sqrt(len(mine))), some
    told = parts(drawn(3000, TRUE, 1), 0.95)
    assert told.sd == pytest.approx(np.sqrt(21.0), rel=0.05)
    assert (told.luck.share, told.world.share) == pytest.approx((4 / 21, 9 / 21), abs=0.05)
    assert told.together.share == pytest.approx(7 / 21, abs=0.05)


@pytest.mark.parametrize("factor", FACTORS)
def test_what_one_thing_does_alone_is_all_its_own(factor: int) -> None:
    """Whatever the function; and additive ones have nothing together."""
    found = parts(np.sinh(drawn(50, {frozenset({factor}): 1.0}, 2) - 100.0), 0.95)
    each = (found.luck, found.world, found.parameters, found.together)
    assert [part.share for part in each] == pytest.approx(
        [float(other == factor) for other in (*FACTORS, 3)], abs=1e-12
    )


def test_squares_agree_with_those_of_an_analysis_of_variance() -> None:
    """Of one block by hand: sums of squares of main effects and of interactions."""
    block = np.random.default_rng(3).normal(size=(2, 2, 2))
    found = components(block[None])
    square = {}
    for some in TRUE:
        effect = np.zeros((2, 2, 2))
        for subset in product((0, 1), repeat=len(some)):
            inner = frozenset(f for f, on in zip(sorted(some), subset, strict=True) if on)
            away = tuple(f for f in FACTORS if f not in inner)
            mean = block.mean(axis=away, keepdims=True)
            effect = effect + (-1.0) ** (len(some) - len(inner)) * mean
        square[some] = float((effect**2).sum())
    for some in TRUE:
        expected = sum(2.0 ** (3 - len(more)) * found[more][0] for more in TRUE if some <= more)
        assert square[some] == pytest.approx(expected)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    true = {
        frozenset({0}): 1.0,
        frozenset({1}): 4.0,
        frozenset({2}): 2.0,
        frozenset({0, 1, 2}): 0.5,
    }
    held = np.zeros(4)
    for seed in range(120):
        told = parts(drawn(32, true, seed), 0.95)
        for at, (part, share) in enumerate(
            zip(
                (told.luck, told.world, told.parameters, told.together),
                np.array([1.0, 4.0, 2.0, 0.5]) / 7.5,
                strict=True,
            )
        ):
            held[at] += part.low <= share <= part.high
    assert (held / 120 > 0.85).all()


def test_blocks_know_more_than_one_cross_of_as_many_runs() -> None:
    """512 runs: 64 blocks, or 8 × 8 × 8, of which the world's part is known by 7 degrees."""
    rng = np.random.default_rng(5)
    blocks, cross = [], []
    for seed in range(200):
        blocks.append(parts(drawn(64, {frozenset({1}): 4.0, frozenset({0}): 1.0}, seed), 0.95))
        levels = 2.0 * rng.normal(size=8), rng.normal(size=8)
        cross.append(np.var(levels[0], ddof=1))
    assert np.std([p.world.variance for p in blocks]) < 0.6 * np.std(cross)


def test_where_nothing_varies_there_are_no_shares() -> None:
    told = parts(np.full((4, 2, 2, 2), 3.0), 0.95)
    assert told.sd == 0.0 and np.isnan(told.world.share)
