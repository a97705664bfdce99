"""The report of readings: in words where the order of plans holds and where not, then the grid."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from engine.document import counted
from experiments.reports.cells import interval, likely, number, percent
from experiments.reports.report import Data, Heading, Part, Prose, Report, Row, Table, Text, Words
from experiments.reports.units import unit_in_a_sentence, unit_words
from experiments.studies.answer import CONFIDENCE, FEWEST
from experiments.studies.declared_readings import Reading
from experiments.studies.readings_grid import Between, Cell, Flip, Readings, TargetGrid
from experiments.studies.readings_grid import Row as GridRow
from experiments.studies.readings_rows import flips_table, grid_table
from experiments.studies.table_of_points import luck_of

Names = Mapping[str, Words]
"""Plans as people call them, by key."""

TITLE = Words("目标的各种口径", "Readings of the targets")
WRITTEN = Words("由 `yuanqu readings` 生成。", "Written by `yuanqu readings`.")

WORDS = {
    "leads": Words(
        "{name}（{quarter}）：{total}中，“{plan}”在 {leads} 种里均值最高，{sure}。",
        "{name}, {quarter}: of {total} {plan} leads in {leads}, {sure}.",
    ),
    "sure": Words(
        "其中 {count} 种相对每个其他方案都不止是偶然",
        "in {count} of these ahead of every other plan beyond luck",
    ),
    "unsure": Words("但都可能只是偶然", "but in none of these beyond luck"),
    "readings": Words("{count} 种口径", "{counted}"),
    "not_in": Words("不领先的口径：{readings}。", "It does not in: {readings}."),
    "tie": Words(
        "{name}（{quarter}）：按主口径没有方案单独领先（{plans} 均值相同）；共 {total}。",
        "{name}, {quarter}: by the headline's own reading no plan leads alone ({plans} have the "
        "same mean); {total} in all.",
    ),
    "flip": Words(
        "按“{reading}”名次反转且并非偶然：主口径下“{first}”比“{second}”高 {own}，"
        "此口径下为 {other}。",
        "By the reading “{reading}” {first} and {second} change places beyond luck: {own} by the "
        "headline's own reading, {other} by this one.",
    ),
    "no_flip": Words(
        "没有两个方案在任何口径下确定地交换名次。",
        "In no reading does a pair of plans change places beyond luck.",
    ),
    "chance": Words(
        "“{plan}”达标的可能性，因口径而异：从 {low}（{lowest}）到 {high}（{highest}）。",
        "The chance of {plan} goes from {low} ({lowest}) to {high} ({highest}) by reading.",
    ),
    "chance_same": Words(
        "“{plan}”达标的可能性在各口径下均为 {low}。",
        "The chance of {plan} is {low} in every reading.",
    ),
    "not_kept": Words(
        "这些结果未保存（或政策尚未开始，无从计数）的口径：{readings}。",
        "Readings that these runs do not tell (not kept, or not begun): {readings}.",
    ),
    "left_out": Words(
        "有 {count} 对种子与参数缺少某个方案的结果，未计入。",
        "Left out for want of a plan's result: {count} of the pairs of seed and state.",
    ),
    "few": Words(
        "可能性从 {least} 个种子起给出；这里有 {seeds} 个。",
        "A chance is told from {least} seeds on; here there are {seeds}.",
    ),
    "between": Words("；", "; "),
    "equal": Words("{reading}（并列）", "{reading} (equal)"),
    "behind": Words("{reading}（落后且并非偶然）", "{reading} (behind beyond luck)"),
    "item": Words("{value}［{low}，{high}］", "{value} [{low}, {high}]"),
}

GRID_TITLE = Words(
    "{name}（{unit}，{quarter}）：口径 × 方案", "{name} ({unit}), {quarter}: readings × plans"
)
GRID_LEGEND = Words(
    "{runs} 次模拟，{seeds} 个种子；括号：{confidence} 区间；名次按均值，括号内为主口径下的名次；"
    "*：与主口径相比，该方案同另一方案确定地交换了名次。",
    "{runs} runs of each plan, {seeds} seeds; brackets: {confidence} intervals; ranks by mean, "
    "behind them that by the headline's own reading; *: surely changes places with another plan.",
)
GRID_HEADS = (
    Words("口径", "Reading"),
    Words("目标", "Target"),
    Words("方案", "Plan"),
    Words("中位数 [80 %]", "Median [80 %]"),
    Words("可能性", "Chance"),
    Words("相对基准的增益", "Gain on the reference"),
    Words("名次", "Rank"),
)
WHY_TITLE = Words("{name}：为何可以这样理解", "{name}: why it may be read so")
WHY_SOURCE = Words("目标数字的出处：{source}。", "Source of the target's figure: {source}.")
WHY_HEADS = (Words("口径", "Reading"), Words("列", "Columns"), Words("理由", "Reason"))


def readings_report(found: Readings, names: Names, notes: Sequence[Text] = ()) -> Report:
    """Words first, with ``notes`` on the runs, then a grid and the reasons for each target."""
    parts: list[Part] = [Heading(TITLE, 1), Prose(WRITTEN, "quiet")]
    parts += [_sentences(grid, names) for grid in found.grids]
    if found.left_out:
        parts.append(WORDS["left_out"].format(count=found.left_out))
    if found.seeds < FEWEST:
        parts.append(WORDS["few"].format(least=FEWEST, seeds=found.seeds))
    elif luck_of(found.seeds):
        parts.append(luck_of(found.seeds))
    parts += notes
    for grid in found.grids:
        parts += [*_grid(grid, found, names), *_reasons(grid)]
    return Report(
        [
            *parts,
            Data("readings", grid_table(found), parquet=False),
            Data("readings-flips", flips_table(found), parquet=False),
        ]
    )


def _name(grid: TargetGrid) -> Words:
    return Words(grid.target.name_zh, grid.target.name_en)


def _called(reading: Reading) -> Words:
    return Words(reading.name_zh, reading.name_en)


def _sentences(grid: TargetGrid, names: Names) -> Text:
    """Where the plan that leads by the headline's own reading leads too; who changes places."""
    count = len(grid.rows)
    total = WORDS["readings"].format(count=count, counted=counted(count, "reading"))
    given: dict[str, object] = {"name": _name(grid), "quarter": grid.quarter, "total": total}
    told: list[Text] = []
    leader = grid.leader
    if leader:
        led = [row for row in grid.rows if row.leads(leader)]
        sure = sum(row.leads_surely(leader) for row in led)
        given |= {"plan": names[leader], "leads": len(led)}
        beyond = WORDS["sure"].format(count=sure) if sure else WORDS["unsure"]
        told.append(WORDS["leads"].format(sure=beyond, **given))
        rest = [_not_led(row, leader) for row in grid.rows if row not in led]
        if rest:
            told.append(WORDS["not_in"].format(readings=WORDS["between"].join(rest)))
    else:
        tied = WORDS["between"].join([names[plan] for plan in grid.rows[0].leaders])
        told.append(WORDS["tie"].format(plans=tied, **given))
    flips = grid.flips
    if count > 1:
        told += [_flip(flip, grid, names) for flip in flips] or [WORDS["no_flip"]]
    if leader:
        told += _chances(grid, leader, names[leader])
    if grid.not_kept:
        missing = WORDS["between"].join([_called(reading) for reading in grid.not_kept])
        told.append(WORDS["not_kept"].format(readings=missing))
    return Words("", " ").join(told)


def _not_led(row: GridRow, leader: str) -> Words:
    called = _called(row.reading)
    if leader in row.leaders:
        return WORDS["equal"].format(reading=called)
    return WORDS["behind"].format(reading=called) if row.surely_behind(leader) else called


def _flip(flip: Flip, grid: TargetGrid, names: Names) -> Words:
    return WORDS["flip"].format(
        reading=_called(flip.reading),
        first=names[flip.own.first],
        second=names[flip.own.second],
        own=_apart(flip.own, grid),
        other=_apart(flip.other, grid),
    )


def _apart(between: Between, grid: TargetGrid) -> Words:
    unit, scale = unit_in_a_sentence(grid.target.unit)
    d = between.difference
    value = Words(*(f"{number(d.mean / scale, sign=True)} {u}" for u in unit))
    low, high = (number(end / scale, sign=True) for end in (d.low, d.high))
    return WORDS["item"].format(value=value, low=low, high=high)


def _chances(grid: TargetGrid, leader: str, name: Words) -> list[Text]:
    """From which chance to which the leading plan's goes, where chances are told."""
    told = [(_of(row, leader).spread.probability, row.reading) for row in grid.rows]
    told = [one for one in told if not isnan(one[0])]
    if not told:
        return []
    lowest, highest = (end(told, key=lambda one: one[0]) for end in (min, max))
    given = {"plan": name, "low": percent(lowest[0]), "high": percent(highest[0])}
    if lowest[0] == highest[0]:
        return [WORDS["chance_same"].format(**given)]
    given |= {"lowest": _called(lowest[1]), "highest": _called(highest[1])}
    return [WORDS["chance"].format(**given)]


def _of(row: GridRow, plan: str) -> Cell:
    return next(cell for cell in row.cells if cell.plan == plan)


def _grid(grid: TargetGrid, found: Readings, names: Names) -> Iterator[Part]:
    """The table under its name and over its legend: a document shows neither of a table's own."""
    _, scale = unit_in_a_sentence(grid.target.unit)
    moved = {
        (flip.reading.key, plan)
        for flip in grid.flips
        for plan in (flip.own.first, flip.own.second)
    }
    rows: list[Row | None] = []
    for place, row in enumerate(grid.rows):
        if place:
            rows.append(None)
        for cell in row.cells:
            # Every row by itself: a document has no lines between readings.
            own = _of(grid.rows[0], cell.plan).rank
            rank = f"{cell.rank} ({own})" if place else f"{cell.rank}"
            rows.append(
                [
                    _called(row.reading),
                    number(row.figure / scale),
                    names[cell.plan],
                    _level(cell, scale),
                    "–" if isnan(cell.spread.probability) else likely(row.figure, cell.spread),
                    "" if cell.gain is None else interval(cell.gain, scale),
                    f"{rank} *" if (row.reading.key, cell.plan) in moved else rank,
                ]
            )
    given = {"name": _name(grid), "unit": unit_words(grid.target.unit), "quarter": grid.quarter}
    title = GRID_TITLE.format(**given)
    yield Heading(title)
    yield Table(list(GRID_HEADS), rows, title, align="lrlr")
    yield GRID_LEGEND.format(runs=found.runs, seeds=found.seeds, confidence=f"{CONFIDENCE:.0%}")


def _level(cell: Cell, scale: float) -> str:
    s = cell.spread
    low, median, high = (number(v / scale) for v in (s.low, s.median, s.high))
    return f"{median}\n[{low}, {high}]"


def _reasons(grid: TargetGrid) -> Iterator[Part]:
    rows: list[Row | None] = [
        [
            _called(row.reading),
            row.reading.formula,
            Words(row.reading.why_zh, row.reading.why_en),
        ]
        for row in grid.rows
    ]
    title = WHY_TITLE.format(name=_name(grid))
    yield Heading(title, 3)
    yield Table(list(WHY_HEADS), rows, title, align="l")
    yield WHY_SOURCE.format(source=grid.source)
