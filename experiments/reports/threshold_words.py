"""What the thresholds of an outcome's definition are called, in English and Chinese, with units."""

from experiments.reports.report_words import Language

THRESHOLDS: dict[Language, dict[str, str]] = {
    "en": {
        "revenue": "revenue of four quarters {} million yuan",
        "share": "or a share of a national market of {}",
        "share_revenue": "with revenue of {} million yuan",
        "rd_share": "R&D by revenue {}",
        "rd_share_large": "of large firms {}",
        "large": "large from {} million yuan of revenue",
        "age_quarters": "age {} quarters",
        "runway_quarters": "cash for {} quarters",
        "job_share": "share of the park's jobs {}",
        "odds_quotient": "odds against the city {}",
        "tenants": "{} tenants",
        "output_floor": "output of four quarters {} million yuan",
        "prices_of": "at the prices of {}",
        "output_cap": "and at least the smaller of {} million yuan",
        "output_share": "and a share of the city's segment of {}",
        "quarters": "{} quarters in a row",
        "area": "area at most {} km²",
        "output_by_area": "output {} million yuan by km²",
        "sales": "sales in the city over four quarters {} million yuan",
        "per_firm": "at most {} of one firm in a scenario",
        "served": "a scenario is served by {} products",
        "places": "among the first {} of a national ranking",
        "factor": "{} times the thresholds",
        "vehicles": "vehicles: {}",
    },
    "zh": {
        "revenue": "近四季营收{}百万元",
        "share": "或全国市场份额{}",
        "share_revenue": "且营收{}百万元",
        "rd_share": "研发占营收{}",
        "rd_share_large": "大企业为{}",
        "large": "营收{}百万元以上为大企业",
        "age_quarters": "成立满{}个季度",
        "runway_quarters": "现金可维持{}个季度",
        "job_share": "占园区就业{}",
        "odds_quotient": "相对全市的优势比{}",
        "tenants": "{}家入驻企业",
        "output_floor": "近四季产值{}百万元",
        "prices_of": "按{}年价格",
        "output_cap": "且不低于以下两者中较小者：{}百万元",
        "output_share": "全市该领域产值的{}",
        "quarters": "连续{}个季度",
        "area": "面积不超过{}平方公里",
        "output_by_area": "每平方公里产值{}百万元",
        "sales": "近四季本市销售额{}百万元",
        "per_firm": "每一场景每家企业至多计{}个",
        "served": "有{}个产品即为落地场景",
        "places": "全国排名前{}位",
        "factor": "门槛的{}倍",
        "vehicles": "汽车口径：{}",
    },
}
"""By field of ``abm.outcomes.definitions``, in the order in which they are read there."""

VEHICLES: dict[Language, dict[str, str]] = {
    "en": {
        "nev": "new-energy ones",
        "level2": "those at driving level 2 or more",
        "both": "new-energy ones at driving level 2 or more",
        "either": "new-energy ones and all at driving level 2 or more",
    },
    "zh": {
        "nev": "新能源汽车",
        "level2": "L2级及以上汽车",
        "both": "L2级及以上的新能源汽车",
        "either": "新能源汽车及全部L2级及以上汽车",
    },
}
