"""The sheets that are read back: their names and columns in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from experiments.studies.workbook.grid import Grid, text_of

Language = Literal["zh", "en"]


class Said(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


class Head(NamedTuple):
    """A column: the field that it holds, its name, and whether it is read back."""

    field: str
    zh: str
    en: str
    read: bool = True

    def of(self, language: Language) -> str:
        """Its name in a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Form:
    """A sheet with a row of heads, below which everything is read."""

    name: Said
    heads: tuple[Head, ...]

    def find(self, book: Mapping[str, Grid]) -> Grid | None:
        """The sheet in a workbook, under either name."""
        return next((book[name] for name in self.name if name in book), None)

    def places(self, grid: Grid) -> tuple[int, dict[str, int]]:
        """The row of heads, and the column of each field. Raises ``InputError``."""
        names = {name: head.field for head in self.heads for name in (head.zh, head.en)}
        wanted = [head for head in self.heads if head.read]
        best: tuple[int, dict[str, int]] = (0, {})
        for number, row in enumerate(grid.rows, 1):
            found: dict[str, int] = {}
            for place, value in enumerate(row, 1):
                field = names.get(text_of(value).strip())
                if field is not None:
                    found.setdefault(field, place)
            if len(found) > len(best[1]):
                best = number, found
        head_row, at = best
        for head in wanted:
            if head.field not in at:
                expected = f"a column “{head.zh}” or “{head.en}”"
                raise grid.error(head_row, 1, head.field, expected, "none")
        return head_row, at


EXPERIMENT = Form(
    Said("实验", "experiment"),
    (
        Head("field", "字段", "field"),
        Head("meaning", "含义", "meaning", read=False),
        Head("value", "值", "value"),
    ),
)

PLANS = Form(
    Said("方案", "plans"),
    (
        Head("key", "方案标识", "key"),
        Head("name.zh", "名称（中文）", "name in Chinese"),
        Head("name.en", "名称（英文）", "name in English"),
        Head("summary.zh", "说明（中文）", "summary in Chinese"),
        Head("summary.en", "说明（英文）", "summary in English"),
        Head("scale", "规模（倍）", "scale (times)"),
    ),
)

LEVERS = Form(
    Said("政策工具", "levers"),
    (
        Head("plan", "方案", "plan"),
        Head("instrument", "工具标识", "instrument"),
        Head("called", "工具", "name", read=False),
        Head("from", "起始季度", "from (quarter)"),
        Head("to", "截止季度", "to (quarter)"),
        Head("level", "力度", "level"),
        Head("unit", "力度单位", "unit of the level", read=False),
        Head("budget", "年度预算（百万元/年）", "budget (million yuan/year)"),
        Head("cap", "单家企业上限（百万元/年）", "cap a firm (million yuan/year)"),
        Head("before", "导出时的力度", "level as exported", read=False),
        Head("changed", "已修改", "changed", read=False),
        Head("segments", "细分行业", "segments"),
        Head("uses", "市场", "uses"),
        Head("parks", "园区", "parks"),
        Head("kinds", "企业类型", "kinds of firms"),
        Head("low", "力度下限", "low"),
        Head("high", "力度上限", "high"),
        Head("label", "数据依据", "label"),
        Head("source", "来源", "source"),
        Head("clause", "条款", "clause"),
        Head("sentence", "原文", "sentence"),
        Head("inherited", "沿用（1=是）", "inherited (1 = yes)"),
    ),
)

ASSUMPTIONS = Form(
    Said("假设", "assumptions"),
    (
        Head("name", "参数", "parameter"),
        Head("meaning", "含义（英文）", "meaning", read=False),
        Head("value", "值", "value"),
        Head("unit", "单位", "unit", read=False),
        Head("before", "导出时的值", "value as exported", read=False),
        Head("changed", "已修改", "changed", read=False),
        Head("set", "实验自设（1=是）", "set by the experiment (1 = yes)"),
        Head("low", "下限", "low", read=False),
        Head("high", "上限", "high", read=False),
        Head("label", "数据依据", "label", read=False),
        Head("source", "来源", "source", read=False),
    ),
)

FORMS = (LEVERS, ASSUMPTIONS, PLANS, EXPERIMENT)

LISTS = ("segments", "uses", "parks", "kinds")
"""Fields of a lever with several words, parted by commas."""

JSON = ("title", "factors", "design", "stop", "outcomes", "tables")
"""Fields of an experiment that a cell holds as JSON."""
