"""Numbers as the screen writes them."""

from __future__ import annotations

from math import ceil, floor, isnan, log10

from experiments.reports.units import YI


def scale_of(unit: str) -> float:
    """What a value in ``unit`` is divided by before it is shown: money stands in 亿."""
    return YI if unit == "million yuan" else 1.0


def number(value: float, sign: bool = False) -> str:
    """As many decimals as a reader can use, a true minus sign, a dash for NaN."""
    if isnan(value):
        return "—"
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 1 else 2
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return {"+0": "0", "-0": "0"}.get(text, text).replace("-", "−")


def percent(share: float, lang: str) -> str:
    """A share of 0 to 1 as percent, spaced as the language does."""
    if isnan(share):
        return "—"
    text = f"{100.0 * share:.1f}".rstrip("0").rstrip(".") if 0 < share < 0.01 else f"{share:.0%}"
    return text.rstrip("%") + ("%" if lang == "zh" else " %")


def points(share: float, sign: bool = True) -> str:
    """A difference of two shares in percentage points, with its sign."""
    return number(share if isnan(share) else round(100.0 * share), sign)


def level(value: float, unit: str, lang: str) -> str:
    """The level of an instrument; shares in percent."""
    if is_share(unit):
        return f"{100.0 * value:.3g}" + ("%" if lang == "zh" else " %")
    return f"{value:g} {unit}"


def is_share(unit: str) -> bool:
    """Whether a unit of an instrument is a share of something."""
    return unit.startswith("share")


def round_step(low: float, high: float) -> float:
    """The step of a slider: 1, 2 or 5 times a power of ten, 50 to 125 steps over the range."""
    raw = (high - low) / 50.0
    power = 10.0 ** floor(log10(raw))
    return max(m * power for m in (1.0, 2.0, 5.0) if m * power <= raw * (1 + 1e-9))


def round_axis(highest: float, held: float = 0.0) -> tuple[float, float]:
    """The end of an axis that starts at 0, and the step of its ticks: 1, 2 or 5 times a power
    of ten, at most five steps. An end that was ``held`` before stays while it serves: curves that
    move on a still axis can be compared."""
    if highest <= held <= 2.0 * highest:
        highest = held
    if highest <= 0.0:
        return 1.0, 1.0
    raw = highest / 5.0
    power = 10.0 ** floor(log10(raw))
    step = next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw * (1 - 1e-9))
    return ceil(highest / step - 1e-9) * step, step
