"""Where firms are: districts, regions outside, parks."""

from agents.city.columns import amount, calendar_year, dated, names, place, share
from agents.city.rows import Rows
from agents.kinds import PLACE_KINDS
from engine.document import Choice, Flag, Key, Reference


class Districts(Rows, unique=("key",)):
    """The city's districts; each has a government."""

    key = Key(help="name of the district in other tables")
    name_zh, name_en = names()
    lon, lat = place()


class Regions(Rows, unique=("key",)):
    """Places outside the city that compete for plants."""

    key = Key(help="name of the region")
    name_zh, name_en = names()
    wage_index = amount("city = 1", "operators' wage by the city's", 100)
    rent_index = amount("city = 1", "rent by the city's", 100)
    incentive_index = amount("city = 1", "incentives by the city's", 100)
    abroad = Flag(help="1 = outside the country")


class Parks(Rows, unique=("key",)):
    """Industrial parks, and for each district the remainder outside them."""

    key = Key(help="name of the park in other tables")
    name_zh, name_en = names()
    district = Reference(table="districts", help="the district it lies in")
    lon, lat = place()
    kind = Choice(choices=PLACE_KINDS, help="remainder = the district outside its parks")
    area_km2 = amount("km2", "land", 1e6)
    floor_m2 = amount("m2", "floor space", 1e10)
    industrial_share = share("factories' part of the floor space")
    rent_yuan_m2_day = amount("yuan/m2/day", "rent at the start", 1e5)
    services = share("quality of services to firms")
    focus = Reference(table="segments", optional=True, help="the segment it is meant for")
    designated = Flag(help="1 = a special park by decree")
    opened_year = calendar_year("the year it opened")


class ParkFloor(Rows, unique=("park", "first", "known"), optional=True):
    """Floor space that stood or was announced, by the quarters in which it is ready, all industries
    together."""

    park = Reference(table="parks", help="the park; parks.csv has what stands at the start")
    first = dated("quarter from which some of it is let")
    last = dated("quarter from which all of it is; between the two it comes evenly")
    floor_m2 = amount("m2", "floor space of all industries", 1e10)
    own_use = Flag(
        optional=True,
        help="1 = a plant's own building: used whole, and paid with the plant; empty = 0, then "
        "parks.industry_share of it is for these industries",
    )
    known = dated("quarter in which it was public: a run does not see what came later")
