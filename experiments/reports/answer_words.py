"""The words of the page of an answer, in Chinese and English."""

from experiments.reports.report import Words

WORDS = {
    "asked": Words(
        "在各方案下，{city}到{year}年底实现目标的可能性有多大？",
        "With each plan, how likely is it that {city} reaches its targets by the end of {year}?",
    ),
    "reaches": Words(
        "{plan}：达到{target}的概率{chance}（{low}–{high}），中位数{median}",
        "{plan}: {chance} ({low}–{high}) to reach {target}; median {median}",
    ),
    "reaches_few": Words(
        "{plan}：{runs} 次运行中 {reached} 次达到{target}（满 {least} 次才给出概率），中位数"
        "{median}",
        "{plan}: {target} reached in {reached} of {runs} runs (a chance is told from {least}); "
        "median {median}",
    ),
    "reaches_states": Words(
        "{plan}：全部运行中{chance}（{low}–{high}）达到{target}，中位数{median}",
        "{plan}: {chance} ({low}–{high}) of all runs reach {target}; median {median}",
    ),
    "few_states": Words(
        "{plan}：共用 {seeds} 个随机种子的 {runs} 次运行中 {reached} 次达到{target}（满 "
        "{least} 个种子才给出概率），中位数{median}",
        "{plan}: {target} reached in {reached} of {runs} runs, which share {seeds} seeds (a "
        "chance is told from {least} seeds); median {median}",
    ),
    "states": Words("各情景 {low} … {high}", "states {low} … {high}"),
    "count": Words("{runs} 次中 {reached} 次达标", "reached in {reached} of {runs}"),
    "no_target": Words(
        "{plan}：中位数{median}，80%的运行介于{low}与{high}之间",
        "{plan}: median {median}, 80 % of runs between {low} and {high}",
    ),
    "default": Words("默认", "default"),
    "before": Words("政策前 {value}", "before the policy {value}"),
    "chance": Words(
        "达标概率 {chance} ({low}–{high})", "chance of the target {chance} ({low}–{high})"
    ),
    "reading": Words("{name} {median}", "{name} {median}"),
    "gain": Words("相对{reference}的变化", "change against {reference}"),
    "strict": Words("从严", "stricter"),
    "loose": Words("从宽", "looser"),
    "without_largest": Words("不含最大企业", "without the largest firm"),
    "note": Words(
        "数值为中位数，方括号内为80%运行的范围。概率为达标运行所占比例，附95%区间（Wilson）。变"
        "化为相同随机数下成对运行之差的均值，附95%区间。",
        "Medians with the range of 80 % of the runs in brackets. Chances are shares of runs, "
        "with a 95 % interval (Wilson). Changes are means of pairs of runs with the same luck, "
        "with a 95 % interval.",
    ),
    "note_states": Words(
        "数值为全部{states}个情景下的中位数，方括号内为80%运行的范围。概率为全部运行中达标的比"
        "例，变化为同一情景、相同随机数下成对运行之差的均值。括号内为其95%区间，反映各情景共用"
        "的{seeds}个随机种子的偶然性（按种子聚类：概率用有效运行数的Wilson区间，即Korn与"
        "Graubard的方法；变化用Student区间，标准误依Liang与Zeger）。另列各情景中的最低与最高概"
        "率，以及80%情景的变化范围。",
        "Medians and the range of 80 % of the runs over all {states} states of the world. "
        "Chances are shares of all runs, changes are means of pairs of runs with the same luck "
        "in the same state. In brackets their 95 % intervals over the luck of {seeds} seeds, "
        "which all states share (clustered by seed: Wilson’s of the effective number of runs "
        "after Korn and Graubard, and Student’s with Liang and Zeger’s error). Apart: the "
        "lowest and the highest chance of any state, and 80 % of the states’ changes.",
    ),
    "note_few": Words(
        "数值为全部{states}个情景下的中位数，方括号内为80%运行的范围；变化为同一情景、相同随机"
        "数下成对运行之差的均值。各情景只共用{seeds}个随机种子：满{least}个才给出概率与区间。",
        "Medians and the range of 80 % of the runs over all {states} states of the world; "
        "changes are means of pairs of runs with the same luck in the same state. All states "
        "share the luck of few seeds ({seeds}): chances and intervals are told from {least} on.",
    ),
    "over_states": Words(
        "以上为设计中全部{points}个情景的汇总，各情景权重相同；设计本身不说明各情景的可能性。",
        "Over all {points} states of the world of the design, each with the same weight: how "
        "likely a state is, the design does not say.",
    ),
    "at_defaults": Words(
        "以上各因子均取默认值，即设计{points}个点中的第一个。",
        "With all factors at their defaults, the first of {points} points of the design.",
    ),
    "damaged": Words(
        "以下文件与写入时不一致，数值可能有误：{files}。",
        "Files are not as they were written, so that numbers may be wrong: {files}.",
    ),
    "runs_text": Words(
        "{runs}次运行：{plans}个方案、{points}个设计点、{seeds}个随机种子",
        "{runs} runs: {plans} plans, {points} design points, {seeds} seeds",
    ),
    "failed": Words(
        "其中{failed}次运行失败，未计入",
        "{failed} of the runs failed and are left out",
    ),
    "at": Words("数值为{quarter}末的结果。", "Values at the end of {quarter}."),
    "older": Words(
        "结果由模型版本 {made} 算得；本报告的文字属于版本 {now}。",
        "Run with model version {made}; this text is of version {now}.",
    ),
    "unfinished": Words(
        "扫描尚未完成，以下仅为已有的部分。",
        "The sweep is not finished: this is what is there so far.",
    ),
}

CAVEATS = (
    Words(
        "模型只依据政策之前年份的数据拟合，从未针对目标调整；许多数据为假定值，均已注明并附来源"
        "。概率表示在本模型中达标的频率，而非现实中的概率。",
        "The model was fitted to years before the policy and never to the targets; many data "
        "are assumed, each marked so with a source. A chance says how often a target is "
        "reached in this model, not in the world.",
    ),
    Words(
        "定义在很大程度上决定结论：请对照从严、从宽口径以及政策前的数值。政策前已达到的目标不能"
        "说明政策效果。",
        "The definition decides much: compare the stricter and looser readings, and the value "
        "before the policy. A target that is met before the policy tells nothing about it.",
    ),
    Words(
        "方案的作用是相同随机数下与参照方案之差，而不是水平值。",
        "What a plan did is the change against the reference on the same luck, not the level.",
    ),
    Words(
        "随机种子只反映运气。结论对参数的依赖程度，需通过参数范围上的设计来考察（yuanqu sweep "
        "morris_all、saltelli_15）。",
        "Seeds show luck only. How sure the answer is of its parameters, a design over their "
        "ranges shows (yuanqu sweep morris_all, saltelli_15).",
    ),
)
