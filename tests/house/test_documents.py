"""The tables of the documentation are those that code and data make now."""

import re
from pathlib import Path

import pytest

from abm.model import IndustryModel
from abm.parameters import groups, known_names
from abm.version import MODEL_VERSION
from agents.parameters.group import declared
from agents.parameters.words import PRIOR, told
from experiments.reports.documents import (
    documents,
    out_of_date,
    parameter_readers,
    rule_users,
    sources,
)
from tests.littleton import LITTLETON

DOCS = Path(__file__).parents[2] / "docs"


def test_the_tables_are_up_to_date() -> None:
    """``yuanqu docs`` writes them anew."""
    assert out_of_date(DOCS) == [], "run: yuanqu docs"


def test_the_odd_describes_this_version() -> None:
    odd = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert f"`MODEL_VERSION` {MODEL_VERSION}." in odd


def test_the_odd_names_the_steps_in_their_order() -> None:
    odd = (DOCS / "odd.md").read_text(encoding="utf-8")
    section = odd[odd.index("## 3. Process") : odd.index("## 4. Design")]
    names = IndustryModel(city=LITTLETON, rng=0).schedule.names()
    told = [name for name in re.findall(r"\*\*(\w+)\*\*", section) if name in names]
    assert told == names, "docs/odd.md, section 3"


def test_every_parameter_has_its_words() -> None:
    for group, kind in groups().items():
        words = told(kind)
        assert words.keys() == kind.model_fields.keys(), group
        for leaf, what in declared(kind).items():
            assert words[leaf].meaning, f"{group}.{leaf}"
            known = what.label == "assumed" or words[leaf].source != PRIOR
            assert known, f"{group}.{leaf} is {what.label}: where?"


def test_every_parameter_is_read_somewhere() -> None:
    assert sorted(known_names() - set(parameter_readers())) == []


def test_users_of_a_rule_are_found() -> None:
    """By the module's alias, and by its own name."""
    users = rule_users(sources())
    assert "abm/steps/research.py" in users["agents.research", "budget"]
    assert "abm/market.py" in users["agents.demand", "utility"]


@pytest.mark.slow
def test_what_is_out_of_date_is_named(tmp_path: Path) -> None:
    made = documents()
    names = list(made)
    assert out_of_date(tmp_path) == names
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert out_of_date(tmp_path) == []
    (tmp_path / names[1]).write_text("another", encoding="utf-8")
    assert out_of_date(tmp_path) == [names[1]]
