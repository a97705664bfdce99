"""The reports of a calibration: the screening, and the posterior with its checks."""

from collections.abc import Sequence

import numpy as np

from experiments.reports.cells import minus, number, percent
from experiments.reports.report import Data, Part, Report, Row, Table, Text, Words
from experiments.studies.calibration.checks import (
    LEAST_P,
    LEAST_RECOVERY,
    Checked,
    OfFigure,
)
from experiments.studies.calibration.figures import Figures
from experiments.studies.calibration.screen import Screened

SHOWN = 30
SCREENED = Words(
    "哪些参数影响政策之前的数字（初等效应 μ*，以各数字的误差为单位，对各数字取均方根）",
    "Which parameters move the figures of the years before the policy (elementary effects μ*, by "
    "each figure's error, root mean square over figures)",
)
SCREEN_HEADS = (
    Words("参数", "Parameter"),
    Words("效应", "Effect"),
    Words("影响最大的数字", "Figure that it moves most"),
    "",
)
CHOSEN = Words("选中", "chosen")
DECIDE = Words(
    "{given} 个读取或推算的数字参与校准，其中 {facts} 个随参数变动（其余为给定的输入）；"
    "城市数据共有 {rows} 行校准年份的数字，假定的不计。检验年份的行不读取。",
    "{given} figures that are read or derived decide, of which {facts} move with parameters (the "
    "others are inputs); of {rows} rows of the fit years those that are assumed do not count. Rows "
    "of the test years are not read.",
)
FIGURES = Words("先验能否做出这些数字", "Does the prior make the figures?")
FIGURES_CAPTION = Words(
    "ln(模型/数字)，含模型与数字的误差，10–50–90 % 分位；“以下”为先验模拟低于所发表数字的比例；"
    "* 表示模型几乎做不出该数字",
    "ln(model/figure) with the errors of both, 10–50–90 % quantiles; below: share of simulations "
    "under the published figure; * the model can hardly make it, whatever its parameters",
)
FIGURE_HEADS = (
    Words("数字", "Figure"),
    Words("年", "Year"),
    "",
    "10 %",
    "50 %",
    "90 %",
    Words("以下", "Below"),
    "",
)
PARAMETERS = Words("后验及其检验", "The posterior and its checks")
PARAMETERS_CAPTION = Words(
    "以先验的标准正态形式为单位（先验均值 0、标准差 1）；在 {held} 个已知真值的留出模拟上检验："
    "秩是否均匀（p，界限 {p:.3g}）、80 % 区间的覆盖、后验均值解释真值方差的比例（界限 {least:g}）；"
    "另一次训练与另一种方法（拒绝抽样加回归，附其标准差与秩检验）的均值之差以标准差计",
    "in the prior's standard normal form (mean 0, sd 1 by prior); on {held} simulations held back, "
    "whose truth is known: even ranks (p, limit {p:.3g}), coverage of 80 % intervals, share of the "
    "truths' variance that posterior means explain (limit {least:g}); differences of the mean by "
    "another training and by the other way (rejection with regression; with its sd and its rank "
    "test) by sd",
)
PARAMETER_HEADS = (
    Words("参数", "Parameter"),
    "p",
    Words("覆盖", "Covered"),
    Words("可识别", "Identified"),
    Words("均值", "Mean"),
    Words("标准差", "Sd"),
    Words("另一训练", "Training 2"),
    Words("拒绝抽样：均值差/标准差/p", "Rejection: mean / sd / p"),
    "",
)
CLAIMED = Words("已校准", "calibrated")
PRIOR = Words("按先验", "as prior")
UNEVEN = Words("秩不均匀，按先验", "ranks uneven: as prior")
CARRIED = Words(
    "未被这些数字识别或未通过检验、按先验抽取的参数：{names}。",
    "Not identified by these figures, or failed, and so carried as prior: {names}.",
)
ALL_CLAIMED = Words("所选参数全部校准。", "All parameters chosen are calibrated.")
SHIPPED = Words(
    "后验已写入 {file}：{sets} 组，{names} 个参数，摘要 {digest}。使用：--parameters posterior",
    "Written: {file}: {sets} sets of {names} parameters, digest {digest}. Use: --parameters "
    "posterior",
)


def screen_report(found: Screened, top: int) -> Report:
    """The ranking, those chosen marked."""
    rows: list[Row | None] = [
        [name, number(float(size)), strongest, CHOSEN if place < top else ""]
        for place, (name, size, strongest) in enumerate(
            zip(found.names[:SHOWN], found.size, found.strongest, strict=False)
        )
    ]
    return Report(
        [Table(list(SCREEN_HEADS), rows, SCREENED, align="lrll"), Data("screen", found.table())]
    )


def calibration_report(
    found: Checked, prior: Sequence[OfFigure], figures: Figures, given: int
) -> Report:
    """What decides, whether the prior makes it, and each parameter with its checks."""
    decide = DECIDE.format(given=given, facts=len(figures.facts), rows=figures.rows)
    carried: Text = ALL_CLAIMED
    if found.carried:
        carried = CARRIED.format(names=Words("、", ", ").join(found.carried))
    parts: list[Part] = [decide, _figures(prior), _parameters(found), carried]
    return Report([*parts, Data("parameters", found.table())])


def _figures(prior: Sequence[OfFigure]) -> Table:
    rows: list[Row | None] = [
        [
            one.name,
            str(one.year),
            one.label,
            _signed(one.low),
            _signed(one.median),
            _signed(one.high),
            percent(one.below),
            "*" if one.hardly else "",
        ]
        for one in prior
    ]
    return Table(list(FIGURE_HEADS), rows, FIGURES, FIGURES_CAPTION, align="lrlrrrrl")


def _parameters(found: Checked) -> Table:
    count = len(found.parameters)
    caption = PARAMETERS_CAPTION.format(held=found.held, p=LEAST_P / count, least=LEAST_RECOVERY)
    rows: list[Row | None] = [
        [
            one.name,
            number(one.rank_p),
            percent(one.covered),
            number(one.recovery),
            _signed(one.mean),
            number(one.sd),
            number(one.other_seed),
            f"{_signed(one.other_way)} / {number(one.way_sd)} / {number(one.way_p)}",
            CLAIMED if one.claimed(count) else PRIOR if one.even(count) else UNEVEN,
        ]
        for one in found.parameters
    ]
    return Table(list(PARAMETER_HEADS), rows, PARAMETERS, caption, align="lrrrrrrrl")


def _signed(value: float) -> str:
    return minus(f"{value:+.2f}") if np.isfinite(value) else "–"
