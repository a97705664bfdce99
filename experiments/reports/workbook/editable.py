"""The sheets that are read back: experiment, plans, levers, assumptions.

Their columns are those of ``experiments.studies.workbook.forms``; numbers are in the model's units,
so that they come back to the last bit.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from abm.parameters import defaults, groups, there
from agents.parameters.words import told
from experiments.reports.report import Language, Words
from experiments.reports.workbook.book import Book, Sheet
from experiments.studies.kept import POINTS_FILE
from experiments.studies.resolve import Ready
from experiments.studies.workbook.files import LONGEST_CELL
from experiments.studies.workbook.forms import (
    ASSUMPTIONS,
    EXPERIMENT,
    JSON,
    LEVERS,
    LISTS,
    PLANS,
    Form,
)
from experiments.studies.workbook.grid import address
from policies.registry import INSTRUMENTS

HEAD = 3
"""The row of heads: above it stand the title and what may be done here."""

FIELDS = {
    "name": Words("实验的标识，也是结果文件夹的名称", "key of the experiment, name of its folder"),
    "title": Words("标题（JSON）", "title (JSON)"),
    "citation": Words("如何引用", "how to cite it"),
    "city": Words("城市，或其数据文件夹（相对于本文件）", "city, or its folder from this file"),
    "year": Words(
        "所问年份；空 = 城市的第一个问题", "year asked about; empty = the first question"
    ),
    "reference": Words("参照方案", "plan that others are compared with"),
    "seeds.first": Words("第一个随机种子", "first seed"),
    "seeds.count": Words("随机种子个数", "number of seeds"),
    "world": Words("全国市场", "national markets"),
    "parameters": Words("参数取值方式", "set of parameters"),
    "until": Words("最后季度", "last quarter"),
    "stop": Words("停止规则（JSON）", "stopping rule (JSON)"),
    "factors": Words("因子（JSON）", "factors (JSON)"),
    "design": Words("设计（JSON）", "design (JSON)"),
    "outcomes": Words("保存的结果（JSON）；空 = 全部", "outcomes kept (JSON); empty = all"),
    "tables": Words("保存的表（JSON）", "tables kept (JSON)"),
}
"""What the fields of an experiment mean, in the order of the sheet."""

HELP = {
    "levers": Words(
        "黄色单元格可修改，可增删行；保存后运行 yuanqu run --from 本文件。金额单位为百万元/年，"
        "空 = 不限。",
        "Edit the yellow cells, add or delete rows, save, then yuanqu run --from this file. Money "
        "in million yuan a year, empty = no limit.",
    ),
    "assumptions": Words(
        "只读回黄色的“值”一列；改过的值作为实验自设的参数，其余沿用城市数据。",
        "Only the yellow values are read back: what you change becomes the experiment's own, all "
        "else stays the city's.",
    ),
    "plans": Words(
        "每行一个方案，力度见“政策工具”。", "A row a plan; its levers stand in “levers”."
    ),
    "experiment": Words("运行的其他设定。", "All else that a run is made of."),
}


def experiment_sheet(book: Book, ready: Ready, path: Path, folder: Path, lang: Language) -> None:
    """The experiment's own fields; ``path`` is where the workbook will be."""
    sheet = _begun(book, EXPERIMENT, "experiment", lang)
    sheet.widths(14, 34, 60)
    data = dict(ready.resolved)
    here = path.resolve().parent
    if data["city"] != ready.city.key:
        data["city"] = _from(here, folder / data["city"])
    if data["design"].get("file") == POINTS_FILE:
        data["design"] = {**data["design"], "file": _from(here, folder / POINTS_FILE)}
    for row, (name, meaning) in enumerate(FIELDS.items(), HEAD + 1):
        value: Any = data
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        sheet.put(row, 1, name)
        sheet.put(row, 2, meaning.of(lang), "quiet")
        if name in JSON and value is not None:
            text = json.dumps(value, ensure_ascii=False)
            for place, at in enumerate(range(0, len(text), LONGEST_CELL)):
                sheet.put(row, 3 + place, text[at : at + LONGEST_CELL], "edited")
        else:
            sheet.put(row, 3, value, "edited")


def _from(here: Path, path: Path) -> str:
    """A path as seen from a folder; whole where it is on another drive."""
    try:
        return Path(os.path.relpath(path.resolve(), here)).as_posix()
    except ValueError:
        return str(path.resolve())


def plans_sheet(book: Book, ready: Ready, lang: Language) -> None:
    """A row a plan."""
    sheet = _begun(book, PLANS, "plans", lang)
    sheet.widths(24, 24, 30, 50, 60, 10)
    for row, data in enumerate(_files(ready), HEAD + 1):
        for place, head in enumerate(PLANS.heads, 1):
            outer, _, inner = head.field.partition(".")
            value = data.get(outer)
            sheet.put(row, place, value[inner] if inner and value else value, "edited")


def levers_sheet(book: Book, ready: Ready, lang: Language) -> tuple[Sheet, dict[str, range]]:
    """A row a setting of a plan; the sheet, and the rows of each plan that has a budget."""
    sheet = _begun(book, LEVERS, "levers", lang)
    sheet.widths(22, 24, 26, 9, 9, 9, 22, 14, 14, 9, 7, 18, 18, 18, 18, 8, 8, 9, 40, 18, 30, 9)
    place = {head.field: number for number, head in enumerate(LEVERS.heads, 1)}
    row, rows = HEAD, {}
    for data in _files(ready):
        first = row + 1
        for setting in data.get("settings") or ():
            row += 1
            _setting(sheet, row, place, {"plan": data["key"], **setting}, lang)
        if any("budget" in setting for setting in data.get("settings") or ()):
            rows[str(data["key"])] = range(first, row + 1)
    last = max(row, HEAD + 1)
    sheet.made.autofilter(HEAD - 1, 0, last - 1, len(LEVERS.heads) - 1)
    sheet.made.freeze_panes(HEAD, 3)
    words = {"validate": "list", "source": ["read", "derived", "assumed"]}
    sheet.made.data_validation(HEAD, place["label"] - 1, last + 200, place["label"] - 1, words)
    return sheet, rows


def _setting(
    sheet: Sheet, row: int, place: Mapping[str, int], data: Mapping[str, Any], lang: Language
) -> None:
    i = INSTRUMENTS[data["instrument"]]
    words = {"called": Words(i.name_zh, i.name_en), "unit": Words(i.unit_zh, i.unit_en)}
    for name, column in place.items():
        if name in words:
            sheet.put(row, column, words[name].of(lang), "quiet")
        elif name == "before":
            sheet.put(row, column, exact(data["level"]), "quiet")
        elif name == "changed":
            _changed(sheet, row, place["level"], place["before"], column)
        else:
            value = data.get(name)
            if name in LISTS and value is not None:
                value = ", ".join(value)
            sheet.put(row, column, exact(value), "edited")
    sheet.made.data_validation(
        row - 1,
        place["level"] - 1,
        row - 1,
        place["level"] - 1,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": i.low,
            "maximum": i.high,
            "error_type": "warning",
            "error_message": f"{i.low:g} … {i.high:g}",
        },
    )


def _changed(sheet: Sheet, row: int, now: int, before: int, column: int) -> None:
    sheet.formula(row, column, f'=IF({address(row, now)}={address(row, before)},"","●")')


def exact(value: object) -> object:
    """A number as it comes back to the last bit: some programs keep 15 digits, more are text."""
    if isinstance(value, float) and float(f"{value:.15G}") != value:
        return repr(value)
    return value


def assumptions_sheet(book: Book, ready: Ready, lang: Language) -> None:
    """A row a parameter; what the experiment sets itself comes first."""
    sheet = _begun(book, ASSUMPTIONS, "assumptions", lang)
    sheet.widths(34, 60, 12, 18, 12, 7, 10, 10, 10, 10, 60)
    place = {head.field: number for number, head in enumerate(ASSUMPTIONS.heads, 1)}
    row = HEAD
    for row, said in enumerate(parameters_of(ready), HEAD + 1):
        for name, column in place.items():
            if name == "changed":
                _changed(sheet, row, place["value"], place["before"], column)
            elif name == "value":
                sheet.put(row, column, exact(said["value"]), "edited")
            else:
                known = "value" if name == "before" else name
                sheet.put(
                    row, column, exact(said.get(known)), "wrapped" if name == "meaning" else ""
                )
    sheet.made.autofilter(HEAD - 1, 0, max(row, HEAD + 1) - 1, len(ASSUMPTIONS.heads) - 1)
    sheet.made.freeze_panes(HEAD, 1)
    free = ("format_cells", "format_columns", "format_rows", "sort", "autofilter")
    sheet.made.protect("", dict.fromkeys(free, True))


def parameters_of(ready: Ready) -> Iterator[dict[str, Any]]:
    """Every parameter that means something in the city, as the experiment has it."""
    entries, _ = defaults(ready.job.city)
    own = dict(ready.job.constants)
    words = {group: told(kind) for group, kind in groups().items()}
    for name, value in own.items():
        if name not in entries:  # levels in all plans, numbers of plans, events
            yield {"name": name, "value": value, "set": 1}
    for name, entry in sorted(entries.items(), key=lambda item: item[0] not in own):
        if there(ready.city, name) or name in own:
            group, _, leaf = name.partition(".")
            yield {
                "name": name,
                "meaning": words[group][leaf].meaning,
                "source": entry.source or words[group][leaf].source,
                **{field: getattr(entry, field) for field in ("unit", "low", "high", "label")},
                "value": own.get(name, entry.value),
                "set": 1 if name in own else None,
            }


def _files(ready: Ready) -> Iterator[Mapping[str, Any]]:
    """The plans as their files in the folder of results have them."""
    for plan in ready.plans:
        assert plan.document is not None
        yield plan.document.data


def _begun(book: Book, form: Form, name: str, lang: Language) -> Sheet:
    sheet = book.sheet(form.name.zh if lang == "zh" else form.name.en)
    sheet.top(HELP[name].of(lang))
    edited = [
        head.read and not (form is ASSUMPTIONS and head.field != "value") for head in form.heads
    ]
    looks = ["edited_head" if yes else "head" for yes in edited]
    sheet.heads(HEAD, [head.of(lang) for head in form.heads], looks)
    return sheet
