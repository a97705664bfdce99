"""Numbers and intervals as cells of tables: the same in every report."""

from math import isnan

from experiments.reports.report import Words
from experiments.reports.units import YI, with_unit
from experiments.studies.answer import CONFIDENCE, Difference, Spread
from experiments.studies.comparison import Kind
from experiments.studies.ratio import Ratio
from experiments.studies.table_of_points import Question

NOT_ESTIMABLE = "not estimable"
BRACKETS = f"{CONFIDENCE:.0%} intervals"


READING_WORDS = {"strict": "strict", "loose": "loose", "without_largest": "w/o largest"}
"""Other readings of an outcome, in a cell."""


def kind_words(kind: Kind) -> Words:
    """What an outcome is called that plans are compared by."""
    reading = f" ({READING_WORDS[kind.reading]})" if kind.reading else ""
    return Words(kind.name_zh + reading, kind.name_en + reading)


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
    return minus({"+0": "0", "-0": "0"}.get(text, text))


def minus(text: str) -> str:
    """A number with a true minus sign."""
    return text.replace("-", "−")


def short(value: float) -> str:
    """Three significant digits."""
    return minus(f"{value:,.3g}") if abs(value) < 1000 else number(value)


def percent(share: float) -> str:
    """A share in per cent, or a dash."""
    return "–" if isnan(share) else f"{100 * share:.0f} %"


def interval(d: Difference, scale: float = 1.0, sign: bool = True, gap: str = "\n") -> str:
    """A mean and its interval, which goes under it."""
    mean = number(d.mean / scale, sign)
    if isnan(d.low):
        return mean
    return f"{mean}{gap}[{number(d.low / scale, sign)}, {number(d.high / scale, sign)}]"


def half_width(d: Difference, scale: float) -> str:
    """A mean ± half of its interval."""
    mean = number(d.mean / scale, sign=True)
    return mean if isnan(d.low) else f"{mean} ± {number((d.high - d.mean) / scale)}"


def ratio(r: Ratio, scale: float = 1.0, gap: str = "\n") -> str:
    """A ratio and its interval; in words where there is none."""
    if not r.estimable:
        return NOT_ESTIMABLE
    if isnan(r.low):
        return short(r.value * scale)
    value, low, high = (short(v * scale) for v in (r.value, r.low, r.high))
    return f"{value}{gap}[{low}, {high}]"


def chance(spread: Spread) -> str:
    """How likely a target is; of too few runs or seeds, how many runs reach it."""
    if not isnan(spread.probability):
        return percent(spread.probability)
    return f"{spread.reached} of {spread.runs}" if spread.runs else "–"


def likely(target: float, spread: Spread) -> str:
    """The same with its interval under it; a dash without a target."""
    if isnan(target):
        return "–"
    if isnan(spread.probability):
        return chance(spread)
    low, high = percent(spread.probability_low), percent(spread.probability_high)
    return f"{percent(spread.probability)}\n[{low}, {high}]"


def present_value(rate: float, until: str = "on") -> str:
    """What a cost is, in words."""
    return (
        f"present value of gross local spending from the policy's start {until} at "
        f"{100 * rate:g} % a year (assumed), 亿 yuan"
    )


def half(d: Difference, scale: float = YI) -> float | None:
    """Half of an interval for a picture; none without one."""
    return None if isnan(d.high) else (d.high - d.mean) / scale


def asked_in_words(asked: Question, what: str = "") -> str:
    """What number of a run is asked about: ``what`` or its outcome, plan and quarter."""
    unit = with_unit(asked.outcome).removeprefix(asked.outcome)
    against = f" − {asked.minus}" if asked.minus else ""
    return f"{what or asked.outcome}{unit}, {asked.plan}{against}, {asked.quarter}"
