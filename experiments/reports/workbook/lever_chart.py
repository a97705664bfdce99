"""The levers of each plan as a chart of the cells that are edited: it moves with them."""

from collections.abc import Mapping

from experiments.reports.answer_page import Names
from experiments.reports.picture import COLOURS
from experiments.reports.report import Language, Words
from experiments.reports.workbook.book import Book, Sheet
from experiments.reports.workbook.editable import HEAD
from experiments.studies.workbook.forms import LEVERS

CHART = Words("政策工具图", "levers chart")
TITLE = Words("{plan}：年度预算（百万元/年）", "{plan}: budget (million yuan/year)")
NOTE = Words(
    "各工具的年度预算；随“{levers}”表中的修改而变，无预算上限的工具没有条形。",
    "Yearly budgets of the instruments, as they stand in “{levers}”; none where there is no limit.",
)


def levers_chart(
    book: Book, levers: Sheet, rows: Mapping[str, range], names: Names, lang: Language
) -> None:
    """A chart a plan that has budgets; no sheet where none has."""
    if not rows:
        return
    sheet = book.sheet(CHART.of(lang))
    sheet.top(NOTE.format(levers=levers.name).of(lang))
    place = {head.field: number for number, head in enumerate(LEVERS.heads, 1)}
    row = 2
    for order, (plan, mine) in enumerate(rows.items()):
        chart = book.file.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": [levers.name, HEAD - 1, place["budget"] - 1],
                "categories": levers.area(mine[0], place["called"], mine[-1]),
                "values": levers.area(mine[0], place["budget"], mine[-1]),
                "fill": {"color": COLOURS[order % len(COLOURS)]},
                "gap": 40,
            }
        )
        chart.set_title(
            {"name": TITLE.format(plan=names[plan]).of(lang), "name_font": {"size": 12}}
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        height = 120 + 20 * len(mine)
        chart.set_size({"width": 860, "height": height})
        sheet.made.insert_chart(row, 0, chart)
        row += height // 20 + 2
