"""The places of the page in a browser: levers, clauses, what is taken away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.ui.test_screen import Visit, address, browser  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OUTSIDE = """() => [...document.querySelectorAll('.yq-card')].flatMap(card => {
  const edge = card.getBoundingClientRect().right - 1;
  for (const text of card.querySelectorAll('.yq-row .yq-strong, .yq-moved-row span'))
    text.textContent += ' (+12,345 to +67,890)';
  return [...card.querySelectorAll('span, div')]
    .filter(part => part.getBoundingClientRect().right > edge).map(part => part.textContent);
})"""
DONE = {"zh": "已完成全部", "en": "Histories done:"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_place(browser: Any, address: str, lang: str, tmp_path: Path) -> None:  # noqa: F811
    """One walk: levers sorted and folded, clauses, files; the address follows; nothing is wider
    than a phone; no card is wider than itself, however long its numbers."""
    visit = Visit(browser, f"{address}/?seeds=2&lang={lang}")
    page = visit.page
    page.set_viewport_size({"width": 1366, "height": 768})
    visit.wait_text(".yq-progress", DONE[lang])
    places = page.locator(".yq-place")
    places.nth(1).click()
    page.locator(".yq-tornado tbody tr").first.wait_for()
    assert page.locator(".yq-finding").inner_text()
    page.locator(".yq-choice").nth(1).locator("button").nth(1).click()
    page.wait_for_url("**order=cost*")
    assert page.locator("th[aria-sort]").inner_text()
    page.locator(".yq-folded summary").click()
    assert page.locator(".yq-folded tbody tr").first.is_visible()
    places.nth(2).click()
    page.locator(".yq-clauses tbody tr:visible").first.wait_for()
    page.wait_for_url("**place=clauses*")
    places.nth(3).click()
    files = page.locator(".yq-take-part")
    with page.expect_download() as download:
        files.nth(0).locator("button").first.click()
    download.value.save_as(tmp_path / "brief.html")
    assert '<html lang="zh-CN">' in (tmp_path / "brief.html").read_text(encoding="utf-8")
    with page.expect_download() as download:
        files.nth(1).locator("button").first.click()
    assert download.value.suggested_filename == "action_plan_2022.yaml"
    assert re.match(r"yuanqu run .*--seeds 2$", page.locator(".yq-code").inner_text())
    assert page.locator(".yq-place[aria-current=page]").count() == 1
    for place in (3, 2, 1, 0):
        places.nth(place).click()
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(300)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0
        page.set_viewport_size({"width": 1366, "height": 768})
    visit.wait_text(".yq-card", "亿")
    assert page.evaluate(OUTSIDE) == []
    assert visit.faults == []
    page.close()
