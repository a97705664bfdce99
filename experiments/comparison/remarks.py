"""Why an instrument moves what it moves, for a reader of its effects alone."""

REMARKS: dict[str, str] = {
    "approval_time": "costs nothing; the city's own part of permits (robots on streets and in "
    "halls), awards, land and works comes sooner, while types of cars are the nation's to approve",
    "brand_promotion": "a yuan works as a yuan of the makers' own marketing, on reach and "
    "goodwill, with falling returns; the budget is about a hundredth of what they spend themselves",
    "component_programme": "suppliers do more R&D and sell better parts nearer; parts are a part "
    "of a terminal's cost, so terminals gain little",
    "consumer_hit_programme": "the help is much for a small firm's model and nothing for a "
    "giant's, and small firms' sales are small",
    "coproduction_licence": "costs nothing; hangs on whether one or two brands without licence "
    "find idle licensed plants, so the interval is wide",
    "digital_platform": "small and medium plants save some cost; large ones have tools of their "
    "own, and gain only by cheaper parts",
    "elderly_care_vouchers": "a fourth of buyers of a few goods in one city, most of them made "
    "elsewhere",
    "expo": "reach abroad, once gained, stays; a good part is the largest exporter's",
    "guidance_fund": "more startups find a round; what they sell comes after the horizon, as does "
    "what the fund gets back, so the cost is gross",
    "incubation": "more startups live; what they sell comes after the horizon",
    "interoperability_standard": "a rule more than a budget: what makers pay to adapt is not "
    "counted, so its output by public yuan says nothing about its worth",
    "investment_attraction": "packages go to all that come, and rivals answer; the plan's ceiling "
    "tips a part of them, whose works start at half of capacity",
    "micro_parks": "floor space is short in few parks: new ones draw tenants of others",
    "oem_transition": "capacity turns to new-energy cars sooner, engine cars and their margin go",
    "park_admission": "acts on newcomers to full parks of another focus alone: it moves where "
    "firms sit, not what the city makes",
    "park_land": "costs nothing; few parks are full enough to apply, and floor is let years after",
    "park_rent_subsidy": "mostly paid to those who are there anyway; it moves newcomers between "
    "parks of one city",
    "plant_retention": "few plants leave in a year, and the district, which can't tell them apart, "
    "pays all that stay",
    "public_procurement": "a reserved part of the city's demand; the cost is the premium alone",
    "purchase_voucher": "the city is a few hundredths of the nation's demand, and most of what is "
    "borne favours goods from outside",
    "rd_subsidy": "firms do about as much more R&D as they are refunded, less what is relabelled; "
    "better models follow with a lag, mostly of small firms, as the cap binds large ones",
    "safety_supervision": "incidents are rare, so a third fewer of them stays within luck, and "
    "longer permits in the city stand against it",
    "scenario_opening": "buyers who wait for a scenario, here and by demonstration elsewhere: "
    "fleets of new-energy cars are the largest, and their largest maker gains most",
    "smart_factory_grant": "labour is a small part of a plant's cost, so a smarter plant hardly "
    "sells more; contract makers and vehicle makers decide once a year",
    "smart_roads": "fleets and road tests; the largest maker of new-energy cars gains most",
    "talent_housing": "more engineers at lower wages: more R&D is done for the same money",
    "talent_programme": "more engineers at lower wages, by a hundredth",
    "trade_in": "replacement comes sooner in one city, mostly of goods from outside",
    "vr_content_platform": "a small segment in one city; faster innovation of few makers",
}
