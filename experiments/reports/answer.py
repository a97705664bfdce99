"""The report of an answer on the terminal: targets, spreads and chances by plan, side by side."""

from collections.abc import Iterable, Sequence
from math import isnan

from engine.document import counted
from experiments.reports.cells import (
    BRACKETS,
    READING_WORDS,
    chance,
    half_width,
    interval,
    likely,
    number,
    percent,
)
from experiments.reports.report import Table
from experiments.reports.units import unit_of
from experiments.studies.answer import (
    CONFIDENCE,
    FEWEST,
    READINGS,
    Difference,
    OutcomeAnswer,
    Spread,
)


def answer_table(answers: Sequence[OutcomeAnswer], reference: str, states: int = 0) -> Table:
    """Targets, spreads and probabilities by plan, side by side, with the paired differences.

    ``states``: how many design points the answer goes over, where it is not of one.
    """
    first = answers[0]
    most = max(first.spreads.values(), key=lambda spread: spread.runs)
    runs, seeds = counted(most.runs, "run"), counted(most.seeds, "seed")
    over = f" over {states:,} states of the world that share {seeds}" if states else ""
    if not states:
        intervals = (
            "median [80 % interval], medians of other readings of the outcome; P: probability of "
            f"reaching the target (none of fewer than {FEWEST} runs); difference: mean of pairs "
            f"with one seed; ({BRACKETS})"
        )
    elif most.seeds < FEWEST:
        intervals = (
            "median [80 % of the runs], medians of other readings of the outcome; difference: mean "
            f"of pairs with one seed and state; {seeds}: too few for chances and intervals, which "
            f"are told from {FEWEST} on, as runs of all states with one seed share its luck"
        )
    else:
        intervals = (
            "median [80 % of the runs], medians of other readings of the outcome; P: share of all "
            "runs that reach the target; difference: mean of pairs with one seed and state; "
            f"({BRACKETS} of luck, clustered by seed); states: the worst and the "
            "best one, of differences 80 % of them"
        )
    by_plan = (head for plan in first.spreads for head in (plan, "P"))
    return Table(
        title=f"At the end of {first.quarter}, {runs} a plan{over}",
        caption=f"{intervals}; before: median of {reference} in the quarter before the policy",
        heads=["Outcome", "Target", "Before", *by_plan, *_against(first, reference)],
        rows=[_row(a) for a in answers],
        lines=True,
    )


def _against(a: OutcomeAnswer, reference: str) -> list[str]:
    return [f"{plan} − {reference}" for plan in a.differences]


def _row(a: OutcomeAnswer) -> list[str]:
    unit, scale = unit_of(a.unit)
    target = "–" if isnan(a.target) else f"≥ {number(a.target / scale)}"
    cells = [f"{a.name_zh}\n{a.name_en} ({unit})", target, number(a.before / scale)]
    for plan, spread in a.spreads.items():
        others = {READING_WORDS[name]: s[plan] for name, s in a.readings.items()}
        medians = [f"{name} {number(other.median / scale)}" for name, other in others.items()]
        chances = [] if isnan(a.target) else [chance(other) for other in others.values()]
        cells += [_lines(*span(spread, scale), *medians), _lines(*_likely(a, spread), *chances)]
    return [*cells, *(_lines(*change(d, scale)) for d in a.differences.values())]


def _lines(*lines: str) -> str:
    return "\n".join(lines)


def further_table(answers: Sequence[OutcomeAnswer], reference: str) -> Table:
    """The outcomes that have no target, one line each."""
    rows = []
    for a in answers:
        unit, scale = unit_of(a.unit)
        cells = [f"{a.name_zh} {a.name_en}", unit, number(a.before / scale)]
        cells += [_medians(a, plan, scale) for plan in a.spreads]
        rows.append([*cells, *(half_width(d, scale) for d in a.differences.values())])
    return Table(
        title=f"Further outcomes at the end of {answers[0].quarter}",
        caption="medians, in brackets those of the stricter and the looser definition and without "
        f"the largest firm; difference: mean of pairs with one seed ± {CONFIDENCE:.0%} interval",
        heads=["Outcome", "Unit", "Before", *answers[0].spreads, *_against(answers[0], reference)],
        align="llr",
        rows=rows,
    )


def points_table(
    points: Sequence[dict[str, float]], answers: Sequence[Sequence[OutcomeAnswer]]
) -> Table:
    """Medians and probabilities by design point, of the outcomes that have a target."""
    runs = max(spread.runs for spread in answers[0][0].spreads.values())
    told = "probability of the target" if runs >= FEWEST else "runs that reach the target"
    why = "" if runs >= FEWEST else f" (no chance of fewer than {FEWEST})"
    names = list(dict.fromkeys(name for point in points for name in point))
    heads = []
    for a in targeted(answers[0]):
        unit, scale = unit_of(a.unit)
        heads.append(f"{a.name_zh}\n{a.name_en} ({unit})\n≥ {number(a.target / scale)}")
    rows = []
    for point, at_point in zip(points, answers, strict=True):
        values = [f"{point[name]:g}" if name in point else "default" for name in names]
        for plan in at_point[0].spreads:
            cells = (", ".join(at_a_point(a, plan)) for a in targeted(at_point))
            rows.append([*values, plan, *cells])
    return Table(
        title=f"At the end of {answers[0][0].quarter}: median, {told}; {counted(runs, 'run')} a "
        f"plan and point{why}",
        heads=[*names, "Plan", *heads],
        align="r" * len(names) + "lr",
        rows=rows,
    )


def targeted(answers: Iterable[OutcomeAnswer]) -> list[OutcomeAnswer]:
    """Those that have a target."""
    return [a for a in answers if not isnan(a.target)]


def at_a_point(a: OutcomeAnswer, plan: str) -> tuple[str, str]:
    """Median and chance."""
    spread = a.spreads[plan]
    return number(spread.median / unit_of(a.unit)[1]), chance(spread)


def span(spread: Spread, scale: float) -> list[str]:
    """Lines of a cell: the median, and where most runs lie."""
    median, low, high = (number(v / scale) for v in (spread.median, spread.low, spread.high))
    return [median, f"[{low}, {high}]"]


def change(d: Difference, scale: float) -> list[str]:
    """Lines of a cell: a difference, its interval, and those of most states."""
    lines = [interval(d, scale)]
    if not isnan(d.low) and not isnan(d.states[0]):
        least, most = (number(v / scale, sign=True) for v in d.states)
        lines.append(f"states {least} … {most}")
    return lines


def _medians(a: OutcomeAnswer, plan: str, scale: float) -> str:
    text = number(a.spreads[plan].median / scale)
    strict, loose, less = (a.readings.get(reading, {}).get(plan) for reading in READINGS)
    others = []
    if strict and loose:
        others.append("…".join(number(other.median / scale) for other in (strict, loose)))
    if less:
        others.append(f"w/o {number(less.median / scale)}")
    return f"{text} ({', '.join(others)})" if others else text


def _likely(a: OutcomeAnswer, spread: Spread) -> list[str]:
    lines = [likely(a.target, spread)]
    if isnan(spread.probability) and not isnan(a.target):
        lines.append("")  # as many lines as the value's interval has, so that readings align
    if not isnan(a.target) and not isnan(spread.states[0]):
        worst, best = map(percent, spread.states)
        lines.append(f"states {worst} … {best}")
    return lines
