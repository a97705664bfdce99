"""Every text of the screen, Chinese and English; instruments, plans and outcomes own their names.

``RESET(lang)`` is the text in a language; braces are filled from keywords.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from experiments.reports.units import unit_of

Lang = Literal["zh", "en"]
LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
DEFAULT_LANG: Final[Lang] = "zh"


@dataclass(frozen=True)
class Pair:
    """A text in both languages."""

    zh: str
    en: str

    def __call__(self, lang: Lang, **values: object) -> str:
        """The text in ``lang`` with its braces filled."""
        text: str = getattr(self, lang)
        return text.format(**values) if values else text


# Head
TITLE = Pair("{city}{industry}产业政策实验室", "Policy lab for {city}'s {industry} industry")
PLAIN_TITLE = Pair("{city}产业政策实验室", "Policy lab for {city}'s industry")
QUESTION = Pair(
    "在这样的政策下，到 {year} 年底，{city}出现 {firms} 家有竞争力的企业和 {parks} 个特色园区"
    "（含精品微园）的可能性有多大？",
    "With this policy, how likely is it that {firms} competitive firms and {parks} specialty "
    "parks (boutique micro-parks included) emerge in {city} by the end of {year}?",
)
OPEN_QUESTION = Pair(
    "在这样的政策下，到 {year} 年底，{city}会有多少家有竞争力的企业、多少个特色园区"
    "（含精品微园）？",
    "With this policy, how many competitive firms and specialty parks (boutique micro-parks "
    "included) will {city} have by the end of {year}?",
)
SHORT_QUESTION = Pair("这样的政策会带来什么？", "What does this policy bring about?")
OTHER_LANGUAGE = Pair("English", "中文")

# Controls
POLICY = Pair("政策", "Policy")
YEAR = Pair("问到哪一年", "The year asked about")
PLAN = Pair("政策方案", "Plan")
INSTRUMENTS_FROM = Pair("政策工具（自 {quarter} 起）", "Instruments from {quarter}")
GROUP = Pair("{name}（{count}）", "{name} ({count})")
GROUP_MOVED = Pair("{name}（{count}，已调整 {moved}）", "{name} ({count}, {moved} moved)")
PLAN_LEVEL = Pair("方案值 {level}", "Plan: {level}")
PLAN_LEVEL_ASSUMED = Pair("方案值 {level}（假定）", "Plan: {level} (assumed)")
PLAN_RANGE_ASSUMED = Pair(
    "方案值 {level}（假定，可能为 {low}–{high}）", "Plan: {level} (assumed; may be {low}–{high})"
)
SEPARATOR = Pair("；", "; ")
BUDGET = Pair("预算每年 {budget} 亿元", "budget {budget} 亿 yuan a year")
BUDGET_FULL = Pair(
    "预算每年 {budget} 亿元，已用满，再加大力度也不会多支出",
    "budget {budget} 亿 yuan a year, used up: a higher level pays no more",
)
RESET_ONE = Pair("把{name}恢复为方案值", "Reset {name} to the plan")
CURRENT_LEVEL = Pair("现行 ▴ {level}", "now in force ▴ {level}")
CLAUSE = Pair("方案条款：{text}", "Clause: {text}")
OLDER = Pair("（旧数字）{text}", "(older numbers) {text}")
RESET = Pair("恢复方案值", "Reset")
SEEDS = Pair("随机模拟次数", "Simulated histories")
SEEDS_HELP = Pair(
    "每次模拟的运气不同，全国市场的走势也不同（如有预测路径）；次数越多，概率越准。",
    "They differ in luck and, where forecasts are known, in national markets; more of them make "
    "the probability more certain.",
)

# Progress and faults
STARTING = Pair(
    "正在启动模型，首次约需半分钟……", "Starting the model: up to half a minute at first …"
)
COMING = Pair("正在计算……", "coming in …")
PROGRESS = Pair("已完成 {done} / {all} 次模拟", "{done} of {all} histories done")
PROGRESS_FORECAST = Pair(
    "已完成 {done} / {all} 次模拟，其余按已完成的推算",
    "{done} of {all} histories done, the others extrapolated from them",
)
FINISHED = Pair("已完成全部 {all} 次模拟", "Histories done: {all}")
BAD_ADDRESS = Pair(
    "网址中的“{pair}”无法使用，已忽略，其余照常显示。（{line}）",
    "“{pair}” in the address was left out. ({line})",
)
BAD_RUN = Pair("模型运行出错：", "A run of the model failed: ")
BAD_SCREEN = Pair("页面出错：", "The page failed: ")
STAND_INS = Pair(
    "城市数据缺少 {count} 个参数，以 {city} 的数值代替：{names}",
    "The city lacks {count} parameters; those of {city} stand in: {names}",
)
BAD_CITY = Pair("无法读取城市数据：", "The city's data can't be read: ")

# Cards
VERDICT = Pair("两项目标同时实现的可能性", "Chance that both targets are met")
VERDICT_RUNS = Pair(
    "{all} 次模拟中有 {reached} 次两项目标都实现，", "Both in {reached} of {all} histories; "
)
TOO_FEW = Pair(
    "{all} 次模拟中 {reached} 次；满 {least} 次才给出可能性",
    "in {reached} of {all} histories; a chance is told from {least}",
)
EVERYTHING = Pair(
    "连同其余目标（{items}）全部实现：{chance}",
    "With the plan's others ({items}) all met: {chance}",
)
SINCE_START = Pair(
    "平均：起点 {start:g} − 失去 {lost:g} + 新增 {emerged:g} = {now:g}",
    "mean: {start:g} at the start − {lost:g} lost + {emerged:g} new = {now:g}",
)
OF_REFERENCE = Pair("{plan}：{chance}", "{plan}: {chance}")
POINTS = Pair("{points} 个百分点", "{points} points")
MOVED = Pair("本次调整", "Your change")
NOT_MOVED = Pair("尚未调整", "none so far")
NO_CHANGE = Pair("没有变化", "no difference")
CHANGE = Pair("{mean} ({low} 至 {high})", "{mean} ({low} to {high})")
MAY_BE_LUCK = Pair("，可能只是运气", "; may be luck")
INTERVAL = Pair("80% 区间 {low} 至 {high}", "80 % interval {low} to {high}")
OTHERS = Pair("其他", "Others")
FORGONE = Pair("另：减免的所得税（各级）", "Beside it: profit tax forgone")
PROBABILITY = Pair("达到 {target} {unit}的概率", "Chance of ≥ {target} {unit}")
INTERVAL_95 = Pair("95% 区间 {low} 至 {high}", "95 % interval {low} to {high}")
AGAINST = Pair("较{plan}", "Against {plan}")
AGAINST_SAME = Pair("当前方案即{plan}", "This is the {plan} itself")

# Charts
MEDIAN = Pair("中位数", "Median")
LOW = Pair("10% 分位", "10 % quantile")
HIGH = Pair("90% 分位", "90 % quantile")
THIS_POLICY = Pair("所选政策", "This policy")
TARGET_LINE = Pair("目标", "Target")
POLICY_START = Pair("政策起点", "Policy start")
BAND_LEGEND = Pair("线：中位数；带：80% 区间", "line: median; band: 80 % interval")
FOUR_QUARTERS = Pair("近四个季度", "4 quarters")

# Places
PLACES_LABEL = Pair("页面各处", "Places of the page")
PLACE_ANSWER = Pair("答案", "Answer")
PLACE_LEVERS = Pair("哪个工具管用", "Which lever")
PLACE_CLAUSES = Pair("逐条对照", "By clause")
PLACE_TAKE = Pair("带走", "Take away")

# Levers
LEVERS = Pair("哪个工具最管用", "Which lever matters")
USEFUL_FOR = Pair("对什么管用", "Useful for")
SORTED = Pair("排序", "Sorted by")
BY_GAIN = Pair("按作用", "gain")
BY_COST = Pair("按花费", "cost")
BY_PRICE = Pair("按每一份作用的花费", "cost per gain")
INSTRUMENT = Pair("工具", "Lever")
EFFECT = Pair("作用（{unit}）", "Effect ({unit})")
EXTRA_COST = Pair("多花（亿元）", "Extra cost (亿 yuan)")
PRICE = Pair("每{unit}（亿元）", "亿 yuan per {unit}")
LEVERS_CAPTION = Pair(
    "每项工具单独使用的作用与花费", "What each lever does by itself, and its cost"
)
AMONG_MANY = Pair("工具众多，可能碰巧", "may be luck, among so many")
FOLDED = Pair(
    "其余 {count} 项看不出作用，共多花 {cost} 亿元",
    "{count} more with no visible effect, {cost} 亿 yuan in all",
)
NO_LEVERS = Pair(
    "本城市、本年份的各项工具尚未单独试算。",
    "The levers of this city and year have not been tried one by one yet.",
)
STALE_LEVERS = Pair(
    "下列数字不是当前模型算出的：{what}已改动。仅供参考，可重新试算。",
    "These numbers are not this model's: since they were made, {what} changed. Measure them again.",
)
STALE_JOIN = Pair("、", ", ")
STALE: Final[dict[str, Pair]] = {
    "model": Pair("模型版本", "the model's version"),
    "city_digest": Pair("城市数据", "the city's data"),
    "plan_digest": Pair("方案力度", "the plans' strength"),
    "reference_digest": Pair("现行政策", "the baseline"),
}
MEASURING = Pair(
    "正在后台试算：{done} / {all} 次", "Measuring in the background: {done} of {all} runs"
)
MEASURE = Pair("现在试算（{count} 次推演）", "Measure now ({count} histories)")
MEASURE_MORE = Pair("再用 {count} 次推演试算", "Measure with {count} histories")
NOT_MEASURED = Pair("试算失败：", "Measuring failed: ")

# By clause
CLAUSES = Pair("逐条对照", "By clause")
NO_CLAUSES = Pair("本城市没有政策条款表。", "This city has no table of clauses.")
EFFECT_ON = Pair("单独作用于", "Effect alone on")
CLAUSE_COUNTS = Pair(
    "公开文件的 {count} 条：{modelled} 条在模型中，{in_part} 条部分在，{not_modelled} 条未建模。",
    "{count} clauses of what was published: {modelled} modelled, {in_part} in part, "
    "{not_modelled} not.",
)
STALE_SHORT = Pair(
    "作用一栏由较早的模型或数据算得。", "The effects are of an earlier model or of other data."
)
CLAUSE_HEAD = Pair("条款", "Clause")
IN_MODEL = Pair("在模型中", "In the model")
SIZE = Pair("力度", "Size")
NOT_MODELLED = Pair("缺什么、为何", "What is not, and why")
OF_CLAUSES = Pair("{count} 条", "{count} clauses")
ALSO = Pair("市场、结果、企业等 {count} 项", "{count} markets, outcomes, firms …")
ASSUMED = Pair("假定", "assumed")
ASSUMED_RANGE = Pair("假定，可能为 {low}–{high}", "assumed; may be {low}–{high}")

# Take away
TAKE = Pair("带走", "Take away")
BRIEF = Pair("一页简报", "One-page brief")
BRIEF_HELP = Pair(
    "问题、答案、表、图、三点提醒、怎样重算；网页文件，可直接打印。",
    "Question, answer, table, picture, three caveats, how to reproduce; a web page to print.",
)
BRIEF_IN: Final[dict[str, str]] = {"zh": "中文简报", "en": "English brief"}
SETTINGS = Pair("本页的设定", "This page's settings")
SETTINGS_HELP = Pair(
    "把方案文件存下，在同一文件夹里运行下面的命令，得到与本页相同的数字。",
    "Save the plan's file and run the command in its folder: it gives this page's numbers.",
)
OWN_CITY = Pair("城市数据在本机的文件夹里。", "The city's data are a folder of this machine.")
MOVED_PLAN = Pair("{plan}（已调整）", "{plan}, moved")
COMMAND = Pair("命令", "Command")
COPY_LINK = Pair("复制链接", "Copy link")
COPY_COMMAND = Pair("复制命令", "Copy command")
COPIED = Pair("✓ 已复制", "✓ Copied")
NUMBERS = Pair("数据与图片", "Numbers and pictures")
NUMBERS_HELP = Pair(
    "“答案”页每张图的右上角也可存为图片。",
    "Each chart of the answer can also be saved at its upper right corner.",
)
PATHS = Pair("走势", "Paths")
MAP = Pair("园区", "Parks")
SAVE_PNG = Pair("存为图片", "Save as a picture")

# Map of parks
PARKS = Pair("园区（{quarter}）", "Parks ({quarter})")
PARK_LEGEND = Pair(
    "圆点大小：就业岗位；颜色：成为特色园区的概率",
    "size: jobs; colour: chance of being a specialty park",
)
PARK_JOBS = Pair("就业岗位 {jobs}", "{jobs} jobs")
PARK_CHANCE = Pair("成为特色园区的概率 {chance}", "Chance of being a specialty park {chance}")
PARK_CHANCE_OF = Pair(
    "成为特色园区的概率 {chance}（{segment}）",
    "Chance of being a specialty park {chance} ({segment})",
)
LIKELY = Pair("最可能的特色园区", "Most likely specialty parks")
LIKELY_NONE = Pair("没有园区达到条件。", "No park qualifies.")
PARK_LINE = Pair("{segment}；{plan} {chance}", "{segment}; {plan} {chance}")

# Foot
FOOT = Pair(
    "模型版本 {version}；参数中有假定值，结果用于比较政策，不是预测。1 亿 = 10⁸。"
    "区划图仅为示意：{map}",
    "Model version {version}. Some parameters are assumed: results serve to compare policies, "
    "they are no forecast. 1 亿 = 100 million. Schematic map: {map}",
)


def unit_text(unit: str, lang: Lang) -> str:
    """A unit in a language; money stands in 亿 in both (``ui.numbers``)."""
    return unit_of(unit, "zh" if lang == "zh" else "")[0]
