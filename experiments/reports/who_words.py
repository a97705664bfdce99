"""What sectors, flows, kinds of firms and origins are called where gains and costs are told."""

from experiments.reports.report import Words

SECTORS = {
    "households": Words("居民", "households"),
    "firms": Words("企业", "firms of the city"),
    "parks": Words("园区", "parks"),
    "banks": Words("银行", "banks"),
    "venture": Words("风险投资", "venture funds"),
    "guidance": Words("引导基金", "guidance fund"),
    "centre": Words("中央财政", "central budget"),
    "municipality": Words("市级财政", "municipal budget"),
    "districts": Words("区级财政", "budgets of districts"),
    "rest": Words("市外（全国其他地区与境外）", "rest of China and abroad"),
}

FLOWS = {
    "sales_city": Words("市内销售", "sales in the city"),
    "sales_rest": Words("全国其他地区销售", "sales in the rest of China"),
    "sales_export": Words("出口", "exports"),
    "turnkey_orders": Words("整机代工订单", "turnkey orders"),
    "relocation_aid": Words("迁移补助", "relocation aid"),
    "making_fees": Words("代工加工费", "fees for making"),
    "technology_fees": Words("智驾系统授权费", "fees for driving systems"),
    "components": Words("零部件采购", "components"),
    "imports": Words("进口零部件", "imported components"),
    "materials": Words("原材料", "materials"),
    "energy": Words("能源", "energy"),
    "wages": Words("工资", "wages"),
    "research": Words("研发采购", "purchases for R&D"),
    "marketing": Words("营销", "marketing"),
    "overhead": Words("管理费用", "overhead"),
    "alliance_dues": Words("联盟会费", "alliance dues"),
    "rent": Words("租金", "rent"),
    "moving": Words("搬迁费", "moving"),
    "park_costs": Words("园区运营", "running parks"),
    "park_capital": Words("园区注资", "capital for parks"),
    "land": Words("土地", "land"),
    "construction": Words("建设", "construction"),
    "clawbacks": Words("奖励追回", "packages paid back"),
    "equipment": Words("设备", "equipment"),
    "interest": Words("利息", "interest"),
    "loans_drawn": Words("新增贷款", "loans drawn"),
    "loans_repaid": Words("偿还贷款", "loans repaid"),
    "loans_written_off": Words("核销贷款", "loans written off"),
    "equity_rounds": Words("股权融资", "equity rounds"),
    "fund_calls": Words("基金缴款", "calls of funds"),
    "fund_distributions": Words("基金分配", "distributions of funds"),
    "listing": Words("上市募资", "raised at listing"),
    "stake_sales": Words("股权转让", "sales of stakes"),
    "acquisitions": Words("并购", "acquisitions"),
    "parent_support": Words("母公司支持", "support by parents"),
    "dividends": Words("分红", "dividends"),
    "liquidation": Words("清算", "liquidation"),
    "severance": Words("遣散费", "severance"),
    "profit_tax": Words("企业所得税", "profit tax"),
    "compensation": Words("赔偿", "compensation"),
    "vat": Words("增值税", "value added tax"),
    "wage_tax": Words("个人所得税", "tax on wages"),
    "contributions": Words("社保缴费", "social contributions"),
    "benefits": Words("社保待遇", "social benefits"),
    "car_tax": Words("车辆购置税", "car purchase tax"),
    "nev_subsidy": Words("新能源车国家补贴", "national NEV subsidy"),
    "consumption": Words("其他消费", "other consumption"),
    "other_income": Words("其他收入", "other income"),
    "grants": Words("补助与奖励", "grants"),
    "vouchers": Words("消费补贴", "vouchers"),
    "procurement": Words("政府采购", "procurement"),
    "housing": Words("人才住房", "talent housing"),
    "programmes": Words("专项计划", "programmes"),
    "programme_costs": Words("计划自担成本", "own cost of programmes"),
    "infrastructure": Words("基础设施", "infrastructure"),
    "transfers": Words("财政转移", "transfers between budgets"),
}

KINDS = {
    "brand": Words("品牌企业", "brands"),
    "oem": Words("整机企业", "makers with brand and plant"),
    "contract_manufacturer": Words("代工企业", "contract makers"),
    "supplier": Words("零部件企业", "suppliers"),
    "startup": Words("初创企业", "startups"),
}

WAYS = {
    "all": Words("合计", "all"),
    "stayed": Words("政策前已在", "there before the policy"),
    "moved": Words("市内迁入", "moved within the city"),
    "outside": Words("市外引进", "drawn from outside"),
    "new": Words("新设企业", "new firms"),
}

MEASURES = {
    "jobs": Words("就业（人，期末）", "Jobs (persons, at the end)"),
    "value_added": Words("增加值（亿元）", "Value added (亿 yuan)"),
    "profit": Words("税前利润（亿元）", "Profit before tax (亿 yuan)"),
    "sales": Words("销售额（亿元）", "Sales (亿 yuan)"),
    "output": Words("近四季产值（亿元）", "Output of four quarters (亿 yuan)"),
}

OPENED_SINCE = Words("其间开设的微园", "parks opened since")
