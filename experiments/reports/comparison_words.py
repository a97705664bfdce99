"""Numbers with their intervals, as cells of the tables of this room."""

from math import isnan

from experiments.reports.answer_table import number
from experiments.studies.answer import Difference
from experiments.studies.ratio import Ratio

NOT_ESTIMABLE = "not estimable"


def interval(d: Difference, scale: float = 1.0, sign: bool = True) -> str:
    """A mean and under it its interval."""
    mean = number(d.mean / scale, sign)
    if isnan(d.low):
        return mean
    return f"{mean}\n[{number(d.low / scale, sign)}, {number(d.high / scale, sign)}]"


def ratio(r: Ratio, scale: float = 1.0) -> str:
    """A ratio and under it its interval; in words where there is none."""
    if not r.estimable:
        return NOT_ESTIMABLE
    if isnan(r.low):
        return short(r.value * scale)
    value, low, high = (short(v * scale) for v in (r.value, r.low, r.high))
    return f"{value}\n[{low}, {high}]"


def short(value: float) -> str:
    """Three significant digits, a true minus sign."""
    return f"{value:,.3g}".replace("-", "−") if abs(value) < 1000 else number(value)
