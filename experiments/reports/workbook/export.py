"""A folder of results as a workbook: the same answer, told in sheets.

Every number that a chart shows stands in cells, and no number needs a formula to be reckoned.
"""

from collections.abc import Sequence
from pathlib import Path

from engine.calendar import quarter_text
from experiments.reports.answer_page import (
    Names,
    definitions,
    facts,
    in_words,
    note,
    notes,
    runs_told,
)
from experiments.reports.answer_words import CAVEATS, WORDS
from experiments.reports.report import Entries, Entry, Heading, Language, Part, Prose, Words
from experiments.reports.verdict import told
from experiments.reports.workbook.answer import answer_sheet, chances_sheet
from experiments.reports.workbook.book import Book
from experiments.reports.workbook.editable import (
    assumptions_sheet,
    experiment_sheet,
    levers_sheet,
    plans_sheet,
)
from experiments.reports.workbook.lever_chart import levers_chart
from experiments.reports.workbook.makers import firms_sheet, parks_sheet
from experiments.reports.workbook.paths import paths_sheet
from experiments.reports.workbook.sources import sources_sheet
from experiments.reports.workbook.told import tell
from experiments.runs.folder.results import Results
from experiments.studies.answer import OutcomeAnswer, answer, further, over_states
from experiments.studies.provenance.verify import ready_of
from experiments.studies.resolve import Ready

ABOUT, DEFINITIONS = Words("说明", "about"), Words("定义", "definitions")

HOW = (
    Entry(
        Words("修改", "edit"),
        Words(
            "在“政策工具”“假设”“方案”“实验”各表的黄色单元格中修改并保存；金额为百万元/年。",
            "Change yellow cells of the sheets levers, assumptions, plans, experiment, and save; "
            "money is in million yuan a year there.",
        ),
    ),
    Entry(
        Words("运行", "run"),
        Words(
            "yuanqu run --from 本文件.xlsx --out out/mine；加 --write 文件夹 可得到方案的 YAML。",
            "yuanqu run --from this.xlsx --out out/mine; --write FOLDER gives the plans as YAML.",
        ),
    ),
    Entry(
        Words("其余各表", "all other sheets"),
        Words(
            "由结果写成，不读回；图表引用单元格，可在 Excel 或 WPS 中改样式。",
            "are written from the results and not read back; charts are of cells and can be "
            "restyled in Excel or WPS.",
        ),
    ),
)


def results_book(folder: Path, path: Path, lang: Language) -> bytes:
    """The workbook of a folder of results, which is to stand at ``path``. Raises ``InputError``."""
    results, ready = Results(folder), ready_of(folder)
    city, states = ready.city, ready.states
    answers = over_states(results, city) if states else answer(results, city)
    rest = over_states(results, city, rest=True) if states else further(results, city)
    names = {plan.key: Words(plan.name.zh, plan.name.en) for plan in ready.plans}
    point = None if states else 0
    book = Book()
    about = book.sheet(ABOUT.of(lang))
    tell(about, _about(results, ready, answers, names), lang, (40, 120))
    answer_sheet(book, answers, rest, names, note(answers, states), lang)
    chances_sheet(book, answers, names, lang)
    paths_sheet(book, results, city, point, names, lang)
    firms_sheet(book, results, city, point, names, lang)
    parks_sheet(book, results, city, point, names, lang)
    levers, rows = levers_sheet(book, ready, lang)
    levers_chart(book, levers, rows, names, lang)
    assumptions_sheet(book, ready, lang)
    plans_sheet(book, ready, lang)
    experiment_sheet(book, ready, path, folder, lang)
    meant = book.sheet(DEFINITIONS.of(lang))
    parts: list[Part] = [Heading(Words("结果的定义", "What the outcomes mean"), 1)]
    tell(meant, [*parts, Entries(list(definitions(city, results)), "terms")], lang, (36, 120))
    sources_sheet(book, ready, names, lang)
    return book.content()


def _about(
    results: Results, ready: Ready, answers: Sequence[OutcomeAnswer], names: Names
) -> list[Part]:
    """The question, the answer in words, how the workbook is used, what to bear in mind."""
    city, states, title = ready.city, ready.states, ready.experiment.title
    year = max((a.target_year for a in answers), default=0) or quarter_text(ready.job.until)[:4]
    verdict = () if states else told(results, city, ready.plans)
    return [
        Heading(ready.experiment.name if title is None else Words(title.zh, title.en), 1),
        Prose(WORDS["asked"].format(city=city.name, year=year), "lead"),
        Prose(runs_told(results), "quiet"),
        Heading(Words("回答", "The answer")),
        *(Prose(text, "lead") for text in verdict),
        Entries([in_words(a, names, states) for a in answers], "answer"),
        *(Prose(text, "quiet") for text in notes(results, ready, answers)),
        Heading(Words("如何使用", "How to use it")),
        Entries(HOW, "terms"),
        Heading(Words("注意事项", "What to bear in mind")),
        *(Prose(text, "quiet") for text in CAVEATS),
        Heading(Words("如何重现", "How to reproduce")),
        Entries(facts(results, ready), "terms"),
    ]
