"""A city's folder as a workbook: every table and every other file a sheet."""

from abm.city.city import find_city
from agents.city import TABLES
from experiments.reports.report import Language
from experiments.reports.workbook.book import Book, Sheet
from experiments.studies.workbook.city import HEADS, INDEX, NEWLINES
from experiments.studies.workbook.files import Laid, files_of, laid_out
from experiments.studies.workbook.grid import number_in

MOST_WIDE = 60
"""Characters that a column shows."""


def city_book(name: str, language: Language) -> tuple[bytes, list[str]]:
    """The workbook of a city, and the files that are no text and were left out.

    Raises ``InputError`` where there is no such city.
    """
    book = Book()
    index = book.sheet(INDEX)
    index.heads(1, HEADS)
    index.widths(34, 34, 8, 9, 6, 6, 40)
    marks = {newline: mark for mark, newline in NEWLINES.items()}
    left, row = [], 1
    for file, content in files_of(find_city(name)):
        laid = laid_out(file, content)
        if laid is None:
            left.append(file)
            continue
        sheet = book.sheet(file)
        _fill(sheet, laid)
        row += 1
        said = (sheet.name, file, laid.kind, marks[laid.newline], int(laid.ends), int(laid.mark))
        for place, value in enumerate((*said, " ".join(sorted(laid.quoted))), 1):
            index.put(row, place, value)
    told = {
        "zh": "每个文件一张表；可在 Excel 或 WPS 中修改后用 yuanqu city import 读回。",
        "en": "A sheet a file; edit in Excel or WPS, read back by yuanqu city import.",
    }
    index.made.write_comment(0, 0, told[language], {"x_scale": 2})
    return book.content(), left


def _fill(sheet: Sheet, laid: Laid) -> None:
    table = laid.kind == "table"
    for number, cells in enumerate(laid.rows, 1):
        for place, text in enumerate(cells, 1):
            value = number_in(text) if table and number > 1 else None
            look = "head" if table and number == 1 else "plain"
            sheet.put(number, place, text if value is None else value, look if text else "")
    if not table:
        sheet.widths(120)
        return
    sheet.made.freeze_panes(1, 1)
    columns = len(laid.rows[0])
    sheet.made.autofilter(0, 0, len(laid.rows) - 1, columns - 1)
    for place in range(columns):
        longest = max(len(row[place]) for row in laid.rows if place < len(row))
        sheet.made.set_column(place, place, min(longest + 3, MOST_WIDE))
    sheet.made.ignore_errors({"number_stored_as_text": f"A1:XFD{len(laid.rows)}"})
    schema = next((t for t in TABLES if t.file == laid.file), None)
    for place, head in enumerate(laid.rows[0]):
        if schema is not None and head in schema.columns:
            column = schema.columns[head]
            unit = f" ({column.unit})" if column.unit else ""
            told = f"{column.help}{unit}\n{column.expected()}"
            sheet.made.write_comment(0, place, told, {"x_scale": 1.5})
