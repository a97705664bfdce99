"""The ratio of two means with Fieller's interval (Fieller 1954, J. R. Stat. Soc. B 16: 175–185).

With paired values a, b of n seeds, means ā, b̄ and variances and covariance of the means v_a, v_b,
c, the interval holds every ratio r for which ā − r·b̄ does not differ from zero:

    (ā − r·b̄)² ≤ t² (v_a − 2 r c + r² v_b),    t = quantile of Student's t with n − 1 degrees.

It is an interval only where b̄² > t² v_b, that is where the denominator's own interval leaves zero
out. Otherwise any ratio may be true, and the ratio is not estimable.
"""

from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np

from experiments.studies.answer import CONFIDENCE
from experiments.studies.arrays import Floats
from experiments.studies.intervals import standard_error


@dataclass(frozen=True)
class Ratio:
    """A ratio of means and its interval; all NaN where it is not estimable, the interval alone
    where the seeds tell none."""

    value: float
    low: float
    high: float

    @property
    def estimable(self) -> bool:
        """Whether the denominator's interval leaves zero out."""
        return not isnan(self.value)


NOT_ESTIMABLE = Ratio(nan, nan, nan)


def ratio_of_means(above: Floats, below: Floats, confidence: float = CONFIDENCE) -> Ratio:
    """Mean of ``above`` by mean of ``below``, both (seeds,) and paired, with Fieller's interval.

    Without an interval where neither tells an error, few that are all alike: it would have no
    width. So where every ``above`` is 0.
    """
    from scipy.stats import t as student

    seeds = len(above)
    if seeds < 2:
        return NOT_ESTIMABLE
    a, b = float(above.mean()), float(below.mean())
    (v_a, c), (_, v_b) = (np.cov(above, below) / seeds).tolist()
    t2 = float(student.ppf(0.5 + confidence / 2.0, seeds - 1)) ** 2
    square = b * b - t2 * v_b
    if square <= 0.0:
        return NOT_ESTIMABLE
    if isnan(standard_error(above)) and (a == 0.0 or isnan(standard_error(below))):
        return Ratio(a / b, nan, nan)
    middle = a * b - t2 * c
    # Never negative in theory where square > 0; rounding may say otherwise.
    root = sqrt(max(0.0, middle * middle - square * (a * a - t2 * v_a)))
    return Ratio(a / b, (middle - root) / square, (middle + root) / square)
