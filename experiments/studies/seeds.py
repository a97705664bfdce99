"""Which seeds a question is asked with: the same on every way of asking it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from abm.parameter_sets import DEFAULT_SET
from abm.worlds import DEFAULT_WORLD

if TYPE_CHECKING:  # a city is not for who asks for help
    from agents.city import City

FIRST_SEED: Final = 1


def seeds_of(
    count: int,
    first: int = FIRST_SEED,
    city: str = "",
    world: str = DEFAULT_WORLD,
    parameters: str = DEFAULT_SET,
) -> Sequence[int]:
    """The seeds of ``count`` runs, from ``first`` on.

    Commands, sweeps and the screen take theirs from here: with equal numbers of runs they meet
    the same luck and give the same answer. Where a later question of ``city`` is asked, worlds are
    drawn and parameters are not, they are the seeds of those histories that agree with what has
    happened by then (``experiments.studies.histories``). Raises InputError where there are not so
    many.
    """
    known = _of_question(city, world, parameters)
    if known is None or count == 1:  # one seed by its number is meant as it stands
        return range(first, first + count)
    found = [seed for seed in known if seed >= first][:count]
    if len(found) < count:
        from engine.document import InputError

        expected = f"at most {len(found)} from {first} on: so many histories of those tried agree "
        expected += "with what has happened (yuanqu city histories tries more)"
        raise InputError("", 0, 0, "seeds", expected, str(count))
    return tuple(found)


def agreeing(city: "City") -> tuple[int, ...] | None:
    """Seeds of the histories that a later question is answered from, in their order.

    None for a first question, and where none were sorted out by this version of the model.
    """
    from abm.version import MODEL_VERSION

    rows = city.histories
    if not len(rows) or any(model != MODEL_VERSION for model in rows.model):
        return None
    return tuple(sorted(rows.seed[rows.accepted].tolist()))


def most_seeds(city: str) -> int | None:
    """How many seeds a question may be asked with; None where there is no bound."""
    known = _of_question(city, DEFAULT_WORLD, DEFAULT_SET)
    return None if known is None else len(known)


def _of_question(city: str, world: str, parameters: str) -> tuple[int, ...] | None:
    if not city or (world, parameters) != (DEFAULT_WORLD, DEFAULT_SET):  # other histories
        return None
    from abm.city.city import city_cached

    return agreeing(city_cached(city))
