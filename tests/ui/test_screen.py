"""The screen in a browser, with the network cut: one walk through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import polars as pl
import pytest

from abm.city.city import city_cached
from tests.experiments.commands import line_of
from tests.third_city import FOREIGN, MAIN, third_city
from ui.numbers import number, percent, scale_of
from ui.summary import cards_of

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PATIENCE = 120_000
"""Milliseconds: two processes import the model first, perhaps on a busy machine."""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium of this machine."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("no Chromium on this machine: the screen is not tried in a browser")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def address(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The screen of the shipped city."""
    with serving(tmp_path_factory.mktemp("server")) as found:
        yield found


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[str]:
    """A server of the screen on a free port, ``more`` in its environment; ended by its process
    id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log.txt"
    command = [sys.executable, "-m", "solara", "run", "app.py", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-open", "--no-check-version"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} | more
    with log.open("w") as stream:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=subprocess.STDOUT
        )
    try:
        found = f"http://127.0.0.1:{port}"
        wait_for(found, server, log)
        yield found
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers."""
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the server did not start:\n{log.read_text()[-2000:]}")


class Visit:
    """A page that may speak to this machine only."""

    def __init__(self, browser: Any, address: str) -> None:
        self.page = browser.new_page(viewport={"width": 1400, "height": 900})
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.page.route("**/*", self._gate)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(address)

    def _gate(self, route: Any) -> None:
        url = route.request.url
        if url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"asked for {url}")
            route.abort()

    def wait_text(self, selector: str, text: str) -> None:
        self.page.locator(selector, has_text=text).first.wait_for()

    def numbers(self) -> list[str]:
        found: list[str] = self.page.locator(".yq-big").all_inner_texts()
        return found


def test_a_policymaker_walks_through(browser: Any, address: str, tmp_path: Path) -> None:
    """Chinese first; a moved lever changes the answer and the address; a link reproduces both."""
    visit = Visit(browser, f"{address}/?seeds=2")
    page = visit.page
    visit.wait_text(".yq-title", "智能终端产业政策实验室")
    visit.wait_text(".yq-progress", "已完成全部 2 次模拟")
    page.locator(".yq-chart canvas").nth(2).wait_for()
    page.locator(".yq-parks canvas").wait_for()
    before = visit.numbers()
    assert len(before) == 4

    lever = page.locator(".yq-lever", has_text="研发补贴")
    level = lever.locator(".yq-level").inner_text()
    lever.locator("[role=slider]").focus()
    page.keyboard.press("Home")  # Without the subsidy it costs less, however full its budget is.
    page.wait_for_function(
        "before => document.querySelectorAll('.yq-big')[3].innerText != before", arg=before[3]
    )
    page.wait_for_url("**instruments.rd_subsidy=0&*")
    page.wait_for_timeout(1000)  # Until then it may still say that the runs of before are done.
    visit.wait_text(".yq-progress", "已完成全部 2 次模拟")
    moved = visit.numbers()
    assert moved[3] != before[3]

    page.locator(".yq-language").click()
    visit.wait_text(".yq-title", "Policy lab")
    page.wait_for_url("**lang=en*")
    page.wait_for_timeout(500)  # Charts draw themselves a moment after their data came.
    page.screenshot(path=tmp_path / "screen.png", full_page=True)
    assert (tmp_path / "screen.png").stat().st_size > 50_000

    link = Visit(browser, page.url)
    link.wait_text(".yq-progress", "Histories done: 2")
    assert link.numbers() == moved

    page.go_back()
    visit.wait_text(".yq-title", "智能终端产业政策实验室")
    page.go_back()
    lever.locator(".yq-level", has_text=level).wait_for()
    # The lever's text comes to the browser a message before the numbers' and the progress line's.
    page.wait_for_function(
        "before => document.querySelectorAll('.yq-big')[3].innerText == before", arg=before[3]
    )
    visit.wait_text(".yq-progress", "已完成全部 2 次模拟")
    assert visit.numbers() == before
    assert visit.faults == link.faults == []


def test_choosing_a_plan_moves_no_lever(browser: Any, address: str) -> None:
    """Alternative plans have levels between a slider's steps: the slider must not round them."""
    visit = Visit(browser, f"{address}/?seeds=1&lang=en")
    visit.wait_text(".yq-progress", "Histories done: 1")
    visit.page.locator(".yq-plan", has_text="Parks-led").click()
    visit.page.wait_for_url("**plan=parks_led*")
    visit.wait_text(".yq-progress", "Histories done: 1")
    visit.page.wait_for_timeout(1500)  # A slider that answers does so a moment after it is drawn.
    assert "instruments." not in visit.page.url
    assert visit.page.locator(".yq-moved").count() == 0


def test_a_bad_address_is_one_line(browser: Any, address: str) -> None:
    """What can't be used is named; the page stands."""
    visit = Visit(browser, f"{address}/?seeds=1&lang=en&plan=no_such_plan")
    visit.wait_text(".yq-fault", "plan: expected one of")
    visit.wait_text(".yq-progress", "Histories done: 1")
    assert "Traceback" not in visit.page.inner_text("body")


def test_the_screen_of_another_city(browser: Any, tmp_path: Path) -> None:
    """It shows the city that it was started for, with its plans, and nothing of another's."""
    city = third_city(tmp_path)
    with serving(tmp_path, YUANQU_CITY=str(city)) as address:
        visit = Visit(browser, f"{address}/?seeds=2")
        page = visit.page
        visit.wait_text(".yq-title", "三城轻工产业政策实验室")
        visit.wait_text(".yq-progress", "已完成全部 2 次模拟")
        page.locator(".yq-parks canvas").wait_for()
        for heading in page.locator(".yq-group").all()[1:]:
            heading.click()
        assert len(visit.numbers()) == 4
        for language in ("zh", "en"):
            if language == "en":
                page.locator(".yq-language").click()
                visit.wait_text(".yq-title", "Policy lab for Thirdham's light industry")
                page.wait_for_url(f"**plan={MAIN}*lang=en*")
            text = page.locator(".yq-page").inner_text()
            assert not FOREIGN.findall(text)
        assert visit.faults == []


def test_twenty_fast_drags_end_on_the_numbers_of_the_last(browser: Any, address: str) -> None:
    """A link to where the slider rests shows the figures of the page on which it was dragged."""
    visit = Visit(browser, f"{address}/?seeds=2&lang=en")
    visit.wait_text(".yq-progress", "Histories done: 2")
    visit.page.locator(".yq-lever", has_text="R&D subsidy").locator("[role=slider]").focus()
    for step in range(20):
        visit.page.keyboard.press("ArrowRight" if step % 5 < 3 else "ArrowLeft")
        visit.page.wait_for_timeout(120)
    visit.page.wait_for_url("**instruments.rd_subsidy=*")
    visit.page.wait_for_timeout(1000)
    visit.wait_text(".yq-progress", "Histories done: 2")
    visit.page.wait_for_timeout(3000)  # whatever is still under way would show itself by now
    link = Visit(browser, visit.page.url)
    link.wait_text(".yq-progress", "Histories done: 2")
    level = ".yq-lever:has-text('R&D subsidy') .yq-level"
    assert visit.page.locator(level).inner_text() == link.page.locator(level).inner_text()
    assert visit.numbers() == link.numbers()
    assert visit.faults == link.faults == []


def test_the_screen_answers_as_the_command_does(browser: Any, tmp_path: Path) -> None:
    """Numbers read off the page are those of ``yuanqu run`` for city, plans and number of runs."""
    plans = ("baseline", "action_plan_2022")
    line = line_of("run", "--city", "littleton", "--seeds", "10", "--out", tmp_path / "out")
    line += [word for plan in plans for word in ("--plan", plan)]
    subprocess.run(line, cwd=tmp_path, capture_output=True, check=True)
    answer = pl.read_csv(tmp_path / "out" / "answer.csv")

    with serving(tmp_path, YUANQU_CITY="littleton") as address:
        for plan in plans:
            visit = Visit(browser, f"{address}/?plan={plan}&seeds=10&lang=en")
            visit.wait_text(".yq-progress", "Histories done: 10")
            rows = answer.filter((pl.col("plan") == plan) & pl.col("minus").is_null())
            chances = visit.page.locator(".yq-card .yq-chance").all_inner_texts()
            asked = []
            cards = cards_of(city_cached("littleton"))
            for outcome, shown in zip(cards, visit.numbers(), strict=True):
                mine = rows.filter(pl.col("outcome") == outcome)
                row = mine.row(by_predicate=pl.col("statistic") == "median", named=True)
                assert shown == number(row["estimate"] / scale_of(row["unit"])), outcome
                if row["target"] is not None:
                    row = mine.row(by_predicate=pl.col("statistic") == "chance", named=True)
                    asked.append(percent(row["estimate"], "en"))
            assert chances == asked
            assert visit.faults == []
