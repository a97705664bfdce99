"""What a model is made with: checked, and in the plain form in which a copy is made."""

from __future__ import annotations

import secrets
from os import PathLike, fspath
from typing import Any

import numpy as np

from abm.parameter_sets import which_parameters
from abm.worlds import which_world
from engine.document import InputError
from engine.document.error import quoted

SEED_BITS = 53
"""Bits of a seed that nobody chose: as many as any reader of a file takes for a whole number."""


def arguments_of(
    city: Any,
    plan: Any,
    settings: Any,
    check: Any,
    outcomes: Any,
    rng: Any,
    world: Any,
    parameters: Any,
) -> dict[str, Any]:
    """The arguments of a model by name. Raises InputError for one of a wrong type.

    ``rng`` None becomes a seed from the entropy of the system, which stands in the result.
    """
    return {
        "city": _path("city", city, "the name of a city or the path of its folder"),
        "plan": _path(
            "plan",
            plan,
            "the name of a plan or the path of its file (nothing: the city's baseline; "
            "a Plan goes to `go_on_under`)",
            empty=True,
        ),
        "settings": _text("settings", settings, "text such as 'demand.alpha_price=3; events.x=0'"),
        "check": _flag("check", check),
        "outcomes": _text("outcomes", outcomes, "text such as 'output_plan, firms'"),
        "rng": seed_of(rng),
        "world": which_world(world),
        "parameters": which_parameters(parameters),
    }


def seed_of(rng: Any) -> int:
    """A seed as a plain number; for None one that the system gives. Raises InputError.

    A generator is no seed: draws belong to (seed, decision, agent), and its next number to nobody.
    """
    if rng is None:
        return secrets.randbits(SEED_BITS)
    if isinstance(rng, bool | np.bool_) or not isinstance(rng, int | np.integer) or rng < 0:
        raise _wrong("rng", "a whole number from 0 as the seed, or None for a fresh one", rng)
    return int(rng)


def last_quarter(until: Any) -> int:
    """The absolute index of a quarter. Raises InputError."""
    if isinstance(until, bool) or not isinstance(until, int | np.integer):
        raise _wrong("until", "a quarter's index, as `engine.calendar` gives for '2025Q4'", until)
    return int(until)


def _path(name: str, value: Any, expected: str, empty: bool = False) -> str:
    if not isinstance(value, str | PathLike) or not (fspath(value) or empty):
        raise _wrong(name, expected, value)
    return str(fspath(value))


def _text(name: str, value: Any, expected: str) -> str:
    if not isinstance(value, str):
        raise _wrong(name, expected, value)
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise _wrong(name, "True or False", value)
    return bool(value)


def _wrong(name: str, expected: str, value: Any) -> InputError:
    """A value's own text where it is short and plain, else its type."""
    plain = isinstance(value, str | int | float | np.number | np.bool_ | type(None))
    found = quoted(value) if isinstance(value, str) else str(value)
    return InputError("", 0, 0, name, expected, found if plain else f"a {type(value).__name__}")
