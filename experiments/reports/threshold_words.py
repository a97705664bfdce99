"""What the thresholds of an outcome's definition are called, in English and Chinese, with units."""

from experiments.reports.report import Words

THRESHOLDS = {
    "revenue": Words("近四季营收{x}百万元", "revenue of four quarters {x} million yuan"),
    "share": Words("或全国市场份额{x}", "or a share of a national market of {x}"),
    "share_revenue": Words("且营收{x}百万元", "with revenue of {x} million yuan"),
    "rd_share": Words("研发占营收{x}", "R&D by revenue {x}"),
    "rd_share_large": Words("大企业为{x}", "of large firms {x}"),
    "large": Words("营收{x}百万元以上为大企业", "large from {x} million yuan of revenue"),
    "age_quarters": Words("成立满{x}个季度", "age {x} quarters"),
    "runway_quarters": Words("现金可维持{x}个季度", "cash for {x} quarters"),
    "job_share": Words("占园区就业{x}", "share of the park's jobs {x}"),
    "odds_quotient": Words("相对全市的优势比{x}", "odds against the city {x}"),
    "tenants": Words("{x}家入驻企业", "{x} tenants"),
    "output_floor": Words("近四季产值{x}百万元", "output of four quarters {x} million yuan"),
    "prices_of": Words("按{x}年价格", "at the prices of {x}"),
    "output_cap": Words(
        "且不低于以下两者中较小者：{x}百万元",
        "and at least the smaller of {x} million yuan",
    ),
    "output_share": Words("全市该领域产值的{x}", "and a share of the city's segment of {x}"),
    "quarters": Words("连续{x}个季度", "{x} quarters in a row"),
    "area": Words("面积不超过{x}平方公里", "area at most {x} km²"),
    "output_by_area": Words("每平方公里产值{x}百万元", "output {x} million yuan by km²"),
    "sales": Words(
        "近四季本市销售额{x}百万元",
        "sales in the city over four quarters {x} million yuan",
    ),
    "per_firm": Words("每一场景每家企业至多计{x}个", "at most {x} of one firm in a scenario"),
    "served": Words("有{x}个产品即为落地场景", "a scenario is served by {x} products"),
    "places": Words("全国排名前{x}位", "among the first {x} of a national ranking"),
    "on_road": Words("上路{x}辆", "{x} vehicles on the road"),
    "grade": Words("许可等级不低于G{x}", "permits of grade G{x} at least"),
    "factor": Words("门槛的{x}倍", "{x} times the thresholds"),
    "vehicles": Words("汽车口径：{x}", "vehicles: {x}"),
}
"""By field of ``abm.outcomes.definitions``, in the order in which they are read there."""

VEHICLES = {
    "nev": Words("新能源汽车", "new-energy ones"),
    "level2": Words("L2级及以上汽车", "those at driving level 2 or more"),
    "both": Words("L2级及以上的新能源汽车", "new-energy ones at driving level 2 or more"),
    "either": Words(
        "新能源汽车及全部L2级及以上汽车",
        "new-energy ones and all at driving level 2 or more",
    ),
}
