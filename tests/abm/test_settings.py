"""A run's own values: where they go, and one line for each that can't be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.city.city import city_cached
from abm.parameters import defaults, groups, known_names, there, with_overrides
from abm.settings import as_text, known_factors, parse, sort_out
from agents.parameters import GROUPS
from engine.document import InputError
from policies.registry import instruments_of
from tests.littleton import LITTLETON

CITY = city_cached(LITTLETON)
NAMES = sorted(known_names())


@pytest.mark.parametrize("city", [LITTLETON, "shanghai"])
def test_a_city_has_every_parameter_within_its_range(city: str) -> None:
    entries, parameters = defaults(city)
    assert set(entries) == known_names()
    for name, entry in entries.items():
        group, leaf = name.split(".")
        kind = groups()[group]
        held = getattr(parameters, group) if group in GROUPS else parameters.of(kind)
        assert getattr(held, leaf) == entry.value
        assert entry.low <= entry.value <= entry.high
        assert entry.unit
        for end in (entry.low, entry.high):  # the model takes the whole of the range
            with_overrides(city, {name: end})


def test_factors_are_parameters_instruments_and_events() -> None:
    found = known_factors(LITTLETON)
    expected = {
        *(name for name in NAMES if there(CITY, name)),
        *(f"instruments.{key}" for key in instruments_of(CITY)),
        *(f"events.{key}" for key in CITY.events.keys),
    }
    assert set(found) == expected
    for name, factor in found.items():
        assert factor.low <= factor.default <= factor.high, name


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.floats(allow_nan=False, allow_infinity=False), max_size=6
    )
)
def test_text_and_values_say_the_same_to_the_last_bit(values: dict[str, float]) -> None:
    assert parse(as_text(values), CITY).parameters == values


def test_values_go_where_they_act() -> None:
    found = parse(
        " demand.alpha_price = 3 ;instruments.rd_subsidy=0.2;; events.flood_2020=0 ", CITY
    )
    assert found.parameters == {"demand.alpha_price": 3.0}
    assert found.instruments == {"rd_subsidy": 0.2}
    assert found.events == {"flood_2020": 0.0}
    assert parse("", CITY) == sort_out({}, CITY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("demand.alpha_price", "expected name=value"),
        ("demand.alpha_price=much", "expected a number, got 'much'"),
        ("instruments.rd_subsidi=0.1", "did you mean 'rd_subsidy'?"),
        ("instruments.rd_subsidy=3", "got 3"),
        ("instruments.rd_subsidy=nan", "got nan"),
        ("events.flood_2021=0", "did you mean 'flood_2020'?"),
        ("events.flood_2020=3", "a strength of 0 to 2, got 3"),
        ("events.flood_2020=nan", "a strength of 0 to 2, got nan"),
    ],
)
def test_what_can_not_be_read_is_said_in_one_line(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, CITY)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("demand.alpha_prise", 3.0, "did you mean 'demand.alpha_price'?"),
        ("demand.alpha_price", -1.0, "demand.alpha_price"),
        ("demand.alpha_price", float("inf"), "demand.alpha_price"),
        ("demand.income_growth", float("nan"), "demand.income_growth"),
        ("demand.recapture", 1.5, "demand.recapture"),
    ],
)
def test_what_a_parameter_can_not_be_is_said_in_one_line(
    name: str, value: float, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        with_overrides(LITTLETON, {name: value})
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
