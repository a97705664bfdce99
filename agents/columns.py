"""The tables of every kind of agent, with unit and meaning of each trait.

Money in million yuan at current prices. A column's type is its annotation, so that a misspelt one
is found before anything runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.table import Table, column

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

DESTINATIONS: tuple[str, ...] = ("city", "rest", "export")
"""City, rest of China, export: the last axis of every market array."""

SKILLS: tuple[str, ...] = ("operators", "engineers")
"""The last axis of the labour market's columns."""

MEMORY = 8
"""Quarters of revenue, profit and share that a firm remembers; column 0 is the latest."""

LEVELS: tuple[str, ...] = ("default", "strict", "loose")
"""Strictness at which outcomes are told: the last axis of the columns that say who counts."""


class Account(Table):
    """Who has a balance in the ledger."""

    cash: Floats = column("million yuan", "balance in the ledger", money=True)
    sector: Codes = column("code", "sector of the ledger", fixed=True)


class Firms(Account):
    """Firms of every kind."""

    name_row: Codes = column("row", "row among the city's named firms, −1 for others", default=-1)
    segment: Codes = column("code", "segment of its main market", default=-1)
    use: Codes = column("code", "main market: where its next product goes", default=-1)
    owner: Codes = column("code", "private 0, state 1, foreign 2")
    founded: Codes = column("quarter", "quarter of foundation")
    spun_off: Flags = column("flag", "founded by people who left a firm of the city")
    hq: Codes = column("slot", "park of the headquarters", refers="parks", default=-1)
    plant: Codes = column(
        "slot", "park of the plant, −1 outside the city", refers="parks", default=-1
    )
    local_share: Floats = column("share", "part of its goods made in the city")
    licence: Flags = column("flag", "may build vehicles in own plants")
    domestic_cpu: Flags = column("flag", "its machines run on a domestic processor")
    nev_share: Floats = column("share", "of NEVs in its capacity, makers of cars with engines only")
    level2: Floats = column(
        "share", "of its new cars at driving level 2 and above, where the city tells of contents"
    )
    driving_allied: Flags = column("flag", "fits a technology firm's driving system")
    driving_partner: Codes = column(
        "slot",
        "that technology firm, −1 none or one from outside the city",
        refers="firms",
        default=-1,
    )
    debt: Floats = column("million yuan", "bank debt")
    technology: Floats = column("index", "quality that its next product starts from", default=1.0)
    productivity: Floats = column("index", "output per hour against the reference", default=1.0)
    rd_share: Floats = column("share of revenue", "reported R&D it aims at")
    rd_own: Floats = column(
        "million yuan/quarter", "own money for R&D planned in the quarter before"
    )
    rd_real: Floats = column("million yuan/quarter", "R&D really done, after relabelling")
    rd_reported: Floats = column("million yuan/quarter", "R&D reported to the government")
    engineers: Floats = column("persons", "engineers at work")
    engineers_before: Floats = column("persons", "engineers of the quarter before")
    operators: Floats = column("persons", "operators of plants in the city")
    staff: Floats = column("persons", "other staff of the headquarters")
    progress: Floats = column("projects", "fill of the present development project; 1 launches")
    launches: Codes = column("count", "products launched in its life")
    parent: Floats = column("million yuan/quarter", "support a parent will give at most")
    parent_until: Codes = column("quarter", "last quarter of the parent's support", default=-1)
    package: Floats = column("million yuan", "investment package promised on arrival")
    package_owed: Floats = column("million yuan", "part of the package not yet paid")
    package_paid: Floats = column("million yuan", "part that it got and has not paid back")
    promised_jobs: Floats = column("persons", "jobs promised for the package")
    arrived: Flags = column("flag", "came from outside, courted or by a date")
    burn: Floats = column("million yuan/quarter", "a startup's spending, fixed at each round")
    rounds: Codes = column("count", "equity rounds received")
    venture_stake: Floats = column("share", "of its shares, held by venture funds")
    guidance_stake: Floats = column("share", "of its shares, held by the guidance fund")
    listed: Flags = column("flag", "its shares are traded")
    raised_research: Floats = column("million yuan/quarter", "R&D out of what it raised at listing")
    raised_until: Codes = column("quarter", "last quarter of that", default=-1)
    failed_rounds: Codes = column("count", "rounds sought in vain since the last one")
    weak_quarters: Codes = column("count", "quarters in a row below the minimal share")
    alliance: Codes = column("code", "ecosystem it is a member of, −1 none", default=-1)
    dues: Floats = column("million yuan/quarter", "paid to its alliance, or to adapt its goods")
    adapting: Floats = column("million yuan/quarter", "part of dues, to adapt its goods")
    revenue: Floats = column("million yuan/quarter", "sales of the quarter")
    labour: Floats = column("million yuan/quarter", "wages of operators in the city")
    value_added: Floats = column("million yuan/quarter", "sales less all that was bought")
    value_added_past: Floats = column("million yuan/quarter", "the same by quarter", width=4)
    marketing: Floats = column("million yuan/quarter", "marketing of the quarter")
    profit: Floats = column("million yuan/quarter", "before tax, grants included")
    loss_forward: Floats = column("million yuan", "losses carried forward against profit tax")
    year_profit: Floats = column("million yuan", "profit since January, grants included")
    deducted: Floats = column("million yuan", "extra deductions from it since January")
    revenue_past: Floats = column("million yuan/quarter", "revenue by quarter", width=MEMORY)
    profit_past: Floats = column("million yuan/quarter", "profit by quarter", width=MEMORY)
    rd_past: Floats = column("million yuan/quarter", "reported R&D by quarter", width=MEMORY)
    share_past: Floats = column(
        "share", "largest own-brand national share of its lines", width=MEMORY
    )
    output_year: Floats = column(
        "million yuan/quarter", "output in the city, four quarters", width=4
    )
    contract_part: Floats = column("share", "part of revenue that is principals' orders")
    maker: Codes = column(
        "slot", "contract maker in the city that makes its goods", refers="firms", default=-1
    )
    making: Floats = column(
        "million yuan/quarter", "labour and energy of its goods made in the city"
    )
    local_start: Floats = column("share", "part made in the city at the start")
    hire_capacity: Floats = column("million yuan/quarter", "labour and energy it can do for brands")
    smart_level: Codes = column("0–3", "smart-factory level of its plant")
    smart_at_start: Flags = column("flag", "its plant was a smart factory at the policy start")
    automation: Floats = column("million yuan/quarter", "outlay of the quarter on automation")
    passes: Flags = column(
        "flag", "the test of a competitive firm, of any kind and owner", width=len(LEVELS)
    )
    competitive: Flags = column("flag", "counts as a competitive firm", width=len(LEVELS))
    competitive_at_start: Flags = column("flag", "did at the policy start", width=len(LEVELS))
    office: Floats = column("m2", "floor space rented for its headquarters")
    works: Floats = column("m2", "floor space rented for its plant")
    lease_end: Codes = column("quarter", "in which its lease ends, −1 none yet", default=-1)
    lease_floor: Floats = column("m2", "floor space rented when the lease began")
    last_move: Codes = column("quarter", "of its last move within the city, −1 none", default=-1)
    moving: Codes = column("row", "region to which its plant moves or moved, −1 none", default=-1)


class Lines(Table):
    """A firm's own-brand business in one market."""

    firm: Codes = column("slot", "owner", refers="firms", default=-1)
    use: Codes = column("code", "market", default=-1)
    reach: Floats = column("weight", "distribution and awareness by destination", width=3)
    brand: Floats = column("index", "goodwill stock, 0–1")
    fit: Floats = column(
        "utility", "worth of a named line's niche that price and quality do not tell"
    )
    hosted: Floats = column("share", "of its sales under the brand of a host from outside")
    host: Codes = column("code", "ecosystem of the host, −1 none", default=-1)
    partners: Floats = column("products", "of other segments that its own goods work with")
    ecosystem: Floats = column(
        "ln products", "what working together adds to utility, by unit of α_e"
    )
    markup: Floats = column("share of unit cost", "price over cost")
    cost_level: Floats = column("index", "own cost against the market's reference", default=1.0)
    unit_cost: Floats = column("yuan", "mean cost of what it makes")
    price: Floats = column("yuan", "mean price")
    capacity: Floats = column("units/quarter", "what its plants can make")
    idle: Codes = column("count", "quarters in a row in which its plant stood idle")
    stock: Floats = column("units", "finished goods")
    made: Floats = column("units/quarter", "output of the quarter")
    made_past: Floats = column("units", "output since the start, five years before included")
    expected: Floats = column("units/quarter", "demand expected")
    demand: Floats = column("units/quarter", "units asked for", width=3)
    sold: Floats = column("units/quarter", "units delivered", width=3)
    share: Floats = column("share", "of units of its national market")
    share_year: Floats = column("share", "national share by quarter, four quarters", width=4)
    contracted: Flags = column("flag", "works to principals' orders, not for buyers")
    ordered: Floats = column("units/quarter", "what principals ordered, by destination", width=3)
    markup_norm: Floats = column(
        "share of unit cost", "markup on orders at the desired use of plants"
    )


class Products(Table):
    """Models on sale and to come."""

    line: Codes = column("slot", "line it belongs to", refers="lines", default=-1)
    quality: Floats = column("index", "against the reference of the start", default=1.0)
    launched: Codes = column("quarter", "quarter of launch")
    on_sale: Codes = column("quarter", "first quarter with a permit")
    level: Codes = column("0–4", "driving level, vehicles only")
    price: Floats = column("yuan", "list price")
    units: Floats = column("units/quarter", "delivered this quarter")
    city_sales: Floats = column("million yuan/quarter", "in the city, four quarters", width=4)


class Markets(Table):
    """One row a use: a national market by destination."""

    segment: Codes = column("code", "segment of the market", default=-1)
    reference_price: Floats = column("yuan", "mean price at the start", fixed=True)
    reference_cost: Floats = column("yuan", "mean unit cost at the start", fixed=True)
    price_weight: Floats = column("weight", "of ln price in choice", fixed=True)
    brand_weight: Floats = column("weight", "of brand in choice", fixed=True)
    hit_share: Floats = column("share", "of a cell's units that makes a hit", fixed=True)
    grows: Flags = column("flag", "its size follows a path, not adoption", fixed=True)
    elasticity: Floats = column(
        "exponent", "of the ceiling by price, by destination", width=3, fixed=True
    )
    innovation: Floats = column("1/year", "Bass coefficient of innovation", width=3, fixed=True)
    imitation: Floats = column("1/year", "Bass coefficient of imitation", width=3, fixed=True)
    ceiling: Floats = column("units", "ceiling of installed units", width=3, fixed=True)
    life: Floats = column("years", "life of a unit", width=3, fixed=True)
    growth: Floats = column("1/year", "of sales or of the ceiling", width=3, fixed=True)
    outside_growth: Floats = column("1/year", "of outside makers' quality", fixed=True)
    size_start: Floats = column("units/quarter", "size at the start", width=3, fixed=True)
    permit_grade: Codes = column("0–3", "grade of its permit by the data", fixed=True)
    permit_local: Floats = column("share", "of the wait that the city decides", fixed=True)
    scenario: Codes = column("code", "where it is deployed, −1 none", default=-1, fixed=True)
    scenario_share: Floats = column("share", "of buyers who wait for the scenario", fixed=True)
    is_nev: Flags = column("flag", "new-energy vehicles", fixed=True)
    is_vehicle: Flags = column("flag", "vehicles of any kind", fixed=True)
    needs_licence: Flags = column("flag", "made in the city under a licence", fixed=True)
    by_fleets: Flags = column("flag", "bought in the city by the fleets of the data", fixed=True)
    labour_share: Floats = column("share", "operators' wages in unit cost", fixed=True)
    energy_share: Floats = column("share", "energy in unit cost", fixed=True)
    scale: Floats = column("exponent", "of relative quality in unit cost", fixed=True)
    learning_rate: Floats = column("share", "fall of cost by doubled output", fixed=True)
    has_principal: Flags = column("flag", "principals order its goods", fixed=True)
    starts: Codes = column(
        "quarter", "first quarter of a market that opens later, −1 others", default=-1, fixed=True
    )
    made_before: Floats = column(
        "units", "made by all before it opened, of a market that opens later", fixed=True
    )
    use_class: Codes = column(
        "code", "component class that it sells, −1 none", default=-1, fixed=True
    )
    class_part: Floats = column("share", "of that class in the city", fixed=True)
    other_import: Floats = column("share", "of materials: others from abroad", fixed=True)
    local_share: Floats = column("share", "made in the city, mean of synthetic firms", fixed=True)
    hosted_share: Floats = column("share", "sold under a host's brand, the same", fixed=True)
    rd_reference: Floats = column(
        "million yuan/quarter", "R&D of its mean maker: what projects are measured by"
    )
    content_base: Floats = column(
        "units", "installed at home at the start, of goods that live on content; else 0", fixed=True
    )
    adopted: Floats = column("units", "installed units by destination", width=3)
    content: Floats = column("index", "titles on offer for it, against the start", default=1.0)
    content_reference: Floats = column(
        "index", "the same under the plan that its path contains, or the start's", default=1.0
    )
    reference_stock: Floats = column(
        "units", "the same at home under the plan that the national path contains", width=2
    )
    pool: Floats = column("units", "bought ahead in the city by trade-in, not yet missed")
    size: Floats = column("units/quarter", "demand of all makers by destination", width=3)
    replacing: Floats = column("share", "of the city's buyers that replace an old device")
    price_index: Floats = column("index", "lagged mean price against the start", default=1.0)
    outside_quality: Floats = column("index", "quality of the outside brands", default=1.0)
    outside_price: Floats = column("yuan", "price of the outside brands")
    outside_reach: Floats = column("weight", "reach of the outside brands", width=3, default=1.0)
    outside_units: Floats = column("units/quarter", "delivered by outside brands", width=3)
    makers_units: Floats = column("units/quarter", "sold by the city's makers", width=3)
    makers_value: Floats = column("yuan/quarter", "the same in money", width=3)
    lost_units: Floats = column("units/quarter", "demand that nobody could serve", width=3)
    frontier: Floats = column("index", "quality of the best practice", default=1.0)
    input_base: Floats = column(
        "index", "cost of inputs when it opened, against the city's start", default=1.0
    )
    input_price: Floats = column("index", "price of materials against the start", default=1.0)
    outside_input_price: Floats = column(
        "index", "the same for makers outside the city", default=1.0
    )
    material_cost: Floats = column(
        "million yuan/quarter", "materials of plants in the city last quarter"
    )
    material_start: Floats = column("million yuan/quarter", "the same at the start")
    local_materials: Floats = column("share", "of plants' materials, bought in the city")
    import_materials: Floats = column("share", "of plants' materials, bought abroad")
    supplied: Floats = column("share", "of capacity that lacks no parts", default=1.0)
    orders: Floats = column(
        "units/quarter", "of the city's buyers of components from makers at home"
    )
    local_part: Floats = column("share", "of these, from the city's makers")
    other_orders: Floats = column(
        "units/quarter", "part of orders that other industries gave at start"
    )
    other_local: Floats = column("share", "of these, from the city's makers")
    national_made: Floats = column(
        "units", "output of all makers since the start, five years before too"
    )
    learning: Floats = column(
        "factor", "fall of everybody's cost by national experience", default=1.0
    )
    mean_quality: Floats = column(
        "index", "sales-weighted quality of the city's makers", default=1.0
    )
    output_year: Floats = column(
        "million yuan/quarter", "output in the city, four quarters", width=4
    )
    units_year: Floats = column("units/quarter", "the same in units", width=4)
    national_year: Floats = column("units/quarter", "national sales, four quarters", width=4)
    national_value_year: Floats = column("million yuan/quarter", "the same in money", width=4)
    demand_factor: Floats = column(
        "factor", "events on demand by destination", width=3, default=1.0
    )
    ceiling_factor: Floats = column(
        "factor", "events on the ceiling by destination", width=3, default=1.0
    )
    openness: Floats = column(
        "factor", "of scenarios on ceilings, by destination", width=3, default=1.0
    )
    openness_reference: Floats = column(
        "factor", "the same at home under the plan of the national path", width=2, default=1.0
    )
    level2_share: Floats = column(
        "share", "of units of the city's makers at driving level 2 or more"
    )
    level2_made_year: Floats = column(
        "units/quarter", "cars made in the city at that level, four quarters", width=4
    )


class Segments(Table):
    """Segments of the industry, component classes included."""

    marketing_share: Floats = column("share of revenue", "marketing", fixed=True)
    overhead_share: Floats = column("share of revenue", "administration", fixed=True)
    rd_share: Floats = column("share of revenue", "R&D", fixed=True)
    capital: Floats = column("years", "capital by annual revenue", fixed=True)
    floor_per_job: Floats = column("m2", "floor space by job", fixed=True)
    entry_base: Floats = column("firms/quarter", "entrants at the start's conditions", fixed=True)
    project_share: Floats = column("share", "of all mobile projects", fixed=True)
    firms_start: Floats = column("count", "firms at the start", fixed=True)
    is_component: Flags = column("flag", "a component class", fixed=True)
    is_target: Flags = column("flag", "a target of the policy", fixed=True)
    capacity_factor: Floats = column("factor", "events on what plants can make", default=1.0)
    cost_factor: Floats = column("factor", "events on the price of materials", default=1.0)
    import_risk_factor: Floats = column(
        "factor", "events on the risk of imports of a class", default=1.0
    )
    import_risk_expected: Floats = column("ln", "import risk that buyers expect")
    supplier_price_start: Floats = column(
        "ln", "price by quality of the city's suppliers at the start"
    )
    local_pull: Floats = column("factor", "demand nearby on suppliers' innovations", default=1.0)
    trust: Floats = column("0–1", "in devices that need a permit", default=1.0)
    incidents: Floats = column("count", "of the quarter")
    deployed: Floats = column("units", "with a permit put to use in the city since the start")
    jobs: Floats = column("persons", "jobs in the city")
    engineers_start: Floats = column("persons", "engineers at the start")
    jobs_start: Floats = column("persons", "jobs at the start")
    worth_start: Floats = column("utility", "of the city's places to a newcomer at the start")
    package_start: Floats = column("share of capital", "investment package at the start")
    package_past: Floats = column(
        "share of capital", "packages of this and earlier quarters", width=4
    )
    output_year: Floats = column(
        "million yuan/quarter", "output in the city, four quarters", width=4
    )


class Parks(Account):
    """Parks, micro-parks and the remainders of districts."""

    district: Codes = column("code", "district", default=-1)
    area: Floats = column("km2", "land")
    lon: Floats = column("degree", "longitude")
    lat: Floats = column("degree", "latitude")
    floor: Floats = column("m2", "floor space for these industries")
    debt: Floats = column("million yuan", "loans for its buildings")
    floor_building: Floats = column("m2", "floor space under construction")
    floor_ready: Codes = column("quarter", "quarter from which that is let", default=-1)
    used: Floats = column("m2", "floor space let")
    rent: Floats = column("million yuan/m2/quarter", "list rent")
    rent_start: Floats = column("million yuan/m2/quarter", "list rent at the start")
    services: Floats = column("0–1", "services to tenants")
    focus: Codes = column("code", "segment it courts, −1 none", default=-1)
    designated: Flags = column("flag", "named a special park by the city")
    tenants: Floats = column("count", "headquarters and plants")
    knowledge: Floats = column("persons", "engineers in the park")
    gain: Floats = column(
        "factor", "output per hour there against the mean of the start", default=1.0
    )
    output_year: Floats = column(
        "million yuan/quarter", "output of its plants, four quarters", width=4
    )
    special_quarters: Codes = column(
        "count", "quarters in a row of passing as a specialty park", width=len(LEVELS)
    )
    special: Flags = column("flag", "counts as a specialty park", width=len(LEVELS))
    special_at_start: Flags = column("flag", "did at the policy start", width=len(LEVELS))
    specialty: Codes = column(
        "code", "segment in which it is a specialty park, −1 none", default=-1
    )
    micro: Flags = column("flag", "counts as a boutique micro-park", width=len(LEVELS))
    micro_at_start: Flags = column("flag", "did at the policy start", width=len(LEVELS))


class Fleets(Table):
    """Operators' fleets in the city that may turn to driverless vehicles, by use and district."""

    use: Codes = column("code", "market whose vehicles it runs", default=-1, fixed=True)
    district: Codes = column("code", "district in which it runs them", default=-1, fixed=True)
    most: Floats = column("vehicles", "that it could run, all its roads open", fixed=True)
    needed: Codes = column("0–3", "grade from which it drives without drivers", fixed=True)
    drivers: Floats = column("posts", "drivers by manned vehicle", fixed=True)
    manned_price: Floats = column("yuan", "price of the vehicle that is replaced", fixed=True)
    work: Floats = column("share", "of a manned vehicle's work that one does", fixed=True)
    roads: Floats = column("share", "of its roads that is open")
    grade: Codes = column("0–3", "grade of permits that is open to it")
    vehicles: Floats = column("vehicles", "on the road")
    driven: Floats = column("vehicle-quarters", "that count for its next grade")
    accidents: Floats = column("count", "of the quarter that halt permits")


class Governments(Account):
    """Municipality, districts and centre."""

    district: Codes = column("code", "district, −1 for others", default=-1)


class Investors(Account):
    """Venture funds and the guidance fund."""

    appetite: Floats = column("index", "flow of venture money against its start")


class Principals(Table):
    """Outside buyers that order turnkey manufacture."""

    use: Codes = column("code", "market whose goods it orders", default=-1)
    total: Floats = column("million yuan/quarter", "orders everywhere, at the start's level")
    elsewhere: Floats = column("million yuan/quarter", "orders with makers of other places")
    lot: Floats = column("million yuan/quarter", "size of its mean order in the city")
    tie: Floats = column("utility", "relation to the city's makers")
    share: Floats = column("share", "of its world market, of brands by name; else 0")
    attraction: Floats = column("1/year", "what buyers see in it beyond others, the same")


class Orders(Table):
    """Orders of principals with lines of the city."""

    principal: Codes = column("slot", "who orders", refers="principals", default=-1)
    line: Codes = column("slot", "line that makes it", refers="lines", default=-1)
    value: Floats = column(
        "million yuan/quarter", "size at the start's level, before growth and seasons"
    )
    placed: Codes = column("quarter", "quarter in which it was placed or tendered last")


class Economy(Table):
    """One row: wages, labour and credit."""

    gain_start: Floats = column(
        "factor", "mean spillover of parks at the start, by their engineers"
    )
    wage_operator: Floats = column("million yuan/quarter", "cost of an operator")
    wage_engineer: Floats = column("million yuan/quarter", "cost of an engineer")
    wage_operator_start: Floats = column("million yuan/quarter", "at the start")
    outside_wage: Floats = column("million yuan/quarter", "the same outside, by skill", width=2)
    wage_premium: Floats = column("ln", "wages against outside, by skill", width=2)
    labour_pool: Floats = column("persons", "of a skill in the city, all industries", width=2)
    labour_pool_start: Floats = column("persons", "at the start", width=2)
    labour_supply: Floats = column("persons", "left by the rest of the city", width=2)
    labour_wanted: Floats = column("persons", "what these firms would employ", width=2)
    lending_rate: Floats = column("share/quarter", "price of credit")
    level2_national: Floats = column(
        "share", "of the country's new cars at driving level 2 and above"
    )
    level2_year: Floats = column("share", "the same by quarter, four quarters", width=4)
    moves_year: Floats = column("firms", "that moved within the city, four quarters", width=4)
    moved_jobs_year: Floats = column("persons", "their jobs", width=4)


TABLES: tuple[type[Table], ...] = (
    Firms,
    Lines,
    Products,
    Markets,
    Segments,
    Parks,
    Governments,
    Investors,
    Principals,
    Orders,
    Economy,
    Fleets,
)
