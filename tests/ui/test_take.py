"""What one takes away: the plan's file runs to the numbers on the screen; the brief."""

from __future__ import annotations

import shlex
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from abm.city.city import city_cached
from experiments.command.main import main
from experiments.reports.brief import brief, findings_frame, paths_frame
from experiments.reports.page import page
from experiments.reports.report import LANGUAGES, Heading, Language, Table, Words
from experiments.runs.past import Pasts
from policies.plan import read_plan
from ui.page import question
from ui.runs import Run, run_once
from ui.state import View, settled
from ui.study import Ensemble, specs_of
from ui.summary import cards_of, headline, verdict_of
from ui.take import brief_of, command_of, parks_frame, picture, plan_file, plan_of

SEEDS = 10
CITY = "littleton"
MOVED = View(
    city=CITY, plan="action_plan_2022", seeds=SEEDS, levels=(("rd_subsidy", 0.4), ("trade_in", 0.2))
)


def whole(view: View) -> Ensemble:
    """All runs of a view, carried out here."""
    pasts = Pasts()

    def runs(of: View) -> dict[int, Run]:
        found = {seed: run_once(spec, pasts) for seed, spec in specs_of(of).items()}
        return {seed: run for seed, run in found.items() if run is not None}

    reference = View(city=view.city, plan="baseline", seeds=view.seeds)
    return Ensemble(view, runs(view), runs(reference))


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return whole(MOVED)


@pytest.mark.slow
def test_the_file_and_its_command_give_the_numbers_on_the_screen(
    ensemble: Ensemble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last shown digit and beyond: the same runs."""
    city = city_cached(CITY)
    name, text = plan_file(city, MOVED)
    (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _, *arguments = shlex.split(command_of(city, MOVED))
    with pytest.raises(SystemExit, match="0"):
        main([*arguments, "--out", "out"])
    answer = pl.read_csv("out/answer.csv")
    key = plan_of(city, MOVED).key

    def told(outcome: str, statistic: str) -> float:
        asked = (pl.col("outcome") == outcome) & (pl.col("statistic") == statistic)
        row = answer.row(by_predicate=asked & (pl.col("plan") == key), named=True)
        money = row["unit"] == "million yuan" and statistic != "chance"
        return float(row["estimate"]) / (100.0 if money else 1.0)

    for outcome in cards_of(city):
        found = headline(city, ensemble, outcome)
        assert found.own.median == pytest.approx(told(outcome, "median"), rel=1e-6)
        if found.target == found.target:
            assert found.own.probability == told(outcome, "chance")
        assert found.difference is not None
        assert found.difference.mean == pytest.approx(told(outcome, "difference"), rel=1e-4)


@pytest.mark.parametrize("view", [MOVED, View(city=CITY, plan="action_plan_2022")])
def test_a_plans_file_can_be_read_again(view: View, tmp_path: Path) -> None:
    """Levels, budgets and names come back; a moved plan has a key of its own."""
    city = city_cached(CITY)
    name, text = plan_file(city, view)
    (tmp_path / name).write_text(text, encoding="utf-8")
    plan, read = plan_of(city, view), read_plan(str(tmp_path / name))
    assert read.at(city.policy_start) == plan.at(city.policy_start)
    assert (read.key == view.plan) == (not view.levels)
    for key, level in view.levels:
        assert read.at(city.policy_start)[key].level == level


def test_the_command_names_city_year_and_seeds() -> None:
    city = city_cached(CITY)
    assert command_of(city, View(city=CITY, plan="baseline", seeds=7)) == (
        "yuanqu run --city littleton --plan baseline.yaml --seeds 7"
    )
    later = "shanghai@2030"
    view = settled(View(city=later, plan="successor_2026", seeds=50), city_cached(later))
    assert command_of(city_cached(later), view) == (
        "yuanqu run --year 2030 --plan baseline --plan successor_2026.yaml --seeds 50"
    )


class Tags(HTMLParser):
    """Whether every tag that opens closes, and what stands in headings."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_a_meeting(ensemble: Ensemble, language: Language) -> None:
    city = city_cached(CITY)
    found = verdict_of(city, ensemble)
    assert found is not None
    asked = Words(question(city, "zh"), question(city, "en"))
    given = brief_of(city, MOVED, ensemble, found[0], None, asked)
    report = brief(given, language)
    html = page(report, language)
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert command_of(city, MOVED) in html
    assert "data:image/png;base64," in html and "nan" not in html.lower().split("base64")[0]
    if language == "en":
        assert "Moved from" in html and "R&amp;D subsidy 40 %" in html
        assert "历史" not in html
    else:
        assert "三点提醒" in html and "研发补贴 40%" in html
    (table,) = (part for part in report.parts if isinstance(part, Table))
    assert len(table.rows) == len(found[0].findings)
    assert isinstance(report.parts[0], Heading)


@pytest.mark.slow
def test_numbers_to_take(ensemble: Ensemble) -> None:
    """The tables hold what the cards show."""
    city = city_cached(CITY)
    found = verdict_of(city, ensemble)
    assert found is not None
    frame = findings_frame(*found)
    card = headline(city, ensemble, "competitive_firms")
    row = frame.row(by_predicate=pl.col("outcome") == "competitive_firms", named=True)
    assert (row["median"], row["chance"]) == (card.own.median, card.own.probability)
    assert card.difference is not None and row["gain"] == card.difference.mean
    given = brief_of(city, MOVED, ensemble, found[0], None, Words("问", "asked"))
    paths = paths_frame(given.curves)
    last = paths.filter(pl.col("outcome") == "competitive_firms").row(-1, named=True)
    assert last["median"] == card.own.median
    assert parks_frame(city, ensemble).height == len(city.parks)
    assert picture(lambda file: file.write_bytes(b"drawn")) == b"drawn"
