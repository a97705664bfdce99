"""The outcome of the one contract maker that history tells of."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.outcomes.contracting import LARGEST, columns, largest_contract_maker
from tests.littleton import BASELINE, LITTLETON
from tests.third_city import third_city


def test_it_is_who_makes_most_in_the_city() -> None:
    """Not who sells most: the largest makers by sales make theirs elsewhere."""
    city = city_cached("shanghai")
    row = largest_contract_maker(city)
    assert city.firms.keys[row] == "pegatron_shanghai"
    lines, kind = city.lines, city.firms.kind
    of_makers = [kind[firm] == "contract_manufacturer" for firm in lines.firm.tolist()]
    made = np.where(of_makers, lines.revenue_million_per_year * lines.local_share, 0.0)
    assert lines.firm[made.argmax()] == row


def test_its_jobs_are_counted_while_it_lives() -> None:
    model = IndustryModel(city=LITTLETON, plan=BASELINE, outcomes="contract_output", rng=1)
    world = model.world
    row = largest_contract_maker(world.city)
    model.step()
    firms = world.firms
    (one,) = np.flatnonzero(firms.name_row == row)
    jobs = firms.operators[one] + firms.engineers[one] + firms.staff[one]
    found = model.record.table()[LARGEST][-1]
    assert found == jobs > 0.0
    total = model.record.table()["contract_jobs"][-1]
    assert found <= total


def test_a_city_that_names_none_has_no_such_column(tmp_path: Path) -> None:
    assert LARGEST in columns(city_cached(LITTLETON))
    city = city_cached(str(third_city(tmp_path)))
    assert largest_contract_maker(city) == -1
    assert LARGEST not in columns(city)
