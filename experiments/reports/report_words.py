"""The words of the report in Chinese and English."""

from typing import Literal

Language = Literal["zh", "en"]

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "question": "The question",
        "asked": (
            "With each plan, how likely is it that {city} reaches its targets by the end of {year}?"
        ),
        "answer": "The answer",
        "reaches": "{plan}: {chance} ({low}–{high}) to reach {target}; median {median}",
        "reaches_few": (
            "{plan}: {target} reached in {reached} of {runs} runs (a chance is told from {least}); "
            "median {median}"
        ),
        "reaches_states": (
            "{plan}: {chance} ({low}–{high}) of all runs reach {target}; median {median}"
        ),
        "few_states": (
            "{plan}: {target} reached in {reached} of {runs} runs, which share {seeds} seeds (a "
            "chance is told from {least} seeds); median {median}"
        ),
        "states": "states {low} … {high}",
        "count": "reached in {reached} of {runs}",
        "no_target": "{plan}: median {median}, 80 % of runs between {low} and {high}",
        "before": "before the policy",
        "target": "target",
        "table": "Targets and plans",
        "outcome": "outcome",
        "chance": "chance of the target",
        "gain": "change against {reference}",
        "readings": "other readings (medians; chance)",
        "strict": "stricter",
        "loose": "looser",
        "without_largest": "without the largest firm",
        "paths": "Paths",
        "further": "Further outcomes",
        "points": "By state of the world",
        "definitions": "What the outcomes mean",
        "caveats": "What to bear in mind",
        "reproduce": "How to reproduce",
        "note": (
            "Medians with the range of 80 % of the runs in brackets. Chances are shares of runs, "
            "with a 95 % interval (Wilson). Changes are means of pairs of runs with the same luck, "
            "with a 95 % interval."
        ),
        "note_states": (
            "Medians and the range of 80 % of the runs over all {states} states of the world. "
            "Chances are shares of all runs, changes are means of pairs of runs with the same luck "
            "in the same state. In brackets their 95 % intervals over the luck of {seeds} seeds, "
            "which all states share (clustered by seed: Wilson’s of the effective number of runs "
            "after Korn and Graubard, and Student’s with Liang and Zeger’s error). Apart: "
            "the lowest and the highest chance of any state, and 80 % of the states’ changes."
        ),
        "note_few": (
            "Medians and the range of 80 % of the runs over all {states} states of the world; "
            "changes are means of pairs of runs with the same luck in the same state. All states "
            "share the luck of few seeds ({seeds}): chances and intervals are told from {least} on."
        ),
        "over_states": (
            "Over all {points} states of the world of the design, each with the same weight: how "
            "likely a state is, the design does not say."
        ),
        "at_defaults": (
            "With all factors at their defaults, the first of {points} points of the design."
        ),
        "damaged": "Files are not as they were written, so that numbers may be wrong: {files}.",
        "experiment": "experiment",
        "runs": "runs",
        "runs_text": "{runs} runs: {plans} plans, {points} design points, {seeds} seeds",
        "model": "model",
        "identity": "identity (SHA-256)",
        "failed": "{failed} of the runs failed and are left out",
        "at": "Values at the end of {quarter}.",
        "older": "Run with model version {made}; this text is of version {now}.",
        "unfinished": "The sweep is not finished: this is what is there so far.",
        "default": "default",
        "sensitivity": "Sensitivity",
        "discover": "Where it happens",
    },
    "zh": {
        "question": "问题",
        "asked": "在各方案下，{city}到{year}年底实现目标的可能性有多大？",
        "answer": "回答",
        "reaches": "{plan}：达到{target}的概率{chance}（{low}–{high}），中位数{median}",
        "reaches_few": (
            "{plan}：{runs} 次运行中 {reached} 次达到{target}（满 {least} 次才给出概率），"
            "中位数{median}"
        ),
        "reaches_states": "{plan}：全部运行中{chance}（{low}–{high}）达到{target}，中位数{median}",
        "few_states": (
            "{plan}：共用 {seeds} 个随机种子的 {runs} 次运行中 {reached} 次达到{target}"
            "（满 {least} 个种子才给出概率），中位数{median}"
        ),
        "states": "各情景 {low} … {high}",
        "count": "{runs} 次中 {reached} 次达标",
        "no_target": "{plan}：中位数{median}，80%的运行介于{low}与{high}之间",
        "before": "政策前",
        "target": "目标",
        "table": "目标与方案",
        "outcome": "结果",
        "chance": "达标概率",
        "gain": "相对{reference}的变化",
        "readings": "其他口径（中位数；概率）",
        "strict": "从严",
        "loose": "从宽",
        "without_largest": "不含最大企业",
        "paths": "路径",
        "further": "其他结果",
        "points": "按情景",
        "definitions": "结果的定义",
        "caveats": "注意事项",
        "reproduce": "如何重现",
        "note": (
            "数值为中位数，方括号内为80%运行的范围。概率为达标运行所占比例，附95%区间（Wilson）。"
            "变化为相同随机数下成对运行之差的均值，附95%区间。"
        ),
        "note_states": (
            "数值为全部{states}个情景下的中位数，方括号内为80%运行的范围。概率为全部运行中达标的比例，"
            "变化为同一情景、相同随机数下成对运行之差的均值。括号内为其95%区间，反映各情景共用的"
            "{seeds}个随机种子的偶然性（按种子聚类：概率用有效运行数的Wilson区间，即Korn与Graubard的方法；"
            "变化用Student区间，标准误依Liang与Zeger）。另列各情景中的最低与最高概率，以及80%情景的变化范围。"
        ),
        "note_few": (
            "数值为全部{states}个情景下的中位数，方括号内为80%运行的范围；变化为同一情景、相同随机数下"
            "成对运行之差的均值。各情景只共用{seeds}个随机种子：满{least}个才给出概率与区间。"
        ),
        "over_states": (
            "以上为设计中全部{points}个情景的汇总，各情景权重相同；设计本身不说明各情景的可能性。"
        ),
        "at_defaults": "以上各因子均取默认值，即设计{points}个点中的第一个。",
        "damaged": "以下文件与写入时不一致，数值可能有误：{files}。",
        "experiment": "实验",
        "runs": "运行",
        "runs_text": "{runs}次运行：{plans}个方案、{points}个设计点、{seeds}个随机种子",
        "model": "模型",
        "identity": "标识（SHA-256）",
        "failed": "其中{failed}次运行失败，未计入",
        "at": "数值为{quarter}末的结果。",
        "older": "结果由模型版本 {made} 算得；本报告的文字属于版本 {now}。",
        "unfinished": "扫描尚未完成，以下仅为已有的部分。",
        "default": "默认",
        "sensitivity": "敏感性",
        "discover": "何种情景下发生",
    },
}

CAVEATS: dict[Language, tuple[str, ...]] = {
    "en": (
        (
            "The model was fitted to years before the policy and never to the targets; many data "
            "are assumed, each marked so with a source. A chance says how often a target is "
            "reached in this model, not in the world."
        ),
        (
            "The definition decides much: compare the stricter and looser readings, and the value "
            "before the policy. A target that is met before the policy tells nothing about it."
        ),
        "What a plan did is the change against the reference on the same luck, not the level.",
        (
            "Seeds show luck only. How sure the answer is of its parameters, a design over their "
            "ranges shows (yuanqu sweep morris_all, saltelli_15)."
        ),
    ),
    "zh": (
        (
            "模型只依据政策之前年份的数据拟合，从未针对目标调整；许多数据为假定值，均已注明并附来源。"
            "概率表示在本模型中达标的频率，而非现实中的概率。"
        ),
        "定义在很大程度上决定结论：请对照从严、从宽口径以及政策前的数值。政策前已达到的目标不能说明政策效果。",
        "方案的作用是相同随机数下与参照方案之差，而不是水平值。",
        (
            "随机种子只反映运气。结论对参数的依赖程度，需通过参数范围上的设计来考察"
            "（yuanqu sweep morris_all、saltelli_15）。"
        ),
    ),
}
