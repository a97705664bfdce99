"""A report on a sheet, as a document: headings, prose, lists and tables one below the other."""

from collections.abc import Sequence

from experiments.reports.report import (
    Data,
    Entries,
    Figure,
    Heading,
    Language,
    Part,
    Prose,
    Table,
    in_language,
)
from experiments.reports.workbook.book import Sheet


def tell(
    sheet: Sheet, parts: Sequence[Part], lang: Language, widths: tuple[int, int], row: int = 1
) -> int:
    """Write the parts from a row on, prose over two columns of these widths; the row below.

    Pictures and data have places of their own.
    """
    sheet.widths(*widths)

    def prose(text: str, look: str) -> None:
        sheet.made.merge_range(row - 1, 0, row - 1, 1, "", sheet.formats[look])
        sheet.put(row, 1, text, look)
        sheet.height(row, text, sum(widths) * (0.8 if look == "lead" else 0.95))

    for part in parts:
        match part:
            case Heading():
                row += part.level > 1
                look = "title" if part.level == 1 else "heading"
                sheet.put(row, 1, in_language(part.text, lang), look)
                row += 1
            case Prose():
                prose(in_language(part.text, lang), part.kind)
                row += 1
            case Entries():
                for entry in part.entries:
                    name, *rest = (
                        in_language(t, lang) for t in (entry.name, entry.text, *entry.lines)
                    )
                    said = [text for text in rest if text]
                    sheet.put(row, 1, name or said.pop(0), "wrapped")
                    for text in said:
                        sheet.put(row, 2, text, "wrapped")
                        sheet.height(row, text, widths[1] * 0.95)
                        row += 1
                    row += not said
            case Table():
                for place, head in enumerate(part.heads, 1):
                    sheet.put(row, place, in_language(head, lang), "head")
                row += 1
                for texts in part.rows:
                    for place, cell in enumerate(texts or (), 1):
                        sheet.put(row, place, in_language(cell, lang), "wrapped")
                    row += 1
            case Figure() | Data():
                pass
            case _:
                prose(in_language(part, lang), "wrapped")
                row += 1
    return row
