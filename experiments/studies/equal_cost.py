"""One factor on a plan that makes it cost what another costs."""

from collections.abc import Callable
from dataclasses import dataclass

MOST_TRIES = 30
MOST_SCALE = 50.0


@dataclass(frozen=True)
class Tried:
    """A scale and the mean cost at it."""

    scale: float
    cost: float


class NoScale(Exception):
    """No factor makes the plan cost that much; ``best`` came nearest."""

    def __init__(self, best: Tried) -> None:
        super().__init__(f"at a scale of {best.scale:g} it costs {best.cost:g}")
        self.best = best


def equal_scale(
    cost: Callable[[float], float], target: float, tolerance: float, first: float = 1.0
) -> Tried:
    """The first scale tried whose cost is within ``tolerance`` of ``target``, as a part of it.

    ``cost`` rises with the scale where the same luck is used for each, not smoothly: firms come
    and go. From ``first`` on the scale is doubled or so until it costs enough; then the secant of
    the bracket's ends is followed (Illinois rule), or the bracket halved where that hardly moves.
    Scales have four digits, so that what is written in a plan is what was measured. Raises NoScale.
    """
    tried: list[Tried] = []

    def near(at: Tried) -> bool:
        return abs(at.cost - target) <= tolerance * target

    def look(scale: float) -> Tried:
        rounded = float(f"{scale:.4g}")
        at = next((t for t in tried if t.scale == rounded), None)
        if at is None:
            at = Tried(rounded, cost(rounded))
            tried.append(at)
        return at

    def nearest() -> Tried:
        return min(tried, key=lambda t: abs(t.cost - target))

    now = look(first if first > 0.0 else 1.0)
    low = Tried(0.0, 0.0)
    while now.cost < target and not near(now):
        low = now
        if now.scale >= MOST_SCALE:
            raise NoScale(nearest())
        step = 4.0 if now.cost <= 0.0 else min(4.0, max(1.3, 1.1 * target / now.cost))
        now = look(min(MOST_SCALE, now.scale * step))
    if near(now):
        return now
    high = now
    if low.scale == 0.0:
        low = look(0.0)
        if near(low):
            return low
        if low.cost > target:
            raise NoScale(low)
    weight_low = weight_high = 1.0
    side = 0
    while len(tried) < MOST_TRIES:
        below, above = weight_low * (low.cost - target), weight_high * (high.cost - target)
        scale = (low.scale * above - high.scale * below) / (above - below)
        span = high.scale - low.scale
        if not low.scale + 0.01 * span < scale < high.scale - 0.01 * span:
            scale = low.scale + span / 2.0
        now = look(scale)
        if near(now):
            return now
        if now.scale in (low.scale, high.scale):
            break  # four digits are not enough: the cost jumps here
        if now.cost < target:
            weight_high = weight_high / 2.0 if side < 0 else 1.0
            low, side, weight_low = now, -1, 1.0
        else:
            weight_low = weight_low / 2.0 if side > 0 else 1.0
            high, side, weight_high = now, 1, 1.0
    raise NoScale(nearest())
