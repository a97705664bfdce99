"""Stylised facts of industries, measured on arrays: sizes, growth, productivity, entry and exit.

Every function takes plain arrays, so that data, a run and a made-up sample are measured alike. The
published ranges and pass bands stand in ``REGULARITIES``; none of them is a fact of a test year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Regularity:
    """A published fact: what it is, where it stands, and the band in which a model passes."""

    key: str
    name_zh: str
    name_en: str
    published: str
    low: float
    high: float

    @property
    def name(self) -> str:
        """In both languages."""
        return f"{self.name_zh} {self.name_en}"

    def holds(self, value: float) -> bool:
        """Whether a measured value lies in the band; NaN does not."""
        return self.low <= value <= self.high


REGULARITIES: Mapping[str, Regularity] = {
    r.key: r
    for r in (
        Regularity(
            "zipf",
            "企业规模上尾的齐普夫指数",
            "Zipf exponent of the upper size tail",
            "about 1.06 (Axtell 2001)",
            0.8,
            1.4,
        ),
        Regularity(
            "cohort_skew_birth",
            "新设企业出生年对数规模的偏度",
            "Skewness of ln jobs of entrants in their year of birth",
            "right-skewed, as the firm-size distribution begins (Cabral and Mata 2003)",
            0.0,
            2.0,
        ),
        Regularity(
            "cohort_skew_later",
            "新设企业五年后对数规模的偏度",
            "Skewness of ln jobs of entrants after five years",
            "evolving over time toward a lognormal one, of skewness 0 (Cabral and Mata 2003)",
            -0.3,
            0.3,
        ),
        Regularity(
            "cohort_tail",
            "新设企业与全部企业规模上尾指数之比",
            "Exponent of entrants' size tail by that of all firms",
            "thinner: growth mixed over ages makes the tail of the population (Coad 2010)",
            1.0,
            3.0,
        ),
        Regularity(
            "subbotin",
            "年对数增长率的Subbotin形状",
            "Subbotin shape of yearly log growth",
            "about 1, Laplace (Bottazzi and Secchi 2006)",
            0.6,
            1.4,
        ),
        Regularity(
            "size_variance",
            "增长率离散度随规模下降的斜率",
            "Slope β of growth's spread on size, σ ~ S^−β",
            ".14–.20; .15 (Stanley et al. 1996)",
            0.08,
            0.30,
        ),
        Regularity(
            "productivity",
            "生产率九成与一成分位之比",
            "Productivity, 90th over 10th percentile",
            "1.92 in the US (Syverson 2004); above 5 in China, by revenue",
            1.6,
            6.0,
        ),
        Regularity(
            "entry",
            "新兴行业年新设率",
            "Entry rate a year in young sectors",
            "mean .24, sd .08",
            0.08,
            0.40,
        ),
        Regularity(
            "survival",
            "五年存活率",
            "Survival to year 5",
            "about a half (US)",
            0.4,
            0.7,
        ),
        Regularity(
            "hazard_size",
            "最大四分之一与最小四分之一企业的退出率之比",
            "Exit hazard of the largest quarter of firms over that of the smallest",
            "falls with size",
            0.0,
            1.0,
        ),
        Regularity(
            "persistence",
            "营收逐年的秩相关",
            "Rank correlation of revenue from year to year",
            "sizes persist",
            0.9,
            1.0,
        ),
        Regularity(
            "agglomeration",
            "企业生产率对园区内他人就业的弹性",
            "Elasticity of a firm's productivity to the jobs of others in its park",
            ".027–.064 (295 studies)",
            0.02,
            0.10,
        ),
        Regularity(
            "net_entry",
            "净进入对生产率增长的贡献份额",
            "Part of net entry in the growth of productivity",
            "above ⅔ in China 1998–2007, about half to 2006 (Brandt et al. 2012, 2009)",
            0.3,
            1.5,
        ),
        Regularity(
            "manufacturer_gross",
            "代工企业毛利率",
            "Gross margin of contract manufacturers",
            "5.8–9.6 % (Hon Hai), 3.6–6.2 % (Pegatron, Quanta)",
            0.03,
            0.10,
        ),
        Regularity(
            "manufacturer_operating",
            "代工企业营业利润率",
            "Operating margin of contract manufacturers",
            ".9–1.7 % (Hon Hai), 1.7 % (Quanta)",
            0.0,
            0.04,
        ),
        Regularity(
            "additionality",
            "企业自担研发的变化与研发补贴之比",
            "Change of R&D that firms bear themselves, by R&D subsidy paid",
            "no crowding out, no large additionality (Dimos and Pugh 2016)",
            -0.2,
            0.5,
        ),
    )
}
"""Those of industries anywhere; a city's own are in its ``regularities.csv``."""

NAMES: Mapping[str, tuple[str, str]] = {
    "research": ("{}研发强度", "R&D by sales, {}"),
    "elasticity": (
        "{}企业当季自身价格弹性",
        "Own-price elasticity of a maker of {}, within the quarter",
    ),
}
"""What facts of ``regularities.csv`` about goods are called, of which goods in braces; others have
the names of their rows."""


def hill_exponent(size: Floats, group: Codes, tail: float) -> float:
    """Zipf exponent ζ of P(S > s) ~ s^−ζ by Hill's estimator, pooled within groups.

    1/ζ = Σ_g Σ_i ln(s_i / s_min,g) / n over the firms above the threshold, where s_min,g is the
    largest size outside the top ``tail`` share of group g; one threshold a group keeps different
    market sizes from making a tail. Groups with fewer than ten firms above it stay out. ``size``
    (firms,) in any unit, > 0; ``group`` (firms,). NaN where no group is left. Source: Hill (1975).
    """
    excess = _excess(size, group, tail)
    return float(1.0 / excess.mean()) if len(excess) else float("nan")


def rank_exponent(size: Floats, group: Codes, tail: float) -> float:
    """The same ζ by regression: ln(rank − ½) = a − ζ ln(s / s_min,g), pooled within groups.

    Rank 1 is the largest of the pooled ratios. Standard error ζ·√(2/n). The shift by one half takes
    off the bias of small samples. Arguments as in ``hill_exponent``; NaN for fewer than ten firms.
    Source: Gabaix and Ibragimov (2011).
    """
    excess = np.sort(_excess(size, group, tail))[::-1]
    if len(excess) < 10:
        return float("nan")
    return -_slope(excess, np.log(np.arange(1, len(excess) + 1) - 0.5))


def _excess(size: Floats, group: Codes, tail: float) -> Floats:
    """ln(s/s_min) of the firms in the upper tail of their group."""
    parts = []
    for code in np.unique(group).tolist():
        mine = np.sort(size[group == code])
        above = int(np.floor(tail * len(mine)))
        if above >= 10:
            parts.append(np.log(mine[-above:] / mine[-above - 1]))
    return np.concatenate(parts) if parts else np.zeros(0)


def log_skewness(size: Floats, group: Codes) -> float:
    """Skewness of ln size net of its group's mean: m₃/m₂^{3/2}, 0 for a lognormal.

    ``size`` (firms,) > 0, ``group`` (firms,). Groups of fewer than ten firms stay out; NaN where
    none is left. A mean of few firms takes some of the skewness away, a tenth with ten.
    """
    enough = np.isin(group, [c for c in np.unique(group).tolist() if (group == c).sum() >= 10])
    log = np.log(size[enough])
    net = log - _group_mean(log, group[enough]) if len(log) else log
    spread = float(np.mean(net**2)) if len(net) else 0.0
    return float(np.mean(net**3)) / spread**1.5 if spread > 0.0 else float("nan")


def log_growth(before: Floats, after: Floats, group: Codes) -> Floats:
    """Growth ln(after/before) less the mean of its group and over the group's spread, both > 0.

    ``group`` (firms,) codes segment and year together, so that markets and business cycles cancel;
    the spread is the group's standard deviation. Groups of fewer than ten firms give NaN. Shape
    ``(firms,)``. Source: the normalisation of Bottazzi and Secchi (2006).
    """
    growth = np.log(after / before)
    found = np.full(len(growth), np.nan)
    for code in np.unique(group).tolist():
        mine = group == code
        if mine.sum() >= 10 and growth[mine].std() > 0.0:
            found[mine] = (growth[mine] - growth[mine].mean()) / growth[mine].std()
    return found


def subbotin_shape(growth: Floats) -> float:
    """Shape b of f(x) = exp(−|x/a|^b / b) / (2 a b^{1/b} Γ(1 + 1/b)) by maximum likelihood.

    b = 1 is Laplace, 2 normal, below 1 fatter than Laplace. The centre is the median; for a given b
    the scale is a = (mean |x|^b)^{1/b}, which leaves the likelihood in b alone, from .1 to 10:
    −ln L / n = ln 2 + ln b / b + ln Γ(1 + 1/b) + ln a + 1/b. ``growth`` (n,), NaN left out; NaN
    back for fewer than 30 values. Source: Subbotin (1923); Bottazzi and Secchi (2006).
    """
    x = growth[np.isfinite(growth)]
    if len(x) < 30:
        return float("nan")
    distance = np.abs(x - np.median(x))
    distance = distance[distance > 1e-12 * distance.max()]
    log = np.log(distance / distance.max())

    def loss(b: float) -> float:
        scale = np.log(np.mean(np.exp(np.maximum(b * log, -600.0)))) / b
        return float(np.log(b) / b + gammaln(1.0 + 1.0 / b) + scale + 1.0 / b)

    return float(minimize_scalar(loss, bounds=(0.1, 10.0), method="bounded").x)


def size_variance_slope(size: Floats, growth: Floats, bins: int = 10) -> float:
    """β in σ(growth) ~ S^−β: minus the slope of ln σ on mean ln S over equal-sized bins of size.

    ``size`` (n,) > 0 before the growth, ``growth`` (n,) of logs. NaN for fewer than 20 values a
    bin. Source: Stanley et al. (1996).
    """
    use = np.isfinite(growth)
    if use.sum() < 20 * bins:
        return float("nan")
    log, rate = np.log(size[use]), growth[use]
    parts = np.array_split(np.argsort(log, kind="stable"), bins)
    spread = np.array([rate[p].std() for p in parts])
    centre = np.array([log[p].mean() for p in parts])
    keep = spread > 0.0
    return -_slope(centre[keep], np.log(spread[keep]))


def relative_size(size: Floats, group: Codes) -> Floats:
    """Size over the geometric mean of its group, shape ``(firms,)``; ``size`` > 0."""
    log = np.log(size)
    found: Floats = np.exp(log - _group_mean(log, group))
    return found


def quantile_class(size: Floats, group: Codes, classes: int) -> Codes:
    """Class 0 (smallest) … classes − 1 of each firm by rank within its group, of equal counts."""
    found = np.zeros(len(size), dtype=np.int64)
    for code in np.unique(group).tolist():
        mine = np.flatnonzero(group == code)
        rank = np.argsort(np.argsort(size[mine], kind="stable"), kind="stable")
        found[mine] = rank * classes // len(mine)
    return found


def percentile_ratio(value: Floats, group: Codes) -> float:
    """90th over 10th percentile within groups: exp of the gap of ln value less its group's mean.

    ``value`` (firms,) > 0, ``group`` (firms,). Source: Syverson (2004) for the measure.
    """
    log = np.log(value)
    low, high = np.percentile(log - _group_mean(log, group), [10.0, 90.0])
    return float(np.exp(high - low))


def entry_rate(entrants: Floats, firms: Floats) -> Floats:
    """Entrants of a year over the firms alive at its start; NaN where there were none."""
    found: Floats = np.divide(
        entrants, firms, out=np.full(np.shape(entrants), np.nan), where=firms > 0.0
    )
    return found


def exit_hazard(risk: Codes, left: Flags, classes: int) -> Floats:
    """Share that left within a year by class (of age, or size): exits over firm-years at risk.

    ``risk`` (firm-years,) codes the class of each firm at the start of a year, ``left`` (the same)
    whether it was gone at the end. Shape ``(classes,)``, NaN where nobody was at risk.
    """
    count = np.bincount(risk, minlength=classes)
    gone = np.bincount(risk, left.astype(np.float64), classes)
    found: Floats = np.divide(gone, count, out=np.full(classes, np.nan), where=count > 0)
    return found


def kaplan_meier(duration: Codes, died: Flags, last: int) -> Floats:
    """Survival S(t) = Π_{u ≤ t} (1 − d_u / n_u), t = 0 … last, with right-censoring.

    ``duration`` (firms,) is the time until exit, or until the firm was last seen; ``died`` tells
    which. A firm last seen at t is still at risk at t. Shape ``(last + 1,)``; NaN from the time on
    after which nobody is under watch. Source: Kaplan and Meier (1958).
    """
    time = np.arange(last + 1)
    at_risk = (duration[:, None] >= time).sum(axis=0)
    deaths = ((duration[:, None] == time) & died[:, None]).sum(axis=0)
    kept = 1.0 - np.divide(deaths, at_risk, out=np.full(last + 1, np.nan), where=at_risk > 0)
    found: Floats = np.cumprod(kept)
    return found


def slope_within(y: Floats, x: Floats, group: Codes) -> float:
    """Least-squares slope of y on x with a fixed effect for each group, shapes ``(n,)``."""
    return _slope(x - _group_mean(x, group), y - _group_mean(y, group))


PARTS: tuple[str, ...] = ("within", "between", "cross", "entry", "exit")
"""Of the growth of weighted productivity: what stayers gain at their old weights, what weights gain
towards the more productive, both together, who came, who left."""


def growth_parts(
    before: Floats, after: Floats, weight_before: Floats, weight_after: Floats
) -> Floats:
    """The parts of the growth of weighted mean log productivity P, (5,) in the order of ``PARTS``.

    ΔP = Σ_stay [s₀Δp + Δs(p₀ − P₀) + ΔsΔp] + Σ_enter s₁(p₁ − P₀) − Σ_exit s₀(p₀ − P₀), with s the
    weights made to add up to one. ``before`` and ``after`` are ln productivity ``(firms,)``; who
    has no weight was not there. NaN where either year is empty. Source: Foster, Haltiwanger and
    Krizan (2001).
    """
    if weight_before.sum() <= 0.0 or weight_after.sum() <= 0.0:
        return np.full(len(PARTS), np.nan)
    s0, s1 = weight_before / weight_before.sum(), weight_after / weight_after.sum()
    start = float((s0 * before).sum())
    stay = (weight_before > 0.0) & (weight_after > 0.0)
    gain, shift = (after - before)[stay], (s1 - s0)[stay]
    entry = (s1 * (after - start))[weight_before == 0.0].sum()
    leaving = (s0 * (before - start))[weight_after == 0.0].sum()
    parts = (s0[stay] * gain).sum(), (shift * (before - start)[stay]).sum(), (shift * gain).sum()
    return np.array([*parts, entry, -leaving])


def by_peak_before(path: Floats) -> float:
    """The last value of a path ``(quarters,)`` by the highest before it; NaN for fewer than two."""
    return float(path[-1] / path[:-1].max()) if len(path) > 1 else float("nan")


def density(output: Floats, area: Floats, which: Flags) -> float:
    """Output of ``which`` parks ``(parks,)`` by their area, sums over sums; NaN where they have
    none."""
    ground = float(area[which].sum())
    return float(output[which].sum()) / ground if ground > 0.0 else float("nan")


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's correlation of two sizes of the same firms; ties share their mean rank."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(value: Floats) -> Floats:
    _, place, count = np.unique(value, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    found: Floats = (last - (count - 1) / 2.0)[place]
    return found


def _group_mean(value: Floats, group: Codes) -> Floats:
    """Mean of its group for each row."""
    _, place, count = np.unique(group, return_inverse=True, return_counts=True)
    found: Floats = (np.bincount(place, value) / count)[place]
    return found


def _slope(x: Floats, y: Floats) -> float:
    """Least-squares slope of y on x."""
    centred = x - x.mean()
    return float((centred * (y - y.mean())).sum() / (centred * centred).sum())
