"""The answer as tables for the terminal."""

from collections.abc import Sequence
from math import isnan

from rich.table import Table

from engine.document import counted
from experiments.reports.units import unit_of
from experiments.studies.answer import (
    CONFIDENCE,
    FEWEST,
    READING_WORDS,
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
            f"with one seed; ({CONFIDENCE:.0%} intervals)"
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
            f"({CONFIDENCE:.0%} intervals of luck, clustered by seed); states: the worst and the "
            "best one, of differences 80 % of them"
        )
    table = Table(
        title=f"At the end of {first.quarter}, {runs} a plan{over}",
        caption=f"{intervals}; before: median of {reference} in the quarter before the policy",
        title_justify="left",
        caption_justify="left",
        show_lines=True,
    )
    table.add_column("Outcome")
    table.add_column("Target", justify="right")
    table.add_column("Before", justify="right")
    for plan in first.spreads:
        table.add_column(plan, justify="right")
        table.add_column("P", justify="right")
    for plan in first.differences:
        table.add_column(f"{plan} − {reference}", justify="right")
    for a in answers:
        unit, scale = unit_of(a.unit)
        cells = [f"{a.name_zh}\n{a.name_en} ({unit})"]
        cells.append("–" if isnan(a.target) else f"≥ {number(a.target / scale)}")
        cells.append(number(a.before / scale))
        for plan, spread in a.spreads.items():
            readings = {reading: by_plan[plan] for reading, by_plan in a.readings.items()}
            values, chances = "", ""
            for reading, other in readings.items():
                values += f"\n{READING_WORDS[reading]} {number(other.median / scale)}"
                chances += "" if isnan(a.target) else f"\n{chance(other)}"
            cells += [_spread(spread, scale) + values, _probability(a, spread) + chances]
        cells += [_difference(difference, scale) for difference in a.differences.values()]
        table.add_row(*cells)
    return table


def further_table(answers: Sequence[OutcomeAnswer], reference: str) -> Table:
    """The outcomes that have no target, one line each."""
    table = Table(
        title=f"Further outcomes at the end of {answers[0].quarter}",
        caption=(
            "medians, in brackets those of the stricter and the looser definition and without the "
            f"largest firm; difference: mean of pairs with one seed ± {CONFIDENCE:.0%} interval"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Outcome")
    table.add_column("Unit")
    table.add_column("Before", justify="right")
    for plan in answers[0].spreads:
        table.add_column(plan, justify="right")
    for plan in answers[0].differences:
        table.add_column(f"{plan} − {reference}", justify="right")
    for a in answers:
        unit, scale = unit_of(a.unit)
        cells = [f"{a.name_zh} {a.name_en}", unit, number(a.before / scale)]
        cells += [_medians(a, plan, scale) for plan in a.spreads]
        cells += [_half_width(difference, scale) for difference in a.differences.values()]
        table.add_row(*cells)
    return table


def points_table(
    points: Sequence[dict[str, float]], answers: Sequence[Sequence[OutcomeAnswer]]
) -> Table:
    """Medians and probabilities by design point, of the outcomes that have a target."""
    runs = max(spread.runs for spread in answers[0][0].spreads.values())
    told = "probability of the target" if runs >= FEWEST else "runs that reach the target"
    why = "" if runs >= FEWEST else f" (no chance of fewer than {FEWEST})"
    table = Table(
        title=f"At the end of {answers[0][0].quarter}: median, {told}; {counted(runs, 'run')} a "
        f"plan and point{why}",
        title_justify="left",
    )
    names = list(dict.fromkeys(name for point in points for name in point))
    for name in names:
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("Plan")
    shown = [a.outcome for a in answers[0] if not isnan(a.target)]
    for a in answers[0]:
        if a.outcome in shown:
            unit, scale = unit_of(a.unit)
            target = number(a.target / scale)
            table.add_column(f"{a.name_zh}\n{a.name_en} ({unit})\n≥ {target}", justify="right")
    for point, at_point in zip(points, answers, strict=True):
        values = [f"{point[name]:g}" if name in point else "default" for name in names]
        for plan in at_point[0].spreads:
            cells = []
            for a in at_point:
                if a.outcome in shown:
                    spread = a.spreads[plan]
                    median = number(spread.median / unit_of(a.unit)[1])
                    cells.append(f"{median}, {chance(spread)}")
            table.add_row(*values, plan, *cells)
    return table


def _spread(spread: Spread, scale: float) -> str:
    median, low, high = (number(v / scale) for v in (spread.median, spread.low, spread.high))
    return f"{median}\n[{low}, {high}]"


def _medians(a: OutcomeAnswer, plan: str, scale: float) -> str:
    text = number(a.spreads[plan].median / scale)
    strict, loose, less = (a.readings.get(reading, {}).get(plan) for reading in READINGS)
    others = []
    if strict and loose:
        others.append("…".join(number(other.median / scale) for other in (strict, loose)))
    if less:
        others.append(f"w/o {number(less.median / scale)}")
    return f"{text} ({', '.join(others)})" if others else text


def _half_width(difference: Difference, scale: float) -> str:
    mean = number(difference.mean / scale, sign=True)
    if isnan(difference.low):
        return mean
    return f"{mean} ± {number((difference.high - difference.mean) / scale)}"


def chance(spread: Spread) -> str:
    """How likely a target is; of too few runs or seeds, how many runs reach it."""
    if not isnan(spread.probability):
        return percent(spread.probability)
    return f"{spread.reached} of {spread.runs}" if spread.runs else "–"


def _probability(a: OutcomeAnswer, spread: Spread) -> str:
    if isnan(a.target):
        return "–"
    if isnan(spread.probability):
        return f"{chance(spread)}\n"  # a line as the value's interval has, so that readings align
    low, high = percent(spread.probability_low), percent(spread.probability_high)
    text = f"{percent(spread.probability)}\n[{low}, {high}]"
    if isnan(spread.states[0]):
        return text
    worst, best = map(percent, spread.states)
    return f"{text}\nstates {worst} … {best}"


def _difference(difference: Difference, scale: float) -> str:
    mean = number(difference.mean / scale, sign=True)
    if isnan(difference.low):
        return mean
    low = number(difference.low / scale, sign=True)
    text = f"{mean}\n[{low}, {number(difference.high / scale, sign=True)}]"
    if isnan(difference.states[0]):
        return text
    least, most = (number(v / scale, sign=True) for v in difference.states)
    return f"{text}\nstates {least} … {most}"


def number(value: float, sign: bool = False) -> str:
    """A number with as many decimals as a reader can use; a true minus sign."""
    if isnan(value):
        return "–"
    size = abs(value)
    # Below a tenth, as differences of shares are, two decimals would leave little.
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return {"+0": "0", "-0": "0"}.get(text, text).replace("-", "−")


def percent(share: float) -> str:
    """A share in per cent, or a dash."""
    return "–" if isnan(share) else f"{100 * share:.0f} %"
