"""Where the numbers are from: levers, targets, assumptions, and what the city says of its data."""

from collections.abc import Iterator

from abm.outcomes import OUTCOMES
from engine.document import InputError, read_text
from experiments.reports.answer_page import Names
from experiments.reports.report import Language, Words
from experiments.reports.workbook.book import Book
from experiments.reports.workbook.editable import parameters_of
from experiments.studies.resolve import Ready
from policies.registry import INSTRUMENTS

SOURCES = Words("来源", "sources")
HEADS = (
    (Words("类别", "what"), 12),
    (Words("对象", "of what"), 44),
    (Words("数据依据", "label"), 10),
    (Words("来源", "source"), 100),
)
LEVER, TARGET = Words("政策工具", "lever"), Words("目标", "target")
ASSUMPTION, CITY = Words("假设", "assumption"), Words("城市数据", "city data")
LABELS = {
    "read": Words("读自来源", "read"),
    "derived": Words("推算", "derived"),
    "assumed": Words("假定", "assumed"),
}
FILE = "SOURCES.md"
"""What a city's folder may say of its sources."""


def sources_sheet(book: Book, ready: Ready, names: Names, lang: Language) -> None:
    """A row a number with its label and source, then the city's own list of sources."""
    sheet = book.sheet(SOURCES.of(lang))
    sheet.widths(*(width for _, width in HEADS))
    sheet.put(1, 1, SOURCES.of(lang), "title")
    sheet.heads(3, [head.of(lang) for head, _ in HEADS])
    row = 3
    for what, of_what, label, source in _rows(ready, names):
        row += 1
        told = LABELS[label].of(lang) if label in LABELS else label
        cells = (what.of(lang), of_what.of(lang), told, source)
        for place, text in enumerate(cells, 1):
            sheet.put(row, place, text, "wrapped" if place == len(cells) else "")
    sheet.made.autofilter(2, 0, row - 1, len(HEADS) - 1)


def _rows(ready: Ready, names: Names) -> Iterator[tuple[Words, Words, str, str]]:
    seen = set()
    for plan in ready.plans:
        for s in plan.settings:
            i = INSTRUMENTS[s.instrument]
            of_what = Words("，", ", ").join([names[plan.key], Words(i.name_zh, i.name_en)])
            if (of_what, s.source) not in seen:
                seen.add((of_what, s.source))
                yield LEVER, of_what, s.label, s.source
    called = {n.key: Words(n.name_zh, n.name_en) for o in OUTCOMES for n in o.reported}
    rows = ready.city.targets
    for key, year, label, source in zip(
        rows.outcome, rows.year.tolist(), rows.label, rows.source, strict=True
    ):
        yield TARGET, Words(" ", " ").join([called.get(key, key), str(year)]), label, source
    for said in parameters_of(ready):
        name = str(said["name"])
        label, source = str(said.get("label") or ""), str(said.get("source") or "")
        yield ASSUMPTION, Words(name, name), label, source
    try:
        _, text = read_text(ready.city.path(FILE))
    except InputError:
        return
    for line in filter(None, text.splitlines()):
        yield CITY, Words(FILE, FILE), "", line
