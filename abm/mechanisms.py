"""The mechanisms of the model, each with the settings that switch it off and where it is judged.

``yuanqu validate --ablate`` runs the model without each of them. A mechanism that changes no
outcome is to be mended or removed. Most are judged under the city's baseline before the policy;
what answers policy, or a cause that the data date later, is judged where it can act: to the end of
the city's data, under the main plan, or under that plan which uses an instrument most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from abm.outcomes.contracting import has_contract_makers
from agents.city import City
from policies.city_plans import baseline_of, fitting_plans_of, main_plan_of, plan_in
from policies.registry import INSTRUMENTS

MAIN = "main"
"""Judged under the city's main plan."""


@dataclass(frozen=True)
class Mechanism:
    """A part of the model that can be switched off by ``off``, settings as ``--set`` takes them.

    ``under`` says under which of the city's plans its effect is looked for: empty for the baseline,
    ``MAIN``, or an instrument for the plan with the most of it. ``late`` looks to the end of the
    city's data, not of the last year before the policy. ``needs`` is what a city without it leaves
    out: ``vehicles``, ``contract_makers`` or a table, such as ``ecosystems``.
    """

    key: str
    name_zh: str
    name_en: str
    off: str
    under: str = ""
    late: bool = False
    needs: str = ""

    def there(self, city: City) -> bool:
        """Whether a city has what the mechanism is about."""
        match self.needs:
            case "vehicles":
                return city.has_vehicles
            case "contract_makers":
                return has_contract_makers(city)
            case "":
                return True
        return len(getattr(city, self.needs)) > 0

    def plan(self, city: City) -> str:
        """The name of the plan in the city under which it is judged; without one the baseline."""
        if self.under in ("", MAIN):
            return main_plan_of(city) if self.under else baseline_of(city)
        return plan_with_most(city, self.under)


@lru_cache(maxsize=64)
def plan_with_most(city: City, instrument: str) -> str:
    """Of the city's plans that with the most of an instrument once all plans are in force.

    Most is the highest product of level and yearly budget, then of level; ties by name, and the
    baseline where no plan has any.
    """

    def most(name: str) -> tuple[float, float]:
        found = [s for s in plan_in(city, name).settings if s.instrument == instrument]
        last = found[-1] if found else None
        if last is None:
            return 0.0, 0.0
        away = abs(last.level - INSTRUMENTS[instrument].neutral)
        return away * (1e9 if last.budget is None else last.budget), away

    best = max(fitting_plans_of(city), key=most)
    return best if most(best) > (0.0, 0.0) else baseline_of(city)


MECHANISMS: tuple[Mechanism, ...] = (
    Mechanism("innovation", "创新", "Innovation", "research.innovation_rate=0"),
    Mechanism("imitation", "模仿", "Imitation", "research.imitation_rate=0"),
    Mechanism("spillover", "知识外溢", "Local spillover", "research.spillover=0"),
    Mechanism("learning", "干中学", "Own learning", "price.learning_own=0", late=True),
    Mechanism("markups", "加价调整", "Markups that answer", "price.markup_speed=0"),
    Mechanism("reach", "渠道积累", "Reach that follows value", "demand.reach_speed=0"),
    Mechanism("brand", "品牌", "Brand", "demand.alpha_brand=0"),
    Mechanism("hits", "爆款口碑", "Hits that make a brand", "demand.brand_hit=0"),
    Mechanism("shocks", "企业冲击", "Shocks to firms", "demand.shock_probability=0"),
    Mechanism(
        "customers",
        "客户分散",
        "Customers whose number rises with size",
        "demand.customers_elasticity=0",
    ),
    Mechanism("closing", "业主关停", "Owners who close firms", "exit.closing=0"),
    Mechanism(
        "venture_screening",
        "技术甄选",
        "Venture money that looks at technology",
        "finance.screening=0",
    ),
    Mechanism(
        "halls",
        "闲置厂房关停",
        "Idle halls that are closed",
        "capacity.closing_use=0",
        late=True,
    ),
    Mechanism("answer", "外部品牌应对", "Answer of outside brands", "demand.outside_answer=0"),
    Mechanism(
        "ecosystem",
        "生态互联",
        "Ecosystems and alliances",
        "demand.alpha_ecosystem=0",
        needs="ecosystems",
    ),
    Mechanism(
        "nev_transition",
        "整车转型",
        "Makers that turn to NEVs",
        "vehicles.transition_speed=0",
        needs="vehicles",
    ),
    Mechanism(
        "driving",
        "驾驶等级提升",
        "Driving levels that makers raise",
        "driving.pace=0",
        needs="component_contents",
    ),
    Mechanism(
        "driving_allies",
        "与科技企业合作",
        "Makers that fit technology firms' driving systems",
        "driving.chance=0",
        late=True,
        needs="component_contents",
    ),
    Mechanism("trust", "安全与信任", "Incidents and trust", "safety.hazard=0"),
    Mechanism(
        "demonstration",
        "示范带动",
        "Openness by demonstration",
        "demand.demonstration=0",
        needs="scenarios",
        under=MAIN,
        late=True,
    ),
    Mechanism("wages", "工资随供求调整", "Wages that answer tightness", "labour.wage_speed=0"),
    Mechanism("shortage", "工程师短缺", "Engineers may be short", "labour.slack=100"),
    Mechanism("migration", "人才流动", "Migration", "labour.migration_speed=0"),
    Mechanism("credit", "信贷", "Credit", "finance.credit_multiple=0; finance.collateral=0"),
    Mechanism("listing", "上市", "Listing on the stock market", "finance.ipo_chance=0"),
    Mechanism("acquisitions", "并购", "Acquisitions", "exit.acquisition_chance=0"),
    Mechanism(
        "venture",
        "风险投资热度",
        "Flow of venture money",
        "finance.venture_response=0; entry.venture_response=0",
    ),
    Mechanism("guidance", "引导基金带动", "Pull of the guidance fund", "finance.guidance_pull=0"),
    Mechanism("growth_equity", "成长股权", "Growth equity", "finance.growth_chance=0"),
    Mechanism("entry", "创业", "Entry", "entry.base=0"),
    Mechanism("spinoffs", "衍生创业", "Spin-offs", "entry.klepper=0", late=True),
    Mechanism("attraction", "招商引资", "Mobile projects", "attraction.projects_per_year=0"),
    Mechanism(
        "contracting_margin",
        "代工利润随产能",
        "Contract margins by use of plants",
        "contracting.margin_response=0",
        needs="contract_makers",
    ),
    Mechanism(
        "geopolitics",
        "供应链多地化",
        "Geopolitics in orders",
        "contracting.geopolitics_rise=0",
        needs="contract_makers",
        late=True,
    ),
    Mechanism(
        "hiring",
        "代工再选择",
        "Brands that change makers",
        "contracting.hire_renewal=1",
        needs="contract_makers",
        late=True,
    ),
    Mechanism("automation", "自动化", "Automation of plants", "upgrading.automation_base=0"),
    Mechanism("relocation", "工厂外迁", "Plants that leave", "upgrading.relocation_base=0"),
    Mechanism(
        "own_brands",
        "代工转品牌",
        "Contract makers' own brands",
        "upgrading.brand_base=0",
        needs="contract_makers",
        late=True,
    ),
    Mechanism(
        "brand_rivalry",
        "品牌此消彼长",
        "Brands that win from each other",
        "contracting.brand_spread=0",
        needs="brand_shares",
        late=True,
    ),
    Mechanism(
        "content",
        "内容与保有量互动",
        "Content that brings users",
        "demand.content_value=0",
        needs="contents",
        late=True,
    ),
    Mechanism(
        "district_bids",
        "各区竞价",
        "Bids of districts",
        "attraction.bidding=0; attraction.district_budget=1000000",
        under="investment_attraction",
        late=True,
    ),
    Mechanism(
        "rivals",
        "外地竞争",
        "Rivals that answer",
        "attraction.rival_answer=0",
        under="investment_attraction",
        late=True,
    ),
    Mechanism(
        "claw_back",
        "奖励追回",
        "Claw-back",
        "attraction.claw_back=0",
        under="investment_attraction",
        late=True,
    ),
    Mechanism(
        "leader_effect",
        "龙头带动",
        "Pull of leaders",
        "attraction.leader_effect=0",
        late=True,
    ),
    Mechanism("rents", "租金调整", "Rents that answer", "parks.rent_response=0"),
    Mechanism("chain", "产业链集聚", "Same-chain mass in location", "location.chain=0"),
    Mechanism("related", "关联产业", "Suppliers and relatives in location", "location.related=0"),
    Mechanism("masters", "链主带动", "Suppliers follow large buyers", "location.masters=0"),
    Mechanism("moves", "市内迁址", "Moves within the city", "moves.cost=60", late=True),
    Mechanism(
        "market_rent", "租金随市场空置", "Rents that answer vacancy", "parks.market_response=0"
    ),
    Mechanism("labour_access", "人才可得", "Engineers near in location", "location.labour=0"),
    Mechanism("screening", "入园筛选", "Screening of tenants", "parks.screening=0"),
    Mechanism("expansion", "园区扩建", "Expansion of parks", "parks.land_granted=0", late=True),
    Mechanism("sourcing", "供应链调整", "Sourcing that answers", "sourcing.speed=0"),
    Mechanism(
        "localisation",
        "龙头本地配套",
        "Large buyers call suppliers near",
        "sourcing.volume_weight=0",
    ),
    Mechanism("import_risk", "进口风险", "Import risk", "sourcing.risk_strength=0"),
    Mechanism(
        "demand_pull",
        "本地需求拉动",
        "Suppliers learn from buyers near",
        "sourcing.demand_pull=0",
        late=True,
    ),
    Mechanism("focus", "园区定位", "Focus in location", "location.focus=0"),
    Mechanism(
        "fleets",
        "商用车队",
        "Fleets that turn to driverless vehicles",
        "fleets.pace=0",
        late=True,
        needs="fleets",
    ),
    Mechanism(
        "graded_permits",
        "分级许可",
        "Grades of permits that open",
        "fleets.need=1e9",
        late=True,
        needs="fleets",
    ),
)


def mechanisms_of(city: City) -> tuple[Mechanism, ...]:
    """Those of which a city has what they are about."""
    return tuple(m for m in MECHANISMS if m.there(city))
