"""The traits of every kind, with unit and meaning. Money in million yuan at current prices."""

from __future__ import annotations

from engine.table import Column

DESTINATIONS: tuple[str, ...] = ("city", "rest", "export")
"""City, rest of China, export: the last axis of every market array."""

SKILLS: tuple[str, ...] = ("operators", "engineers")
"""The last axis of the labour market's columns."""

MEMORY = 8
"""Quarters of revenue, profit and share that a firm remembers; column 0 is the latest."""

LEVELS: tuple[str, ...] = ("default", "strict", "loose")
"""Strictness at which outcomes are told: the last axis of the columns that say who counts."""

ACCOUNT = (
    Column("cash", "million yuan", "balance in the ledger", money=True),
    Column("sector", "code", "sector of the ledger", "i8", fixed=True),
)

FIRMS: tuple[Column, ...] = (
    *ACCOUNT,
    Column("name_row", "row", "row among the city's named firms, −1 for others", "i8", -1),
    Column("segment", "code", "segment of its main market", "i8", -1),
    Column("use", "code", "main market: where its next product goes", "i8", -1),
    Column("owner", "code", "private 0, state 1, foreign 2", "i8"),
    Column("founded", "quarter", "quarter of foundation", "i8"),
    Column("hq", "slot", "park of the headquarters", "i8", -1, refers="parks"),
    Column("plant", "slot", "park of the plant, −1 outside the city", "i8", -1, refers="parks"),
    Column("local_share", "share", "part of its goods made in the city"),
    Column("licence", "flag", "may build vehicles in own plants", "?", False),
    Column("domestic_cpu", "flag", "its machines run on a domestic processor", "?", False),
    Column("nev_share", "share", "of NEVs in its capacity, makers of cars with engines only"),
    Column("debt", "million yuan", "bank debt"),
    Column("technology", "index", "quality that its next product starts from", default=1.0),
    Column("productivity", "index", "output per hour against the reference", default=1.0),
    Column("rd_share", "share of revenue", "reported R&D it aims at"),
    Column("rd_own", "million yuan/quarter", "own money for R&D planned this quarter"),
    Column("rd_real", "million yuan/quarter", "R&D really done, after relabelling"),
    Column("rd_reported", "million yuan/quarter", "R&D reported to the government"),
    Column("engineers", "persons", "engineers at work"),
    Column("engineers_before", "persons", "engineers of the quarter before"),
    Column("operators", "persons", "operators of plants in the city"),
    Column("staff", "persons", "other staff of the headquarters"),
    Column("progress", "projects", "fill of the present development project; 1 launches"),
    Column("launches", "count", "products launched in its life", "i8"),
    Column("parent", "million yuan/quarter", "support a parent will give at most"),
    Column("parent_until", "quarter", "last quarter of the parent's support", "i8", -1),
    Column("package", "million yuan", "investment package promised on arrival"),
    Column("package_owed", "million yuan", "part of the package not yet paid"),
    Column("package_paid", "million yuan", "part that it got and has not paid back"),
    Column("promised_jobs", "persons", "jobs promised for the package"),
    Column("arrived", "flag", "came from outside, courted or by a date", "?", False),
    Column("burn", "million yuan/quarter", "a startup's spending, fixed at each round"),
    Column("rounds", "count", "equity rounds received", "i8"),
    Column("venture_stake", "share", "of its shares, held by venture funds"),
    Column("guidance_stake", "share", "of its shares, held by the guidance fund"),
    Column("listed", "flag", "its shares are traded", "?", False),
    Column("raised_research", "million yuan/quarter", "R&D out of what it raised at listing"),
    Column("raised_until", "quarter", "last quarter of that", "i8", -1),
    Column("failed_rounds", "count", "rounds sought in vain since the last one", "i8"),
    Column("weak_quarters", "count", "quarters in a row below the minimal share", "i8"),
    Column("alliance", "code", "ecosystem it is a member of, −1 none", "i8", -1),
    Column("dues", "million yuan/quarter", "paid to its alliance"),
    Column("revenue", "million yuan/quarter", "sales of the quarter"),
    Column("labour", "million yuan/quarter", "wages of operators in the city"),
    Column("value_added", "million yuan/quarter", "gross profit and operators' wages"),
    Column("value_added_past", "million yuan/quarter", "the same by quarter", width=4),
    Column("marketing", "million yuan/quarter", "marketing of the quarter"),
    Column("profit", "million yuan/quarter", "before tax, grants included"),
    Column("loss_forward", "million yuan", "losses carried forward against profit tax"),
    Column("year_profit", "million yuan", "profit since January, grants included"),
    Column("deducted", "million yuan", "extra deductions from it since January"),
    Column("revenue_past", "million yuan/quarter", "revenue by quarter", width=MEMORY),
    Column("profit_past", "million yuan/quarter", "profit by quarter", width=MEMORY),
    Column("rd_past", "million yuan/quarter", "reported R&D by quarter", width=MEMORY),
    Column("share_past", "share", "largest own-brand national share of its lines", width=MEMORY),
    Column("output_year", "million yuan/quarter", "output in the city, four quarters", width=4),
    Column(
        "passes",
        "flag",
        "the test of a competitive firm, of any kind and owner",
        "?",
        width=len(LEVELS),
    ),
    Column("competitive", "flag", "counts as a competitive firm", "?", width=len(LEVELS)),
    Column("competitive_at_start", "flag", "did at the policy start", "?", width=len(LEVELS)),
    Column("contract_part", "share", "part of revenue that is principals' orders"),
    Column(
        "maker", "slot", "contract maker in the city that makes its goods", "i8", -1, refers="firms"
    ),
    Column("making", "million yuan/quarter", "labour and energy of its goods made in the city"),
    Column("local_start", "share", "part made in the city at the start"),
    Column("hire_capacity", "million yuan/quarter", "labour and energy it can do for brands"),
    Column("smart_level", "0–3", "smart-factory level of its plant", "i8"),
    Column("automation", "million yuan/quarter", "outlay of the quarter on automation"),
    Column("moving", "row", "region to which its plant moves or moved, −1 none", "i8", -1),
)

LINES: tuple[Column, ...] = (
    Column("firm", "slot", "owner", "i8", -1, refers="firms"),
    Column("use", "code", "market", "i8", -1),
    Column("reach", "weight", "distribution and awareness by destination", width=3),
    Column("brand", "index", "goodwill stock, 0–1"),
    Column("fit", "utility", "worth of a named line's niche that price and quality do not tell"),
    Column("hosted", "share", "of its sales under the brand of a host from outside"),
    Column("host", "code", "ecosystem of the host, −1 none", "i8", -1),
    Column("partners", "products", "of other segments that its own goods work with"),
    Column("ecosystem", "ln products", "what working together adds to utility, by unit of α_e"),
    Column("markup", "share of unit cost", "price over cost"),
    Column("cost_level", "index", "own cost against the market's reference", default=1.0),
    Column("unit_cost", "yuan", "mean cost of what it makes"),
    Column("price", "yuan", "mean price"),
    Column("capacity", "units/quarter", "what its plants can make"),
    Column("stock", "units", "finished goods"),
    Column("made", "units/quarter", "output of the quarter"),
    Column("made_past", "units", "output since the start, five years before included"),
    Column("expected", "units/quarter", "demand expected"),
    Column("demand", "units/quarter", "units asked for", width=3),
    Column("sold", "units/quarter", "units delivered", width=3),
    Column("share", "share", "of units of its national market"),
    Column("share_year", "share", "national share by quarter, four quarters", width=4),
    Column("contracted", "flag", "works to principals' orders, not for buyers", "?", False),
    Column("ordered", "units/quarter", "what principals ordered, by destination", width=3),
    Column("markup_norm", "share of unit cost", "markup on orders at the desired use of plants"),
)

PRODUCTS: tuple[Column, ...] = (
    Column("line", "slot", "line it belongs to", "i8", -1, refers="lines"),
    Column("quality", "index", "against the reference of the start", default=1.0),
    Column("launched", "quarter", "quarter of launch", "i8"),
    Column("on_sale", "quarter", "first quarter with a permit", "i8"),
    Column("level", "0–4", "driving level, vehicles only", "i8"),
    Column("price", "yuan", "list price"),
    Column("units", "units/quarter", "delivered this quarter"),
    Column("city_sales", "million yuan/quarter", "in the city, four quarters", width=4),
)

MARKETS: tuple[Column, ...] = (
    Column("segment", "code", "segment of the market", "i8", -1),
    Column("adopted", "units", "installed units by destination", width=3),
    Column("size", "units/quarter", "demand of all makers by destination", width=3),
    Column("replacing", "share", "of the city's buyers that replace an old device"),
    Column("price_index", "index", "lagged mean price against the start", default=1.0),
    Column("outside_quality", "index", "quality of the outside brands", default=1.0),
    Column("outside_price", "yuan", "price of the outside brands"),
    Column("outside_reach", "weight", "reach of the outside brands", width=3, default=1.0),
    Column("outside_units", "units/quarter", "delivered by outside brands", width=3),
    Column("lost_units", "units/quarter", "demand that nobody could serve", width=3),
    Column("frontier", "index", "quality of the best practice", default=1.0),
    Column("input_price", "index", "price of materials against the start", default=1.0),
    Column("outside_input_price", "index", "the same for makers outside the city", default=1.0),
    Column("material_cost", "million yuan/quarter", "materials of plants in the city last quarter"),
    Column("material_start", "million yuan/quarter", "the same at the start"),
    Column("local_materials", "share", "of plants' materials, bought in the city"),
    Column("import_materials", "share", "of plants' materials, bought abroad"),
    Column("supplied", "share", "of capacity that lacks no parts", default=1.0),
    Column("orders", "units/quarter", "of the city's buyers of components from makers at home"),
    Column("local_part", "share", "of these, from the city's makers"),
    Column("other_orders", "units/quarter", "part of orders that other industries gave at start"),
    Column("other_local", "share", "of these, from the city's makers"),
    Column("national_made", "units", "output of all makers since the start, five years before too"),
    Column("learning", "factor", "fall of everybody's cost by national experience", default=1.0),
    Column("mean_quality", "index", "sales-weighted quality of the city's makers", default=1.0),
    Column("output_year", "million yuan/quarter", "output in the city, four quarters", width=4),
    Column("units_year", "units/quarter", "the same in units", width=4),
    Column("national_year", "units/quarter", "national sales, four quarters", width=4),
    Column("national_value_year", "million yuan/quarter", "the same in money", width=4),
    Column("openness", "factor", "of scenarios on ceilings, by destination", width=3, default=1.0),
    Column("level2_share", "share", "of units of the city's makers at driving level 2 or more"),
)

SEGMENTS: tuple[Column, ...] = (
    Column("demand_factor", "factor", "events on demand by destination", width=3, default=1.0),
    Column(
        "ceiling_factor", "factor", "events on the ceiling by destination", width=3, default=1.0
    ),
    Column("capacity_factor", "factor", "events on what plants can make", default=1.0),
    Column("cost_factor", "factor", "events on the price of materials", default=1.0),
    Column("import_risk_factor", "factor", "events on the risk of imports of a class", default=1.0),
    Column("import_risk_expected", "ln", "import risk that buyers expect"),
    Column("supplier_price_start", "ln", "price by quality of the city's suppliers at the start"),
    Column("local_pull", "factor", "demand nearby on suppliers' innovations", default=1.0),
    Column("trust", "0–1", "in devices that need a permit", default=1.0),
    Column("incidents", "count", "of the quarter"),
    Column("deployed", "units", "with a permit put to use in the city since the start"),
    Column("jobs", "persons", "jobs in the city"),
    Column("engineers_start", "persons", "engineers at the start"),
    Column("jobs_start", "persons", "jobs at the start"),
    Column("package_start", "share of capital", "investment package at the start"),
    Column("package_past", "share of capital", "packages of this and earlier quarters", width=4),
    Column("output_year", "million yuan/quarter", "output in the city, four quarters", width=4),
)

PARKS: tuple[Column, ...] = (
    *ACCOUNT,
    Column("district", "code", "district", "i8", -1),
    Column("area", "km2", "land"),
    Column("floor", "m2", "floor space for these industries"),
    Column("debt", "million yuan", "loans for its buildings"),
    Column("floor_building", "m2", "floor space under construction"),
    Column("floor_ready", "quarter", "quarter from which that is let", "i8", -1),
    Column("used", "m2", "floor space let"),
    Column("rent", "million yuan/m2/quarter", "list rent"),
    Column("rent_start", "million yuan/m2/quarter", "list rent at the start"),
    Column("services", "0–1", "services to tenants"),
    Column("focus", "code", "segment it courts, −1 none", "i8", -1),
    Column("designated", "flag", "named a special park by the city", "?", False),
    Column("tenants", "count", "headquarters and plants"),
    Column("knowledge", "persons", "engineers in the park"),
    Column("gain", "factor", "output per hour there against the mean of the start", default=1.0),
    Column("output_year", "million yuan/quarter", "output of its plants, four quarters", width=4),
    Column(
        "special_quarters", "count", "quarters in a row of passing as one", "i8", width=len(LEVELS)
    ),
    Column("special", "flag", "counts as a specialty park", "?", width=len(LEVELS)),
    Column("special_at_start", "flag", "did at the policy start", "?", width=len(LEVELS)),
    Column("specialty", "code", "segment in which it is a specialty park, −1 none", "i8", -1),
    Column("micro", "flag", "counts as a boutique micro-park", "?", width=len(LEVELS)),
    Column("micro_at_start", "flag", "did at the policy start", "?", width=len(LEVELS)),
)

GOVERNMENTS: tuple[Column, ...] = (
    *ACCOUNT,
    Column("district", "code", "district, −1 for others", "i8", -1),
)

INVESTORS: tuple[Column, ...] = (
    *ACCOUNT,
    Column("appetite", "index", "flow of venture money against its start"),
)

PRINCIPALS: tuple[Column, ...] = (
    Column("use", "code", "market whose goods it orders", "i8", -1),
    Column("total", "million yuan/quarter", "orders everywhere, at the start's level"),
    Column("elsewhere", "million yuan/quarter", "orders with makers of other places"),
    Column("lot", "million yuan/quarter", "size of its mean order in the city"),
    Column("tie", "utility", "relation to the city's makers"),
)

ORDERS: tuple[Column, ...] = (
    Column("principal", "slot", "who orders", "i8", -1, refers="principals"),
    Column("line", "slot", "line that makes it", "i8", -1, refers="lines"),
    Column("value", "million yuan/quarter", "size at the start's level, before growth and seasons"),
    Column("placed", "quarter", "quarter in which it was placed or tendered last", "i8"),
)

ECONOMY: tuple[Column, ...] = (
    Column("gain_start", "factor", "mean spillover of parks at the start, by their engineers"),
    Column("wage_operator", "million yuan/quarter", "cost of an operator"),
    Column("wage_engineer", "million yuan/quarter", "cost of an engineer"),
    Column("wage_operator_start", "million yuan/quarter", "at the start"),
    Column("outside_wage", "million yuan/quarter", "the same outside, by skill", width=2),
    Column("wage_premium", "ln", "wages against outside, by skill", width=2),
    Column("labour_pool", "persons", "of a skill in the city, all industries", width=2),
    Column("labour_pool_start", "persons", "at the start", width=2),
    Column("labour_supply", "persons", "left by the rest of the city", width=2),
    Column("labour_wanted", "persons", "what these firms would employ", width=2),
    Column("lending_rate", "share/quarter", "price of credit"),
)
