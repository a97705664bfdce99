"""What is made and who buys it: industries, markets, components, ecosystems."""

from agents.city.columns import (
    ECOSYSTEM_KINDS,
    MODES,
    MOST_PRICE,
    MOST_UNITS,
    OTHER_COMPONENT,
    PERS,
    ROLES,
    amount,
    calendar_year,
    dated,
    money,
    names,
    price,
    public,
    rate,
    season,
    share,
)
from agents.city.rows import Rows
from agents.columns import DESTINATIONS
from engine.document import Choice, Flag, Integer, Key, Number, Reference


class Segments(Rows, unique=("key",)):
    """Industries: the targets of the policy, the legacy and the component classes."""

    key = Key(help="name of the segment in other tables")
    name_zh, name_en = names()
    role = Choice(choices=ROLES, help="what the policy makes of the segment")
    rd_share_of_revenue = share("R&D spending by revenue")
    marketing_share_of_revenue = share("marketing by revenue")
    overhead_share_of_revenue = share("administration by revenue")
    labour_share_of_cost = share("operators' wages in unit cost")
    energy_share_of_cost = share("energy in unit cost; materials are the rest")
    scale_exponent = Number(low=0, high=2, help="exponent of (q/q mean) in unit cost")
    learning_rate_per_doubling = share("fall of unit cost per doubling of output")
    capital_million_per_million_revenue = amount("years", "capital by annual revenue", 100)
    floor_m2_per_job = amount("m2", "floor space by job", 100_000)
    entrants_per_year = amount("firms/year", "new firms at the start's conditions", 100_000)
    hit_share = share("share of the domestic cell's units that makes a product a hit")


class Inputs(Rows, unique=("segment", "component")):
    """What the city's plants buy: component classes in the cost of materials."""

    segment = Reference(table="segments", help="the buying segment")
    component = Reference(
        table="segments", also=(OTHER_COMPONENT,), help="a component class, or other"
    )
    share_of_material_cost = share("share of the class in the cost of materials")
    local_share = share("part of the class bought in the city at the start")
    import_share = share("part of the class bought abroad at the start")


class Scenarios(Rows, unique=("key",)):
    """Places of use that the city can open to new devices."""

    key = Key(help="name of the scenario in other tables")
    name_zh, name_en = names()
    openness = share("openness at the start")
    permit_grade = Integer(low=0, high=3, help="grade of the permit, 0 none to 3 strictest")


class Ecosystems(Rows, unique=("key",)):
    """Hosts from outside under whose brand the city's makers sell, and alliances to join."""

    key = Key(help="name of the ecosystem in other tables")
    name_zh, name_en = names()
    kind = Choice(choices=ECOSYSTEM_KINDS, help="host = an outside brand; alliance = open")
    opens = dated("first quarter of membership; empty = the start", optional=True)
    host_weight = amount("", "weight among hosts; 0 for an alliance", 1e6)
    dues_share_of_revenue = share("cost of membership by own-brand sales; 0 for a host")


class EcosystemSegments(Rows, unique=("ecosystem", "segment")):
    """The segments whose products work together in an ecosystem."""

    ecosystem = Reference(table="ecosystems", help="the host or alliance")
    segment = Reference(table="segments", help="a segment that it spans")
    outside_products = amount("products", "products of outside makers in it", 1e6)


class Uses(Rows, unique=("key",)):
    """Market lines: a segment's goods for one use."""

    key = Key(help="name of the use in other tables")
    segment = Reference(table="segments", help="whose goods serve it")
    name_zh, name_en = names()
    mode = Choice(choices=MODES, help="how the market's size moves")
    scenario = Reference(table="scenarios", optional=True, help="where it is deployed")
    scenario_share = share("part of its buyers who wait for the scenario to open")
    permit_grade = Integer(low=0, high=3, help="grade of the permit, 0 none to 3 strictest")
    permit_local = share("part of the wait for the permit that the city's own offices decide")
    price_weight = amount("", "weight of ln price in choice, against demand.alpha_price", 100)
    brand_weight = amount("", "weight of brand in choice", 100)
    fit_noise = amount("", "standard deviation of a product's fit", 10)
    seasonal_q1 = season()
    seasonal_q2 = season()
    seasonal_q3 = season()
    seasonal_q4 = season()
    price_yuan = price("mean price at the start")
    gross_margin = Number(low=-1, high=1, unit="fraction", help="mean margin at the start")
    outside_quality_growth_per_year = rate("growth of outside makers' quality")
    outside_models = Integer(low=0, high=1_000_000, help="number of outside makers' models")
    nev = Flag(optional=True, help="1 = new-energy vehicles; empty = 0")
    starts = dated(
        "first quarter of a market that opens later, its prices and sales are of then; "
        "empty = there from the first",
        optional=True,
    )
    made_before_units = Number(
        low=0,
        high=MOST_UNITS,
        unit="units",
        optional=True,
        help="made by all before a market opens that opens later; empty = its first year's sales",
    )


class UseInputs(Rows, unique=("use", "component")):
    """Where goods for one use need more or less of a component class than their segment."""

    use = Reference(table="uses", help="the market line")
    component = Reference(table="segments", help="a component class")
    share_of_material_cost = share("share of the class, in place of the segment's")
    local_share = share("part of the class bought in the city at the start")
    import_share = share("part of the class bought abroad at the start")


class ComponentContents(
    Rows, unique=("use", "component_use", "per", "quarter", "known"), optional=True
):
    """What a product holds of components, by date.

    It parts what its plants buy of a class among the class's markets, and moves how much they buy:
    by the sum of a class against the first quarter's. A component market of mode growth without a
    national path follows, outside the city, the products that hold it. Straight lines between
    quarters. A use without rows buys of a class by the sizes of its markets in the city.
    """

    use = Reference(table="uses", help="the product")
    component_use = Reference(table="uses", help="the market of the component")
    per = Choice(
        choices=PERS, help="held by each unit, or by each car at driving level 2 and above"
    )
    quarter = dated("quarter of the value")
    value_yuan = Number(
        low=0, high=MOST_PRICE, unit="yuan", help="worth in a unit, at the start's price level"
    )
    known = public()


class Sourcing(Rows, unique=("component",)):
    """Imports of each component class against makers at home."""

    component = Reference(table="segments", help="a component class")
    import_quality_lead = Number(low=0, high=10, unit="ln", help="lead in quality at the start")
    catch_up_per_year = rate("part of the lead that makers at home close", 0)
    import_price_growth_per_year = rate("price with tariffs and exchange rate")


class Cells(Rows, unique=("use", "destination")):
    """Markets: a use at a destination."""

    use = Reference(table="uses", help="the market line")
    destination = Choice(choices=DESTINATIONS, help="city, rest of the country, export")
    units_per_year_start = amount("units/year", "sales of all makers in the first year", MOST_UNITS)
    elasticity = amount("", "price elasticity of the ceiling, positive", 20)
    p_innovation = rate("Bass coefficient of innovation", 0)
    q_imitation = rate("Bass coefficient of imitation", 0, 5)
    ceiling_units = amount("units", "ceiling of the installed stock", MOST_UNITS)
    installed_units = amount("units", "installed stock at the start", MOST_UNITS)
    life_years = Number(low=0, high=100, unit="years", help="life of a unit")
    growth_per_year = rate("growth of sales (mode growth) or of the ceiling", -1, 5)


class Contents(Rows, unique=("use",), optional=True):
    """Goods that live on content, such as headsets on games: titles follow how many are in use."""

    use = Reference(table="uses", help="a market line in mode adoption, with users at the start")


class Fleets(Rows, unique=("key",), optional=True):
    """Fleets of a city that could run goods without drivers: who buys in the city's market of each
    use named here."""

    key = Key(help="name of the fleet")
    name_zh, name_en = names()
    use = Reference(table="uses", help="the market whose vehicles it buys")
    district = Reference(table="districts", help="the district in which it runs them")
    vehicles_most = amount("vehicles", "what it could run once all its roads are open", MOST_UNITS)
    vehicles_start = amount("vehicles", "on the road when the market opens", MOST_UNITS)
    roads_open = share("part of its roads that is open when the market opens")
    grade_open = Integer(low=0, high=3, help="grade of permits that is open then")
    grade_needed = Integer(low=0, high=3, help="grade from which it drives without drivers")
    drivers = amount("posts", "drivers by manned vehicle", 100)
    manned_price_yuan = price("price of the manned vehicle that it replaces")
    work = Number(
        above=0, low=0, high=100, unit="manned = 1", help="work of a manned vehicle that one does"
    )


class Principals(Rows, unique=("key",)):
    """Brands of other places that order turnkey goods."""

    key = Key(help="name of the principal")
    name_zh, name_en = names()
    use = Reference(table="uses", help="the market line whose goods it orders")
    orders_million_per_year = money("what it orders everywhere at the start, ex factory")
    growth_per_year = rate("growth of its orders in current prices")
    export_share = share("share of its goods that are sold abroad")
    renewal = share("chance that an order stays with its maker from year to year")
    geopolitics = share("sensitivity to the wish to make goods in several countries")
    follows = dated(
        "quarter from which its orders grow with the national path of what it orders, no longer by "
        "growth_per_year; empty = never, nor where there is no path",
        optional=True,
    )


class BrandMarkets(Rows, unique=("use", "year", "known"), optional=True):
    """Saturated world markets whose brands, by name, order turnkey goods."""

    use = Reference(table="uses", help="the market line whose goods its brands order")
    year = calendar_year("calendar year; between middles of years straight lines, flat at the ends")
    units_per_year = Number(
        above=0, low=0, high=MOST_UNITS, unit="units/year", help="shipments of all brands"
    )
    known = public()


class BrandShares(Rows, unique=("principal", "year"), optional=True):
    """Shares of brands in their world market, each brand a principal."""

    principal = Reference(
        table="principals",
        help="the brand, whose growth_per_year is that of what it pays for a unit",
    )
    year = calendar_year(
        "calendar year; between middles of years straight lines, from the last on by rivalry"
    )
    share = share("part of the shipments of its market; those of a market add up to 1")
    rest = Flag(optional=True, help="1 = all other brands together, no brand by name; empty = 0")
