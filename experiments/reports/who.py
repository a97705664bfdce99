"""The report of who gains and who pays."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from abm.outcomes.who import MEASURES, OTHER_PARKS
from agents.city import City
from agents.city.rows import Named
from experiments.reports import who_words as words
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import BRACKETS, interval
from experiments.reports.picture import COLOURS
from experiments.reports.report import (
    Data,
    Figure,
    Heading,
    Language,
    Part,
    Prose,
    Report,
    Row,
    Table,
    Text,
    Words,
    in_language,
)
from experiments.reports.units import YI
from experiments.studies.answer import CONFIDENCE
from experiments.studies.verdict import sure
from experiments.studies.who import ALL_FLOWS, ALL_YEARS, Moved, Who

BY_SECTOR = Words("各部门净收入", "Net receipts by sector")
BY_DISTRICT = Words("各区增加值", "Value added by district")
GREY = Words(
    "“{plan}”相对“{reference}”，{seeds} 对模拟；灰色可能只是运气",
    "{plan} against {reference}, {seeds} pairs; grey may be luck",
)
SINCE_START = Words("政策起点以来（亿元）", "Since the policy start (100 million yuan)")
LARGEST = 4
"""How many flows of a sector are shown, and how many parks at either end."""

NOTHING = "0"

TITLE = Words(
    "谁受益、谁承担：“{plan}”相对“{reference}”，{seeds} 个种子，同一运气",
    "Who gains and who pays: {plan} against {reference}, {seeds} seeds on the same luck",
)
LUCK = Words(
    f"方括号：{CONFIDENCE:.0%} 区间；圆括号中的数可能只是运气（区间含零）",
    f"brackets: {BRACKETS}; in parentheses: may be luck, the interval holds zero",
)
BALANCE = Words(
    "各部门收支之差，亿元（名义价）。每类款项各部门合计为零：一方所得即他方所付"
    "（本次最大误差为款项的 {unbalanced}，源于存储位数）",
    "Net receipts, 亿 yuan (nominal), difference of the plans. Every flow sums to nought over "
    "sectors: what one gains another bears (largest error here {unbalanced} of a flow, from the "
    "digits that are stored)",
)
SECTOR, SINCE, FLOW = Words("部门", "Sector"), Words("累计", "In all"), Words("款项", "Flow")
FLOWS = Words("变化最大的款项，累计，亿元", "The flows that change most, in all, 亿 yuan")
OF = {
    "district": Words("按区", "By district"),
    "park": Words(
        f"按园区：就业增减最多的各 {LARGEST} 个",
        f"By park: the {LARGEST} that gain and lose most jobs",
    ),
    "segment": Words("按领域", "By segment"),
    "kind": Words("按企业类型", "By kind of firm"),
    "outside": Words(
        "市外企业在市内与全国市场的销售，累计",
        "What makers from outside sell in the city and the rest of China, in all",
    ),
    "special": Words(
        "特色园区：多出的就业从何而来，期末", "Special parks: where more jobs come from, at the end"
    ),
}


def who_report(found: Who, city: City) -> Report:
    """Tables of sectors, flows and groups; the picture; the numbers."""
    return Report(
        [
            TITLE.format(plan=found.plan, reference=found.reference, seeds=str(found.seeds)),
            _sectors(found, LUCK),
            _flows(found, LUCK),
            *_groups(found, city, LUCK),
            Data(f"who-{found.plan}", found.table()),
            Figure(f"who-{found.plan}.png", partial(draw_who, found, city)),
        ]
    )


def who_section(found: Who, city: City, language: Language) -> Iterator[Part]:
    """The same as a part of a page: titles as headings, what all tables say once; the picture's
    letters in the page's ``language``."""
    yield Heading(TITLE.format(plan=found.plan, reference=found.reference, seeds=str(found.seeds)))
    yield Prose(LUCK, "quiet")
    for part in who_report(found, city).parts:
        if isinstance(part, Table):
            yield Heading(part.title, 3)
            yield part
    shows = Words(", ", ", ").join([BY_SECTOR, BY_DISTRICT])
    yield Figure(f"who-{found.plan}.png", partial(draw_who, found, city, language=language), shows)


def _cell(row: Moved) -> str:
    scale = 1.0 if row.what == "jobs" else YI
    text = interval(row.gain, scale, gap=" ").removesuffix(" [0, 0]")
    return text if sure(row.gain) or text == NOTHING else f"({text})"


def _sectors(found: Who, luck: Words) -> Table:
    by_year = [found.of("sector", ALL_FLOWS, year) for year in (*found.years, ALL_YEARS)]
    rows: list[Row | None] = [
        (words.SECTORS[mine[0].key], *map(_cell, mine))
        for mine in zip(*by_year, strict=True)
        if mine[0].key in words.SECTORS
    ]
    return Table(
        heads=[SECTOR, *map(str, found.years), SINCE],
        rows=rows,
        title=BALANCE.format(unbalanced=f"{found.unbalanced:.0e}"),
        caption=luck,
    )


def _flows(found: Who, luck: Words) -> Table:
    rows: list[Row | None] = []
    for sector, name in words.SECTORS.items():
        mine = [
            row
            for row in found.rows
            if (row.group, row.key, row.year) == ("sector", sector, ALL_YEARS)
            and row.what != ALL_FLOWS
        ]
        largest = sorted(mine, key=lambda row: -abs(row.gain.mean))[:LARGEST]
        rows += [
            (name if not n else "", words.FLOWS[r.what], _cell(r)) for n, r in enumerate(largest)
        ]
    return Table([SECTOR, FLOW, SINCE], rows, FLOWS, luck, align="llr")


def _groups(found: Who, city: City, luck: Words) -> Iterator[Part]:
    names = _names(city)
    for group, name in names.items():
        by_measure = [found.of(group, measure) for measure in MEASURES]
        rows = list(zip(*by_measure, strict=True))
        if group == "park":
            rows = _ends(rows)
        yield Table(
            heads=["", *(words.MEASURES[m] for m in MEASURES)],
            rows=[(name(mine[0].key), *map(_cell, mine)) for mine in rows],
            title=OF[group],
            caption=luck,
        )
    segment = names["segment"]
    outside = found.of("outside", "sales")
    cells = [(segment(row.key), _cell(row)) for row in outside if row.gain.mean]
    yield Table(["", words.MEASURES["sales"]], cells, OF["outside"], luck)
    special = zip(found.of("special", "jobs"), found.of("special", "output"), strict=True)
    yield Table(
        ["", words.MEASURES["jobs"], words.MEASURES["output"]],
        [(words.WAYS[mine[0].key], *map(_cell, mine)) for mine in special],
        OF["special"],
        luck,
    )


def _ends(rows: list[tuple[Moved, ...]]) -> list[tuple[Moved, ...]]:
    """Those that gain and those that lose most jobs, from the most to the least."""
    by_jobs = sorted(rows, key=lambda mine: -mine[0].gain.mean)
    gaining = [mine for mine in by_jobs if mine[0].gain.mean > 0.0][:LARGEST]
    losing = [mine for mine in by_jobs if mine[0].gain.mean < 0.0][-LARGEST:]
    return [*gaining, *losing]


def _names(city: City) -> dict[str, Callable[[str], Text]]:
    """By group, how one is called by its key."""

    def of(keys: Sequence[str], rows: Named) -> Callable[[str], Text]:
        both = zip(rows.name_zh, rows.name_en, strict=True)
        known = dict(zip(keys, (Words(*names) for names in both), strict=True))
        known[OTHER_PARKS] = words.OPENED_SINCE
        return known.__getitem__

    return {
        "district": of(city.districts.keys, city.districts),
        "park": of(city.parks.keys, city.parks),
        "segment": of(city.segments.keys, city.segments),
        "kind": words.KINDS.__getitem__,
    }


def draw_who(found: Who, city: City, path: Path, language: Language = "en") -> None:
    """Bars to either side: net receipts by sector, value added by district; with intervals."""
    districts = _names(city)["district"]
    panels: Sequence[tuple[Words, list[tuple[Text, Moved]]]] = (
        (
            BY_SECTOR,
            [
                (words.SECTORS[row.key], row)
                for row in found.of("sector", ALL_FLOWS)
                if row.key in words.SECTORS
            ],
        ),
        (
            BY_DISTRICT,
            [(districts(row.key), row) for row in found.of("district", "value_added")],
        ),
    )
    longest = max(len(bars) for _, bars in panels)
    with canvas(path, (11.0, 1.6 + 0.3 * longest), columns=2, letters=9) as (figure, axes):
        for axis, (title, bars) in zip(axes, panels, strict=True):
            bars = sorted(bars, key=lambda bar: bar[1].gain.mean)
            gain = [row.gain.mean / YI for _, row in bars]
            wide = [max(0.0, row.gain.high - row.gain.mean) / YI for _, row in bars]
            colours = [COLOURS[0] if sure(row.gain) else "lightgrey" for _, row in bars]
            axis.barh(range(len(bars)), gain, xerr=wide, color=colours)
            axis.set_yticks(range(len(bars)), [in_language(text, language) for text, _ in bars])
            axis.axvline(0.0, color="grey", linewidth=0.8)
            axis.set_title(title.of(language), fontsize=10)
            axis.set_xlabel(SINCE_START.of(language))
            bare(axis)
        said = GREY.format(plan=found.plan, reference=found.reference, seeds=found.seeds)
        figure.suptitle(said.of(language), fontsize=9)
