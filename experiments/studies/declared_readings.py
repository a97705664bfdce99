"""What a headline target may be taken to mean: every reading of it that somebody could defend.

A clause of a plan is shorter than a measurement. "Cultivate 50 competitive firms" may ask for 50
that are there or for 50 that have become so; "intelligent connected vehicles" may be all new-energy
ones or those at driving level 2. Each reading is a column that runs keep, or a sum of columns, and
says on which words of the plan it rests. Nothing is measured here: thresholds of the stricter and
looser readings stand in the city's ``outcomes.yaml``, figures in its ``targets.csv``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from agents.city import City
from experiments.studies.arrays import Floats
from experiments.studies.verdict import SINCE

OWN = "own"
"""The key of the headline's own reading, the first of each target."""

SAME, NO_FIGURE = "same", ""
"""Whose figure a reading is held to: the headline's, or nobody's."""


@dataclass(frozen=True)
class Reading:
    """One reading of the target for outcome ``target``.

    Its value is the sum of the columns ``plus`` less those of ``minus``; the smallest of ``plus``
    where ``fewest``.
    """

    target: str
    key: str
    name_zh: str
    name_en: str
    why_zh: str
    """Why it can be defended, with the clause; the source of the clause is the target's."""
    why_en: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    figure: str = SAME
    """``SAME``, ``NO_FIGURE``, or another outcome of ``targets.csv`` whose figure it is."""
    fewest: bool = False
    without_role: str = ""
    """Segments of this role are left out: their output goes to ``minus``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it is made of."""
        return (*self.plus, *self.minus)

    @property
    def formula(self) -> str:
        """The same as a sum, for people."""
        plus = f"min({', '.join(self.plus)})" if self.fewest else " + ".join(self.plus)
        return " − ".join([plus, *self.minus])

    @property
    def since_start(self) -> bool:
        """Whether it says nothing before the policy's start."""
        return any(column.endswith(SINCE) for column in self.columns)

    def of(self, columns: Mapping[str, Floats]) -> Floats:
        """Its value from columns, (runs,) each. Raises KeyError where one is missing."""
        parts = [columns[name] for name in self.plus]
        value = np.minimum.reduce(parts) if self.fewest else np.add.reduce(parts)
        for name in self.minus:
            value = value - columns[name]
        return np.asarray(value, dtype=np.float64)

    def in_city(self, city: City) -> "Reading":
        """The same with the segments of a city in the place of their role."""
        roles = zip(city.segments.keys, city.segments.role, strict=True)
        left = tuple(f"output_{key}" for key, role in roles if role == self.without_role)
        return replace(self, minus=(*self.minus, *left), without_role="") if left else self


FIRMS, PARKS, OUTPUT, REST, PRODUCTS, SERVED = (
    "competitive_firms",
    "special_and_micro_parks",
    "output_plan",
    "output_without_vehicles",
    "products_in_scenarios",
    "scenarios_served",
)

_STRICT = "方案未给出量化标准；取较严的一套门槛", "no threshold is in the plan; the stricter set"
_LOOSE = "方案未给出量化标准；取较宽的一套门槛", "no threshold is in the plan; the looser set"


def _levels(target: str, more_zh: str = "", more_en: str = "") -> tuple[Reading, Reading]:
    """The stricter and the looser definition of a target's outcome."""
    return (
        Reading(
            *(target, "strict", "较严门槛", "stricter thresholds"),
            *(_STRICT[0] + more_zh, _STRICT[1] + more_en, (f"{target}_strict",)),
        ),
        Reading(
            *(target, "loose", "较宽门槛", "looser thresholds"),
            *(_LOOSE[0] + more_zh, _LOOSE[1] + more_en, (f"{target}_loose",)),
        ),
    )


_FIRMS = (
    *_levels(FIRMS, "（规模、市场份额）", " (size, share of the market)"),
    Reading(
        *(FIRMS, "emerged", "政策起点后新增", "emerged since the policy start"),
        "“培育”：只计方案期内成长起来的企业",
        "“cultivate”: only firms that became so while the plan ran count",
        (f"{FIRMS}_emerged",),
    ),
    Reading(
        *(FIRMS, "net", "新增减失去", "new less lost"),
        "“培育”的净增：成长起来的企业扣除同期失去的",
        "“cultivate”, net: firms that became so less those that ceased to be",
        (f"{FIRMS}_emerged",),
        (f"{FIRMS}_lost",),
    ),
    Reading(
        *(FIRMS, "foreign", "含外资企业", "with foreign-owned firms"),
        "方案吸引国内外龙头落户，未限定企业所有制",
        "the plan draws leaders from home and abroad and names no owner",
        (FIRMS, "competitive_foreign"),
    ),
    Reading(
        *(FIRMS, "suppliers", "含配套企业", "with suppliers"),
        "方案的基础支撑部分含芯片、显示、传感与软件，配套企业也属产业",
        "the plan's foundations are chips, displays, sensing, software: suppliers are of it",
        (FIRMS, "competitive_suppliers"),
    ),
    Reading(
        *(FIRMS, "all", "含外资与配套企业", "with foreign-owned firms and suppliers"),
        "“企业”不加任何限定",
        "“firms” without any limit",
        (FIRMS, "competitive_foreign", "competitive_suppliers"),
    ),
    Reading(
        *(FIRMS, "tier_10", "十亿元级企业", "firms with 10 亿 of revenue"),
        "方案定稿以营收规模分级列企业数量，取十亿元级及其目标数",
        "the final text counts firms by tiers of revenue: that of 10 亿 with its own figure",
        ("tier_10",),
        figure="tier_10",
    ),
    Reading(
        *(FIRMS, "tier_100", "百亿元级企业", "firms with 100 亿 of revenue"),
        "方案定稿以营收规模分级列企业数量，取百亿元级及其目标数",
        "the final text counts firms by tiers of revenue: that of 100 亿 with its own figure",
        ("tier_100",),
        figure="tier_100",
    ),
)

SPECIALTY, MICRO = "specialty_parks", "micro_parks"

_PARKS = (
    *_levels(PARKS, "（企业数、产值）", " (tenants, output)"),
    Reading(
        *(PARKS, "specialty", "仅特色园区", "specialty parks alone"),
        "特色园区列在前，精品微园只作补充",
        "specialty parks are named first; micro-parks only complete them",
        (SPECIALTY,),
    ),
    Reading(
        *(PARKS, "specialty_strict", "仅特色园区，较严门槛", "specialty parks alone, stricter"),
        *(*_STRICT, (f"{SPECIALTY}_strict",)),
    ),
    Reading(
        *(PARKS, "specialty_loose", "仅特色园区，较宽门槛", "specialty parks alone, looser"),
        *(*_LOOSE, (f"{SPECIALTY}_loose",)),
    ),
    Reading(
        *(PARKS, "micro", "仅精品微园", "micro-parks alone"),
        "精品微园是方案新提出的一类，特色园区此前已有",
        "micro-parks are the kind that the plan adds; specialty parks were there before",
        (MICRO,),
    ),
    Reading(
        *(PARKS, "each", "两类各自达标（取少者）", "of each kind (the fewer)"),
        "“特色园区和精品微园”：两类各须达到该数",
        "“specialty parks and micro-parks”: as many of each",
        (SPECIALTY, MICRO),
        fewest=True,
    ),
    Reading(
        *(PARKS, "emerged", "政策起点后新增", "emerged since the policy start"),
        "目标是方案期的成果：只计期内达标的园区",
        "a target is what the plan brings: only parks that came to pass while it ran count",
        (f"{PARKS}_emerged",),
    ),
    Reading(
        *(PARKS, "net", "新增减失去", "new less lost"),
        "方案期的净成果：期内达标的园区扣除同期失去的",
        "what the plan brings, net: parks that came to pass less those that ceased to",
        (f"{PARKS}_emerged",),
        (f"{PARKS}_lost",),
    ),
    Reading(
        *(PARKS, "specialty_emerged", "仅新增的特色园区", "specialty parks that emerged"),
        "方案期的成果，且只计特色园区",
        "what the plan brings, and of specialty parks alone",
        (f"{SPECIALTY}_emerged",),
    ),
    Reading(
        *(PARKS, "designated", "达标且经官方认定", "that pass and are designated"),
        "特色园区由市级认定公布：达标而未认定的不计",
        "specialty parks are designated by the city: one that only passes does not count",
        (f"{SPECIALTY}_designated",),
    ),
)

_NEW_ONLY = Reading(
    *(OUTPUT, "new_only", "不含原有同类产业", "without what was made before"),
    "“新终端”：手机、电脑等原有终端不计",
    "“new terminals”: old ones of their kind, as phones and computers are, do not count",
    (OUTPUT,),
    without_role="legacy",
)
_CHAIN = Reading(
    *(OUTPUT, "chain", "含产业链配套", "with the chain's components"),
    "“产业规模”含产业链：元器件与软件的产值一并计入",
    "“scale of the industry” with its chain: components and software count too",
    (OUTPUT, "chain_output"),
)

_OUTPUT = (
    Reading(
        *(OUTPUT, "strict", "汽车只计L2级以上新能源车", "of vehicles NEVs at level 2 alone"),
        "“智能网联汽车”须新能源且具备L2级以上智能驾驶",
        "“intelligent connected vehicles”: new-energy and at driving level 2 or more",
        (f"{OUTPUT}_strict",),
    ),
    Reading(
        *(OUTPUT, "loose", "汽车含新能源及全部L2级以上", "of vehicles NEVs and all at level 2"),
        "“智能网联汽车”以新能源或L2级以上之一为准",
        "“intelligent connected vehicles”: new-energy, or at driving level 2 or more",
        (f"{OUTPUT}_loose",),
    ),
    Reading(
        *(OUTPUT, "l2", "汽车计L2级以上（不限动力）", "of vehicles those at level 2, any drive"),
        "“智能网联”指智能驾驶，与动力无关",
        "“intelligent connected” is about driving, not about the powertrain",
        (f"{OUTPUT}_l2",),
    ),
    _NEW_ONLY,
    _CHAIN,
    Reading(
        *(OUTPUT, "headquarters", "总部企业营收", "revenue by headquarters"),
        "“产业规模”按本市企业的营收计，不论在何处生产",
        "“scale of the industry” as what the city's firms sell, wherever it is made",
        ("hq_revenue",),
    ),
    Reading(
        *(OUTPUT, "without_largest", "不含产值最大的企业", "without the largest firm"),
        "规模应来自产业而非一家企业",
        "scale is to be the industry's and not one firm's",
        (f"{OUTPUT}_without_largest",),
    ),
    Reading(
        *(OUTPUT, "terminals", "不含汽车", "without vehicles"),
        "后续方案的口径；本方案对此无单独数字",
        "the scope of the plan that follows; this one has no figure for it",
        (REST,),
        figure=NO_FIGURE,
    ),
    Reading(
        *(OUTPUT, "value_added", "增加值", "value added"),
        "方案称附加值低为短板：规模按增加值计；无此数字",
        "the plan calls low value added a lack: scale by what is added; no figure for it",
        ("value_added",),
        figure=NO_FIGURE,
    ),
)

_REST = (
    replace(_NEW_ONLY, target=REST, plus=(REST,)),
    replace(_CHAIN, target=REST, plus=(REST, "chain_output")),
    Reading(
        *(REST, "vehicles", "含汽车", "with vehicles"),
        "前一方案的口径；本方案对此无数字，两者不可相接",
        "the scope of the plan before; this one has no figure, and the two are not one series",
        (OUTPUT,),
        figure=NO_FIGURE,
    ),
    Reading(
        *(REST, "value_added", "增加值（含汽车）", "value added (with vehicles)"),
        "规模按增加值计；无此数字",
        "scale by what is added; no figure for it",
        ("value_added",),
        figure=NO_FIGURE,
    ),
)

DECLARED = (
    *_FIRMS,
    *_PARKS,
    *_OUTPUT,
    *_REST,
    *_levels(PRODUCTS, "（销售额、每家企业计入数）", " (sales, products of one firm)"),
    *_levels(SERVED, "（每场景产品数）", " (products in a scenario)"),
)
"""All readings beside the headlines' own."""


def readings_of(target: str, city: City) -> tuple[Reading, ...]:
    """The readings of a headline target as a city has them, the headline's own first."""
    own = Reading(
        *(target, OWN, "本项目主口径", "the headline's own"),
        "判定所用的定义",
        "the definition that the verdict goes by",
        (target,),
    )
    return (own, *(r.in_city(city) for r in DECLARED if r.target == target))
