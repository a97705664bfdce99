"""A third small city, made of Littleton: other names everywhere, and no vehicles.

Its plans are called otherwise, its files have nothing of vehicles in them, and neither contract
makers nor hosts. What is said of it must name nothing that it has not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.littleton import FOLDER

NAMES = {
    "drones": "kites",
    "scooters": "lamps",
    "tablets": "clocks",
    "handsets": "radios",
    "motors": "springs",
    "circuits": "lenses",
    "electric": "oil",
    "petrol": "gas",
    "Swiftwheel": "Swiftlamp",
    "swiftwheel": "swiftlamp",
    "voltride": "voltlamp",
    "Voltride": "Voltlamp",
    "contract_manufacturer": "supplier",
    "无人机": "风筝",
    "踏板车": "灯具",
    "平板": "钟表",
    "手机": "收音机",
    "燃油": "煤气",
    "littleton": "third",
    "Littleton": "Thirdham",
    "小城": "三城",
}
BASELINE, MAIN = "as_it_is", "big_push"
FOREIGN = re.compile(
    r"shanghai|上海|littleton|小城|action_plan|smart.terminal|智能终端|terminal|终端|vehicle|汽车|"
    r"整车|"
    r"\bNEVs?\b|nev_|level.?2|L2|7,?000 ?亿|smart.roads|智能网联|\bcars?\b|车路|\bnan\b|Traceback"
    r"|six segments|六大|沪",
    re.IGNORECASE,
)
"""What nothing that is said of the city may hold: words of another, and no numbers."""


def third_city(folder: Path) -> Path:
    """Make the city in ``folder``; the path of its folder."""
    city = folder / "third"
    shutil.copytree(FOLDER, city)
    for pattern in ("*.csv", "*.yaml", "*.geojson", "plans/*.yaml"):
        _renamed(city.glob(pattern))
    (city / "README.md").unlink()
    _without_column(city / "uses.csv", "nev")
    _without_column(city / "firms.csv", "licence")
    _without_rows(city / "rates.csv", "car_tax|nev_subsidy")
    _without_rows(city / "population.csv", "clocks.home,supplier")
    # Nobody works for the brands of others.
    for table in ("principals", "ecosystems", "ecosystem_segments"):
        _without_rows(city / f"{table}.csv", ".")
    _replaced(city / "lines.csv", r"(?m)^(.*),(bigbrand|otherbrand),", r"\1,,")
    _without_rows(city / "parameters.yaml", r"vehicles\.")
    _replaced(city / "outcomes.yaml", r"\{vehicles: \w+\}", "{}")
    _replaced(city / "outcomes.yaml", r"(?m)^  # Which .*\n.*\n", "")
    _replaced(city / "city.yaml", r"(?m)^baseline: .*$", f"baseline: {BASELINE}")
    _replaced(city / "city.yaml", r"(?m)^main_plan: .*$", f"main_plan: {MAIN}")
    _replaced(city / "city.yaml", r"(?m)^industry: .*$", "industry: {zh: 轻工, en: light}")
    plans = city / "plans"
    for old, new in (("baseline", BASELINE), ("action_plan_2022", MAIN)):
        path = (plans / f"{old}.yaml").rename(plans / f"{new}.yaml")
        _replaced(path, r"(?m)^(key|extends): " + old, rf"\1: {new}")
        _without_rows(path, r".*(smart_roads|oem_transition|coproduction_licence)")
    _replaced(plans / f"{MAIN}.yaml", r"(?m)^extends: .*$", f"extends: {BASELINE}.yaml")
    return city


def _renamed(paths: Iterable[Path]) -> None:
    for path in paths:
        text = path.read_text(encoding="utf-8-sig")
        for old, new in NAMES.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8-sig")


def _without_column(table: Path, name: str) -> None:
    rows = [line.split(",") for line in table.read_text(encoding="utf-8-sig").splitlines()]
    place = rows[0].index(name)
    lines = [",".join(cells[:place] + cells[place + 1 :]) for cells in rows]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def _without_rows(path: Path, begin: str) -> None:
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    kept = [head, *(line for line in lines if not re.match(begin, line))]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8-sig")


def _replaced(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    changed = re.sub(pattern, new, text)
    assert changed != text, (path, pattern)
    path.write_text(changed, encoding="utf-8-sig")
